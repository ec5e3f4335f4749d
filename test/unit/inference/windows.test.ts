import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { batchesByLength, windowCuts, windowsOver } from '../../../server/inference/engine/windows.ts';

const length = fc.integer({ min: 0, max: 3000 });
const size = fc.integer({ min: 1, max: 600 });

describe('windowsOver', () => {
  it('needs one window where one suffices', () => {
    assert.deepEqual(windowsOver(512, 512), [{ start: 0, end: 512 }]);
    assert.deepEqual(windowsOver(0, 512), [{ start: 0, end: 0 }]);
  });
  it('overlaps by half and ends with a full window', () => {
    assert.deepEqual(windowsOver(11, 4), [
      { start: 0, end: 4 },
      { start: 2, end: 6 },
      { start: 4, end: 8 },
      { start: 6, end: 10 },
      { start: 7, end: 11 },
    ]);
  });
  it('covers every token with windows of the given size', () => {
    fc.assert(
      fc.property(length, size, (tokens, limit) => {
        const windows = windowsOver(tokens, limit);
        const covered = new Set(
          windows.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
        );
        assert.equal(covered.size, tokens);
        for (const { start, end } of windows) assert.ok(end - start <= limit && start >= 0 && end <= tokens);
      }),
    );
  });
});

describe('windowCuts', () => {
  it('gives each token to the window that sees most on its poorer side', () => {
    fc.assert(
      fc.property(length, size, (tokens, limit) => {
        const windows = windowsOver(tokens, limit);
        const cuts = windowCuts(windows);
        assert.equal(cuts.length, windows.length + 1);
        windows.forEach((window, index) => {
          for (let token = cuts[index] as number; token < (cuts[index + 1] as number); token++) {
            const context = ({ start, end }: { start: number; end: number }): number =>
              Math.min(
                start === 0 ? Number.POSITIVE_INFINITY : token - start,
                end === tokens ? Number.POSITIVE_INFINITY : end - 1 - token,
              );
            for (const neighbour of [windows[index - 1], windows[index + 1]]) {
              if (neighbour && token >= neighbour.start && token < neighbour.end) {
                assert.ok(
                  context(window) >= context(neighbour),
                  `token ${token} of ${tokens} in windows of ${limit}`,
                );
              }
            }
          }
        });
      }),
    );
  });
});

describe('batchesByLength', () => {
  it('sorts by length and keeps to the budget', () => {
    assert.deepEqual(batchesByLength([5, 1, 3, 2], 6), [[1], [3, 2], [0]]);
  });
  it('cuts where the lengths differ much, and not where they hardly do', () => {
    assert.deepEqual(batchesByLength([10, 50, 11, 10, 52, 11], 1000), [
      [0, 3, 2, 5],
      [1, 4],
    ]);
  });
  it('puts what is longer than the budget alone', () => {
    assert.deepEqual(batchesByLength([100, 100], 10), [[0], [1]]);
  });
  it('has every item once and never pads beyond the budget', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 80 })),
        fc.integer({ min: 1, max: 200 }),
        (lengths, budget) => {
          const batches = batchesByLength(lengths, budget);
          assert.deepEqual(
            batches.flat().sort((a, b) => a - b),
            lengths.map((_, index) => index),
          );
          for (const batch of batches) {
            const longest = Math.max(...batch.map((index) => lengths[index] as number));
            assert.ok(batch.length === 1 || batch.length * longest <= budget);
          }
        },
      ),
    );
  });
});
