/** Which features of a layer hold the type, the attributes and the concepts of an annotation. */
import type {
  Annotations,
  Attribute,
  Normalisation,
  PredictedEntity,
  Relation,
} from '../../annotation/document.ts';
import { writeConcepts } from './concepts.ts';
import {
  conceptFeature,
  isClinical,
  isLinguistic,
  labelFeature,
  newLabelFeature,
  shortName,
} from './layers.ts';
import type { Lose, Target } from './plan.ts';

/** The features of links, besides which they can have none. */
export const linkFeatures = ['referenceType', 'referenceRelation'] as const;

/** The names that structures use themselves. */
const reserved = new Set([
  'sofa',
  'begin',
  'end',
  'target',
  'role',
  'next',
  'first',
  'arg1',
  'arg2',
  conceptFeature,
  'ontologyConceptArr',
]);

/**
 * The feature that a type is written to, with its value. Without a value the layer has the feature and the type is the
 * layer's own name; undefined means that the layer can say no other type than its name.
 */
export function labelPlan(
  type: string,
  layer: string,
  isStored: boolean,
  { features }: Target,
): { readonly feature: string; readonly value?: string } | undefined {
  if (isLinguistic(layer) || isClinical(layer)) return undefined;
  const declared = features(layer);
  const own = isStored && type === shortName(layer);
  const feature = labelFeature(layer, (name) => declared?.includes(name) ?? false);
  if (feature !== undefined) return own ? { feature } : { feature, value: type };
  // A declared layer without a label stays as it is, unless it is the one made for labels.
  if (own || (declared !== undefined && isStored)) return undefined;
  return { feature: newLabelFeature(layer), value: type };
}

/** Attributes and concepts by the annotation that they belong to. */
export interface Attached {
  readonly attributes: ReadonlyMap<string, readonly Attribute[]>;
  readonly normalisations: ReadonlyMap<string, readonly Normalisation[]>;
}

export function attachedTo({ attributes, normalisations }: Annotations): Attached {
  return { attributes: byTarget(attributes), normalisations: byTarget(normalisations) };
}

function byTarget<T extends { readonly target: string }>(all: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const there = found.get(one.target);
    if (there === undefined) found.set(one.target, [one]);
    else there.push(one);
  }
  return found;
}

interface Labelled {
  readonly annotation: PredictedEntity | Pick<PredictedEntity, 'id' | 'type'> | Relation;
  readonly layer: string;
  readonly label: { readonly feature: string; readonly value?: string } | undefined;
  readonly attached: Attached;
  /** Names that other things of the annotation use. */
  readonly taken: readonly string[];
  readonly isLink: boolean;
}

/** The features of an annotation. Names that features cannot have are changed, and the change is listed. */
export function featurePlan(
  { annotation, layer, label, attached, taken, isLink }: Labelled,
  lose: Lose,
): Map<string, string | undefined> {
  const { id } = annotation;
  const features = new Map<string, string | undefined>();
  if (label !== undefined) features.set(label.feature, label.value);
  if ('score' in annotation) {
    if (isLink) lose('score-dropped', `The score ${annotation.score} of ${annotation.model}`, id);
    else features.set('score', String(annotation.score)).set('model', annotation.model);
  }
  const used = new Set([...reserved, ...taken]);
  if (!isLinguistic(layer)) {
    used.add('label');
    // Beside a label, `value` is a feature like any other.
    if (label?.feature !== 'label' || label.value === undefined) used.add('value');
  }
  const isPrediction = features.has('model');
  if (isPrediction) used.add('score').add('model');

  const own = attached.attributes.get(id) ?? [];
  const looksPredicted = ['score', 'model'].every((name) => own.some(({ type }) => type === name));
  if (looksPredicted && !isPrediction) used.add('model');
  const seen = new Set<string>();
  for (const { id: attributeId, type, value = 'true' } of own) {
    const name = featureName(type, used);
    if (seen.has(name) || (isLink && !linkFeatures.some((feature) => feature === name))) {
      lose('attribute-dropped', `The attribute ${type} ${value} of ${id}`, attributeId);
      continue;
    }
    seen.add(name);
    if (name !== type)
      lose('attribute-renamed', `The name ${type} of an attribute, which is written as ${name}`, attributeId);
    features.set(name, value);
  }

  const concepts = attached.normalisations.get(id) ?? [];
  const kept = isLink ? [] : writableConcepts(concepts);
  for (const concept of concepts) {
    const { id: conceptId, system, identifier, name } = concept;
    if (!kept.includes(concept))
      lose('concept-dropped', `The concept ${system}:${identifier} of ${id}`, conceptId);
    else if (name !== undefined) lose('concept-name-dropped', `The concept's name "${name}"`, conceptId);
  }
  if (kept.length > 0) features.set(conceptFeature, writeConcepts(kept) as string);
  return features;
}

/** As many of the concepts, in their order, as one value can say. */
function writableConcepts<T extends { readonly system: string; readonly identifier: string }>(
  concepts: readonly T[],
): T[] {
  const kept: T[] = [];
  for (const concept of concepts) if (writeConcepts([...kept, concept]) !== undefined) kept.push(concept);
  return kept;
}

/** A name that a feature can have: letters, digits and low lines, not a digit first, and none of the names in use. */
export function featureName(name: string, used: ReadonlySet<string>): string {
  let legal = name.replace(/[^\p{L}\p{N}_]/gu, '_');
  if (!/^\p{L}/u.test(legal) || /^(?:ROLE|BT)_/.test(legal)) legal = `x${legal}`;
  while (used.has(legal)) legal += '_';
  return legal;
}
