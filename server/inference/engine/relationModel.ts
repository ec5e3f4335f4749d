/** A loaded relation model: its tokenizer, its ONNX session and how pairs of mentions go through both. */
import * as ort from 'onnxruntime-node';
import type { RelationInput, TokenPlaces } from '../../suggestion/relations/model.ts';
import type { Execution, ExecutionProvider, RelationModelDescription } from '../messages.ts';
import { ModelError } from './failure.ts';
import { type RelationFolder, readRelationFolder } from './relationFolder.ts';
import { createSession, runFailure } from './session.ts';
import { graphInputs, inputTensors, type Row } from './tensors.ts';
import { loadTokenizer, type TextTokenizer } from './tokenization.ts';

export class RelationModel {
  readonly description: RelationModelDescription;
  readonly #folder: RelationFolder;
  readonly #tokenizer: TextTokenizer;
  readonly #session: ort.InferenceSession;
  /** Milliseconds spent inside the session since the model was loaded. */
  runMilliseconds = 0;

  /** @throws ModelError where the folder does not hold a relation model that can be used. */
  static async load(path: string, provider: ExecutionProvider): Promise<RelationModel> {
    const folder = await readRelationFolder(path);
    const tokenizer = await loadTokenizer(folder.tokenizerFile, folder.characters);
    const { session, execution } = await createSession(folder.graphFile, provider);
    const model = new RelationModel(folder, tokenizer, session, execution);
    await model.#tryOut();
    return model;
  }

  private constructor(
    folder: RelationFolder,
    tokenizer: TextTokenizer,
    session: ort.InferenceSession,
    execution: Execution,
  ) {
    this.description = { ...folder.description, execution };
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#session = session;
  }

  async tokenise(texts: readonly string[]): Promise<TokenPlaces[]> {
    const tokenised = await this.#tokenizer.tokenize(texts);
    return tokenised.map(({ starts, ends }) => ({ starts, ends }));
  }

  /** A row of logits for each pair, row-major. Every text must have a token. */
  async relate(texts: readonly string[], input: RelationInput): Promise<Float32Array> {
    const tokenised = await this.#tokenizer.tokenize(texts);
    const rows = tokenised.map((text): Row => ({ text, window: { start: 0, end: text.ids.length } }));
    const tokens = Math.max(...rows.map(({ window }) => window.end));
    const types = new BigInt64Array(rows.length * tokens);
    input.types.forEach((row, index) => {
      row.forEach((type, token) => {
        types[index * tokens + token] = BigInt(type);
      });
    });
    const pairs = input.pairs.length / 2;
    const known: Record<string, ort.Tensor> = {
      ...inputTensors(rows, this.#tokenizer, graphInputs(this.#session), this.#folder.characters),
      type_ids: new ort.Tensor('int64', types, [rows.length, tokens]),
      mentions: whole(input.mentions, 3),
      pairs: whole(input.pairs, 2),
      features: new ort.Tensor('float32', input.features, [pairs, input.featureCount]),
      bounds: whole(input.bounds, 4),
    };
    // A graph need not ask for all that may be known of a pair.
    const asked = this.#session.inputNames.filter((name) => Object.hasOwn(known, name));
    const feeds = Object.fromEntries(asked.map((name) => [name, known[name] as ort.Tensor]));
    const begun = performance.now();
    const { logits } = await this.#session.run(feeds, ['logits']);
    this.runMilliseconds += performance.now() - begun;
    const { columns } = this.description;
    if (logits?.dims[0] === pairs && logits.dims[1] === columns) return logits.data as Float32Array;
    throw new ModelError(
      'model/label-count',
      `${this.#folder.graphFile}: the graph gives logits of shape [${logits?.dims.join(', ')}] for ${pairs} pairs, but ` +
        `goldspan.json says ${columns} columns. Export the model again.`,
    );
  }

  /** One short run, so that a model that cannot work is refused when it is loaded. */
  async #tryOut(): Promise<void> {
    const texts = ['Aspirin relieves headache.'];
    try {
      await this.relate(texts, {
        types: [Uint8Array.of(1, 0, 1, 0)],
        mentions: Int32Array.of(0, 0, 1, 0, 2, 3),
        pairs: Int32Array.of(0, 1),
        features: new Float32Array(this.#featureCount),
        featureCount: this.#featureCount,
        bounds: Int32Array.of(1, 2, 1, 2),
      });
    } catch (error) {
      throw runFailure(this.#folder.graphFile, error);
    }
  }

  /** As the graph's own input says. */
  get #featureCount(): number {
    const features = this.#session.inputMetadata.find(({ name }) => name === 'features');
    const count = features?.isTensor ? features.shape[1] : undefined;
    return typeof count === 'number' ? count : 0;
  }
}

function whole(values: Int32Array, columns: number): ort.Tensor {
  const data = BigInt64Array.from(values, (value) => BigInt(value));
  return new ort.Tensor('int64', data, [values.length / columns, columns]);
}
