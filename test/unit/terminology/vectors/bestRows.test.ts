import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BestRows, largest } from '../../../../server/terminology/vectors/bestRows.ts';

const scores = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 80 });

describe('the n-th largest number', () => {
  it('is the one that sorting puts there', () => {
    fc.assert(
      fc.property(scores, fc.nat(), (values, place) => {
        const n = 1 + (place % values.length);
        const sorted = values.toSorted((one, other) => other - one);
        assert.equal(largest(Float32Array.from(values), n), sorted[n - 1]);
      }),
    );
  });
});

describe('the best rows', () => {
  it('are the first of those with the highest scores, however often they are cut', () => {
    fc.assert(
      fc.property(
        scores,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (all, most, often) => {
          const best = new BestRows(most);
          for (const [number, score] of all.entries()) {
            best.add(number, score);
            if (number % often === 0) best.cut();
          }
          const expected = all
            .map((score, number) => ({ score, number }))
            .sort((one, other) => other.score - one.score || one.number - other.number)
            .slice(0, most);
          assert.deepEqual(
            [...best.numbers()],
            expected.map(({ number }) => number).sort((one, other) => one - other),
          );
        },
      ),
    );
  });
});
