/** Counts apart by entity type. */
import { compareText } from '../annotation/identity.ts';
import type { Alignment } from './alignment.ts';
import { type Mode, outcomeOf, type Scores, scoresOf } from './counting.ts';

/**
 * The counts of one type. A pair of two types is an event for both: it counts on the gold side of the gold mention's
 * type and on the predicted side of the predicted mention's type, with the same outcome. So a gold Disease predicted as
 * Finding is, in strict mode, an incorrect gold Disease and an incorrect predicted Finding, not a missing and a
 * spurious mention; and each side's counts add up over the types to the overall counts.
 */
export interface TypeCounts extends Scores {
  readonly type: string;
  readonly gold: {
    readonly correct: number;
    readonly incorrect: number;
    readonly partial: number;
    readonly missing: number;
  };
  readonly predicted: {
    readonly correct: number;
    readonly incorrect: number;
    readonly partial: number;
    readonly spurious: number;
  };
  /** POS: the number of gold mentions of this type. */
  readonly possible: number;
  /** ACT: the number of predicted mentions of this type. */
  readonly actual: number;
}

/** Counts alignments by type, the types in code unit order. Recall is taken on the gold side, precision on the other. */
export function countByType(alignments: Iterable<Alignment>, mode: Mode): TypeCounts[] {
  const rows = new Map<string, ReturnType<typeof emptyRow>>();
  const rowOf = (type: string): ReturnType<typeof emptyRow> => {
    const row = rows.get(type) ?? emptyRow();
    rows.set(type, row);
    return row;
  };
  for (const { pairs, missing, spurious } of alignments) {
    for (const pair of pairs) {
      const outcome = outcomeOf(pair, mode);
      rowOf(pair.gold.type).gold[outcome] += 1;
      rowOf(pair.predicted.type).predicted[outcome] += 1;
    }
    for (const { type } of missing) rowOf(type).gold.missing += 1;
    for (const { type } of spurious) rowOf(type).predicted.spurious += 1;
  }
  return [...rows]
    .sort(([a], [b]) => compareText(a, b))
    .map(([type, { gold, predicted }]) => {
      const possible = gold.correct + gold.incorrect + gold.partial + gold.missing;
      const actual = predicted.correct + predicted.incorrect + predicted.partial + predicted.spurious;
      const goldCredit = gold.correct + gold.partial / 2;
      const predictedCredit = predicted.correct + predicted.partial / 2;
      return {
        type,
        gold,
        predicted,
        possible,
        actual,
        ...scoresOf(goldCredit, possible, predictedCredit, actual),
      };
    });
}

function emptyRow() {
  return {
    gold: { correct: 0, incorrect: 0, partial: 0, missing: 0 },
    predicted: { correct: 0, incorrect: 0, partial: 0, spurious: 0 },
  };
}

/** How often a gold type was predicted as another; `null` is no mention at all. */
export interface ConfusionCell {
  readonly gold: string | null;
  readonly predicted: string | null;
  readonly count: number;
}

/**
 * The confusion matrix over aligned pairs, whether their spans are equal or only overlap, with missing mentions in the
 * column `null` and spurious ones in the row `null`. Only cells with a count, by gold type and then predicted type in
 * code unit order, `null` last.
 */
export function confusionOf(alignments: Iterable<Alignment>): ConfusionCell[] {
  const cells = new Map<string, { gold: string | null; predicted: string | null; count: number }>();
  const add = (gold: string | null, predicted: string | null): void => {
    const key = JSON.stringify([gold, predicted]);
    const cell = cells.get(key) ?? { gold, predicted, count: 0 };
    cell.count += 1;
    cells.set(key, cell);
  };
  for (const { pairs, missing, spurious } of alignments) {
    for (const { gold, predicted } of pairs) add(gold.type, predicted.type);
    for (const { type } of missing) add(type, null);
    for (const { type } of spurious) add(null, type);
  }
  const order = (a: string | null, b: string | null): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : compareText(a, b);
  return [...cells.values()].sort((a, b) => order(a.gold, b.gold) || order(a.predicted, b.predicted));
}
