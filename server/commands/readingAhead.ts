/** Steps over documents that are put off until enough texts have come to be read together. */
import type { Stages } from './stages.ts';

/** Texts that are read together. Their sentences fill batches of like length better than those of one. */
const textLimit = 16;
const characterLimit = 100_000;

export class ReadingAhead {
  readonly #stages: Pick<Stages, 'prepare'>;
  #steps: (() => Promise<void>)[] = [];
  #texts: string[] = [];
  #characters = 0;

  constructor(stages: Pick<Stages, 'prepare'>) {
    this.#stages = stages;
  }

  /** @param step is taken after all that were added before it. @param text that it needs to be read, if any. */
  async add(step: () => Promise<void>, text?: string): Promise<void> {
    this.#steps.push(step);
    if (text === undefined) return;
    this.#texts.push(text);
    this.#characters += text.length;
    if (this.#texts.length >= textLimit || this.#characters >= characterLimit) await this.flush();
  }

  /** Reads the texts that have come, and takes the steps that were put off. */
  async flush(): Promise<void> {
    const [steps, texts] = [this.#steps, this.#texts];
    [this.#steps, this.#texts, this.#characters] = [[], [], 0];
    if (texts.length > 1) await this.#stages.prepare(texts);
    for (const step of steps) await step();
  }
}
