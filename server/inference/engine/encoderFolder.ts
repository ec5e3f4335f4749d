/** Reads and checks the settings of a model that turns names into vectors. */
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { type EncoderDescription, type Pooling, poolings } from '../messages.ts';
import { ModelError } from './failure.ts';
import {
  existing,
  filesOfGraph,
  findGraph,
  findTokenizer,
  fingerprint,
  type Json,
  readJson,
  requireFolder,
} from './modelFiles.ts';
import { longestInput, windowOf } from './modelFolder.ts';
import { readSentenceModules, type SentenceModules } from './sentenceModules.ts';

export interface EncoderFolder {
  /** What is known before the graph is loaded. */
  readonly description: Omit<
    EncoderDescription,
    'execution' | 'dimensions' | 'pooling' | 'endToken' | 'fingerprint' | 'queryFingerprint'
  >;
  /** Of the graph and the tokenizer. */
  readonly content: string;
  readonly graphFile: string;
  readonly tokenizerFile: string;
  /** What `goldspan.json` says; undefined where it says nothing. */
  readonly pooling: Pooling | undefined;
  /** What sentence-transformers wrote beside the model. */
  readonly modules: SentenceModules;
  readonly endToken: EndToken;
}

/** The token that the model was trained to read after every text, where the tokenizer does not put it there. */
export interface EndToken {
  /** Undefined where nothing is said or there is none. */
  readonly token: string | undefined;
  /** Whether the folder says anything of it, be it that there is none. */
  readonly isSaid: boolean;
  /** Where it is said. */
  readonly place: string;
}

/** @throws ModelError where a file is missing, not readable as what it should be, or contradicts another. */
export async function readEncoderFolder(folder: string): Promise<EncoderFolder> {
  await requireFolder(folder);
  const place = (name: string): string => join(folder, name);
  const [configFile, settingsFile, tokenizerSettings] = [
    place('config.json'),
    place('goldspan.json'),
    place('tokenizer_config.json'),
  ];
  const config = await readJson(configFile, true);
  const own = await readJson(settingsFile, false);
  const tokenizerConfig = await readJson(tokenizerSettings, false);
  const modules = await readSentenceModules(folder);
  const tokenizerFile = await findTokenizer(folder);
  const graphFile = await findGraph(folder, 'feature-extraction');
  const graphFiles = await filesOfGraph(graphFile);
  const settings = await existing([configFile, settingsFile, tokenizerSettings]);
  const queryModel = queryModelOf(own, folder);
  const longest = longestInput(config, tokenizerConfig);
  return {
    description: {
      ...{ folder, settingsFile },
      files: [...settings, ...modules.files, tokenizerFile, ...graphFiles],
      name: typeof own['name'] === 'string' ? own['name'] : basename(folder),
      prefix: prefixOf(own, modules, { folder, readsMentions: queryModel === undefined }),
      window: windowOf(own, longest, folder, modules.longest),
      notes: notesOn(modules, own),
      ...(queryModel !== undefined && { queryModel }),
    },
    content: await fingerprint([tokenizerFile, ...graphFiles]),
    ...{ graphFile, tokenizerFile, modules },
    pooling: poolingOf(own, folder),
    endToken: endTokenOf(own, tokenizerConfig, { settingsFile, tokenizerSettings }),
  };
}

/**
 * A hash over the graph, the tokenizer and the settings that change vectors, as they are understood: other words in a file of
 * settings change nothing, so that vectors on disk stay good.
 */
export function encoderFingerprint(
  { content, modules: { lowersCase }, description: { window } }: EncoderFolder,
  ...settings: readonly string[]
): string {
  const parts = JSON.stringify([content, window, lowersCase, ...settings]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 16);
}

function poolingOf(own: Json, folder: string): Pooling | undefined {
  const said = own['pooling'];
  const pooling = poolings.find((each) => each === said);
  if (said === undefined || pooling !== undefined) return pooling;
  throw new ModelError(
    'model/invalid-pooling',
    `${join(folder, 'goldspan.json')}: there is no "pooling" ${JSON.stringify(said)}. Choose from ${poolings.join(', ')}.`,
  );
}

/** As `goldspan.json` says, else as the prompts of sentence-transformers. */
function prefixOf(
  own: Json,
  { prompts }: SentenceModules,
  { folder, readsMentions }: { readonly folder: string; readonly readsMentions: boolean },
): EncoderDescription['prefix'] {
  const said = own['prefix'] ?? {};
  const { query, name } = said as Json;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  const isPrefix = typeof said === 'object' && !Array.isArray(said) && isText(query) && isText(name);
  if (!isPrefix) {
    throw new ModelError(
      'model/invalid-prefix',
      `${join(folder, 'goldspan.json')}: "prefix" needs texts that stand before mentions and names, {"query": "…", "name": "…"}.`,
    );
  }
  if (query !== undefined && !readsMentions) {
    throw new ModelError(
      'model/invalid-prefix',
      `${join(folder, 'goldspan.json')}: "prefix" has a "query", but mentions are read by the "queryModel". Say it in the ` +
        'goldspan.json of that model.',
    );
  }
  return {
    query: (query as string | undefined) ?? prompts.query ?? '',
    name: (name as string | undefined) ?? prompts.name ?? '',
  };
}

/** The folder of the model that reads mentions where another one than this does; a relative path starts from this folder. */
function queryModelOf(own: Json, folder: string): string | undefined {
  const said = own['queryModel'];
  if (said === undefined) return undefined;
  const path = typeof said === 'string' && said.trim() !== '' ? resolve(folder, said) : undefined;
  if (path !== undefined && path !== resolve(folder)) return path;
  throw new ModelError(
    'model/invalid-query-model',
    `${join(folder, 'goldspan.json')}: "queryModel" is ${JSON.stringify(said)}; it needs the folder of another model, the one ` +
      'that reads mentions, such as "../MedCPT-Query-Encoder".',
  );
}

/** As `goldspan.json` says, else as the tokenizer's settings ask for what `tokenizer.json` may not do. */
function endTokenOf(
  own: Json,
  tokenizerConfig: Json,
  { settingsFile, tokenizerSettings }: { readonly settingsFile: string; readonly tokenizerSettings: string },
): EndToken {
  const said = own['endToken'];
  if (said === null) return { token: undefined, isSaid: true, place: settingsFile };
  if (typeof said === 'string' && said !== '') return { token: said, isSaid: true, place: settingsFile };
  if (said !== undefined) {
    throw new ModelError(
      'model/invalid-end-token',
      `${settingsFile}: "endToken" is ${JSON.stringify(said)}; it needs a token of tokenizer.json, such as "</s>", or null.`,
    );
  }
  const { add_eos_token: isAdded, eos_token: end } = tokenizerConfig;
  const token = typeof end === 'object' && end !== null ? (end as Json)['content'] : end;
  return isAdded === true && typeof token === 'string'
    ? { token, isSaid: true, place: tokenizerSettings }
    : { token: undefined, isSaid: false, place: settingsFile };
}

function notesOn({ otherPrompts, promptsFile }: SentenceModules, own: Json): string[] {
  if (otherPrompts.length === 0 || own['prefix'] !== undefined) return [];
  return [
    `${promptsFile}: ${otherPrompts.map((name) => `prompts.${name}`).join(' and ')} stand before nothing; "query" stands ` +
      'before mentions, "document", "passage" or "corpus" before names, and what is wanted otherwise can be said with ' +
      '"prefix" in goldspan.json.',
  ];
}
