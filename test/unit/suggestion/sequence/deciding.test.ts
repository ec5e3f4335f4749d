import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../../../server/suggestion/sequence/deciding.ts';
import type { Reading } from '../../../../server/suggestion/sequence/rules.ts';

const labels: Reading<string> = { kind: 'labels', outcomes: [null, 'Activates', 'Inhibits', 'Inhibits'] };
const hypotheses: Reading<string> = {
  kind: 'hypotheses',
  templates: [
    { template: '{head} causes {tail}.', outcome: 'Causes' },
    { template: '{tail} is due to {head}.', outcome: 'Causes' },
    { template: '{head} treats {tail}.', outcome: 'Treats' },
    { template: '{head} has nothing to do with {tail}.', outcome: null },
  ],
};

interface Asked {
  readonly threshold?: number;
  readonly margin?: number;
  readonly activation?: 'softmax' | 'sigmoid';
}

/** @param probabilities of each label; of hypotheses, of the entailment of each. */
function check(
  reading: Reading<string>,
  probabilities: readonly number[],
  expected: string,
  asked: Asked = {},
): void {
  const { threshold = 0.5, margin = 0, activation = 'softmax' } = asked;
  const logOdds = (probability: number): number => Math.log(probability / (1 - probability));
  const logits = probabilities.map(activation === 'softmax' ? Math.log : logOdds);
  // Entailment is the second of three labels; the others share the rest unevenly.
  const rows =
    reading.kind === 'labels'
      ? [Float32Array.from(logits)]
      : probabilities.map((part) => Float32Array.of(0.9 * (1 - part), part, 0.1 * (1 - part)).map(Math.log));
  const answer = decide(reading, rows, { threshold, margin, activation, entailment: 1 });
  assert.equal(
    answer && `${answer.outcome} ${answer.probability.toFixed(2)}`,
    expected === '' ? undefined : expected,
  );
}

describe('the answer by labels', () => {
  it('is the likeliest outcome', () => check(labels, [0.2, 0.7, 0.05, 0.05], 'Activates 0.70'));
  it('adds up labels that stand for the same', () => check(labels, [0.1, 0.3, 0.25, 0.35], 'Inhibits 0.60'));
  it('may be that nothing holds', () => check(labels, [0.7, 0.1, 0.1, 0.1], 'null 0.70'));
  it('is none below the threshold', () => check(labels, [0.1, 0.6, 0.2, 0.1], '', { threshold: 0.7 }));
  it('is none too near to the next', () => {
    check(labels, [0.1, 0.5, 0.2, 0.2], '', { margin: 0.2 });
    check(labels, [0.1, 0.6, 0.1, 0.2], 'Activates 0.60', { margin: 0.2 });
  });
  it('is the likeliest of labels that hold each by itself', () => {
    check(labels, [0.1, 0.3, 0.8, 0.7], 'Inhibits 0.80', { activation: 'sigmoid' });
    check(labels, [0.1, 0.3, 0.4, 0.4], '', { activation: 'sigmoid' });
  });
});

describe('the answer by hypotheses', () => {
  it('is what is entailed most', () => check(hypotheses, [0.2, 0.9, 0.4, 0.1], 'Causes 0.90'));
  it('does not count what is neutral or contradicted', () => check(hypotheses, [0.1, 0.2, 0.4, 0.1], ''));
  it('may be that nothing holds', () => check(hypotheses, [0.1, 0.2, 0.4, 0.8], 'null 0.80'));
  it('is none where two are entailed alike', () =>
    check(hypotheses, [0.9, 0.1, 0.85, 0.1], '', { margin: 0.1 }));
  it('has as many templates for one outcome as there are', () =>
    check(hypotheses, [0.9, 0.85, 0.1, 0.1], 'Causes 0.90', { margin: 0.1 }));
});
