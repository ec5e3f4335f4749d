/** What a model that ranks names says of one of them. */
import type { SequenceRules } from './rules.ts';

/**
 * The log-odds that a name fits its mention, from a row of logits: of one label, or of several that each count by themselves, the
 * logit; of several of which one holds, how far that of the positive label is above the others together.
 */
export function rankingScore(
  logits: Float32Array,
  { positive = 0, activation }: Pick<SequenceRules, 'positive' | 'activation'>,
): number {
  const score = logits[positive] ?? Number.NaN;
  if (logits.length === 1 || activation === 'sigmoid') return score;
  const others = Array.from(logits).filter((_, label) => label !== positive);
  const largest = Math.max(...others);
  // The largest is taken out, so that no exponential overflows.
  return score - largest - Math.log(others.reduce((total, each) => total + Math.exp(each - largest), 0));
}
