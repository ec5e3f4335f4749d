/** Values by number, of which the most recently used are kept. */
export class RecentlyUsed<Value> {
  readonly #most: number;
  /** In the order of their last use, the least recent first. */
  readonly #values = new Map<number, Value>();

  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  /** The value of a number; made where it is not kept. What `make` throws is thrown, and nothing is kept. */
  get(number: number, make: () => Value): Value {
    let value = this.#values.get(number);
    if (value !== undefined) this.#values.delete(number);
    else {
      value = make();
      const [oldest] = this.#values.keys();
      if (this.#values.size >= this.#most && oldest !== undefined) this.#values.delete(oldest);
    }
    this.#values.set(number, value);
    return value;
  }

  clear(): void {
    this.#values.clear();
  }
}
