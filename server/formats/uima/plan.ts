/** What of a document goes to which layer and feature: the way back from annotations to feature structures. */
import type { AnnotatedDocument, Entity, Metadata, Relation } from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { metadataLosses } from '../losses.ts';
import { planChains } from './chainPlans.ts';
import { attachedTo, featurePlan, labelPlan } from './featurePlans.ts';
import { isTypeName, relationEnds, relationLayer, shortName } from './layers.ts';
import { planSlots } from './slotPlans.ts';
import { planSpans } from './spanPlans.ts';

/** An annotation of the text, or a link of a chain that stands for one. */
export interface SpanPlan {
  readonly layer: string;
  /** Of a link, the type of the head of its chain. */
  readonly chain: string | undefined;
  readonly entity: Entity;
  place: Span;
  /** By name; a value `undefined` says that the layer has the feature and the annotation no value of it. */
  readonly features: Map<string, string | undefined>;
  readonly slots: Map<string, SlotPlan[]>;
}

export interface SlotPlan {
  readonly role?: string;
  readonly target: SpanPlan;
}

export interface RelationPlan {
  readonly relation: Relation;
  readonly layer: string;
  readonly features: ReadonlyMap<string, string | undefined>;
  readonly head: SpanPlan;
  readonly tail: SpanPlan;
}

/** Links in their order, all of one layer. */
export interface ChainPlan {
  readonly layer: string;
  /** The type of the structure that refers to the first link. */
  readonly head: string;
  readonly links: readonly SpanPlan[];
}

export interface Plan {
  /** The annotations that are not links of chains. */
  readonly spans: readonly SpanPlan[];
  readonly relations: readonly RelationPlan[];
  readonly chains: readonly ChainPlan[];
}

/** What the planning has to know of the format. */
export interface Target {
  /** The features that the document's own declarations have for a layer; undefined for other layers. */
  features(layer: string): readonly string[] | undefined;
  /** What the document's own declarations take a layer for, where the format has kinds of layers. */
  kind(layer: string): 'span' | 'chain' | 'relation' | undefined;
  /**
   * Where the format can place an annotation, undefined where it cannot. What is not exactly the place asked for is to
   * be listed by it.
   */
  place(entity: Entity, place: Span): Span | undefined;
  /** The metadata of documents that the format writes. */
  readonly metadata: ReadonlySet<string>;
  lose(loss: Loss): void;
  /** The name of the format, with which the codes of its losses begin. */
  readonly name: string;
}

/** Plans a document. Everything that no feature structure says, and all that is said otherwise, goes to `lose`. */
export function planDocument(document: AnnotatedDocument, target: Target): Plan {
  const { annotations } = document;
  const lose = (code: string, message: string, id?: string): void =>
    target.lose({ code: `${target.name}/${code}`, message, ...(id !== undefined && { id }) });

  for (const { id, type, text } of annotations.notes) lose('note-dropped', `The note ${type} "${text}"`, id);
  if ((document.passages ?? []).length > 0) {
    lose(
      'passages-dropped',
      `The division into ${document.passages?.length} passages and what is known of them`,
    );
  }
  for (const loss of metadataLosses(target.name, document.metadata, target.metadata, {
    name: 'the document',
  })) {
    target.lose(loss);
  }

  const attached = attachedTo(annotations);
  const byId = planSpans(document, attached, target, lose);
  planSlots(annotations.events, byId, lose);
  const triggers = new Map(annotations.events.map(({ id, trigger }) => [id, trigger]));
  const endOf = (id: string, owner: string): SpanPlan | undefined => {
    const trigger = triggers.get(id);
    if (trigger !== undefined && byId.has(trigger)) {
      lose('event-flattened', `That ${owner} refers to the event ${id} rather than to its trigger`, owner);
    }
    return byId.get(trigger ?? id);
  };

  const layers = new Set(Array.from(byId.values(), ({ layer }) => layer));
  const relations: RelationPlan[] = [];
  for (const relation of annotations.relations) {
    const { id, type, arguments: roles } = relation;
    const [head, tail] = roles.map((argument) => endOf(argument.target, id));
    if (roles.length > 2 || head === undefined || tail === undefined) {
      const reason =
        roles.length > 2 ? `of ${roles.length} arguments` : 'to an annotation that is not written';
      lose('relation-dropped', `The relation ${type} ${reason}`, id);
      continue;
    }
    const names = roles.map(({ role }) => role);
    if (names.join(' ') !== 'Arg1 Arg2') lose('roles-dropped', `The roles ${names.join(' and ')}`, id);
    const layer = relationLayerOf(relation, target, layers);
    const stored = relation.metadata?.['layer'];
    loseMetadata(relation, stored === layer ? ['layer'] : [], target);
    const label = labelPlan(type, layer, stored !== undefined, target);
    const features = featurePlan(
      { annotation: relation, layer, label, attached, taken: relationEnds, isLink: false },
      lose,
    );
    relations.push({ relation, layer, features, head, tail });
  }

  const chains = planChains(annotations.equivalences, byId, triggers, lose);
  loseUnattached(document, byId, new Set(relations.map(({ relation }) => relation.id)), lose);
  return { spans: [...byId.values()].filter(({ chain }) => chain === undefined), relations, chains };
}

export type Lose = (code: string, message: string, id?: string) => void;

/** The layer that a relation was read from, if it can say the relation's type and no span is on it. */
function relationLayerOf({ type, metadata }: Relation, target: Target, spans: ReadonlySet<string>): string {
  const layer = metadata?.['layer'];
  if (layer === undefined || spans.has(layer) || !isTypeName(layer)) return relationLayer;
  if ((target.kind(layer) ?? 'relation') !== 'relation') return relationLayer;
  return labelPlan(type, layer, true, target) === undefined && type !== shortName(layer)
    ? relationLayer
    : layer;
}

/** Lists the metadata of an annotation that is not kept. */
export function loseMetadata(
  { id, metadata }: { readonly id: string; readonly metadata?: Metadata },
  kept: readonly string[],
  { name, lose }: Target,
): void {
  for (const loss of metadataLosses(name, metadata, new Set(kept), { id, name: id })) lose(loss);
}

/** Attributes and concepts of what is not written, or of events, which are one with their triggers. */
function loseUnattached(
  { annotations }: AnnotatedDocument,
  spans: ReadonlyMap<string, SpanPlan>,
  relations: ReadonlySet<string>,
  lose: Lose,
): void {
  for (const { id, type, target, value } of annotations.attributes) {
    if (!spans.has(target) && !relations.has(target)) {
      lose(
        'attribute-dropped',
        `The attribute ${type}${value === undefined ? '' : ` ${value}`} of ${target}`,
        id,
      );
    }
  }
  for (const { id, system, identifier, target } of annotations.normalisations) {
    if (!spans.has(target) && !relations.has(target)) {
      lose('concept-dropped', `The concept ${system}:${identifier} of ${target}`, id);
    }
  }
}
