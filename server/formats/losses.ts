/** What several formats have no place for, as losses. */
import { type Annotations, type Entity, type Metadata, wordsAt } from '../annotation/document.ts';
import type { Loss } from './format.ts';
import { checkWords } from './storedWords.ts';

/** One loss for each entry of metadata that is not among the kept ones. */
export function metadataLosses(
  format: string,
  metadata: Metadata | undefined,
  kept: ReadonlySet<string>,
  owner: { readonly id?: string; readonly name: string },
): Loss[] {
  return Object.entries(metadata ?? {})
    .filter(([key]) => !kept.has(key))
    .map(([key, value]) => ({
      code: `${format}/metadata-dropped`,
      ...(owner.id !== undefined && { id: owner.id }),
      message: `${key} = ${JSON.stringify(value)} of ${owner.name}`,
    }));
}

/** One loss for every event, attribute, note and equivalence, for formats that know none of them. */
export function structureLosses(
  format: string,
  {
    events,
    attributes,
    notes,
    equivalences,
  }: Pick<Annotations, 'events' | 'attributes' | 'notes' | 'equivalences'>,
): Loss[] {
  return [
    ...events.map(({ id, type, trigger }) => ({
      code: `${format}/event-dropped`,
      id,
      message: `event ${type} of ${trigger}`,
    })),
    ...attributes.map(({ id, type, target, value }) => ({
      code: `${format}/attribute-dropped`,
      id,
      message: `${type}${value === undefined ? '' : ` = ${JSON.stringify(value)}`} of ${target}`,
    })),
    ...notes.map(({ id, type, target, text }) => ({
      code: `${format}/note-dropped`,
      id,
      message: `${type} on ${target}: ${JSON.stringify(text)}`,
    })),
    ...equivalences.map(({ type, members }) => ({
      code: `${format}/equivalence-dropped`,
      message: `${type} of ${members.join(', ')}`,
    })),
  ];
}

/** The loss of stored words that reading takes from the text instead, as they say the same in another way. */
export function wordsLosses(format: string, text: string, { id, fragments, words }: Entity): Loss[] {
  if (words === wordsAt(text, fragments) || checkWords(text, fragments, words).words === words) return [];
  const message = `the words ${JSON.stringify(words)} of ${id}, which are read as the text has them`;
  return [{ code: `${format}/words-dropped`, id, message }];
}
