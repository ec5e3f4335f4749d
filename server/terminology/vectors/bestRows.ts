/** The rows with the best scores of those that are added, a bounded number of them. */

export class BestRows {
  readonly #most: number;
  #numbers: Uint32Array;
  #scores: Float32Array;
  #length = 0;
  /** What a row's score has to be above to be among them. */
  bound = Number.NEGATIVE_INFINITY;

  /** @param most at least 1. */
  constructor(most: number) {
    this.#most = most;
    this.#numbers = new Uint32Array(2 * most);
    this.#scores = new Float32Array(2 * most);
  }

  /** Adds a row. Rows come in the order of their numbers: of equal scores the first rows are kept. */
  add(number: number, score: number): void {
    if (score <= this.bound) return;
    if (this.#length === this.#numbers.length) this.cut();
    if (score <= this.bound) return;
    this.#numbers[this.#length] = number;
    this.#scores[this.#length] = score;
    this.#length += 1;
  }

  /** Forgets what is not among the best, and raises the bound. Done, too, whenever twice as many have been added. */
  cut(): void {
    if (this.#length < this.#most) return;
    const least = largest(this.#scores.slice(0, this.#length), this.#most);
    let above = 0;
    for (let at = 0; at < this.#length; at += 1) if ((this.#scores[at] as number) > least) above += 1;
    let equal = this.#most - above;
    let kept = 0;
    for (let at = 0; at < this.#length; at += 1) {
      const score = this.#scores[at] as number;
      if (score < least) continue;
      if (score === least) {
        if (equal === 0) continue;
        equal -= 1;
      }
      this.#numbers[kept] = this.#numbers[at] as number;
      this.#scores[kept] = score;
      kept += 1;
    }
    this.#length = kept;
    this.bound = least;
  }

  /** The best rows, in the order of their numbers. */
  numbers(): Uint32Array {
    this.cut();
    return this.#numbers.subarray(0, this.#length);
  }
}

/**
 * The n-th largest of some numbers, whose order is changed: Hoare's selection (1961), in linear time on average.
 * @param n from 1 to as many as there are.
 */
export function largest(values: Float32Array | Float64Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
  const target = n - 1;
  while (low < high) {
    const middle = values[(low + high) >>> 1] as number;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] as number) > middle) left += 1;
      while ((values[right] as number) < middle) right -= 1;
      if (left > right) break;
      const swapped = values[left] as number;
      values[left] = values[right] as number;
      values[right] = swapped;
      left += 1;
      right -= 1;
    }
    if (target <= right) high = right;
    else if (target >= left) low = left;
    else break;
  }
  return values[target] as number;
}
