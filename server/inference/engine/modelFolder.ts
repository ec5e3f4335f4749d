/** Reads and checks the files of a model folder in the Hugging Face layout, except the tokenizer and the graph. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Decoding, DecodingHead } from '../messages.ts';
import { ModelError, reason } from './failure.ts';

/** How a graph with a character input wants the characters of each token. */
export interface CharacterInput {
  /** The name of the graph's input. */
  readonly input: string;
  /** The id of the code point at index `i` is `i + 2`. */
  readonly alphabet: string;
  readonly padding: number;
  readonly unknown: number;
  /** Code points kept of one token: a longer token keeps its first `limit - 8` and its last 8. */
  readonly limit: number;
}

export interface ModelFolder {
  readonly folder: string;
  readonly name: string;
  readonly graphFile: string;
  readonly tokenizerFile: string;
  readonly fingerprint: string;
  readonly decoding: Decoding;
  /** How many logits each token has. */
  readonly columns: number;
  /** Tokens in one window, special tokens included. */
  readonly window: number;
  readonly characters: CharacterInput | undefined;
}

/** Where exports put their graph, the smaller and faster one first. */
const graphNames = ['model_quantized.onnx', 'model_int8.onnx', 'model.onnx'];
const graphFolders = ['onnx', ''];

/** Windows of longer models are still cut here: attention is quadratic, and results should come in steps. */
const longestWindow = 512;

/**
 * @throws ModelError where a file is missing, not readable as what it should be, or contradicts another.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const entry = await stat(folder).catch(() => undefined);
  if (!entry?.isDirectory()) {
    throw new ModelError(
      'model/missing-folder',
      `${folder}: there is no such folder. Give a folder with config.json, tokenizer.json and onnx/model.onnx.`,
    );
  }
  const config = await readJson(join(folder, 'config.json'), true);
  const own = await readJson(join(folder, 'goldspan.json'), false);
  const tokenizerFile = join(folder, 'tokenizer.json');
  if (!(await exists(tokenizerFile))) {
    throw new ModelError(
      'model/missing-tokenizer',
      `${tokenizerFile}: the file is missing. Save the fast tokenizer beside the model (tokenizer.save_pretrained).`,
    );
  }
  const graphFile = await findGraph(folder);
  const labels = labelsOf(config, folder);
  return {
    folder,
    name: typeof own['name'] === 'string' ? own['name'] : basename(folder),
    graphFile,
    tokenizerFile,
    fingerprint: await fingerprint([
      join(folder, 'config.json'),
      join(folder, 'goldspan.json'),
      tokenizerFile,
      graphFile,
    ]),
    decoding: decodingOf(own, labels, folder),
    columns: labels.length,
    window: windowOf(config),
    characters: charactersOf(own, folder),
  };
}

type Json = Readonly<Record<string, unknown>>;

async function readJson(file: string, required: boolean): Promise<Json> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ModelError('model/missing-file', `${file}: the file cannot be read (${reason(error)}).`, {
      cause: error,
    });
  }
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
    throw new Error('the top level is not an object');
  } catch (error) {
    throw new ModelError(
      'model/invalid-json',
      `${file}: not valid JSON: ${reason(error)}. Export the model again.`,
      {
        cause: error,
      },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

async function findGraph(folder: string): Promise<string> {
  for (const directory of graphFolders) {
    for (const name of graphNames) {
      const file = join(folder, directory, name);
      if (await exists(file)) return file;
    }
  }
  throw new ModelError(
    'model/missing-graph',
    `${join(folder, 'onnx')}: none of ${graphNames.join(', ')} is there. Export the model to ONNX, for example with ` +
      'optimum-cli export onnx --task token-classification.',
  );
}

function labelsOf(config: Json, folder: string): string[] {
  const file = join(folder, 'config.json');
  const map = config['id2label'];
  if (typeof map !== 'object' || map === null) {
    throw new ModelError(
      'model/missing-labels',
      `${file}: there is no "id2label". Add the names of the labels in the order of the logits.`,
    );
  }
  const byId = map as Json;
  return Object.keys(byId).map((_, index) => {
    const label = byId[String(index)];
    if (typeof label === 'string') return label;
    throw new ModelError('model/missing-labels', `${file}: "id2label" has no label for logit ${index}.`);
  });
}

function windowOf(config: Json): number {
  const positions = config['max_position_embeddings'];
  if (typeof positions !== 'number' || positions < 8) return longestWindow;
  // RoBERTa counts its positions from the padding index on, so two of them hold no token.
  const reserved = /roberta|camembert/.test(String(config['model_type'])) ? 2 : 0;
  return Math.min(longestWindow, positions - reserved);
}

function decodingOf(own: Json, labels: readonly string[], folder: string): Decoding {
  const decoding = own['decoding'] as Json | undefined;
  if (decoding?.['kind'] === 'crf') {
    const heads = decoding['heads'];
    if (Array.isArray(heads) && heads.length > 0 && heads.every((head) => isHead(head, labels.length))) {
      return { kind: 'crf', heads: heads as DecodingHead[] };
    }
    throw new ModelError(
      'model/invalid-decoding',
      `${join(folder, 'goldspan.json')}: every head of "decoding" needs "type", three "labels" below ${labels.length}, ` +
        'three numbers in "start" and in "end", and three rows of three in "transitions"; "calibration", where it is ' +
        'there, is a slope above 0 and an offset, and "optional" is true or false.',
    );
  }
  const unknown = labels.find((label) => !/^(O|[BI][-_].+)$/.test(label));
  if (unknown !== undefined) {
    throw new ModelError(
      'model/unknown-label-scheme',
      `${join(folder, 'config.json')}: the label "${unknown}" is not of the BIO scheme (O, B-Type, I-Type). ` +
        'Give the labels their names in "id2label".',
    );
  }
  return { kind: 'bio', labels };
}

function isHead(value: unknown, columns: number): value is DecodingHead {
  const head = value as Partial<DecodingHead> | null;
  const three = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length === 3 && row.every((cell) => Number.isFinite(cell));
  return (
    typeof head?.type === 'string' &&
    three(head.labels) &&
    head.labels.every((label) => Number.isInteger(label) && label >= 0 && label < columns) &&
    three(head.start) &&
    three(head.end) &&
    Array.isArray(head.transitions) &&
    head.transitions.length === 3 &&
    head.transitions.every(three) &&
    (head.calibration === undefined || isCalibration(head.calibration)) &&
    (head.optional === undefined || typeof head.optional === 'boolean')
  );
}

function isCalibration(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] > 0;
}

function charactersOf(own: Json, folder: string): CharacterInput | undefined {
  const characters = own['characters'] as Partial<CharacterInput> | undefined;
  if (characters === undefined) return undefined;
  const { input, alphabet, padding, unknown, limit } = characters;
  if (
    typeof input === 'string' &&
    typeof alphabet === 'string' &&
    typeof padding === 'number' &&
    typeof unknown === 'number' &&
    typeof limit === 'number' &&
    limit > 8
  ) {
    return { input, alphabet, padding, unknown, limit };
  }
  throw new ModelError(
    'model/invalid-characters',
    `${join(folder, 'goldspan.json')}: "characters" needs "input", "alphabet", "padding", "unknown" and a "limit" above 8.`,
  );
}

/** A hash over the content of the files that exist, so that a replaced model never meets old cached results. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    if (!(await exists(file))) continue;
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, 16);
}
