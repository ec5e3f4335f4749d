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

export interface EncoderFolder {
  /** What is known before the graph is loaded. */
  readonly description: Omit<EncoderDescription, 'execution' | 'dimensions'>;
  readonly graphFile: string;
  readonly tokenizerFile: string;
}

/** @throws ModelError where a file is missing, not readable as what it should be, or contradicts another. */
export async function readEncoderFolder(folder: string): Promise<EncoderFolder> {
  await requireFolder(folder);
  const names = ['config.json', 'goldspan.json', 'tokenizer_config.json', join('1_Pooling', 'config.json')];
  const files = names.map((name) => join(folder, name));
  const [config, own, tokenizerConfig, poolingConfig] = [
    await readJson(files[0] as string, true),
    await readJson(files[1] as string, false),
    await readJson(files[2] as string, false),
    await readJson(files[3] as string, false),
  ];
  const tokenizerFile = await findTokenizer(folder);
  const graphFile = await findGraph(folder, 'feature-extraction');
  const all = await existing([...files, tokenizerFile, ...(await filesOfGraph(graphFile))]);
  const pooling = poolingOf(own, poolingConfig, folder);
  const prefix = prefixOf(own, folder);
  const window = windowOf(own, longestInput(config, tokenizerConfig), folder);
  const content = await fingerprint([tokenizerFile, ...(await filesOfGraph(graphFile))]);
  const queryModel = queryModelOf(own, folder);
  return {
    description: {
      ...{ folder, files: all, settingsFile: files[1] as string, pooling, prefix, window },
      name: typeof own['name'] === 'string' ? own['name'] : basename(folder),
      fingerprint: fingerprintOf([content, pooling, window, prefix.name]),
      queryFingerprint: fingerprintOf([content, pooling, window, prefix.query]),
      ...(queryModel !== undefined && { queryModel }),
    },
    ...{ graphFile, tokenizerFile },
  };
}

/** The settings that change vectors are part of it as they are understood, so that other words of a file change nothing. */
function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The folder of the model that reads mentions where another one than this does; a relative path starts from this folder. */
function queryModelOf(own: Json, folder: string): string | undefined {
  const said = own['queryModel'];
  if (said === undefined) return undefined;
  if (typeof said === 'string' && said.trim() !== '') return resolve(folder, said);
  throw new ModelError(
    'model/invalid-query-model',
    `${join(folder, 'goldspan.json')}: "queryModel" is ${JSON.stringify(said)}; it needs the folder of the model that reads ` +
      'mentions, such as "../MedCPT-Query-Encoder".',
  );
}

/** As `goldspan.json` says, else as sentence-transformers wrote it; else the first token, as SapBERT has it. */
function poolingOf(own: Json, { ...sentence }: Json, folder: string): Pooling {
  const said = own['pooling'];
  if (said !== undefined) {
    const pooling = poolings.find((each) => each === said);
    if (pooling !== undefined) return pooling;
    throw new ModelError(
      'model/invalid-pooling',
      `${join(folder, 'goldspan.json')}: there is no "pooling" ${JSON.stringify(said)}. Choose from ${poolings.join(', ')}.`,
    );
  }
  const modes = { cls: 'cls_token', mean: 'mean_tokens', max: 'max_tokens', last: 'lasttoken' } as const;
  const chosen = (Object.keys(modes) as (keyof typeof modes)[]).filter(
    (mode) => sentence[`pooling_mode_${modes[mode]}`] === true,
  );
  const [first = 'cls', ...others] = chosen;
  if (others.length === 0) return first;
  throw new ModelError(
    'model/invalid-pooling',
    `${join(folder, '1_Pooling', 'config.json')}: several poolings are joined, ${chosen.join(' and ')}, which is not known. ` +
      'Choose one with "pooling" in goldspan.json.',
  );
}

function prefixOf(own: Json, folder: string): EncoderDescription['prefix'] {
  const { query = '', name = '' } = (own['prefix'] ?? {}) as Json;
  if (typeof query === 'string' && typeof name === 'string') return { query, name };
  throw new ModelError(
    'model/invalid-prefix',
    `${join(folder, 'goldspan.json')}: "prefix" needs texts that stand before mentions and names, {"query": "…", "name": "…"}.`,
  );
}
