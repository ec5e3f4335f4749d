/** Work on documents that is put off until enough texts have come to be read together. */
import type { Stages } from './stages.ts';

/** Texts that are read together. Their sentences fill batches of like length better than those of one. */
const textLimit = 16;
const characterLimit = 100_000;

/** The work on a document, begun before what comes of the one before it is taken, so that engine and program work side by side. */
interface Step {
  /** @returns what is to be done with the result. */
  readonly work: () => Promise<() => Promise<void>>;
}

export class ReadingAhead {
  readonly #stages: Pick<Stages, 'prepare'>;
  #steps: Step[] = [];
  #texts: string[] = [];
  #characters = 0;

  constructor(stages: Pick<Stages, 'prepare'>) {
    this.#stages = stages;
  }

  /** @param take is done after all that was added before. */
  async add(take: () => Promise<void>): Promise<void> {
    this.#steps.push({ work: async () => take });
  }

  /**
   * @param work on a document; that on the one before may not be done when it begins.
   * @param take is given its result, after all that was added before.
   */
  async addDocument<Result>(
    text: string,
    work: () => Promise<Result>,
    take: (result: Result) => Promise<void>,
  ): Promise<void> {
    this.#steps.push({
      work: async () => {
        const result = await work();
        return () => take(result);
      },
    });
    this.#texts.push(text);
    this.#characters += text.length;
    if (this.#texts.length >= textLimit || this.#characters >= characterLimit) await this.flush();
  }

  /** Reads the texts that have come, and does the work that was put off. @throws what the first of it throws. */
  async flush(): Promise<void> {
    const [steps, texts] = [this.#steps, this.#texts];
    [this.#steps, this.#texts, this.#characters] = [[], [], 0];
    if (texts.length > 1) await this.#stages.prepare(texts);
    let next = steps[0]?.work();
    for (const [place] of steps.entries()) {
      const current = next;
      next = steps[place + 1]?.work();
      // Where this document fails, nobody waits for the next one.
      next?.catch(() => undefined);
      const take = await current;
      await take?.();
    }
  }
}
