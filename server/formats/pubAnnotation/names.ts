/** Names that PubAnnotation's JSON gives a meaning, and how a document is named. */
import type { Metadata } from '../../annotation/document.ts';
import { fromText } from '../json/metadata.ts';
import { textOf } from '../json/values.ts';

export const documentFields: ReadonlySet<string> = new Set([
  'text',
  'denotations',
  'blocks',
  'relations',
  'attributes',
  'modifications',
  'tracks',
]);
export const denotationFields: ReadonlySet<string> = new Set(['id', 'span', 'obj', 'score', 'model']);
export const relationFields: ReadonlySet<string> = new Set(['id', 'subj', 'pred', 'obj']);

/** The object of a denotation that is only a part of another one's mention. */
export const fragment = '_FRAGMENT';
/** The predicate that joins such a part, its object, to the mention, its subject. */
export const chained = '_lexicallyChainedTo';
/** The predicate of attributes that are concepts. */
export const concept = 'cui';

/**
 * The id of a document: its source id, with the number of the division and after the project of the track where there
 * are any. Undefined where the source has no id for it.
 */
export function idOf(metadata: Metadata | undefined): string | undefined {
  const source = textUnder(metadata, 'sourceid');
  const division = textUnder(metadata, 'divid');
  if (source === undefined) return undefined;
  return inTrack(metadata, division === undefined ? source : `${source}-${division}`);
}

/** An id with the project of the document's track before it, where it is of a track. */
export function inTrack(metadata: Metadata | undefined, id: string): string {
  const track = textUnder(metadata, 'track');
  return track === undefined ? id : `${track}/${id}`;
}

/** The source id that alone makes a document's id. */
export function sourceOf(metadata: Metadata | undefined, id: string): string {
  const prefix = inTrack(metadata, '');
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

function textUnder(metadata: Metadata | undefined, name: string): string | undefined {
  const text = metadata?.[name];
  return text === undefined ? undefined : textOf(fromText(text));
}
