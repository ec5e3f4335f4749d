import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { byte, codePoint, OffsetConverter, utf16 } from '../../../server/text/positions.ts';
import { anyText } from './anyText.ts';

/** One boundary between code points, in every unit. */
type Boundary = readonly [utf16: number, codePoint: number, byte: number];

/** Checks every boundary of a text, and that nothing else is a position of it. */
function check(name: string, text: string, boundaries: readonly Boundary[]): void {
  test(name, () => {
    assert.deepEqual(boundariesByHand(text), boundaries);
    checkAgainst(text, boundaries);
  });
}

function checkAgainst(text: string, boundaries: readonly Boundary[]): void {
  const converter = new OffsetConverter(text);
  const last = boundaries[boundaries.length - 1] as Boundary;
  assert.deepEqual(converter.length, { utf16: last[0], codePoint: last[1], byte: last[2] });
  const byUtf16 = new Map(boundaries.map((boundary) => [boundary[0], boundary]));
  const byCodePoint = new Map(boundaries.map((boundary) => [boundary[1], boundary]));
  const byByte = new Map(boundaries.map((boundary) => [boundary[2], boundary]));
  for (let offset = -1; offset <= last[2] + 1; offset += 1) {
    assert.equal(
      converter.toCodePoint(utf16(offset)),
      byUtf16.get(offset)?.[1],
      `code point of UTF-16 ${offset}`,
    );
    assert.equal(converter.toByte(utf16(offset)), byUtf16.get(offset)?.[2], `byte of UTF-16 ${offset}`);
    assert.equal(
      converter.fromCodePoint(codePoint(offset)),
      byCodePoint.get(offset)?.[0],
      `code point ${offset}`,
    );
    assert.equal(converter.fromByte(byte(offset)), byByte.get(offset)?.[0], `byte ${offset}`);
  }
}

/** The slow reference: one code point at a time, with the platform's own splitting and encoding. */
function boundariesByHand(text: string): Boundary[] {
  const found: Boundary[] = [[0, 0, 0]];
  let [units, points, bytes] = [0, 0, 0];
  for (const character of Array.from(text)) {
    units += character.length;
    points += 1;
    // A lone surrogate becomes U+FFFD, which is three bytes long too.
    bytes += Buffer.byteLength(character, 'utf8');
    found.push([units, points, bytes]);
  }
  return found;
}

describe('the boundaries of a text in every unit', () => {
  check('empty', '', [[0, 0, 0]]);
  check('ASCII', 'ab', [
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 2],
  ]);
  check('two bytes', 'aµb', [
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 3],
    [3, 3, 4],
  ]);
  check('an emoji between letters', 'a😀b', [
    [0, 0, 0],
    [1, 1, 1],
    [3, 2, 5],
    [4, 3, 6],
  ]);
  check('a combining mark', 'e\u0301.', [
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 3],
    [3, 3, 4],
  ]);
  check('Chinese', '患者', [
    [0, 0, 0],
    [1, 1, 3],
    [2, 2, 6],
  ]);
  check('a character beyond the first plane', '𠮷', [
    [0, 0, 0],
    [2, 1, 4],
  ]);
  check('right to left', 'שלום', [
    [0, 0, 0],
    [1, 1, 2],
    [2, 2, 4],
    [3, 3, 6],
    [4, 4, 8],
  ]);
  check('CRLF', '\r\n', [
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 2],
  ]);
  check('a byte order mark', '\ufeffa', [
    [0, 0, 0],
    [1, 1, 3],
    [2, 2, 4],
  ]);
  check('lone surrogates', '\udc00a\ud800', [
    [0, 0, 0],
    [1, 1, 3],
    [2, 2, 4],
    [3, 3, 7],
  ]);
  check('surrogates the wrong way round', '\ude00\ud83d', [
    [0, 0, 0],
    [1, 1, 3],
    [2, 2, 6],
  ]);
});

test('fractions and what is not a number are no positions', () => {
  const converter = new OffsetConverter('aé😀b');
  for (const value of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53]) {
    assert.equal(converter.toCodePoint(utf16(value)), undefined);
    assert.equal(converter.toByte(utf16(value)), undefined);
    assert.equal(converter.fromCodePoint(codePoint(value)), undefined);
    assert.equal(converter.fromByte(byte(value)), undefined);
  }
});

describe('for any text', () => {
  test('every conversion agrees with the slow reference, and nothing between two boundaries is a position', () => {
    fc.assert(
      fc.property(anyText, (text) => checkAgainst(text, boundariesByHand(text))),
      { numRuns: 1000 },
    );
  });

  test('there and back is the same offset at every boundary', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const converter = new OffsetConverter(text);
        for (const [units, points, bytes] of boundariesByHand(text)) {
          const inPoints = converter.toCodePoint(utf16(units));
          const inBytes = converter.toByte(utf16(units));
          assert.ok(inPoints !== undefined && inBytes !== undefined);
          assert.deepEqual([inPoints, inBytes], [points, bytes]);
          assert.equal(converter.fromCodePoint(inPoints), units);
          assert.equal(converter.fromByte(inBytes), units);
        }
      }),
      { numRuns: 500 },
    );
  });
});
