/** What a feature structure means: its label, its attributes, the ends of a relation, the slots of an event. */
import { clinicalAttributes, clinicalEnds } from './clinical.ts';
import { isClinical, labelFeature, relationEnds, shortName } from './layers.ts';
import type { Structure, StructureGraph } from './structures.ts';

export interface Slot {
  readonly feature: string;
  readonly links: readonly { readonly link: Structure; readonly target: Structure }[];
}

/** The features of an annotation that refer to links with a target. */
export function slotsOf(graph: StructureGraph, structure: Structure): Slot[] {
  return Array.from(structure.references.keys()).flatMap((feature) => {
    const links = graph.referents(structure, feature).flatMap((link) => {
      const target = link.span === undefined ? graph.annotation(link, 'target') : undefined;
      return target === undefined ? [] : [{ link, target }];
    });
    return links.length === 0 ? [] : [{ feature, links }];
  });
}

export function endsOf(graph: StructureGraph, structure: Structure): [Structure, Structure] | undefined {
  const [head, tail] = relationEnds.map((end) => graph.annotation(structure, end));
  if (head !== undefined && tail !== undefined) return [head, tail];
  const [first, second] = clinicalEnds.map((end) =>
    graph.referents(structure, end).flatMap((argument) => graph.annotation(argument, 'argument') ?? []),
  );
  return first?.[0] === undefined || second?.[0] === undefined ? undefined : [first[0], second[0]];
}

export function isClinicalRelation(structure: Structure): boolean {
  return clinicalEnds.every((end) => structure.references.has(end));
}

/** The features of an annotation by what they mean. */
export function featuresOf(structure: Structure): {
  readonly label: string | undefined;
  readonly prediction: { readonly score: number; readonly model: string } | undefined;
  readonly plain: readonly (readonly [feature: string, value: string])[];
} {
  const { type, features } = structure;
  if (isClinical(type))
    return { label: undefined, prediction: undefined, plain: clinicalAttributes(structure) };
  const labelled = labelFeature(type, (feature) => (features.get(feature) ?? '') !== '');
  const score = Number(features.get('score') || Number.NaN);
  const model = features.get('model');
  const prediction = score >= 0 && score <= 1 && model !== undefined ? { score, model } : undefined;
  const taken = new Set([labelled, ...(prediction === undefined ? [] : ['score', 'model'])]);
  return {
    label: labelled === undefined ? undefined : features.get(labelled),
    prediction,
    plain: [...features].filter(([feature]) => !taken.has(feature)),
  };
}

/**
 * The links that stand for an entity: those that say nothing but the type of an entity, of which there is just one at
 * their place. That is how an equivalence of entities is written in a format that has chains only.
 */
export function namedMentions(
  links: ReadonlyMap<Structure, string>,
  mentions: ReadonlySet<Structure>,
): Map<Structure, Structure> {
  const key = (structure: Structure, type: string): string =>
    `${structure.span?.start} ${structure.span?.end} ${type}`;
  const entities = new Map<string, Structure[]>();
  for (const mention of mentions) {
    if (links.has(mention)) continue;
    const place = key(mention, featuresOf(mention).label ?? shortName(mention.type));
    entities.set(place, [...(entities.get(place) ?? []), mention]);
  }
  const found = new Map<Structure, Structure>();
  for (const link of links.keys()) {
    const type = link.features.get('referenceType');
    if (type === undefined || link.features.size > 1) continue;
    const there = entities.get(key(link, type)) ?? [];
    if (there.length === 1) found.set(link, there[0] as Structure);
  }
  return found;
}
