/** Whole numbers below 2^32, four bytes each, as many as there come. */
export class GrowingNumbers {
  #values: Uint32Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#values = new Uint32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(2 * this.#values.length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** The numbers so far; not a copy. */
  values(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}
