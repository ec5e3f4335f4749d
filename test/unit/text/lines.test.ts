import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../../server/text/lines.ts';
import { utf16 } from '../../../server/text/positions.ts';
import { anyText } from './anyText.ts';

/** Checks the lines of a text without their terminators. */
function check(text: string, lines: readonly string[]): void {
  test(JSON.stringify(text), () => {
    const index = new LineIndex(text);
    assert.equal(index.count, lines.length);
    assert.deepEqual(linesOf(text, index), lines);
    assert.equal(index.lineSpan(-1), undefined);
    assert.equal(index.lineSpan(lines.length), undefined);
  });
}

function linesOf(text: string, index: LineIndex): string[] {
  return Array.from({ length: index.count }, (_, line) => {
    const span = index.lineSpan(line);
    assert.ok(span);
    return text.slice(span.start, span.end);
  });
}

describe('lines', () => {
  check('', ['']);
  check('a', ['a']);
  check('a\n', ['a', '']);
  check('a\nb\r\nc\rd', ['a', 'b', 'c', 'd']);
  check('\r\r\n\n', ['', '', '', '']);
  check('\n\r', ['', '', '']);
  check('😀\r\ne\u0301\fx\u2028y\u0085z', ['😀', 'e\u0301\fx\u2028y\u0085z']);
});

describe('positions', () => {
  const text = 'ab\r\n😀c\rd';
  const index = new LineIndex(text);

  test('of every offset', () => {
    const expected = [
      [0, 0],
      [0, 1],
      [0, 2],
      // Between \r and \n no cursor can stand.
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 0],
      [2, 1],
    ];
    assert.deepEqual(
      expected.map((_, offset) => index.positionAt(utf16(offset))),
      expected.map(([line, character]) => ({ line, character })),
    );
  });

  test('outside the text are clamped', () => {
    assert.deepEqual(index.positionAt(utf16(-5)), { line: 0, character: 0 });
    assert.deepEqual(index.positionAt(utf16(99)), { line: 2, character: 1 });
    assert.equal(index.offsetAt({ line: -1, character: 3 }), 0);
    assert.equal(index.offsetAt({ line: 9, character: 0 }), text.length);
    assert.equal(index.offsetAt({ line: 0, character: -4 }), 0);
    assert.equal(index.offsetAt({ line: 0, character: 99 }), 2);
    assert.equal(index.offsetAt({ line: 1, character: 99 }), 7);
    assert.equal(index.lineAt(utf16(-5)), 0);
    assert.equal(index.lineAt(utf16(99)), 2);
  });
});

describe('for any text', () => {
  test('the lines are those of a split at the terminators', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.deepEqual(linesOf(text, new LineIndex(text)), text.split(/\r\n|\n|\r/));
      }),
      { numRuns: 1000 },
    );
  });

  test('offset to position and back is the same offset, but between \\r and \\n', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset += 1) {
          const position = index.positionAt(utf16(offset));
          const inside = text.slice(offset - 1, offset + 1) === '\r\n' && offset > 0;
          assert.equal(index.offsetAt(position), inside ? offset - 1 : offset);
          const span = index.lineSpan(index.lineAt(utf16(offset)));
          assert.ok(span && span.start <= offset);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
