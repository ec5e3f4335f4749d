/** Reads texts with a classifier, each once: what it said is kept by the text. */
import { createHash } from 'node:crypto';
import type { SequenceInput } from '../suggestion/sequence/rules.ts';
import type { EngineHost } from './engineHost.ts';
import type { SequenceModelDescription } from './messages.ts';

/** Texts whose logits are kept; a few hundred bytes each. */
const cacheLimit = 20_000;

/** The logits of a text; nothing where it does not fit into the model. */
export type Row = Float32Array | undefined;

export class SequenceReader {
  readonly #engine: EngineHost;
  readonly #folder: string;
  /** In order of last use, the least recent first. */
  readonly #cache = new Map<string, Row>();
  #model: SequenceModelDescription | undefined;

  constructor(engine: EngineHost, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  /** Loads the model, or gives what is known of it. @throws EngineError where it cannot be used. */
  async model(): Promise<SequenceModelDescription> {
    const model = await this.#engine.loadSequence(this.#folder);
    if (model.fingerprint !== this.#model?.fingerprint) this.#cache.clear();
    this.#model = model;
    return model;
  }

  /** What is known of the model, which is loaded only where it is not yet. */
  async known(): Promise<SequenceModelDescription> {
    return this.#model ?? this.model();
  }

  /**
   * A row for each text, in their order; undefined where `signal` stopped the work, and then what was read is kept.
   * @throws EngineError where the model cannot be used.
   */
  async read(inputs: readonly SequenceInput[], signal?: AbortSignal): Promise<Row[] | undefined> {
    const keys = inputs.map(keyOf);
    const found = new Map<string, Row>();
    const missing = new Map<string, SequenceInput>();
    for (const [index, key] of keys.entries()) {
      if (this.#cache.has(key)) {
        const known = this.#cache.get(key);
        found.set(key, known);
        this.#keep(key, known);
      } else missing.set(key, inputs[index] as SequenceInput);
    }
    if (missing.size > 0) {
      const asked = [...missing.keys()];
      const isComplete = await this.#engine.classify(
        this.#folder,
        [...missing.values()],
        (indices, rows) =>
          indices.forEach((index, position) => {
            const key = asked[index] as string;
            found.set(key, rows[position]);
            this.#keep(key, rows[position]);
          }),
        signal,
      );
      if (!isComplete) return undefined;
    }
    return keys.map((key) => found.get(key));
  }

  /**
   * The rows of several questions, each with one text or several; nothing for a question of which a text does not fit.
   * Undefined where `signal` stopped the work.
   * @throws EngineError where the model cannot be used.
   */
  async ask(
    questions: readonly (readonly SequenceInput[])[],
    signal?: AbortSignal,
  ): Promise<(Float32Array[] | undefined)[] | undefined> {
    const rows = await this.read(questions.flat(), signal);
    if (rows === undefined) return undefined;
    let reached = 0;
    return questions.map(({ length }) => {
      const own = rows.slice(reached, reached + length);
      reached += length;
      const fitting = own.filter((row) => row !== undefined);
      return fitting.length === length ? fitting : undefined;
    });
  }

  #keep(key: string, row: Row): void {
    this.#cache.delete(key);
    this.#cache.set(key, row);
    if (this.#cache.size <= cacheLimit) return;
    const oldest = this.#cache.keys().next().value;
    if (oldest !== undefined) this.#cache.delete(oldest);
  }
}

/** Texts may be pages long, so that a hash stands for them. */
function keyOf({ text, kept, second }: SequenceInput): string {
  const content = JSON.stringify([text, kept.start, kept.end, second]);
  return createHash('sha256').update(content).digest('base64url');
}
