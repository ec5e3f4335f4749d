/**
 * What a model of one's own costs: a token classifier of the size of BERT base in eight bits, through Goldspan, through ONNX
 * Runtime alone and, where it is installed, through transformers.js.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { Tokenizer } from 'tokenizers';
import { findDocuments } from '../../server/corpus/discovery.ts';
import { sessionOptions } from '../../server/inference/engine/session.ts';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { Predictor } from '../../server/inference/predictor.ts';
import { sentences } from '../../server/text/sentences.ts';
import { atMost, type Figure, median, ratio } from './figures.ts';
import { engineScript, samples } from './places.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const rounds = 9;

/** One way to read all documents. */
interface Reader {
  read(documents: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

export async function measureOwnModel(): Promise<Figure[]> {
  const folder = await modelFolder();
  const documents = await abstracts();
  const goldspan = await throughGoldspan(folder);
  const bare = await throughOnnxRuntime(folder);
  const others = await throughTransformers(folder);
  const readers = [goldspan, bare, ...others.map(({ reader }) => reader)];
  try {
    // Within a round the readers follow each other, each round in another order, so that each ratio compares like conditions.
    const times: number[][] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await eachTimed(readers, documents, round));
    const ratioTo = (index: number): number =>
      median(times.map((row) => (row[0] as number) / (row[index] as number)));
    return [
      atMost(`Goldspan / session.run alone, same windows (median of ${rounds})`, ratioTo(1), 1.15, ratio),
      ...others.map(({ name }, index) =>
        atMost(`Goldspan / ${name} (median of ${rounds})`, ratioTo(index + 2), 1, ratio),
      ),
    ];
  } finally {
    for (const reader of readers) await reader.end();
    await rm(folder, { recursive: true });
  }
}

/** The milliseconds that each reader takes, in the order of the readers. */
async function eachTimed(
  readers: readonly Reader[],
  documents: readonly string[],
  round: number,
): Promise<number[]> {
  const times: number[] = [];
  for (const step of readers.keys()) {
    const reader = (step + round) % readers.length;
    // The threads of a session that has just run keep a core busy for some milliseconds.
    await setTimeout(200);
    const begun = performance.now();
    await readers[reader]?.read(documents);
    times[reader] = performance.now() - begun;
  }
  return times;
}

/** The graph of `bert-base/` with a small tokenizer, in a folder as it is published. */
async function modelFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bert-base-'));
  await cp(path('bert-base'), folder, { recursive: true });
  const tokenizer = path('../fixtures/model-families/bert-uncased/tokenizer.json');
  await cp(tokenizer, join(folder, 'tokenizer.json'));
  await writeFile(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({
      tokenizer_class: 'BertTokenizer',
      model_max_length: 512,
      ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]' },
    }),
  );
  return folder;
}

async function abstracts(): Promise<string[]> {
  const { documents } = await findDocuments(samples);
  const chosen = documents.filter(({ id }) => id.startsWith('abstract')).slice(0, 4);
  return Promise.all(chosen.map(({ textPath }) => readFile(textPath, 'utf8')));
}

/** From the text to entities, engine process and decoding included, nothing cached, texts read together as annotate does. */
async function throughGoldspan(folder: string): Promise<Reader> {
  const engine = new EngineHost({ script: engineScript, isBulk: true });
  await engine.load(folder);
  return {
    async read(documents) {
      const predictor = new Predictor(engine, folder);
      await predictor.prepare(documents);
      for (const text of documents) await predictor.predict(text);
    },
    end: async () => engine.stop(),
  };
}

/** The session alone, with the engine's options: tensors are made before the clock starts, and what it says is not looked at. */
async function throughOnnxRuntime(folder: string): Promise<Reader> {
  const session = await ort.InferenceSession.create(
    join(folder, 'onnx', 'model_quantized.onnx'),
    sessionOptions,
  );
  const tokenizer = Tokenizer.fromString(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
  const feeds = await Promise.all(
    (await abstracts()).flatMap((text) =>
      sentencesOf(text).map(async (sentence) => {
        const ids = (await tokenizer.encode(sentence)).getIds();
        const tensor = (values: readonly number[]): ort.Tensor =>
          new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
        return {
          input_ids: tensor(ids),
          attention_mask: tensor(ids.map(() => 1)),
          token_type_ids: tensor(ids.map(() => 0)),
        };
      }),
    ),
  );
  return {
    async read() {
      for (const feed of feeds) await session.run(feed, ['logits']);
    },
    end: () => session.release(),
  };
}

const otherLibrary = '@huggingface/transformers';

/** What is used of it; it is no package of this project, because it weighs more than all of them together. */
interface Transformers {
  readonly env: object;
  pipeline(task: string, model: string, options: object): Promise<Classifier>;
}

interface Classifier {
  (texts: string | string[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/** The pipeline of transformers.js over the same file, sentence by sentence and with all sentences at once. */
async function throughTransformers(folder: string): Promise<{ name: string; reader: Reader }[]> {
  let library: Transformers;
  try {
    library = (await import(otherLibrary)) as Transformers;
  } catch {
    console.error(
      `Not compared with transformers.js: npm install --no-save --ignore-scripts ${otherLibrary}`,
    );
    return [];
  }
  const { env, pipeline } = library;
  Object.assign(env, { allowRemoteModels: false, localModelPath: '/' });
  const classify = await pipeline('token-classification', folder, { dtype: 'q8' });
  const done = async (): Promise<void> => undefined;
  return [
    {
      name: 'transformers.js, sentence by sentence',
      reader: {
        async read(documents) {
          for (const text of documents) for (const sentence of sentencesOf(text)) await classify(sentence);
        },
        end: () => classify.dispose(),
      },
    },
    {
      name: 'transformers.js, the sentences of a text at once',
      reader: {
        async read(documents) {
          for (const text of documents) await classify(sentencesOf(text));
        },
        end: done,
      },
    },
  ];
}

function sentencesOf(text: string): string[] {
  return [...new Set(sentences(text).map(({ start, end }) => text.slice(start, end)))];
}
