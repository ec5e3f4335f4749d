/** A loaded encoder of names: its tokenizer, its ONNX session and how names become vectors. */
import type * as ort from 'onnxruntime-node';
import type { EncoderDescription, Pooling } from '../messages.ts';
import { type EncoderFolder, encoderFingerprint, readEncoderFolder } from './encoderFolder.ts';
import { ModelError } from './failure.ts';
import { checkInputs } from './model.ts';
import { runFailure } from './session.ts';
import { createSessions, type Machine, readBatches, type Sessions } from './sideBySide.ts';
import { floatsOf, graphInputs, inputTensors, type Row, rowLength } from './tensors.ts';
import type { GraphDescription, GraphSession } from './threadSession.ts';
import { readTokenizer, type TextTokenizer, textTokenizer } from './tokenization.ts';
import { batchesByLength } from './windows.ts';

/** The outputs of graphs that give a vector for each token. */
const tokenOutputs = ['last_hidden_state', 'token_embeddings'];

export class EncoderModel {
  readonly #folder: EncoderFolder;
  readonly #tokenizer: TextTokenizer;
  readonly #sessions: readonly GraphSession[];
  readonly #batchBudget: number;
  readonly #output: string;
  readonly #pooling: Pooling;
  readonly #known: Pick<EncoderDescription, 'execution' | 'endToken' | 'notes'>;
  #dimensions = 0;
  /** Milliseconds spent inside the sessions since the model was loaded, of all together. */
  runMilliseconds = 0;

  /** @throws ModelError where the folder does not hold an encoder that can be used. */
  static async load(path: string, machine: Machine): Promise<EncoderModel> {
    const folder = await readEncoderFolder(path);
    const { tokenizer, endToken } = await tokenizerOf(folder);
    const sessions = await createSessions(folder.graphFile, machine);
    const model = new EncoderModel(folder, tokenizer, sessions, endToken);
    // A short run for each session: a model that cannot work is refused when it is loaded, and its dimensions are known.
    const [vector] = await model.encode(
      sessions.sessions.map(() => 'aspirin'),
      () => false,
    );
    model.#dimensions = vector?.length ?? 0;
    return model;
  }

  private constructor(
    folder: EncoderFolder,
    tokenizer: TextTokenizer,
    { sessions, batchBudget, execution }: Sessions,
    endToken: string | undefined,
  ) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#sessions = sessions;
    this.#batchBudget = batchBudget;
    const [graph] = sessions as [GraphSession];
    refuseCache(graph, folder);
    checkInputs(graph, { graphFile: folder.graphFile, characters: undefined });
    const { output, pooling } = outputOf(graph, folder);
    this.#output = output;
    this.#pooling = pooling;
    const notes = [...folder.description.notes, ...notesOnEnd(folder, pooling, tokenizer)];
    this.#known = { execution, notes, ...(endToken !== undefined && { endToken }) };
  }

  get description(): EncoderDescription {
    const { description } = this.#folder;
    const { prefix } = description;
    const { endToken = '' } = this.#known;
    const fingerprintWith = (text: string): string =>
      encoderFingerprint(this.#folder, this.#pooling, endToken, text);
    return {
      ...{ ...description, ...this.#known, pooling: this.#pooling, dimensions: this.#dimensions },
      fingerprint: fingerprintWith(prefix.name),
      queryFingerprint: fingerprintWith(prefix.query),
    };
  }

  /**
   * The vectors of names, each of length 1, in their order; of zeros, which are near nothing, where a name has no token. Of a
   * name that is longer than the window only the beginning counts. Empty where it was cancelled between two batches.
   */
  async encode(names: readonly string[], cancelled: () => boolean): Promise<Float32Array[]> {
    const { window } = this.#folder.description;
    const room = window - this.#tokenizer.prefix.length - this.#tokenizer.suffix.length;
    const { lowersCase } = this.#folder.modules;
    const tokenized = await this.#tokenizer.tokenize(
      lowersCase ? names.map((name) => name.toLowerCase()) : names,
    );
    const rows = tokenized.map(
      (text): Row => ({ text, window: { start: 0, end: Math.min(text.ids.length, room) } }),
    );
    const some = rows.flatMap((row, index) => (rowLength(row, this.#tokenizer) > 0 ? [index] : []));
    const lengths = some.map((index) => rowLength(rows[index] as Row, this.#tokenizer));
    const vectors = rows.map((): Float32Array => new Float32Array(this.#dimensions));
    const batches = batchesByLength(lengths, this.#batchBudget);
    const isComplete = await readBatches(batches, this.#sessions, cancelled, async (places, session) => {
      const batch = places.map((place) => some[place] as number);
      const found = await this.#run(
        batch.map((index) => rows[index] as Row),
        session,
      );
      batch.forEach((index, at) => {
        vectors[index] = found[at] as Float32Array;
      });
    });
    return isComplete ? vectors : [];
  }

  async #run(rows: readonly Row[], session: GraphSession): Promise<Float32Array[]> {
    const inputs = inputTensors(rows, this.#tokenizer, graphInputs(session), undefined);
    const begun = performance.now();
    const outputs = await session.run(inputs, [this.#output]).catch((error: unknown) => {
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
    const pooling = this.#pooling;
    if (third === undefined) {
      return rows.map((_, index) => unit(values.slice(index * second, (index + 1) * second)));
    }
    if (pooling === 'none') {
      throw new ModelError(
        'model/invalid-pooling',
        `${this.#folder.graphFile}: the graph gives a vector for each token in its output "${this.#output}", which is not to be ` +
          'pooled. Say with "pooling" in goldspan.json how they become one: cls, mean, last or max.',
      );
    }
    return rows.map((row, index) => {
      const states = values.subarray(index * second * third, (index + 1) * second * third);
      const length = rowLength(row, this.#tokenizer);
      return unit(pooled(states, length, third, pooling));
    });
  }
}

/** The tokenizer, with the end token after every text where the folder asks for one and the tokenizer puts none there. */
async function tokenizerOf({
  tokenizerFile,
  endToken: { token, place },
}: EncoderFolder): Promise<{ tokenizer: TextTokenizer; endToken: string | undefined }> {
  const read = await readTokenizer(tokenizerFile);
  const tokenizer = await textTokenizer(read, undefined);
  if (token === undefined) return { tokenizer, endToken: undefined };
  const id = read.tokenizer.tokenToId(token) ?? undefined;
  if (id === undefined) {
    throw new ModelError(
      'model/invalid-end-token',
      `${place}: the end token ${JSON.stringify(token)} is no token of ${tokenizerFile}. Name the one that the model was ` +
        'trained with, or say "endToken": null in goldspan.json.',
    );
  }
  if (tokenizer.suffix.at(-1) === id) return { tokenizer, endToken: undefined };
  return { tokenizer: { ...tokenizer, suffix: [...tokenizer.suffix, id] }, endToken: token };
}

/** Decoders are often exported to go on writing; their graphs want what they have computed before. */
function refuseCache(session: GraphDescription, { graphFile }: EncoderFolder): void {
  const cache = session.inputNames.find((name) => name.startsWith('past_key_values'));
  if (cache === undefined) return;
  throw new ModelError(
    'model/unknown-input',
    `${graphFile}: the graph wants an input "${cache}", because it was exported for writing texts. Export the model with ` +
      '--task feature-extraction.',
  );
}

/**
 * The output to read, and how its vectors become one. A graph that pools by itself has all modules of sentence-transformers in
 * it; what `goldspan.json` says comes before that, and what that library wrote beside the model after it.
 */
function outputOf(
  { outputNames }: GraphDescription,
  { graphFile, pooling: said, modules, description: { prefix, settingsFile } }: EncoderFolder,
): { output: string; pooling: Pooling } {
  const tokens = tokenOutputs.find((name) => outputNames.includes(name));
  const whole = outputNames.find((name) => name === 'sentence_embedding');
  if (whole !== undefined && (said === undefined || said === 'none'))
    return { output: whole, pooling: 'none' };
  if (tokens === undefined) {
    throw new ModelError(
      'model/wrong-head',
      whole === undefined
        ? `${graphFile}: the graph gives ${outputNames.join(', ')}, and no vectors (sentence_embedding or last_hidden_state). ` +
            'Export the model with --task feature-extraction.'
        : `${settingsFile}: "pooling" is "${said}", but the graph pools by itself and gives no vectors of tokens. Leave ` +
            '"pooling" out, or export the model with --library transformers --task feature-extraction.',
    );
  }
  if (modules.unapplied !== undefined) throw modules.unapplied;
  const pooling = said ?? modules.pooling ?? 'cls';
  if (pooling instanceof ModelError) throw pooling;
  const { poolsPrompt } = modules;
  if (!poolsPrompt && (pooling === 'mean' || pooling === 'max') && prefix.query + prefix.name !== '') {
    throw new ModelError(
      'model/invalid-pooling',
      `${graphFile}: the Pooling of this model leaves out the tokens of what stands before a text ("include_prompt": false), ` +
        `which is not known together with the pooling "${pooling}".`,
    );
  }
  return { output: tokens, pooling };
}

/** Decoders were trained to sum a text up in an end token; without it they give the vector of the text's own last token. */
function notesOnEnd(
  { endToken, tokenizerFile }: EncoderFolder,
  pooling: Pooling,
  { suffix }: TextTokenizer,
): string[] {
  if (pooling !== 'last' || suffix.length > 0 || endToken.isSaid) return [];
  return [
    `${tokenizerFile}: nothing stands after a text, so that the vector is that of its own last token. If the model was trained ` +
      `with a token at the end, name it in ${endToken.place}, such as "endToken": "</s>"; else say "endToken": null.`,
  ];
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
