/** A line of progress on a terminal for work that takes longer than a second; nothing anywhere else. */
export class Progress {
  readonly #what: string;
  readonly #total: number | undefined;
  readonly #begun = performance.now();
  #done = 0;
  #shown = 0;
  #stage: string | undefined;

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

  /** Tells what is being done beside the count, which may stand still meanwhile. @param what undefined for nothing else. */
  stage(what: string | undefined): void {
    if (what === this.#stage) return;
    this.#stage = what;
    if (this.#shown > 0) process.stderr.write(`\r${this.#line}`);
  }

  end(): void {
    this.#stage = undefined;
    if (this.#shown > 0) process.stderr.write(`\r${this.#line}\n`);
  }

  get #line(): string {
    const of = this.#total === undefined ? '' : ` of ${this.#total}`;
    const stage = this.#stage === undefined ? '' : `; ${this.#stage}`;
    return `${this.#done}${of} ${this.#what}${stage}${clearedToTheEnd}`;
  }
}

/** Takes away what is left of a longer line. */
const clearedToTheEnd = '\x1b[K';
