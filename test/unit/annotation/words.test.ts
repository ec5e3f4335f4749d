import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordsAt } from '../../../server/annotation/document.ts';
import {
  compareWords,
  joinedFragments,
  lineFragments,
  sameWordsKey,
  trimmedFragments,
  type WordsAgreement,
} from '../../../server/annotation/words.ts';
import { type Span, span } from '../../../server/text/positions.ts';
import { annotatedTexts } from './arbitraries.ts';

const spans = (...ends: number[]): [Span, ...Span[]] => {
  const fragments: Span[] = [];
  for (let index = 0; index + 1 < ends.length; index += 2) {
    fragments.push(span(ends[index] as number, ends[index + 1] as number));
  }
  return fragments as [Span, ...Span[]];
};

test('words are compared with the text in all the ways that files spell them', () => {
  const cases: readonly [text: string, fragments: Span[], words: string, expected: WordsAgreement][] = [
    ['breast and ovarian cancers', spans(0, 6, 19, 26), 'breast cancers', 'equal'],
    ['', spans(0, 0), '', 'equal'],
    ['chest\r\npain', spans(0, 11), 'chest pain', 'white-space'],
    ['chest pain ', spans(0, 11), 'chest pain', 'white-space'],
    ['\n', spans(0, 1), '', 'white-space'],
    ['breast and ovarian cancers', spans(0, 6, 19, 26), 'breastcancers', 'joined'],
    ['breast and ovarian cancers', spans(0, 6, 19, 26), 'breast [...] cancers', 'notation'],
    ['chest\npain', spans(0, 10), 'chest\\npain', 'notation'],
    ['cafe\u0301', spans(0, 5), 'caf\u00e9', 'composition'],
    ['chest pain', spans(0, 5), '  ', 'missing'],
    ['chest pain', spans(0, 5), 'Chest', 'different'],
    ['chest pain', spans(0, 10), 'chestpain', 'different'],
  ];
  for (const [text, fragments, words, expected] of cases) {
    assert.equal(compareWords(text, fragments, words), expected, `${text} | ${words}`);
  }
});

test('fragments are divided at line breaks', () => {
  const text = 'chest\r\npain\n\nhere';
  assert.deepEqual(lineFragments(text, spans(0, 17)), spans(0, 5, 7, 11, 13, 17));
  assert.deepEqual(lineFragments(text, spans(0, 7)), spans(0, 5));
  assert.deepEqual(lineFragments(text, spans(5, 7)), spans(5, 7));
  assert.deepEqual(lineFragments(text, spans(3, 3)), spans(3, 3));
});

test('fragments are trimmed', () => {
  assert.deepEqual(trimmedFragments('a  b \u00a0 c', spans(0, 2, 2, 7)), spans(0, 1, 3, 4));
  assert.deepEqual(trimmedFragments('  ', spans(0, 2)), []);
});

test('fragments are joined where only white space is between them', () => {
  const text = 'chest\r\npain and ache';
  assert.deepEqual(joinedFragments(text, spans(0, 5, 7, 11, 16, 20)), spans(0, 11, 16, 20));
  assert.deepEqual(joinedFragments(text, spans(0, 2, 2, 5)), spans(0, 5));
});

test('property: dividing at line breaks keeps every other character and can be undone up to white space', () => {
  fc.assert(
    fc.property(annotatedTexts, ({ text, fragments }) => {
      const divided = lineFragments(text, fragments);
      const compact = (words: string): string => words.replace(/\s/g, '');
      assert.equal(compact(wordsAt(text, divided)), compact(wordsAt(text, fragments)));
      assert.deepEqual(
        trimmedFragments(text, joinedFragments(text, divided)).map(({ start }) => start),
        trimmedFragments(text, joinedFragments(text, fragments)).map(({ start }) => start),
      );
    }),
  );
});

test('words are the same in whatever case, but for short forms and symbols', () => {
  const check = (one: string, other: string, expected: boolean): void =>
    assert.equal(sameWordsKey(one) === sameWordsKey(other), expected, `${one} and ${other}`);
  check('Heart attack', 'heart  Attack', true);
  check('Übelkeit', 'übelkeit', true);
  check('ALL', 'all', false);
  check('Vitamin D', 'vitamin d', false);
  check('p53', 'P53', true);
});
