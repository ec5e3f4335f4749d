/**
 * The document model: a text with layers of annotations over it. Every format reads into it and writes from it.
 * All offsets are UTF-16 code units, half-open. Values are immutable; an edit makes new ones.
 */
import type { Span } from '../text/positions.ts';

/**
 * What a format says of a document or an annotation and this model has no field for: values by name, in file order. A
 * writer of the same format puts them back; a writer of another one reports them as lost.
 */
export type Metadata = Readonly<Record<string, string>>;

/**
 * A typed mention. One fragment where the mention is continuous; several, ascending and disjoint, where it is
 * discontinuous.
 */
export interface Entity {
  readonly id: string;
  readonly type: string;
  readonly fragments: readonly [Span, ...Span[]];
  /** The words as stored beside the offsets: the fragments' text joined by one space. They may disagree with the
   * text; {@link verifySpans} says so. */
  readonly words: string;
  readonly metadata?: Metadata;
}

/** A relation between two or more annotations, each in a named role; of two, the first is the head. */
export interface Relation {
  readonly id: string;
  readonly type: string;
  readonly arguments: readonly [Argument, Argument, ...Argument[]];
  readonly metadata?: Metadata;
}

/** One filled role of a relation or an event; the target is the id of an entity or an event. */
export interface Argument {
  readonly role: string;
  readonly target: string;
}

/** An event: a trigger entity and its arguments. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly trigger: string;
  readonly arguments: readonly Argument[];
}

/** A property of an annotation. Binary where there is no value. */
export interface Attribute {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly value?: string;
}

/** A link from an annotation to a concept in a terminology. */
export interface Normalisation {
  readonly id: string;
  readonly target: string;
  /** The terminology, for example `UMLS` or `MESH`. */
  readonly system: string;
  readonly identifier: string;
  /** The concept's name as stored. */
  readonly name?: string;
  /** How likely it is that the link is right, 0 to 1, where it is suggested. */
  readonly score?: number;
}

/** A free-text note on any annotation. */
export interface Note {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly text: string;
}

/** A symmetric, transitive relation over any number of annotations (brat's `*` lines, coreference). */
export interface Equivalence {
  readonly type: string;
  readonly members: readonly string[];
}

/** Everything annotated over one text by one source: a person, a model or a file. */
export interface Annotations {
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  readonly events: readonly Event[];
  readonly attributes: readonly Attribute[];
  readonly normalisations: readonly Normalisation[];
  readonly notes: readonly Note[];
  readonly equivalences: readonly Equivalence[];
}

export const noAnnotations: Annotations = {
  entities: [],
  relations: [],
  events: [],
  attributes: [],
  normalisations: [],
  notes: [],
  equivalences: [],
};

/** An entity that a model suggests. */
export interface PredictedEntity extends Entity {
  /** The model's probability for the span and its type, 0 to 1, rounded to four decimals. */
  readonly score: number;
  /** Name and version of the model. */
  readonly model: string;
}

/** A relation that a model suggests. */
export interface PredictedRelation extends Relation {
  /** The model's probability for the relation and its type, 0 to 1, rounded to four decimals. */
  readonly score: number;
  /** Name and version of the model. */
  readonly model: string;
  /** The probability that the document reports it as a finding of its own, where the model tells. */
  readonly novelty?: number;
}

/** A text with its annotations, as the readers of formats give it. */
export interface AnnotatedDocument {
  /** The document's name inside its collection, without an extension, for example `notes/ward-round`. */
  readonly id: string;
  readonly text: string;
  readonly annotations: Annotations;
  /** The parts that the source divides the text into, such as title and abstract: ascending and disjoint. */
  readonly passages?: readonly Passage[];
  /** Sentences and tokens as the source has them, ascending and disjoint. */
  readonly sentences?: readonly Span[];
  readonly tokens?: readonly Span[];
  readonly metadata?: Metadata;
}

/** A part of a document that its source tells apart. */
export interface Passage {
  readonly span: Span;
  readonly metadata: Metadata;
}

/** The text under an entity's fragments, joined by one space, which is brat's convention for `words`. */
export function wordsAt(text: string, fragments: readonly Span[]): string {
  const [first] = fragments;
  // Nearly every mention is continuous, and this is asked for all of them whenever a file is read.
  if (first !== undefined && fragments.length === 1) return text.slice(first.start, first.end);
  return fragments.map(({ start, end }) => text.slice(start, end)).join(' ');
}

/** The hull of an entity: from its first fragment's start to its last fragment's end. */
export function hull(entity: Pick<Entity, 'fragments'>): Span {
  const last = entity.fragments[entity.fragments.length - 1] as Span;
  return { start: entity.fragments[0].start, end: last.end };
}
