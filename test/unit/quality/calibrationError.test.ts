import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calibrationErrorOf, chanceErrorOf, type Judged } from '../../quality/entityScores.ts';

/** Suggestions of one confidence, so many of them right. */
function suggestions(confidence: number, count: number, right: number): Judged[] {
  return Array.from({ length: count }, (_, index) => ({ confidence, isRight: index < right }));
}

function check(judged: readonly Judged[], error: number, byChance: number): void {
  const near = (value: number, expected: number): void => {
    assert.ok(Math.abs(value - expected) < 5e-4, `${value}, not ${expected}`);
  };
  near(calibrationErrorOf(judged), error);
  near(chanceErrorOf(judged), byChance);
}

describe('the calibration error', () => {
  it('is how far confidences are from shares of right ones, bin by bin', () => {
    check(suggestions(0.75, 100, 75), 0, 0.0345);
    check(suggestions(0.75, 100, 65), 0.1, 0.0345);
    check([...suggestions(0.95, 50, 50), ...suggestions(0.15, 50, 5)], 0.05, 0.032);
  });

  it('is seldom 0 by chance where there are few suggestions', () => {
    check(suggestions(0.75, 10_000, 7500), 0, 0.0035);
    check(suggestions(0.75, 4, 3), 0, 0.1727);
    check(suggestions(1, 4, 4), 0, 0);
    check([], 0, 0);
  });
});
