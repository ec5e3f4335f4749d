/**
 * BioC as its two notations, XML and JSON, have it in common: the parts of a document before they are placed in a text.
 * Offsets are numbers as the file has them, in a unit that is not known yet.
 */
import type { Metadata } from '../../annotation/document.ts';

export interface Place {
  /** Counted from 1. */
  readonly line: number;
  readonly column?: number;
}

/** The place of a part as a problem has it. */
export function placed(place: Place | undefined): { line?: number; column?: number } {
  if (place === undefined) return {};
  return { line: place.line, ...(place.column !== undefined && { column: place.column }) };
}

export interface BiocDocument {
  readonly id: string;
  readonly infons: Metadata;
  readonly passages: readonly BiocPassage[];
  readonly annotations: readonly BiocAnnotation[];
  readonly relations: readonly BiocRelation[];
  readonly place?: Place;
}

/** A passage has a text or sentences with texts; some files have both. */
export interface BiocPassage extends BiocStretch {
  readonly sentences: readonly BiocStretch[];
}

/** What a passage and a sentence have in common. */
export interface BiocStretch {
  readonly infons: Metadata;
  /** From the beginning of the document; undefined where the file has none. */
  readonly offset: number | undefined;
  readonly text: string | undefined;
  readonly annotations: readonly BiocAnnotation[];
  readonly relations: readonly BiocRelation[];
  readonly place?: Place;
}

export interface BiocAnnotation {
  readonly id: string | undefined;
  readonly infons: Metadata;
  readonly locations: readonly { readonly offset: number; readonly length: number }[];
  readonly text: string | undefined;
  readonly place?: Place;
}

export interface BiocRelation {
  readonly id: string | undefined;
  readonly infons: Metadata;
  readonly nodes: readonly { readonly refid: string; readonly role: string }[];
  readonly place?: Place;
}

/** What stands before the documents of a collection. */
export interface BiocCollection {
  readonly source: string;
  readonly date: string;
  readonly key: string;
  readonly infons: Metadata;
}

/**
 * A collection's fields as metadata of each of its documents, which is where the document model keeps them: `source`,
 * `date`, `key` and the infons, each with `collection.` before its name. Empty fields are left out.
 */
export function collectionMetadata({ source, date, key, infons }: BiocCollection): Metadata {
  const fields = { source, date, key };
  const entries = Object.entries(fields).filter(([, value]) => value !== '');
  const named = Object.entries(infons).map(([name, value]): [string, string] => [`infon.${name}`, value]);
  return Object.fromEntries([...entries, ...named].map(([name, value]) => [collectionPrefix + name, value]));
}

/** The collection that {@link collectionMetadata} made these entries of, and the other entries. */
export function takeCollection(metadata: Metadata = {}): { collection: BiocCollection; rest: Metadata } {
  const isOf = (name: string) => collectionField.test(name);
  const entries = Object.entries(metadata);
  const infons = entries
    .filter(([name]) => name.startsWith(`${collectionPrefix}infon.`))
    .map(([name, value]) => [name.slice(collectionPrefix.length + 'infon.'.length), value]);
  const field = (name: string) => metadata[collectionPrefix + name] ?? '';
  return {
    collection: {
      source: field('source'),
      date: field('date'),
      key: field('key'),
      infons: Object.fromEntries(infons),
    },
    rest: Object.fromEntries(entries.filter(([name]) => !isOf(name))),
  };
}

export function sameCollection(a: BiocCollection, b: BiocCollection): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const collectionPrefix = 'collection.';
const collectionField = /^collection\.(?:source$|date$|key$|infon\.)/;

/** Names of metadata that say how BioC wrote something, where it is not as it would be written otherwise. */
export const layoutNames = {
  /** Of a document: the unit of its offsets, unless it is code points. */
  unit: 'bioc.unit',
  /** Of a passage: its offset, unless it follows from the text before it. */
  offset: 'bioc.offset',
  /** Of an annotation or relation: where it is listed, unless it is where it would be written. */
  level: 'bioc.level',
  /** Of an annotation: the infon that holds its concept, unless it is `identifier`. */
  conceptKey: 'bioc.concept-key',
} as const;

/** Infons that stand for something that the document model has fields for. */
export const infonNames = {
  type: 'type',
  identifier: 'identifier',
  name: 'name',
  score: 'score',
  model: 'model',
  kind: 'kind',
  attribute: 'attribute:',
  note: 'note:',
} as const;

/** Infons in which concepts are found, in the order of preference. */
export const conceptKeys: readonly string[] = ['identifier', 'Identifier', 'cui', 'CUI'];
