import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordsAt } from '../../../server/annotation/document.ts';
import { type SpanFault, verifySpans } from '../../../server/annotation/verification.ts';
import { type Span, span } from '../../../server/text/positions.ts';
import { annotatedTexts } from './arbitraries.ts';

/** Checks which fault, if any, an entity has. */
function check(
  text: string,
  fragments: [Span, ...Span[]],
  words: string,
  expected: SpanFault | undefined,
): void {
  const findings = verifySpans(text, [{ id: 'T1', type: 'X', fragments, words }]);
  assert.deepEqual(
    findings.map(({ fault }) => fault),
    expected === undefined ? [] : [expected],
    JSON.stringify({ text, fragments, words }),
  );
}

test('each fault is found', () => {
  check('chest pain', [span(0, 5)], 'chest', undefined);
  check('chest pain', [span(0, 2), span(4, 5)], 'ch t', undefined);
  check('chest', [span(0, 6)], 'chest', 'outside');
  check('chest', [span(-1, 2)], 'ch', 'outside');
  check('chest', [span(0, 1.5)], 'ch', 'outside');
  check('chest', [span(0, Number.NaN)], 'ch', 'outside');
  check('chest', [span(3, 1)], 'he', 'inverted');
  check('a😀b', [span(0, 2)], 'a', 'inside-character');
  check('a😀b', [span(0, 3)], 'a😀', undefined);
  check('chest', [span(2, 4), span(0, 1)], 'es c', 'disordered');
  check('chest', [span(0, 3), span(2, 4)], 'che es', 'disordered');
  check('chest pain', [span(1, 6)], 'chest', 'words-differ');
  check('chest pain', [span(0, 5)], '', 'words-differ');
  check('chest\npain', [span(0, 10)], 'chest pain', 'words-vary');
  check('chest', [span(2, 2)], '', 'empty');
  check('', [span(0, 0)], '', 'empty');
});

test('property: words taken from the text are never a fault', () => {
  fc.assert(
    fc.property(annotatedTexts, ({ text, fragments }) => {
      check(text, fragments, wordsAt(text, fragments), undefined);
    }),
  );
});
