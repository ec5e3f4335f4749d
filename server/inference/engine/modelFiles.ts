/** The files that every model folder has: settings, graph, tokenizer, and a fingerprint over all of them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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

/** Where exports put their graph, the smaller and faster one first; processors are slow at half precision. */
const graphNames = [
  'model_quantized.onnx',
  'model_int8.onnx',
  'model_uint8.onnx',
  'model.onnx',
  'model_fp16.onnx',
];
const graphFolders = ['onnx', ''];

export type Json = Readonly<Record<string, unknown>>;

export async function readJson(file: string, required: boolean): Promise<Json> {
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
      `${file}: not valid JSON: ${reason(error)}. Mend the file or export the model again.`,
      {
        cause: error,
      },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true;
}

/** @param task as optimum-cli names it, for the advice where there is no graph. */
export async function findGraph(folder: string, task = 'token-classification'): Promise<string> {
  for (const directory of graphFolders) {
    for (const name of graphNames) {
      const file = join(folder, directory, name);
      if (await exists(file)) return file;
    }
  }
  throw new ModelError(
    'model/missing-graph',
    `${join(folder, 'onnx')}: none of ${graphNames.join(', ')} is there. Export the model to ONNX, for example with ` +
      `optimum-cli export onnx --task ${task}.`,
  );
}

/** @throws ModelError where there is no such folder. */
export async function requireFolder(folder: string): Promise<void> {
  const entry = await stat(folder).catch(() => undefined);
  if (entry?.isDirectory()) return;
  throw new ModelError(
    'model/missing-folder',
    `${folder}: there is no such folder. Give a folder with config.json, tokenizer.json and onnx/model.onnx.`,
  );
}

/** The tokenizer's file, in the folder or in one of its own. @throws ModelError where it is missing. */
export async function findTokenizer(folder: string): Promise<string> {
  const file = join(folder, 'tokenizer.json');
  for (const candidate of [file, join(folder, 'tokenizer', 'tokenizer.json')]) {
    if (await exists(candidate)) return candidate;
  }
  throw new ModelError(
    'model/missing-tokenizer',
    `${file}: the file is missing. Save the fast tokenizer beside the model (tokenizer.save_pretrained).`,
  );
}

export function charactersOf(own: Json, folder: string): CharacterInput | undefined {
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

/** The graph and the files beside it that hold its weights, where it has such (`model.onnx_data`, `model.onnx_data_1`). */
export async function filesOfGraph(graphFile: string): Promise<string[]> {
  const folder = dirname(graphFile);
  const names = await readdir(folder);
  const graph = basename(graphFile);
  const weights = names.filter(
    (name) => name.startsWith(`${graph}_data`) || name.startsWith(`${graph}.data`),
  );
  return [graphFile, ...weights.sort().map((name) => join(folder, name))];
}

/** The files of a list that exist. */
export async function existing(files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) if (await exists(file)) found.push(file);
  return found;
}

/** A hash over the content of files, so that a replaced model never meets old cached results. */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, 16);
}
