/** The figures of a measurement: printed as tables, and kept as numbers. */
import { ratesOf } from './entityScores.ts';

/** One row: what was measured, and its figures. Shares are 0 to 1, and NaN where there is nothing to divide by. */
export type Row = Readonly<Record<string, string | number | boolean>>;

/** The columns of a table that are shares, and are printed in per cent. */
const shares: ReadonlySet<string> = new Set([
  'precision',
  'recall',
  'f1',
  'unseenRecall',
  'calibrationError',
  'chanceError',
  'floor',
  'accuracy',
  'accuracyAt5',
  'unseenAccuracy',
  'accuracyOfAll',
  'coverage',
  'floorAt5',
]);

const headings: Readonly<Record<string, string>> = {
  precision: 'P',
  recall: 'R',
  f1: 'F1',
  unseenRecall: 'R unseen',
  calibrationError: 'calibration error',
  chanceError: 'by chance',
  accuracy: 'at 1',
  accuracyAt5: 'at 5',
  unseenAccuracy: 'at 1 unseen',
  accuracyOfAll: 'at 1 of all',
  floorAt5: 'floor at 5',
};

export class Report {
  readonly #parts: Record<string, Row[]> = {};

  /**
   * Prints a table under its title, and keeps the rows.
   * @param columns those that are printed, in this order; a name after `=` is the heading.
   */
  table(part: string, title: string, rows: readonly Row[], columns: readonly string[]): void {
    const kept = this.#parts[part] ?? [];
    kept.push(...rows);
    this.#parts[part] = kept;
    console.log(`\n${title}`);
    console.table(rows.map((row) => printed(row, columns)));
  }

  /**
   * All rows so far, by part. A share of nothing is null.
   * @param about what all figures have in common.
   */
  json(about: object): string {
    return JSON.stringify({ ...about, ...this.#parts }, undefined, 2);
  }
}

function printed(row: Row, columns: readonly string[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const [name = '', heading = headings[name] ?? name] = column.split('=');
      const value = row[name];
      if (value === undefined) return [];
      return [[heading, shares.has(name) ? percent(Number(value)) : value]];
    }),
  );
}

/** The three rates and the counts that they come from. */
export function figuresOf({
  gold,
  predicted,
  correct,
}: {
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
}): Record<string, number> {
  return { ...ratesOf({ gold, predicted, correct }), gold, predicted, correct };
}

/** A share in per cent with two digits, or a dash where there is none. */
export function percent(share: number): string {
  return Number.isFinite(share) ? (100 * share).toFixed(2) : '-';
}
