/** The fields of Prodigy's tasks; every other field is metadata. */
import type { Metadata } from '../../annotation/document.ts';

export const taskFields: ReadonlySet<string> = new Set(['id', 'text', 'tokens', 'spans', 'relations']);
/** Of a task that was turned down, whose spans and relations are kept as they are. */
export const turnedDownFields: ReadonlySet<string> = new Set(['id', 'text', 'tokens']);
/** Of an example in spaCy's form. */
export const exampleFields: ReadonlySet<string> = new Set(['id', 'text', 'tokens', 'entities']);

/** The score of a span belongs to the prediction while nobody has answered the task; then it is mere history. */
export function spanFields(isAnswered: boolean): ReadonlySet<string> {
  const fields = ['id', 'text', 'start', 'end', 'token_start', 'token_end', 'label'];
  return new Set(isAnswered ? fields : [...fields, 'score', 'source']);
}

export const relationFields: ReadonlySet<string> = new Set([
  'id',
  'head',
  'child',
  'label',
  'head_span',
  'child_span',
]);

/** Whether what a task holds was turned down. */
export function isTurnedDown(metadata: Metadata | undefined): boolean {
  return metadata?.['answer'] === 'reject' || metadata?.['answer'] === 'ignore';
}

/** The metadata of a document that was read from spaCy's form, which has the value {@link spacy}. */
export const shape = 'prodigy.shape';
export const spacy = 'spacy';
