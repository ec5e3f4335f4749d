/** The ids of feature structures in a CAS JSON file while it is written: positive numbers. */

/** Ids that are not used yet. */
export class Ids {
  readonly #used: Set<number>;
  #next = 1;

  constructor(used: readonly number[]) {
    this.#used = new Set(used);
  }

  /** The number in an id such as `T12`, if it is free, and otherwise the smallest free one. */
  wanted(id: string): number {
    const number = Number(/^[A-Z](\d{1,9})$/.exec(id)?.[1]);
    if (!(number > 0) || this.#used.has(number)) return this.free();
    this.#used.add(number);
    return number;
  }

  free(): number {
    while (this.#used.has(this.#next)) this.#next += 1;
    this.#used.add(this.#next);
    return this.#next;
  }
}
