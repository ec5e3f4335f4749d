/** What models could not be asked about, counted over all documents. */
import type { Skipped } from './stages.ts';
import { counted } from './wording.ts';

export class SkippedList {
  readonly #counts = new Map<string, Skipped>();

  add(skipped: Skipped): void {
    const key = `${skipped.model}\t${skipped.what}`;
    const count = (this.#counts.get(key)?.count ?? 0) + skipped.count;
    this.#counts.set(key, { ...skipped, count });
  }

  /** A line for each model and kind. */
  lines(): string[] {
    return [...this.#counts.values()].map(
      ({ count, what, model }) =>
        `goldspan: ${model} was not asked about ${counted(count, what)}: what must be read of the text is longer than the ` +
        'model takes.',
    );
  }
}
