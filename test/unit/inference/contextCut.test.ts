import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cutAround } from '../../../server/inference/engine/contextCut.ts';

function check(
  length: number,
  [start, end]: readonly [number, number],
  capacity: number,
  expected: readonly [number, number] | undefined,
): void {
  const cut = cutAround(length, { start, end }, capacity);
  assert.deepEqual(cut && [cut.start, cut.end], expected);
}

describe('cutAround', () => {
  it('leaves a text alone that fits', () => check(10, [3, 5], 10, [0, 10]));
  it('takes as much from both sides', () => check(100, [50, 54], 10, [47, 57]));
  it('gives one side what the other has no tokens for', () => {
    check(100, [1, 3], 10, [0, 10]);
    check(100, [96, 98], 10, [90, 100]);
  });
  it('takes nothing else where there is no room', () => check(100, [50, 60], 10, [50, 60]));
  it('gives up where what must be kept does not fit', () => check(100, [50, 61], 10, undefined));

  it('keeps what must be kept and fills the room', () => {
    const numbers = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(80));
    fc.assert(
      fc.property(numbers, ([before, kept, after, capacity]) => {
        const length = before + kept + after;
        const cut = cutAround(length, { start: before, end: before + kept }, capacity);
        if (kept > capacity) return assert.equal(cut, undefined);
        assert.ok(cut && cut.start >= 0 && cut.end <= length);
        assert.ok(cut.start <= before && cut.end >= before + kept);
        assert.equal(cut.end - cut.start, Math.min(length, capacity));
      }),
    );
  });
});
