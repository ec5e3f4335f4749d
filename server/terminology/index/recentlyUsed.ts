/** Values by number or another key, of which the most recently used are kept. */
export class RecentlyUsed<Value, Key = number> {
  readonly #most: number;
  /** In the order of their last use, the least recent first. */
  readonly #values = new Map<Key, Value>();

  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  /** The value of a key; made where it is not kept. What `make` throws is thrown, and nothing is kept. */
  get(key: Key, make: () => Value): Value {
    let value = this.find(key);
    if (value === undefined) {
      value = make();
      const [oldest] = this.#values.keys();
      if (this.#values.size >= this.#most && oldest !== undefined) this.#values.delete(oldest);
      this.#values.set(key, value);
    }
    return value;
  }

  /** The value of a key, where it is kept. */
  find(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, value);
    }
    return value;
  }

  clear(): void {
    this.#values.clear();
  }
}
