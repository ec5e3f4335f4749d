/** A loaded encoder of names: its tokenizer, its ONNX session and how names become vectors. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as ort from 'onnxruntime-node';
import type { EncoderDescription, Execution, ExecutionProvider, Pooling } from '../messages.ts';
import { type EncoderFolder, readEncoderFolder } from './encoderFolder.ts';
import { ModelError } from './failure.ts';
import { checkInputs } from './model.ts';
import { createSession, runFailure } from './session.ts';
import { batchBudget, sharesScales } from './sideBySide.ts';
import { floatsOf, graphInputs, inputTensors, type Row, rowLength } from './tensors.ts';
import { loadTokenizer, type TextTokenizer } from './tokenization.ts';
import { batchesByLength } from './windows.ts';

export class EncoderModel {
  readonly #folder: EncoderFolder;
  readonly #tokenizer: TextTokenizer;
  readonly #session: ort.InferenceSession;
  readonly #execution: Execution;
  readonly #batchBudget: number;
  readonly #output: string;
  #dimensions = 0;
  /** Milliseconds spent inside the session since the model was loaded. */
  runMilliseconds = 0;

  /** @throws ModelError where the folder does not hold an encoder that can be used. */
  static async load(path: string, provider: ExecutionProvider): Promise<EncoderModel> {
    const folder = await readEncoderFolder(path);
    const tokenizer = await loadTokenizer(folder.tokenizerFile, undefined);
    const { session, execution } = await createSession(folder.graphFile, provider);
    const budget = (await sharesScales(folder.graphFile)) ? 0 : batchBudget;
    const model = new EncoderModel(folder, tokenizer, session, execution, budget);
    // One short run: a model that cannot work is refused when it is loaded, and its dimensions are known.
    const [vector] = await model.encode(['aspirin'], () => false);
    model.#dimensions = vector?.length ?? 0;
    return model;
  }

  private constructor(
    folder: EncoderFolder,
    tokenizer: TextTokenizer,
    session: ort.InferenceSession,
    execution: Execution,
    budget: number,
  ) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#session = session;
    this.#execution = execution;
    this.#batchBudget = budget;
    checkInputs(session, { graphFile: folder.graphFile, characters: undefined });
    const output = ['sentence_embedding', 'last_hidden_state', 'token_embeddings'].find((name) =>
      session.outputNames.includes(name),
    );
    if (output === undefined) {
      throw new ModelError(
        'model/wrong-head',
        `${folder.graphFile}: the graph gives ${session.outputNames.join(', ')}, and no vectors (sentence_embedding or ` +
          'last_hidden_state). Export the model with --task feature-extraction.',
      );
    }
    this.#output = output;
  }

  get description(): EncoderDescription {
    return { ...this.#folder.description, execution: this.#execution, dimensions: this.#dimensions };
  }

  /**
   * The vectors of names, each of length 1, in their order; of zeros, which are near nothing, where a name has no token. Of a
   * name that is longer than the window only the beginning counts. Empty where it was cancelled between two batches.
   */
  async encode(names: readonly string[], cancelled: () => boolean): Promise<Float32Array[]> {
    const { window } = this.#folder.description;
    const room = window - this.#tokenizer.prefix.length - this.#tokenizer.suffix.length;
    const tokenized = await this.#tokenizer.tokenize(names);
    const rows = tokenized.map(
      (text): Row => ({ text, window: { start: 0, end: Math.min(text.ids.length, room) } }),
    );
    const some = rows.flatMap((row, index) => (rowLength(row, this.#tokenizer) > 0 ? [index] : []));
    const lengths = some.map((index) => rowLength(rows[index] as Row, this.#tokenizer));
    const vectors = rows.map((): Float32Array => new Float32Array(this.#dimensions));
    for (const places of batchesByLength(lengths, this.#batchBudget)) {
      const batch = places.map((place) => some[place] as number);
      // Lets a cancellation that has arrived in the meantime be heard.
      await nextTurn();
      if (cancelled()) return [];
      const found = await this.#run(batch.map((index) => rows[index] as Row));
      batch.forEach((index, at) => {
        vectors[index] = found[at] as Float32Array;
      });
    }
    return vectors;
  }

  async #run(rows: readonly Row[]): Promise<Float32Array[]> {
    const inputs = inputTensors(rows, this.#tokenizer, graphInputs(this.#session), undefined);
    const begun = performance.now();
    const outputs = await this.#session.run(inputs, [this.#output]).catch((error: unknown) => {
      throw runFailure(this.#folder.graphFile, error);
    });
    this.runMilliseconds += performance.now() - begun;
    const output = outputs[this.#output] as ort.Tensor;
    const values = floatsOf(output);
    const [count, second = 0, third] = output.dims;
    if (count !== rows.length || second === 0) {
      throw new ModelError(
        'model/wrong-head',
        `${this.#folder.graphFile}: the graph gives vectors of shape [${output.dims.join(', ')}] for ${rows.length} names.`,
      );
    }
    const { pooling } = this.#folder.description;
    if (third === undefined) {
      return rows.map((_, index) => unit(values.slice(index * second, (index + 1) * second)));
    }
    if (pooling === 'none') {
      throw new ModelError(
        'model/invalid-pooling',
        `${this.#folder.graphFile}: the graph gives a vector for each token, and goldspan.json says "pooling": "none". Say how ` +
          'they become one: cls, mean, last or max.',
      );
    }
    return rows.map((row, index) => {
      const states = values.subarray(index * second * third, (index + 1) * second * third);
      const length = rowLength(row, this.#tokenizer);
      return unit(pooled(states, length, third, pooling));
    });
  }
}

/** One vector from those of the first `tokens` tokens, special ones included, row-major. */
function pooled(
  states: Float32Array,
  tokens: number,
  dimensions: number,
  pooling: Exclude<Pooling, 'none'>,
): Float32Array {
  const row = (token: number): Float32Array => states.slice(token * dimensions, (token + 1) * dimensions);
  switch (pooling) {
    case 'cls':
      return row(0);
    case 'last':
      return row(tokens - 1);
    case 'mean':
    case 'max': {
      const vector = row(0);
      for (let token = 1; token < tokens; token += 1) {
        for (let at = 0; at < dimensions; at += 1) {
          const value = states[token * dimensions + at] as number;
          vector[at] =
            pooling === 'mean' ? (vector[at] as number) + value : Math.max(vector[at] as number, value);
        }
      }
      return pooling === 'mean' ? vector.map((value) => value / tokens) : vector;
    }
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
