import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOf } from '../../../server/formats/lineStream.ts';

/** Checks the lines of a file that comes in these pieces, and their numbers. */
async function check(chunks: readonly string[], expected: readonly string[]): Promise<void> {
  const lines: string[] = [];
  const numbers: number[] = [];
  for await (const { text, number } of linesOf(chunks)) {
    lines.push(text);
    numbers.push(number);
  }
  assert.deepEqual(lines, expected);
  assert.deepEqual(
    numbers,
    expected.map((_, index) => index + 1),
  );
}

test('lines end at a line feed, a carriage return or both', async () => {
  await check([], []);
  await check([''], []);
  await check(['a'], ['a']);
  await check(['a\n\nb\r\nc\rd\r'], ['a', '', 'b', 'c', 'd']);
  await check(['a\r', '\nb', '', '\r', 'c\r'], ['a', 'b', 'c']);
  await check(['\uFEFFa\u2028b\f\uFEFF'], ['a\u2028b\f\uFEFF']);
});

test('pieces may be cut anywhere', async () => {
  const content = fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', '😀', 'e\u0301'), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 5 }), async (parts, cut) => {
      const whole = parts.join('');
      const lines = whole.split(/\r\n|\n|\r/);
      if (lines.at(-1) === '') lines.pop();
      await check(whole.match(new RegExp(`[^]{1,${cut}}`, 'g')) ?? [], lines);
    }),
  );
});
