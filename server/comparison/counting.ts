/** The counts and scores of SemEval-2013 task 9.1, which refine those of MUC-5. */
import type { AlignedPair, Alignment } from './alignment.ts';

/** What a pair has to share to be correct: span and type, the span, any character (half a point), the type. */
export type Mode = 'strict' | 'exact' | 'partial' | 'type';

export const modes: readonly Mode[] = ['strict', 'exact', 'partial', 'type'];

/** What one aligned pair counts as. */
export type Outcome = 'correct' | 'incorrect' | 'partial';

/**
 * What an aligned pair counts as in a mode, by the table of SemEval-2013 task 9.1 (Segura-Bedmar et al. 2013):
 *
 * | gold and predicted    | type      | partial | exact     | strict    |
 * |-----------------------|-----------|---------|-----------|-----------|
 * | same span, same type  | correct   | correct | correct   | correct   |
 * | same span, other type | incorrect | correct | correct   | incorrect |
 * | overlap, same type    | correct   | partial | incorrect | incorrect |
 * | overlap, other type   | incorrect | partial | incorrect | incorrect |
 */
export function outcomeOf({ sameSpan, sameType }: AlignedPair, mode: Mode): Outcome {
  switch (mode) {
    case 'strict':
      return sameSpan && sameType ? 'correct' : 'incorrect';
    case 'exact':
      return sameSpan ? 'correct' : 'incorrect';
    case 'partial':
      return sameSpan ? 'correct' : 'partial';
    case 'type':
      return sameType ? 'correct' : 'incorrect';
  }
}

/** COR, INC, PAR, MIS and SPU. */
export interface Counts {
  readonly correct: number;
  readonly incorrect: number;
  readonly partial: number;
  readonly missing: number;
  readonly spurious: number;
}

export const noCounts: Counts = { correct: 0, incorrect: 0, partial: 0, missing: 0, spurious: 0 };

/** The sum of two counts. Counts of a corpus are sums of those of its documents; scores are computed last. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    correct: a.correct + b.correct,
    incorrect: a.incorrect + b.incorrect,
    partial: a.partial + b.partial,
    missing: a.missing + b.missing,
    spurious: a.spurious + b.spurious,
  };
}

/** Counts one alignment in one mode. */
export function countAlignment(alignment: Alignment, mode: Mode): Counts {
  const outcomes = { correct: 0, incorrect: 0, partial: 0 };
  for (const pair of alignment.pairs) outcomes[outcomeOf(pair, mode)] += 1;
  return { ...outcomes, missing: alignment.missing.length, spurious: alignment.spurious.length };
}

/** Precision, recall and F1; `null` where nothing was there to divide by. */
export interface Scores {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Counts with what follows from them. */
export interface ScoredCounts extends Counts, Scores {
  /** POS, the number of gold mentions: correct + incorrect + partial + missing. */
  readonly possible: number;
  /** ACT, the number of predicted mentions: correct + incorrect + partial + spurious. */
  readonly actual: number;
}

/**
 * Adds POS, ACT and the scores: precision = (COR + PAR / 2) / ACT, recall = (COR + PAR / 2) / POS. PAR is zero in
 * every mode but `partial`.
 */
export function score(counts: Counts): ScoredCounts {
  const matched = counts.correct + counts.incorrect + counts.partial;
  const possible = matched + counts.missing;
  const actual = matched + counts.spurious;
  const credit = counts.correct + counts.partial / 2;
  return { ...counts, possible, actual, ...scoresOf(credit, possible, credit, actual) };
}

/**
 * Scores from the credit on either side. Precision without predictions and recall without gold are `null`. F1 is their
 * harmonic mean; 0 where one of them is 0, and `null` where it could not be told: without mentions on both sides, and
 * for a type without gold whose predictions are right in a mode that does not look at types, or the other way round.
 */
export function scoresOf(
  goldCredit: number,
  possible: number,
  predictedCredit: number,
  actual: number,
): Scores {
  const recall = possible === 0 ? null : goldCredit / possible;
  const precision = actual === 0 ? null : predictedCredit / actual;
  return { precision, recall, f1: harmonicMean(precision, recall) };
}

function harmonicMean(precision: number | null, recall: number | null): number | null {
  if (precision === 0 || recall === 0) return 0;
  return precision === null || recall === null ? null : (2 * precision * recall) / (precision + recall);
}

/** The mean of each score, `null` counted as 0; all `null` for an empty list. */
export function macroAverage(scores: readonly Scores[]): Scores {
  const mean = (value: (scores: Scores) => number | null): number | null =>
    scores.length === 0 ? null : scores.reduce((sum, each) => sum + (value(each) ?? 0), 0) / scores.length;
  return { precision: mean((s) => s.precision), recall: mean((s) => s.recall), f1: mean((s) => s.f1) };
}
