import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOf } from '../../../../server/terminology/sources/lines.ts';
import { Tally } from '../../../../server/terminology/sources/source.ts';
import { fileOf } from './reading.ts';

/** Checks the lines of these bytes, in pieces of some length, and their numbers. */
async function check(
  content: string | Uint8Array,
  expected: readonly string[],
  pieceLength = 3,
): Promise<Tally> {
  const tally = new Tally();
  const lines: string[] = [];
  const numbers: number[] = [];
  for await (const { text, number } of linesOf(fileOf('a', content, pieceLength), tally)) {
    lines.push(text);
    numbers.push(number);
  }
  assert.deepEqual(lines, expected);
  assert.deepEqual(
    numbers,
    expected.map((_, index) => index + 1),
  );
  return tally;
}

test('lines end at a line feed with or without a carriage return before it', async () => {
  await check('', []);
  await check('a\n\nb\r\nc', ['a', '', 'b', 'c']);
  await check('a\n', ['a']);
});

test('a byte order mark is left out, in the first line alone', async () => {
  await check('\uFEFFa\n\uFEFFb', ['a', '\uFEFFb']);
});

test('a line in Windows-1252 is read as that and told once; the lines around it are UTF-8', async () => {
  const bytes = Buffer.concat([
    Buffer.from('Sjögren\nM'),
    Buffer.from([0xe9]),
    Buffer.from('ni'),
    Buffer.from([0xe8]),
    Buffer.from('re\r\nStr'),
    Buffer.from([0xe4]),
    Buffer.from('ussler\nβ\n'),
  ]);
  for (const pieceLength of [1, 4, 100]) {
    const tally = await check(bytes, ['Sjögren', 'Ménière', 'Sträussler', 'β'], pieceLength);
    assert.deepEqual(
      tally.problems.map(({ line, code }) => [line, code]),
      [[2, 'terminology/wrong-encoding']],
    );
  }
});

test('pieces may be cut anywhere, also inside a character', async () => {
  const content = fc.array(fc.constantFrom('a', '\n', '\r\n', '😀', 'é', 'ß'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 5 }), async (parts, pieceLength) => {
      const whole = parts.join('');
      const lines = whole.split(/\r?\n/);
      if (lines.at(-1) === '') lines.pop();
      await check(whole, lines, pieceLength);
    }),
  );
});
