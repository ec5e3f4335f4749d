/** A line of progress on a terminal for work that takes longer than a second; nothing anywhere else. */
export class Progress {
  readonly #what: string;
  readonly #total: number | undefined;
  readonly #begun = performance.now();
  #done = 0;
  #shown = 0;

  /** @param total how much there is to do, where that is known beforehand. */
  constructor(what: string, total?: number) {
    this.#what = what;
    this.#total = total;
  }

  advance(by = 1): void {
    this.#done += by;
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#begun < 1000 || now - this.#shown < 100) return;
    this.#shown = now;
    process.stderr.write(`\r${this.#line}`);
  }

  end(): void {
    if (this.#shown > 0) process.stderr.write(`\r${this.#line}\n`);
  }

  get #line(): string {
    return this.#total === undefined
      ? `${this.#done} ${this.#what}`
      : `${this.#done} of ${this.#total} ${this.#what}`;
  }
}
