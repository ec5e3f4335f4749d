/** From the logits of a classifier of texts to one answer, or to none. */
import type { Reading, SequenceRules } from './rules.ts';

export interface Answer<Outcome> {
  /** Nothing where the answer is that none of the outcomes holds. */
  readonly outcome: Outcome | null;
  readonly probability: number;
}

/**
 * The answer to one question; undefined where it is not clear enough to count as one.
 *
 * Of labels, the probabilities of those that stand for the same outcome add up (of labels that hold each by itself, the
 * highest counts). Of hypotheses, an outcome is as likely as the likeliest entailment among its templates; whether the
 * others are neutral or contradicted makes no difference. The likeliest outcome is the answer where it reaches the
 * threshold and leads by the margin; of equal ones the first.
 *
 * @param rows one row of logits, or one for each template.
 */
export function decide<Outcome>(
  reading: Reading<Outcome>,
  rows: readonly Float32Array[],
  rules: Pick<SequenceRules, 'activation' | 'entailment' | 'threshold' | 'margin'>,
): Answer<Outcome> | undefined {
  // Of probabilities that exclude each other, those of one outcome add up.
  const areExclusive = reading.kind === 'labels' && rules.activation === 'softmax';
  const answers = merged(scored(reading, rows, rules), areExclusive);
  const [best, next] = answers.sort((a, b) => b.probability - a.probability);
  if (best === undefined || best.probability < rules.threshold) return undefined;
  return best.probability - (next?.probability ?? 0) >= rules.margin ? best : undefined;
}

function scored<Outcome>(
  reading: Reading<Outcome>,
  rows: readonly Float32Array[],
  { activation, entailment = 0 }: Pick<SequenceRules, 'activation' | 'entailment'>,
): Answer<Outcome>[] {
  if (reading.kind === 'hypotheses') {
    return reading.templates.map(({ outcome }, index) => ({
      outcome,
      probability: softmax(rows[index] as Float32Array)[entailment] as number,
    }));
  }
  const logits = rows[0] as Float32Array;
  const probabilities = activation === 'softmax' ? softmax(logits) : [...logits].map(sigmoid);
  return reading.outcomes.map((outcome, index) => ({
    outcome,
    probability: probabilities[index] as number,
  }));
}

/** One answer for each outcome, in the order of their first mention. */
function merged<Outcome>(answers: readonly Answer<Outcome>[], areAdded: boolean): Answer<Outcome>[] {
  const byOutcome = new Map<string, Answer<Outcome>>();
  for (const answer of answers) {
    const key = JSON.stringify(answer.outcome);
    const known = byOutcome.get(key)?.probability ?? 0;
    const probability = areAdded ? known + answer.probability : Math.max(known, answer.probability);
    byOutcome.set(key, { outcome: answer.outcome, probability });
  }
  return [...byOutcome.values()];
}

function softmax(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const weights = [...logits].map((logit) => Math.exp(logit - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
