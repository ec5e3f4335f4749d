/** A loaded model: its tokenizer, its ONNX session and how texts go through both. */
import type * as ort from 'onnxruntime-node';
import { typesOfLabels } from '../../suggestion/tokenClassification.ts';
import type { EncodedText, ModelDescription } from '../messages.ts';
import { ModelError } from './failure.ts';
import { type ModelFolder, readModelFolder } from './modelFolder.ts';
import { runFailure } from './session.ts';
import { createSessions, type Machine, readBatches, type Sessions } from './sideBySide.ts';
import { floatsOf, graphInputs, inputTensors, knownInputs, type Row, rowLength } from './tensors.ts';
import type { GraphDescription, GraphSession } from './threadSession.ts';
import { loadTokenizer, type TextTokenizer, type TokenizedText } from './tokenization.ts';
import { batchesByLength, type Window, windowCuts, windowsOver } from './windows.ts';

export class Model {
  readonly description: ModelDescription;
  readonly #folder: ModelFolder;
  readonly #tokenizer: TextTokenizer;
  readonly #sessions: readonly GraphSession[];
  readonly #output: string;
  readonly #batchBudget: number;

  /** @throws ModelError where the folder does not hold a model that can be used. */
  static async load(path: string, machine: Machine): Promise<Model> {
    const folder = await readModelFolder(path);
    const tokenizer = await loadTokenizer(folder.tokenizerFile, folder.characters);
    const model = new Model(folder, tokenizer, await createSessions(folder.graphFile, machine));
    await model.#tryOut();
    return model;
  }

  private constructor(
    folder: ModelFolder,
    tokenizer: TextTokenizer,
    { sessions, batchBudget, execution }: Sessions,
  ) {
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#sessions = sessions;
    this.#batchBudget = batchBudget;
    const [graph] = sessions as [GraphSession];
    this.#output = outputName(graph, folder);
    checkInputs(graph, folder);
    const { decoding } = folder;
    const types =
      decoding.kind === 'crf'
        ? decoding.heads.map((head) => head.type)
        : typesOfLabels(decoding.labels, decoding.aggregation);
    const optional = decoding.kind === 'crf' ? decoding.heads.filter((head) => head.optional === true) : [];
    this.description = {
      folder: folder.folder,
      files: folder.files,
      name: folder.name,
      fingerprint: folder.fingerprint,
      decoding,
      types: [...new Set(types)].sort(),
      optionalTypes: optional.map((head) => head.type).sort(),
      reads: folder.reads,
      window: this.#windowTokens,
      execution,
    };
  }

  get #windowTokens(): number {
    return this.#folder.window - this.#tokenizer.prefix.length - this.#tokenizer.suffix.length;
  }

  /**
   * Reads texts of any length. Batches are made by length and handed over as they finish, so the order of `onBatch`
   * is not the order of the texts; between two batches the event loop runs and `cancelled` is asked.
   * @returns whether every text was read.
   */
  async encode(
    texts: readonly string[],
    cancelled: () => boolean,
    onBatch: (indices: number[], items: EncodedText[]) => void,
  ): Promise<boolean> {
    const tokenized = await this.#tokenizer.tokenize(texts);
    const pending = tokenized.map((text) => new PendingText(text, this.#windowTokens, this.#folder.columns));
    const rows = pending.flatMap((text, index) => text.windows.map((_, window) => ({ index, window })));
    const asRow = ({ index, window }: { index: number; window: number }): Row => {
      const text = pending[index] as PendingText;
      return { text: text.text, window: text.windows[window] as Window };
    };
    const empty = pending.flatMap((text, index) => (text.text.ids.length === 0 ? [index] : []));
    if (empty.length > 0)
      onBatch(
        empty,
        empty.map((index) => (pending[index] as PendingText).finished()),
      );
    const full = rows.filter((row) => !empty.includes(row.index));
    const lengths = full.map((row) => rowLength(asRow(row), this.#tokenizer));
    const batches = batchesByLength(lengths, this.#batchBudget);
    return readBatches(batches, this.#sessions, cancelled, async (batch, session) => {
      const members = batch.map((index) => full[index] as (typeof full)[number]);
      const { logits, tokens } = await this.#run(members.map(asRow), session);
      const complete = members.flatMap((member, row) => {
        const text = pending[member.index] as PendingText;
        const offset = (row * tokens + this.#tokenizer.prefix.length) * this.#folder.columns;
        return text.put(member.window, logits, offset) ? [member.index] : [];
      });
      if (complete.length > 0)
        onBatch(
          complete,
          complete.map((index) => (pending[index] as PendingText).finished()),
        );
    });
  }

  /** Milliseconds spent inside the sessions since the model was loaded, of all together. */
  runMilliseconds = 0;

  async #run(rows: readonly Row[], session: GraphSession): Promise<{ logits: Float32Array; tokens: number }> {
    const inputs = inputTensors(rows, this.#tokenizer, graphInputs(session), this.#folder.characters);
    const begun = performance.now();
    const outputs = await session.run(inputs, [this.#output]).catch((error: unknown) => {
      throw runFailure(this.#folder.graphFile, error);
    });
    this.runMilliseconds += performance.now() - begun;
    const logits = outputs[this.#output] as ort.Tensor;
    const [count, tokens, columns] = logits.dims;
    if (logits.dims.length === 2) {
      throw new ModelError(
        'model/wrong-head',
        `${this.#folder.graphFile}: the graph gives logits for whole texts, of shape [${logits.dims.join(', ')}], and none ` +
          'for tokens. If it classifies relations or assertions, goldspan.json must say so with its "task"; else export the ' +
          'model with --task token-classification.',
      );
    }
    if (logits.dims.length !== 3 || count !== rows.length || columns !== this.#folder.columns) {
      throw new ModelError(
        'model/label-count',
        `${this.#folder.graphFile}: the graph gives logits of shape [${logits.dims.join(', ')}], but config.json names ` +
          `${this.#folder.columns} labels. Export the model again with its own config.json.`,
      );
    }
    return { logits: floatsOf(logits), tokens: tokens as number };
  }

  /** One short run, so that a model that cannot work is refused when it is loaded and the first text meets a warm one. */
  async #tryOut(): Promise<void> {
    const text = (await this.#tokenizer.tokenize(['Aspirin.']))[0] as TokenizedText;
    const row = { text, window: { start: 0, end: text.ids.length } };
    await Promise.all(this.#sessions.map((session) => this.#run([row], session)));
  }
}

/** Collects the logits of one text from its windows. */
class PendingText {
  readonly text: TokenizedText;
  readonly windows: readonly Window[];
  readonly #cuts: readonly number[];
  readonly #columns: number;
  readonly #logits: Float32Array;
  #missing: number;

  constructor(text: TokenizedText, size: number, columns: number) {
    this.text = text;
    this.windows = windowsOver(text.ids.length, size);
    this.#cuts = windowCuts(this.windows);
    this.#columns = columns;
    this.#logits = new Float32Array(text.ids.length * columns);
    this.#missing = this.windows.length;
  }

  /** Takes what window `index` says of its tokens, from `offset` in `logits` on. Returns whether all windows are in. */
  put(index: number, logits: Float32Array, offset: number): boolean {
    const { start } = this.windows[index] as Window;
    const from = this.#cuts[index] as number;
    const to = this.#cuts[index + 1] as number;
    const begin = offset + (from - start) * this.#columns;
    const end = offset + (to - start) * this.#columns;
    this.#logits.set(logits.subarray(begin, end), from * this.#columns);
    this.#missing -= 1;
    return this.#missing === 0;
  }

  finished(): EncodedText {
    const { starts, ends, subwords } = this.text;
    return { starts, ends, subwords, logits: this.#logits, columns: this.#columns };
  }
}

function outputName(session: GraphDescription, folder: ModelFolder): string {
  if (session.outputNames.includes('logits')) return 'logits';
  throw new ModelError(
    'model/wrong-head',
    `${folder.graphFile}: the graph has no output "logits" (it has ${session.outputNames.join(', ')}). ` +
      'Export the model with --task token-classification.',
  );
}

/** @throws ModelError where the graph wants an input that nothing is known to fill. */
export function checkInputs(
  session: Pick<GraphDescription, 'inputNames'>,
  folder: Pick<ModelFolder, 'graphFile' | 'characters'>,
): void {
  const known = [...knownInputs, ...(folder.characters ? [folder.characters.input] : [])];
  const unknown = session.inputNames.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ModelError(
    'model/unknown-input',
    `${folder.graphFile}: the graph wants an input "${unknown}"; Goldspan can fill ${known.join(', ')}.`,
  );
}
