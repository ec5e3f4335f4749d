import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { partialPathOf, Stretches } from '../../../../server/terminology/index/stretches.ts';
import { inFolder } from './indexes.ts';

const purpose = { of: 'a test' };

/** Opens a file of stretches and closes it. @returns the stretches that it has. */
function stretchesIn(path: string, of: object = purpose): string[] {
  const stretches = new Stretches(path, of);
  const found = [...stretches.all()].map(String);
  assert.equal(stretches.isEmpty, found.length === 0);
  stretches.close();
  return found;
}

function append(path: string, contents: readonly string[], of: object = purpose): void {
  const stretches = new Stretches(path, of);
  for (const [place, content] of contents.entries()) stretches.append(Buffer.from(content), place % 2 === 0);
  stretches.close();
}

describe('a file of stretches', () => {
  it('stands beside what is being made, and has what was added in several runs', () =>
    inFolder((folder) => {
      const path = partialPathOf(join(folder, 'new', 'x.index'));
      assert.equal(path, join(folder, 'new', '.x.index.partial'));
      append(path, ['one', '😀']);
      append(path, ['three']);
      assert.deepEqual(stretchesIn(path), ['one', '😀', 'three']);
    }));

  it('begins anew for another purpose, and tells of the one before if anything was done for it', () =>
    inFolder((folder) => {
      const path = join(folder, 'x');
      append(path, []);
      const [first, second] = [new Stretches(path, { of: 'else' }), { of: 'again' }];
      assert.equal(first.replaced, undefined);
      first.append(Buffer.from('one'), false);
      first.close();
      const other = new Stretches(path, second);
      assert.deepEqual(other.replaced, { of: 'else' });
      assert.ok(other.isEmpty);
      other.close();
      assert.deepEqual(stretchesIn(path, second), []);
    }));

  it('has what is complete where it was cut off, damaged, or filled with zeros or the stretches of another purpose', () =>
    inFolder((folder) => {
      const path = join(folder, 'x');
      const contents = Array.from({ length: 5 }, (_, place) => `stretch ${'x'.repeat(7 * place)}`);
      append(path, contents);
      const whole = readFileSync(path);
      append(join(folder, 'y'), contents, { of: 'b test' });
      const other = readFileSync(join(folder, 'y'));
      const ends = contents.map(
        (_, place) =>
          whole.length - contents.slice(place + 1).reduce((sum, each) => sum + each.length + 8, 0),
      );
      fc.assert(
        fc.property(
          fc.nat(whole.length - 1),
          fc.constantFrom('cut', 'damaged', 'zeros', 'other'),
          (length, how) => {
            writeFileSync(path, whole);
            truncateSync(path, length);
            if (how === 'damaged')
              appendFileSync(
                path,
                Buffer.concat([Buffer.of(~(whole[length] ?? 0)), whole.subarray(length + 1)]),
              );
            if (how === 'zeros') appendFileSync(path, Buffer.alloc(100_000));
            if (how === 'other') appendFileSync(path, other.subarray(length));
            // The end of a purpose or a stretch may be the same zero or the same letter as what was there.
            const isWhole = readFileSync(path).subarray(0, whole.length).equals(whole);
            const expected = isWhole ? 5 : ends.filter((end) => end <= length).length;
            const found = stretchesIn(path);
            assert.ok(found.length >= expected);
            assert.deepEqual(found, contents.slice(0, found.length));
            if (how !== 'other') assert.equal(found.length, expected);
            append(path, ['more']);
            assert.deepEqual(stretchesIn(path), [...found, 'more']);
          },
        ),
      );
      assert.ok(statSync(path).size < 1000);
    }));
});
