import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlignedPair } from '../../../server/comparison/alignment.ts';
import {
  addCounts,
  type Mode,
  macroAverage,
  modes,
  noCounts,
  type Outcome,
  outcomeOf,
  type Scores,
  score,
  scoresOf,
} from '../../../server/comparison/counting.ts';
import { mentions } from './mentions.ts';

const [mention] = mentions('A 0 1') as [AlignedPair['gold']];

describe('outcomeOf, by the table of SemEval-2013 task 9.1', () => {
  const table: [sameSpan: boolean, sameType: boolean, outcomes: Record<Mode, Outcome>][] = [
    [true, true, { strict: 'correct', exact: 'correct', partial: 'correct', type: 'correct' }],
    [true, false, { strict: 'incorrect', exact: 'correct', partial: 'correct', type: 'incorrect' }],
    [false, true, { strict: 'incorrect', exact: 'incorrect', partial: 'partial', type: 'correct' }],
    [false, false, { strict: 'incorrect', exact: 'incorrect', partial: 'partial', type: 'incorrect' }],
  ];
  for (const [sameSpan, sameType, outcomes] of table) {
    for (const mode of modes) {
      it(`${mode}: ${sameSpan ? 'same span' : 'overlap'}, ${sameType ? 'same' : 'other'} type`, () => {
        const pair = { gold: mention, predicted: mention, sameSpan, sameType };
        assert.equal(outcomeOf(pair, mode), outcomes[mode]);
      });
    }
  }
});

function checkScore(
  name: string,
  counts: Parameters<typeof score>[0],
  expected: readonly [possible: number, actual: number, ...scores: (number | null)[]],
): void {
  it(name, () => {
    const { possible, actual, precision, recall, f1 } = score(counts);
    assert.deepEqual([possible, actual, precision, recall, f1], expected);
  });
}

describe('score', () => {
  checkScore('nothing on either side', noCounts, [0, 0, null, null, null]);
  checkScore('no prediction', { ...noCounts, missing: 2 }, [2, 0, null, 0, 0]);
  checkScore('no gold', { ...noCounts, spurious: 2 }, [0, 2, 0, null, 0]);
  checkScore('nothing right', { ...noCounts, incorrect: 1 }, [1, 1, 0, 0, 0]);
  checkScore('everything right', { ...noCounts, correct: 3 }, [3, 3, 1, 1, 1]);
  checkScore(
    'half a point for a partial match',
    { correct: 1, incorrect: 1, partial: 2, missing: 0, spurious: 4 },
    [4, 8, 0.25, 0.5, 1 / 3],
  );

  it('of a sum of counts is not changed by adding the same counts again', () => {
    const counts = { correct: 1, incorrect: 2, partial: 3, missing: 4, spurious: 5 };
    const { precision, recall, f1 } = score(counts);
    const twice = score(addCounts(counts, counts));
    assert.deepEqual([twice.precision, twice.recall, twice.f1], [precision, recall, f1]);
  });
});

describe('scoresOf', () => {
  it('tells no F1 where the predictions of a type are right and it has no gold', () => {
    assert.deepEqual(scoresOf(0, 0, 1, 1), { precision: 1, recall: null, f1: null });
    assert.deepEqual(scoresOf(1, 1, 0, 0), { precision: null, recall: 1, f1: null });
  });
});

describe('macroAverage', () => {
  it('is null for nothing', () => {
    assert.deepEqual(macroAverage([]), { precision: null, recall: null, f1: null });
  });
  it('is the mean, with lacking scores as 0', () => {
    const scores: Scores[] = [
      { precision: 1, recall: 0.5, f1: 0.75 },
      { precision: null, recall: 0, f1: 0 },
    ];
    assert.deepEqual(macroAverage(scores), { precision: 0.5, recall: 0.25, f1: 0.375 });
  });
});
