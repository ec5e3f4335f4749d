/**
 * What the library sentence-transformers writes beside a model: which modules follow the graph (`modules.json`), how vectors of
 * tokens become one (`1_Pooling/config.json`), what stands before texts (`config_sentence_transformers.json`) and how much of a
 * text counts (`sentence_bert_config.json`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pooling } from '../messages.ts';
import { ModelError, reason } from './failure.ts';
import { existing, type Json, readJson } from './modelFiles.ts';

export interface SentenceModules {
  /** Those of its files that there are. */
  readonly files: readonly string[];
  /** Why vectors of tokens, if these are what the graph gives, lead to no vector of a text; undefined where they do. */
  readonly unapplied: ModelError | undefined;
  /** Undefined where nothing is said; a refusal where what is said is not known. */
  readonly pooling: Pooling | ModelError | undefined;
  /** Whether the tokens of what stands before a text take part in the pooling. */
  readonly poolsPrompt: boolean;
  /** What stands before a mention and before a name; undefined where nothing is said. */
  readonly prompts: { readonly query: string | undefined; readonly name: string | undefined };
  /** The names of prompts that stand for neither. */
  readonly otherPrompts: readonly string[];
  readonly promptsFile: string;
  /** Tokens that count of a text, special tokens included; undefined where nothing is said. */
  readonly longest: number | undefined;
  readonly lowersCase: boolean;
}

/** Modules that do nothing to the direction of a vector, or nothing once a model is trained. */
const withoutEffect = new Set(['Transformer', 'Normalize', 'Dropout']);

/** @throws ModelError where a file is not what it should be. */
export async function readSentenceModules(folder: string): Promise<SentenceModules> {
  const modulesFile = join(folder, 'modules.json');
  const modules = await modulesIn(modulesFile);
  const pathOf = (kind: string): string | undefined => modules?.find((module) => module.kind === kind)?.path;
  const poolingFile = join(folder, pathOf('Pooling') ?? '1_Pooling', 'config.json');
  const promptsFile = join(folder, 'config_sentence_transformers.json');
  const lengthFile = join(folder, pathOf('Transformer') ?? '', 'sentence_bert_config.json');
  const files = await existing([modulesFile, poolingFile, promptsFile, lengthFile]);
  const pools = modules === undefined ? files.includes(poolingFile) : pathOf('Pooling') !== undefined;
  const poolingConfig = await readJson(poolingFile, false);
  const unknown = modules?.find(({ kind }) => !withoutEffect.has(kind) && kind !== 'Pooling');
  const prompts = promptsOf(await readJson(promptsFile, false), promptsFile);
  const { max_seq_length: length, do_lower_case: lowersCase } = await readJson(lengthFile, false);
  return {
    files,
    unapplied: unknown && unappliedModule(modulesFile, unknown),
    pooling: pools
      ? files.includes(poolingFile)
        ? poolingIn(poolingConfig, poolingFile)
        : missingPooling(modulesFile, poolingFile)
      : modules && withoutPooling(modulesFile),
    poolsPrompt: poolingConfig['include_prompt'] !== false,
    ...prompts,
    promptsFile,
    longest: Number.isInteger(length) && Number(length) > 0 ? Number(length) : undefined,
    lowersCase: lowersCase === true,
  };
}

interface Module {
  /** The last part of its type: `Pooling` of `sentence_transformers.models.Pooling`. */
  readonly kind: string;
  readonly path: string;
}

/** Undefined where there is no such file. */
async function modulesIn(file: string): Promise<Module[] | undefined> {
  if ((await existing([file])).length === 0) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ModelError('model/invalid-json', `${file}: not valid JSON: ${reason(error)}.`, {
      cause: error,
    });
  }
  const modules = Array.isArray(content) ? content : [undefined];
  return modules.map((module: unknown, index) => {
    const { type, path } = (typeof module === 'object' && module !== null ? module : {}) as Json;
    if (typeof type === 'string' && typeof path === 'string') {
      return { kind: type.slice(type.lastIndexOf('.') + 1), path };
    }
    throw new ModelError(
      'model/invalid-modules',
      `${file}: ${Array.isArray(content) ? `module ${index} has no "type" and "path"` : 'the top level is no list'}. Copy ` +
        'the file from the published model again, or remove it and say "pooling" in goldspan.json.',
    );
  });
}

const exportAdvice =
  'Export the model with all its modules, optimum-cli export onnx --library sentence_transformers --task feature-extraction, ' +
  'so that the graph gives sentence_embedding';

function unappliedModule(file: string, { kind, path }: Module): ModelError {
  return new ModelError(
    'model/unapplied-module',
    `${file}: the vectors of this model go through a module ${JSON.stringify(kind)} (${path}), which is not in the graph. ` +
      `${exportAdvice}.`,
  );
}

function withoutPooling(file: string): ModelError {
  return new ModelError(
    'model/invalid-pooling',
    `${file}: there is no module that pools. Say how the vectors of tokens become one with "pooling" in goldspan.json.`,
  );
}

function missingPooling(file: string, missing: string): ModelError {
  return new ModelError(
    'model/missing-file',
    `${missing}: the file is missing, though ${file} names it. Copy it from the published model, or say "pooling" in ` +
      'goldspan.json.',
  );
}

/** Of each pooling its name in this program; the mean over the root of the length has the direction of the mean. */
const poolingModes: Readonly<Record<string, Pooling>> = {
  cls: 'cls',
  cls_token: 'cls',
  mean: 'mean',
  mean_tokens: 'mean',
  mean_sqrt_len_tokens: 'mean',
  max: 'max',
  max_tokens: 'max',
  lasttoken: 'last',
};

/** As older files say it, with a flag for each mode, or as newer ones, with names in `pooling_mode`. */
function poolingIn(config: Json, file: string): Pooling | ModelError {
  const { pooling_mode: named } = config;
  const modes =
    named === undefined
      ? Object.keys(config)
          .filter((key) => key.startsWith('pooling_mode_') && config[key] === true)
          .map((key) => key.slice('pooling_mode_'.length))
      : [named].flat().flatMap((mode) => String(mode).split('+'));
  // The library takes the mean where the file does not speak of it.
  if (modes.length === 0 && config['pooling_mode_mean_tokens'] === undefined) return 'mean';
  const [mode, ...others] = modes;
  const pooling = mode === undefined ? undefined : poolingModes[mode];
  if (pooling !== undefined && others.length === 0) return pooling;
  const found =
    mode === undefined
      ? 'no pooling is chosen'
      : others.length > 0
        ? `several poolings are joined, ${modes.map((each) => poolingModes[each] ?? each).join(' and ')}, which is not known`
        : `the pooling ${JSON.stringify(mode)} is not known`;
  return new ModelError(
    'model/invalid-pooling',
    `${file}: ${found}. ${exportAdvice}, or choose one with "pooling" in goldspan.json.`,
  );
}

/** The names of prompts in the order in which `encode_query` and `encode_document` look for them. */
const promptNames = { query: ['query'], name: ['document', 'passage', 'corpus'] } as const;

function promptsOf(config: Json, file: string): Pick<SentenceModules, 'prompts' | 'otherPrompts'> {
  const { prompts: said, default_prompt_name: usual } = config;
  const prompts = typeof said === 'object' && said !== null ? (said as Json) : {};
  const wrong = Object.keys(prompts).find((name) => typeof prompts[name] !== 'string');
  if (wrong !== undefined) {
    throw new ModelError(
      'model/invalid-prefix',
      `${file}: prompts.${wrong} is no text. Mend the file, or copy it from the published model again.`,
    );
  }
  const texts = prompts as Readonly<Record<string, string>>;
  const first = (names: readonly string[]): string | undefined => {
    const name = [...names, ...(typeof usual === 'string' ? [usual] : [])].find((each) => each in texts);
    return name === undefined ? undefined : texts[name];
  };
  const known: readonly unknown[] = [...promptNames.query, ...promptNames.name, usual];
  return {
    prompts: { query: first(promptNames.query), name: first(promptNames.name) },
    otherPrompts: Object.keys(texts).filter((name) => !known.includes(name) && texts[name] !== ''),
  };
}
