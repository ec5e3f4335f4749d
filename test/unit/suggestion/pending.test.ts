import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Entity, wordsAt } from '../../../server/annotation/document.ts';
import { pendingSuggestions } from '../../../server/suggestion/pending.ts';
import { span } from '../../../server/text/positions.ts';

const text = 'severe chest\npain and nausea';

/** `Disease 0 12` or `Disease 7 12;13 17`. */
function entity(description: string): Entity {
  const [type = '', ...offsets] = description.split(' ');
  const [first, ...rest] = offsets
    .join(' ')
    .split(';')
    .map((fragment) => fragment.split(' ').map(Number))
    .map(([start, end]) => span(start as number, end as number));
  if (first === undefined) throw new Error(description);
  const fragments: Entity['fragments'] = [first, ...rest];
  return { id: description, type, fragments, words: wordsAt(text, fragments) };
}

function check(predicted: string[], gold: string[], rejected: string[], expected: string[]): void {
  const pending = pendingSuggestions(text, predicted.map(entity), gold.map(entity), rejected.map(entity));
  assert.deepEqual(
    pending.map(({ id }) => id),
    expected,
  );
}

describe('pendingSuggestions', () => {
  it('has everything where nobody has decided', () =>
    check(['Disease 7 17', 'Disease 22 28'], [], [], ['Disease 7 17', 'Disease 22 28']));
  it('leaves out what is annotated under the same type', () =>
    check(['Disease 7 17'], ['Disease 7 17'], [], []));
  it('leaves out what is annotated under another type', () =>
    check(['Disease 7 17'], ['Symptom 7 17'], [], []));
  it('leaves out what overlaps an annotation of its type', () =>
    check(['Disease 7 17'], ['Disease 0 17'], [], []));
  it('keeps what only touches an annotation', () =>
    check(['Disease 7 17'], ['Disease 0 7', 'Disease 17 20'], [], ['Disease 7 17']));
  it('keeps what overlaps an annotation of another type', () =>
    check(['Disease 7 17'], ['Anatomy 7 12'], [], ['Disease 7 17']));
  it('takes fragments divided at a line break for one', () =>
    check(['Disease 7 17'], ['Symptom 7 12;13 17'], [], []));
  it('leaves out what was rejected', () =>
    check(['Disease 22 28', 'Disease 7 17'], [], ['Disease 22 28'], ['Disease 7 17']));
  it('keeps another type at a rejected place', () =>
    check(['Symptom 22 28'], [], ['Disease 22 28'], ['Symptom 22 28']));
});
