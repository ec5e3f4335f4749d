/** A loaded classifier of texts: its tokenizer, its ONNX session and how texts and pairs of texts go through both. */
import type * as ort from 'onnxruntime-node';
import type { SequenceInput } from '../../suggestion/sequence/rules.ts';
import type { SequenceModelDescription } from '../messages.ts';
import { cutAround, type TokenRange } from './contextCut.ts';
import { ModelError } from './failure.ts';
import { checkInputs } from './model.ts';
import { readSequenceFolder, type SequenceFolder } from './sequenceFolder.ts';
import {
  loadSequenceTokenizer,
  rowOf,
  type SequenceRow,
  type SequenceTokenizer,
} from './sequenceTokenization.ts';
import { runFailure } from './session.ts';
import { createSessions, type Machine, readBatches, type Sessions } from './sideBySide.ts';
import { floatsOf, type GraphInput, graphInputs, wholeNumbers } from './tensors.ts';
import type { GraphSession } from './threadSession.ts';
import type { TokenizedText } from './tokenization.ts';
import { batchesByLength } from './windows.ts';

export class SequenceModel {
  readonly description: SequenceModelDescription;
  readonly #folder: SequenceFolder;
  readonly #tokenizer: SequenceTokenizer;
  readonly #sessions: readonly GraphSession[];
  readonly #batchBudget: number;
  /** Milliseconds spent inside the sessions since the model was loaded, of all together. */
  runMilliseconds = 0;

  /** @throws ModelError where the folder does not hold a classifier that can be used. */
  static async load(path: string, machine: Machine): Promise<SequenceModel> {
    const folder = await readSequenceFolder(path);
    const tokenizer = await loadSequenceTokenizer(folder.tokenizerFile);
    const notes = await notesOnMarks(folder, tokenizer);
    const sessions = await createSessions(folder.graphFile, machine);
    const model = new SequenceModel(folder, tokenizer, sessions, notes);
    await model.#tryOut();
    return model;
  }

  private constructor(
    folder: SequenceFolder,
    tokenizer: SequenceTokenizer,
    { sessions, batchBudget, execution }: Sessions,
    notes: readonly string[],
  ) {
    this.description = { ...folder.description, execution, notes };
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#sessions = sessions;
    this.#batchBudget = batchBudget;
    const [graph] = sessions as [GraphSession];
    checkInputs(graph, { graphFile: folder.graphFile, characters: undefined });
    if (graph.outputNames.includes('logits')) return;
    throw new ModelError(
      'model/wrong-head',
      `${folder.graphFile}: the graph has no output "logits" (it has ${graph.outputNames.join(', ')}). ` +
        'Export the model with --task text-classification.',
    );
  }

  /**
   * Reads texts. Of a text that is longer than the window, the tokens around what must be kept are read, as
   * {@link cutAround} has it; a second text is never cut. Batches are made by length and handed over as they finish, so
   * the order of `onBatch` is not the order of the texts; between two batches the event loop runs and `cancelled` is
   * asked.
   * @param onBatch gets a row of logits for each text; undefined where what must be kept is longer than the window, or
   *   has no token.
   * @returns whether every text was read.
   */
  async classify(
    inputs: readonly SequenceInput[],
    cancelled: () => boolean,
    onBatch: (indices: number[], rows: (Float32Array | undefined)[]) => void,
  ): Promise<boolean> {
    const all = await this.#rowsOf(inputs);
    const fitting = all.flatMap((row, index) => (row === undefined ? [] : [{ row, index }]));
    const skipped = all.flatMap((row, index) => (row === undefined ? [index] : []));
    if (skipped.length > 0)
      onBatch(
        skipped,
        skipped.map(() => undefined),
      );
    const lengths = fitting.map(({ row }) => row.ids.length);
    const batches = batchesByLength(lengths, this.#batchBudget);
    return readBatches(batches, this.#sessions, cancelled, async (batch, session) => {
      const members = batch.map((index) => fitting[index] as (typeof fitting)[number]);
      const logits = await this.#run(
        members.map(({ row }) => row),
        session,
      );
      const { length } = this.description.rules.labels;
      onBatch(
        members.map(({ index }) => index),
        members.map((_, row) => logits.slice(row * length, (row + 1) * length)),
      );
    });
  }

  async #rowsOf(inputs: readonly SequenceInput[]): Promise<(SequenceRow | undefined)[]> {
    const firsts = await this.#tokenizer.tokenize(inputs.map(({ text }) => text));
    const seconds = await this.#tokenizer.tokenize(inputs.map(({ second = '' }) => second));
    return inputs.map(({ kept, second }, index) => {
      const first = firsts[index] as TokenizedText;
      const after = second === undefined ? [] : [(seconds[index] as TokenizedText).ids];
      const template = after.length === 0 ? this.#tokenizer.single : this.#tokenizer.pair;
      const taken = template.specialTokens + (after[0]?.length ?? 0);
      const must = tokensIn(first, kept);
      const range = must && cutAround(first.ids.length, must, this.description.window - taken);
      return range && rowOf(template, [first.ids.slice(range.start, range.end), ...after]);
    });
  }

  async #run(rows: readonly SequenceRow[], session: GraphSession): Promise<Float32Array> {
    const inputs = tensorsOf(rows, this.#tokenizer.padding, graphInputs(session));
    const begun = performance.now();
    const { logits } = await session.run(inputs, ['logits']).catch((error: unknown) => {
      throw runFailure(this.#folder.graphFile, error);
    });
    this.runMilliseconds += performance.now() - begun;
    const dimensions = (logits as ort.Tensor).dims;
    const { labels } = this.description.rules;
    if (dimensions.length === 2 && dimensions[0] === rows.length && dimensions[1] === labels.length) {
      return floatsOf(logits as ort.Tensor);
    }
    const shape = `${this.#folder.graphFile}: the graph gives logits of shape [${dimensions.join(', ')}]`;
    if (dimensions.length === 3) {
      throw new ModelError(
        'model/wrong-head',
        `${shape}, which are for tokens and not for whole texts. Export the model with --task text-classification.`,
      );
    }
    throw new ModelError(
      'model/label-count',
      `${shape}, but config.json names ${labels.length} labels. Export the model again with its own config.json.`,
    );
  }

  /** One short run, so that a model that cannot work is refused when it is loaded and the first text meets a warm one. */
  async #tryOut(): Promise<void> {
    const { single, pair } = this.#tokenizer;
    const { encoding, marks } = this.description.rules;
    // The marks take part, since a tokenizer may know tokens that were never added to the model.
    const example = [...marks.map((mark) => mark.text), 'Aspirin.'].join(' ');
    const [text] = await this.#tokenizer.tokenize([example]);
    const room = Math.floor((this.description.window - pair.specialTokens) / 2);
    const ids = text?.ids.slice(0, room) ?? [];
    const { kind } = encoding;
    const readsPairs = kind === 'hypotheses' || kind === 'second' || kind === 'names';
    const row = readsPairs ? rowOf(pair, [ids, ids]) : rowOf(single, [ids]);
    await Promise.all(this.#sessions.map((session) => this.#run([row], session)));
  }
}

/**
 * What is doubtful about the marks of a model: one that falls apart may be as the model learnt it, but where a part of it
 * is unknown the model does not see the mark at all.
 * @throws ModelError where goldspan.json says that marks are tokens and one is none.
 */
async function notesOnMarks(
  { description, settingsFile, tokenizerFile }: SequenceFolder,
  tokenizer: SequenceTokenizer,
): Promise<string[]> {
  const { marks, areMarksTokens } = description.rules;
  const notes: string[] = [];
  for (const { place, text } of marks) {
    const { tokens, hasUnknown } = await tokenizer.split(text);
    if (tokens.length === 1 && !hasUnknown) continue;
    const found = `${settingsFile}: ${place}: ${JSON.stringify(text)} is no token of ${tokenizerFile}, which reads it as`;
    const advice =
      'Save the tokenizer again with the added tokens of the training, or write the mark as it was trained';
    if (areMarksTokens) {
      throw new ModelError('model/unknown-mark', `${found} ${tokens.join(' ')}. ${advice}.`);
    }
    if (hasUnknown) notes.push(`${found} ${tokens.join(' ')}, so that the model cannot see it. ${advice}.`);
  }
  return notes;
}

/** The tokens that a part of a text touches; undefined where there are none. */
function tokensIn(
  { starts, ends }: TokenizedText,
  { start, end }: SequenceInput['kept'],
): TokenRange | undefined {
  const first = ends.findIndex((each) => each > start);
  if (first < 0) return undefined;
  const next = starts.findIndex((each) => each >= end);
  const last = next < 0 ? starts.length : next;
  return last > first ? { start: first, end: last } : undefined;
}

/** The graph's inputs for a batch, padded to its longest row: of shape [rows, tokens]. Positions count from zero. */
function tensorsOf(
  rows: readonly SequenceRow[],
  padding: number,
  inputs: readonly GraphInput[],
): Record<string, ort.Tensor> {
  const tokens = Math.max(...rows.map(({ ids }) => ids.length));
  const filled = (pad: number, valueAt: (row: SequenceRow, token: number) => number): BigInt64Array => {
    const data = new BigInt64Array(rows.length * tokens).fill(BigInt(pad));
    rows.forEach((row, index) => {
      for (let token = 0; token < row.ids.length; token += 1) {
        data[index * tokens + token] = BigInt(valueAt(row, token));
      }
    });
    return data;
  };
  const known: Readonly<Record<string, () => BigInt64Array>> = {
    input_ids: () => filled(padding, ({ ids }, token) => ids[token] as number),
    attention_mask: () => filled(0, () => 1),
    token_type_ids: () => filled(0, ({ types }, token) => types[token] as number),
    position_ids: () =>
      BigInt64Array.from({ length: rows.length * tokens }, (_, cell) => BigInt(cell % tokens)),
  };
  return Object.fromEntries(
    inputs.flatMap(({ name, type }) => {
      const values = known[name]?.();
      return values === undefined ? [] : [[name, wholeNumbers(type, values, [rows.length, tokens])]];
    }),
  );
}
