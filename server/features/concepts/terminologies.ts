/** The terminologies that the settings of notes name. Each is opened when it is first needed, and once. */
import { existsSync } from 'node:fs';
import { UnusableFile } from '../../terminology/index/header.ts';
import { openIndex } from '../../terminology/index/opening.ts';
import { Terminology } from '../../terminology/linking/terminology.ts';

export class Terminologies {
  readonly #inTheBox: string;
  readonly #log: (line: string) => void;
  /** By path; undefined for one that cannot be used. */
  readonly #opened = new Map<string, Terminology | undefined>();

  /**
   * @param inTheBox the index that is used where no other one is named; it may be missing.
   * @param log is told once why a terminology cannot be used.
   */
  constructor(inTheBox: string, log: (line: string) => void) {
    this.#inTheBox = inTheBox;
    this.#log = log;
  }

  /** @param path absolute; without it, the terminology in the box. @returns undefined where it cannot be used. */
  at(path: string = this.#inTheBox): Terminology | undefined {
    if (!this.#opened.has(path)) this.#opened.set(path, this.#open(path));
    return this.#opened.get(path);
  }

  /** Lets terminologies that could not be used be tried again. */
  forgetFailures(): void {
    for (const [path, terminology] of this.#opened) if (terminology === undefined) this.#opened.delete(path);
  }

  /**
   * What some work with a terminology gives; the other value where the index turns out to be damaged, which shows when its
   * parts are first read. It is not used again then.
   */
  guarded<Value>(terminology: Terminology, otherwise: Value, work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      for (const [path, opened] of this.#opened) {
        if (opened !== terminology) continue;
        this.#opened.set(path, undefined);
        this.#log(`no concepts: ${error.message}`);
      }
      return otherwise;
    }
  }

  #open(path: string): Terminology | undefined {
    if (path === this.#inTheBox && !existsSync(path)) {
      this.#log(`no concepts: there is no terminology at ${path}`);
      return undefined;
    }
    try {
      const terminology = new Terminology(openIndex(path));
      this.#log(`terminology opened from ${path}: ${terminology.index.counts.concepts} concepts`);
      return terminology;
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      this.#log(`no concepts: ${error.message}`);
      return undefined;
    }
  }
}
