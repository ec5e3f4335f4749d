import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyInSequence } from '../../../server/annotation/edits.ts';
import { lineEndingEdits } from '../../../server/annotation/lineEndings.ts';

function check(file: string, editor: string): void {
  const edits = lineEndingEdits(file, editor);
  assert.ok(edits, 'the texts should differ in line ends only');
  assert.equal(applyInSequence(file, edits), editor);
}

describe('lineEndingEdits', () => {
  it('gives nothing for equal texts', () => assert.deepEqual(lineEndingEdits('a\r\nb', 'a\r\nb'), []));
  it('drops a byte order mark', () => check('\uFEFFa\nb', 'a\nb'));
  it('follows mixed line ends to one kind', () => check('a\r\nb\nc\rd', 'a\nb\nc\nd'));
  it('follows the way back', () => check('a\nb\n', 'a\r\nb\r\n'));
  it('refuses other differences', () => {
    assert.equal(lineEndingEdits('a\nb', 'a b'), undefined);
    assert.equal(lineEndingEdits('a', 'ab'), undefined);
    assert.equal(lineEndingEdits('a\n\nb', 'a\nb'), undefined);
  });
  it('leads from any text with any line ends to the same lines with other ones', () => {
    const ends = fc.constantFrom('\n', '\r\n');
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\uFEFF]/g, ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(line, ends, ends)), (lines) => {
        check(
          lines.map(([text, end]) => text + end).join(''),
          lines.map(([text, , end]) => text + end).join(''),
        );
      }),
    );
  });
});
