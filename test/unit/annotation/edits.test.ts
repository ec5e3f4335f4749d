import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, narrowed } from '../../../server/annotation/edits.ts';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { span } from '../../../server/text/positions.ts';
import { editOf, texts } from './arbitraries.ts';

const loneSurrogate = /\p{Surrogate}/u;

const edit = (start: number, end: number, newText: string): TextEdit => ({ span: span(start, end), newText });

test('edits count in the unedited text, in any order', () => {
  assert.equal(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, ''), edit(2, 2, '😀')]), 'b😀cdEf');
  assert.equal(applyEdits('', []), '');
});

test('insertions at one place keep the order of the list and precede a replacement there', () => {
  assert.equal(applyEdits('x', [edit(0, 1, 'y'), edit(0, 0, '1'), edit(0, 0, '2')]), '12y');
});

test('overlapping edits and edits outside the text are refused', () => {
  assert.throws(() => applyEdits('abc', [edit(0, 2, ''), edit(1, 3, '')]), RangeError);
  assert.throws(() => applyEdits('abc', [edit(2, 4, '')]), RangeError);
});

test('an edit is narrowed to what changes', () => {
  const cases: readonly [text: string, edit: TextEdit, expected: TextEdit][] = [
    ['Diab mellitus', edit(0, 4, 'Diabetes'), edit(4, 4, 'etes')],
    ['abcabc', edit(0, 6, 'abc'), edit(3, 6, '')],
    ['same', edit(0, 4, 'same'), edit(4, 4, '')],
    ['a\r\nb', edit(0, 4, 'a\nb'), edit(1, 2, '')],
    ['\u{1f600}', edit(0, 2, '\u{1f601}'), edit(0, 2, '\u{1f601}')],
    ['\u{1f600}', edit(0, 2, '\u{1fa00}'), edit(0, 2, '\u{1fa00}')],
  ];
  for (const [text, given, expected] of cases) assert.deepEqual(narrowed(text, given), expected, text);
});

test('property: a narrowed edit has the same result and cuts no surrogate pair', () => {
  fc.assert(
    fc.property(
      texts.chain((text) => editOf(text).map((given) => ({ text, given }))),
      ({ text, given }) => {
        const smaller = narrowed(text, given);
        assert.equal(applyEdits(text, [smaller]), applyEdits(text, [given]));
        assert.doesNotMatch(smaller.newText, loneSurrogate);
        assert.doesNotMatch(text.slice(smaller.span.start, smaller.span.end), loneSurrogate);
        assert.deepEqual(narrowed(text, smaller), smaller);
      },
    ),
  );
});
