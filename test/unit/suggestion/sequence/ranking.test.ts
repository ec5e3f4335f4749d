import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rankingScore } from '../../../../server/suggestion/sequence/ranking.ts';

const logits = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 4 });

describe('the score of a name', () => {
  it('is the logit where there is one, or where each label counts by itself', () => {
    assert.equal(rankingScore(Float32Array.of(-3), { positive: 0, activation: 'softmax' }), -3);
    assert.equal(rankingScore(Float32Array.of(5, 2), { positive: 1, activation: 'sigmoid' }), 2);
  });

  it('is finite and the log-odds of the probability of the positive label', () =>
    fc.assert(
      fc.property(logits, fc.nat({ max: 1 }), (row, positive) => {
        const values = Float32Array.from(row);
        const score = rankingScore(values, { positive, activation: 'softmax' });
        assert.ok(Number.isFinite(score));
        const largest = Math.max(...values);
        const weights = Array.from(values, (value) => Math.exp(value - largest));
        const probability = (weights[positive] ?? 0) / weights.reduce((total, each) => total + each, 0);
        assert.ok(Math.abs(1 / (1 + Math.exp(-score)) - probability) < 1e-6);
      }),
    ));

  it('rises with the positive logit and falls with any other', () =>
    fc.assert(
      fc.property(logits, (row) => {
        const score = (values: number[]): number =>
          rankingScore(Float32Array.from(values), { positive: 0, activation: 'softmax' });
        const [first = 0, second = 0, ...rest] = row;
        assert.ok(score([first + 1, second, ...rest]) > score(row));
        assert.ok(score([first, second + 1, ...rest]) <= score(row));
      }),
    ));
});
