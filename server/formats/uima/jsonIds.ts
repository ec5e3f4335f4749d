/** The ids of feature structures in a file while it is written: positive numbers. */

/** Ids that are not used yet. */
export class Ids {
  readonly #used: Set<number>;
  readonly #avoided = new Set<number>();
  #next = 1;

  constructor(used: readonly number[]) {
    this.#used = new Set(used);
  }

  /** Ids that are used from now on. */
  take(used: readonly number[]): void {
    for (const id of used) this.#used.add(id);
  }

  /** Numbers that are given as ids only where they are wanted. */
  avoid(numbers: Iterable<number>): void {
    for (const number of numbers) this.#avoided.add(number);
  }

  /** The number in an id such as `T12`, if it is free, and otherwise the smallest free one. */
  wanted(id: string): number {
    const number = Number(/^[A-Z](\d{1,9})$/.exec(id)?.[1]);
    if (!(number > 0) || this.#used.has(number)) return this.free();
    this.#used.add(number);
    return number;
  }

  free(): number {
    while (this.#used.has(this.#next) || this.#avoided.has(this.#next)) this.#next += 1;
    this.#used.add(this.#next);
    return this.#next;
  }
}
