/** From feature structures to annotations: the one reading of WebAnno TSV, XMI and CAS JSON. */
import {
  type Annotations,
  type Argument,
  type Attribute,
  type Entity,
  type Event,
  type Normalisation,
  noAnnotations,
  type Relation,
  wordsAt,
} from '../../annotation/document.ts';
import { chainsOf, headType } from './chains.ts';
import { clinicalConcepts, clinicalEnds, conceptList } from './clinical.ts';
import { readConcepts } from './concepts.ts';
import { conceptFeature, isToken, relationLayer, shortName, spanLayer } from './layers.ts';
import { endsOf, featuresOf, isClinicalRelation, namedMentions, type Slot, slotsOf } from './meaning.ts';
import { slotFeature } from './slotPlans.ts';
import { type Structure, StructureGraph } from './structures.ts';

export interface Reading {
  /** Whether an annotation is an entity, apart from those that relations and slots refer to, which always are. */
  isEntity(structure: Structure): boolean;
  isRelation(structure: Structure): boolean;
  /** The id of the entity, relation or event made of a structure; called once for each, in the order of the ids. */
  id(structure: Structure, kind: 'T' | 'R' | 'E'): string;
}

export interface Interpretation {
  readonly annotations: Annotations;
  /** The ids of the structures that the annotations say all of. */
  readonly read: ReadonlySet<string>;
  /** How many values of features were left out, by layer and feature. */
  readonly unread: ReadonlyMap<string, number>;
}

/**
 * Makes annotations of the structures over a text. Entities and relations come in the order of their structures.
 *
 * - A relation is a structure that refers to two annotations as `Governor` and `Dependent` (the head first), or as
 *   `arg1` and `arg2` of cTAKES. The roles are `Arg1` and `Arg2`.
 * - An entity whose features refer to links with a `target` is the trigger of an event; the links are its arguments. The
 *   role is the link's; without one it is the feature's name. The trigger's metadata `slots` has the features' names,
 *   one for all arguments or one for each, unless it is `arguments`.
 * - A chain is an equivalence. A link that covers an entity of the type that it names stands for that entity; every
 *   other link is an entity itself. Chains of one link say nothing and are left out.
 * - A feature with the value `true` is an attribute without a value.
 */
export function interpret(text: string, structures: readonly Structure[], reading: Reading): Interpretation {
  const graph = new StructureGraph(structures);
  const { all } = graph;
  const ends = new Map<Structure, [Structure, Structure]>();
  for (const structure of all) {
    const found = reading.isRelation(structure) ? endsOf(graph, structure) : undefined;
    if (found !== undefined) ends.set(structure, found);
  }
  const slots = new Map<Structure, readonly Slot[]>();
  for (const structure of all) {
    const found = structure.span === undefined || ends.has(structure) ? [] : slotsOf(graph, structure);
    if (found.length > 0) slots.set(structure, found);
  }
  const chains = chainsOf(graph);
  const links = new Map(
    chains.flatMap((chain) => chain.links.map((link) => [link, headType(chain)] as const)),
  );

  const mentions = new Set<Structure>();
  const add = (structure: Structure): void => {
    if (mentions.has(structure)) return;
    mentions.add(structure);
    for (const slot of slots.get(structure) ?? []) for (const { target } of slot.links) add(target);
  };
  for (const structure of all) {
    if (structure.span === undefined || ends.has(structure)) continue;
    if (links.has(structure) || reading.isEntity(structure)) add(structure);
  }
  for (const pair of ends.values()) for (const end of pair) add(end);

  const standsFor = namedMentions(links, mentions);
  for (const link of standsFor.keys()) mentions.delete(link);

  const ids = new Map<Structure, string>();
  for (const structure of all) if (mentions.has(structure)) ids.set(structure, reading.id(structure, 'T'));
  const relationIds = new Map<Structure, string>();
  for (const structure of ends.keys()) relationIds.set(structure, reading.id(structure, 'R'));
  const idOf = (structure: Structure): string => ids.get(standsFor.get(structure) ?? structure) as string;

  const attributes = new Numbered<Attribute>('A');
  const normalisations = new Numbered<Normalisation>('N');
  const unread = new Map<string, number>();
  const leaveOut = (structure: Structure, feature: string): void => {
    const name = `${structure.type}|${feature}`;
    unread.set(name, (unread.get(name) ?? 0) + 1);
  };

  const addPlain = (target: string, plain: readonly (readonly [string, string])[]): void => {
    for (const [type, value] of plain) {
      if (type === conceptFeature) {
        for (const concept of readConcepts(value)) normalisations.add({ target, ...concept });
      } else {
        attributes.add(value === 'true' ? { type, target } : { type, target, value });
      }
    }
  };

  const entities = Array.from(ids, ([structure, id]): Entity => {
    const { label, prediction, plain } = featuresOf(structure);
    const target = id;
    addPlain(target, plain);
    for (const concept of clinicalConcepts(graph, structure)) normalisations.add({ target, ...concept });
    const known = new Set([
      conceptList,
      'sofa',
      ...(slots.get(structure) ?? []).map(({ feature }) => feature),
    ]);
    if (links.has(structure)) known.add('next');
    for (const feature of structure.references.keys()) {
      if (!known.has(feature) && !isToken(structure.type)) leaveOut(structure, feature);
    }
    const fragments = [structure.span as NonNullable<Structure['span']>] as const;
    return {
      id,
      type: label ?? shortName(structure.type),
      fragments,
      words: structure.words ?? wordsAt(text, fragments),
      ...prediction,
      ...metadataOf(structure, label, slots.get(structure) ?? [], links.get(structure)),
    };
  });

  const relations = Array.from(ends, ([structure, [head, tail]]): Relation => {
    const { label, plain } = featuresOf(structure);
    const id = relationIds.get(structure) as string;
    const category = isClinicalRelation(structure) ? structure.features.get('category') : undefined;
    addPlain(
      id,
      plain.filter(([feature]) => category === undefined || feature !== 'category'),
    );
    return {
      id,
      type: label ?? category ?? shortName(structure.type),
      arguments: [
        { role: 'Arg1', target: idOf(head) },
        { role: 'Arg2', target: idOf(tail) },
      ],
      ...((structure.type !== relationLayer || label === undefined) && {
        metadata: { layer: structure.type },
      }),
    };
  });

  const entityTypes = new Map(entities.map(({ id, type }) => [id, type]));
  const events: Event[] = [];
  for (const structure of ids.keys()) {
    const filled = slots.get(structure) ?? [];
    if (filled.length === 0) continue;
    const trigger = idOf(structure);
    const type = entityTypes.get(trigger) as string;
    events.push({ id: reading.id(structure, 'E'), type, trigger, arguments: argumentsOf(filled, idOf) });
    for (const slot of filled) {
      for (const { link } of slot.links) {
        for (const feature of link.features.keys()) if (feature !== 'role') leaveOut(link, feature);
      }
    }
  }

  const equivalences = chains
    .map(({ type, links: members }) => ({ type, members: [...new Set(members.map(idOf))] }))
    .filter(({ members }) => members.length > 1);

  const read = new Set<string>();
  const readAll = (group: Iterable<Structure>): void => {
    for (const structure of group) if (!isToken(structure.type)) read.add(structure.id);
  };
  readAll(ids.keys());
  readAll(links.keys());
  readAll(chains.flatMap(({ head }) => head ?? []));
  for (const structure of ids.keys()) readAll(graph.referents(structure, conceptList));
  for (const found of slots.values()) readAll(found.flatMap((slot) => slot.links.map(({ link }) => link)));
  for (const structure of ends.keys()) {
    readAll([structure, ...clinicalEnds.flatMap((end) => graph.referents(structure, end))]);
  }

  return {
    annotations: {
      ...noAnnotations,
      entities,
      relations,
      events,
      attributes: attributes.all,
      normalisations: normalisations.all,
      equivalences,
    },
    read,
    unread,
  };
}

function argumentsOf(slots: readonly Slot[], idOf: (structure: Structure) => string): Argument[] {
  return slots.flatMap(({ feature, links }) =>
    links.map(({ link, target }) => ({ role: link.features.get('role') || feature, target: idOf(target) })),
  );
}

/** What a writer needs to put an entity back to where it was, unless that is where entities go anyway. */
function metadataOf(
  { type }: Structure,
  label: string | undefined,
  slots: readonly Slot[],
  chain: string | undefined,
): Pick<Entity, 'metadata'> {
  const features = slots.map(({ feature }) => feature);
  const names =
    features.length > 1 ? slots.flatMap(({ feature, links }) => links.map(() => feature)) : features;
  const metadata = {
    ...((type !== spanLayer || label === undefined) && { layer: type }),
    ...(chain !== undefined && { chain }),
    ...(features.some((feature) => feature !== slotFeature) && { slots: names.join(' ') }),
  };
  return Object.keys(metadata).length > 0 ? { metadata } : {};
}

/** Annotations that get their ids one after the other. */
class Numbered<T extends { readonly id: string }> {
  readonly all: T[] = [];
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  add(annotation: Omit<T, 'id'>): void {
    this.all.push({ id: `${this.#prefix}${this.all.length + 1}`, ...annotation } as T);
  }
}
