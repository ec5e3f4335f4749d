import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyInSequence } from '../../../server/annotation/edits.ts';
import { MovingEntities } from '../../../server/annotation/movingEntities.ts';
import { replacementEdits } from '../../../server/annotation/rewriting.ts';
import { span } from '../../../server/text/positions.ts';
import { texts } from './arbitraries.ts';

/** The words of the mentions marked in the old text, in the text that replaces it; `-` for one that is lost. */
function check(marked: string, newText: string, expected: readonly string[]): void {
  const text = marked.replace(/[[\]]/g, '');
  let removed = 0;
  const entities = Array.from(marked.matchAll(/\[([^\]]+)\]/g), ({ index, 1: words = '' }, number) => {
    const start = index - removed;
    removed += 2;
    return {
      id: `T${number + 1}`,
      type: 'X',
      fragments: [span(start, start + words.length)] as const,
      words,
    };
  });
  const edits = replacementEdits(text, { span: span(0, text.length), newText });
  assert.equal(applyInSequence(text, edits), newText);
  const moving = new MovingEntities(entities);
  moving.move(edits);
  const places = new Map(moving.moved().map(({ entity, fragments }) => [entity.id, fragments]));
  assert.deepEqual(
    entities.map(({ id }) => {
      const fragments = places.get(id);
      return fragments?.map(({ start, end }) => newText.slice(start, end)).join('…') ?? '-';
    }),
    expected,
  );
}

describe('a text that is replaced as a whole', () => {
  it('by itself in other white space keeps every mention', () =>
    check(
      '\t[fever],   [chest\npain]  \n\n\n\n[rash] 😀 [cough]',
      '[fever], [chest pain]\n\nrash 😀\n  cough\n'.replace(/[[\]]/g, ''),
      ['fever', 'chest pain', 'rash', 'cough'],
    ));
  it('by itself with a few words changed keeps the mentions in the others', () =>
    check(
      'Pt had [fever] and [chest pain] , denies [cough].\nGiven [aspirin] 100mg.',
      'The patient had fever and chest pain, and denies any cough. Given Aspirin 100 mg daily.',
      ['fever', 'chest pain', 'cough', 'Aspirin'],
    ));
  it('in a thousand places keeps every mention', () => {
    const line = 'A cough and [fever].\n';
    check(
      line.repeat(1000),
      line.replaceAll(/[[\]]/g, '').replace('cough', 'rash').repeat(1000),
      Array(1000).fill('fever'),
    );
  });
  it('with other letters in a word widens what ends there', () =>
    check('no [chest pain] now', 'no chest pains  now', ['chest pain']));
  it('by another text keeps none', () => {
    const edits = replacementEdits('one two three', { span: span(0, 13), newText: 'a b c one d f' });
    assert.deepEqual(edits, [{ span: span(0, 13), newText: 'a b c one d f' }]);
  });
  it('by nothing, or from nothing, is one edit', () => {
    assert.equal(replacementEdits('a b c', { span: span(0, 5), newText: '' }).length, 1);
    assert.equal(replacementEdits('', { span: span(0, 0), newText: 'a b' }).length, 1);
  });

  it('becomes the new text, whatever both are', () => {
    fc.assert(
      fc.property(texts, texts, fc.boolean(), (old, other, isRespaced) => {
        const newText = isRespaced ? old.replace(/\s+/g, ' \n') : other;
        const edits = replacementEdits(old, { span: span(0, old.length), newText });
        assert.equal(applyInSequence(old, edits), newText);
      }),
    );
  });
  it('keeps the words of every mention where only white space changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('fever', 'é', '😀', 'a', '.', '日本'), { minLength: 1 }),
        fc.array(fc.constantFrom(' ', '\n', '\r\n', '  ', '\t')),
        (words, gaps) => {
          const gap = (index: number): string => gaps[index % Math.max(1, gaps.length)] ?? ' ';
          const marked = words.map((word) => `[${word}]`).join(' ');
          check(marked, words.map((word, index) => `${word}${gap(index)}`).join(''), words);
        },
      ),
    );
  });
});
