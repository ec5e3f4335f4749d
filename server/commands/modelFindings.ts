/** What becomes of the folder of a model: what it is and does, or why it cannot be used. */
import { stat } from 'node:fs/promises';
import { CrossEncoder } from '../inference/crossEncoder.ts';
import { EngineError, type EngineHost } from '../inference/engineHost.ts';
import { dictionaryAt, type EntityPredictor } from '../inference/entityPredictor.ts';
import { taskOf } from '../inference/folderTask.ts';
import { installationOf } from '../inference/installation.ts';
import type {
  Execution,
  ModelDescription,
  ReadingUnit,
  RelationModelDescription,
  SequenceModelDescription,
} from '../inference/messages.ts';
import { NameEncoder, type NameEncoderDescription } from '../inference/nameEncoder.ts';
import { outcomesOf, relationTypesOf, type SequenceTask } from '../suggestion/sequence/rules.ts';
import { type ExecutionOptions, engineFor } from './execution.ts';

/** What there is to say of a folder that holds a model. */
export interface UsableModel {
  readonly folder: string;
  readonly name: string;
  readonly task: 'entities' | 'names' | SequenceTask;
  /** The types of entities or relations and the kinds of assertions that it suggests. */
  readonly types: readonly string[];
  /** Those of them that are suggested only where a corpus declares them or a person asks for them. */
  readonly onRequest: readonly string[];
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** How the model's numbers become suggestions or scores, in words. */
  readonly decoding: string;
  /** Of an encoder of names, how words become vectors. */
  readonly encoder?: EncoderFacts;
  /** What it reads at once, and how many tokens of it at most; undefined where there is no limit. */
  readonly reads?: { readonly unit: ReadingUnit | 'context' | 'name' | 'pair'; readonly tokens: number };
  /** What it runs on; undefined for a dictionary. */
  readonly execution?: Execution;
  /** What is doubtful about it. */
  readonly notes?: readonly string[];
}

export interface UnusableModel {
  readonly folder: string;
  readonly problem: { readonly code: string; readonly message: string };
}

export type FolderFinding = UsableModel | UnusableModel;

/** How an encoder makes vectors of names and mentions. */
export interface EncoderFacts
  extends Pick<
    NameEncoderDescription,
    'pooling' | 'prefix' | 'endToken' | 'dimensions' | 'fingerprint' | 'queryFingerprint'
  > {
  /** The folder of the model that reads mentions, where it is another one. */
  readonly queryModel?: string;
}

/** Loads every model, one after the other, in one engine. */
export async function lookInto(
  folders: readonly string[],
  { executionProvider: provider }: ExecutionOptions,
): Promise<FolderFinding[]> {
  const { engineScript } = installationOf(import.meta.url);
  const engine = engineFor(engineScript, provider);
  const findings: FolderFinding[] = [];
  try {
    for (const folder of folders) findings.push(await lookIntoOne(engine, folder));
  } finally {
    engine.stop();
  }
  return findings;
}

async function lookIntoOne(engine: EngineHost, folder: string): Promise<FolderFinding> {
  try {
    const dictionary = dictionaryAt(folder);
    if (dictionary !== undefined) return await namesOf(folder, dictionary);
    const { layout } = await taskOf(folder);
    if (layout === 'relations') return await relationsOf(await engine.loadRelations(folder));
    if (layout === 'names') return await encoderOf((await NameEncoder.load(engine, folder)).description);
    if (layout === 'ranking') return await rankingOf((await CrossEncoder.load(engine, folder)).description);
    if (layout === 'sequence') return await sequencesOf(await engine.loadSequence(folder));
    return await entitiesOf(await engine.load(folder));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return unusable(folder, error);
  }
}

function unusable(folder: string, { code, message }: EngineError): UnusableModel {
  return { folder, problem: { code, message } };
}

async function namesOf(file: string, dictionary: EntityPredictor): Promise<UsableModel> {
  const { name, types } = await dictionary.model();
  const files = await sizesOf({ files: [file] });
  return { folder: file, name, task: 'entities', types, onRequest: [], decoding: 'the longest name', files };
}

async function entitiesOf(model: ModelDescription): Promise<UsableModel> {
  const { folder, name, types, optionalTypes, window, decoding, execution } = model;
  const how =
    decoding.kind === 'crf'
      ? `a chain of labels for each of ${decoding.heads.length} types`
      : `${decoding.labels.length} labels, aggregation ${decoding.aggregation}`;
  return {
    ...{ folder, name, task: 'entities', types, onRequest: optionalTypes, decoding: how, execution },
    reads: { unit: model.reads, tokens: window },
    files: await sizesOf(model),
  };
}

async function relationsOf(model: RelationModelDescription): Promise<UsableModel> {
  const { folder, name, heads, execution } = model;
  const typesOf = (some: typeof heads): string[] => [...new Set(some.flatMap(({ types }) => types))].sort();
  return {
    ...{ folder, name, task: 'relations', types: typesOf(heads) },
    onRequest: typesOf(heads.filter(({ optional }) => optional === true)),
    decoding: `${heads.length} tasks: ${heads.map((head) => head.name).join(', ')}`,
    files: await sizesOf(model),
    execution,
  };
}

async function sequencesOf(model: SequenceModelDescription): Promise<UsableModel> {
  const { folder, name, rules, window, notes, execution } = model;
  const kinds = rules.assertion === undefined ? [] : outcomesOf(rules.assertion.reading);
  const ahead = rules.margin > 0 ? ` and ${rules.margin} ahead of the next` : '';
  const answers = rules.encoding.kind === 'hypotheses' ? 'entailment of hypotheses' : 'labels';
  return {
    ...{ folder, name, task: rules.task, onRequest: [], notes, execution },
    types: [...relationTypesOf(rules), ...new Set(kinds)],
    decoding: `${answers} (${rules.labels.join(', ')}): the likeliest, from ${rules.threshold} on${ahead}`,
    reads: { unit: 'context', tokens: window },
    files: await sizesOf(model),
  };
}

async function encoderOf(model: NameEncoderDescription): Promise<UsableModel> {
  const { folder, name, files, mentions, queryModel, window, execution } = model;
  const { pooling, prefix, endToken, dimensions, fingerprint, queryFingerprint } = model;
  const others = queryModel === undefined ? [] : mentions.files;
  return {
    ...{ folder, name, task: 'names', types: [], onRequest: [], execution },
    decoding: `vectors of ${dimensions} dimensions`,
    encoder: {
      ...{ pooling, dimensions, fingerprint, queryFingerprint },
      prefix: { query: mentions.prefix.query, name: prefix.name },
      ...(endToken !== undefined && { endToken }),
      ...(queryModel !== undefined && { queryModel }),
    },
    reads: { unit: 'name', tokens: window },
    notes: [...new Set([...model.notes, ...mentions.notes])],
    files: await sizesOf({ files: [...files, ...others] }),
  };
}

async function rankingOf(model: SequenceModelDescription): Promise<UsableModel> {
  const { folder, name, rules, window, notes, execution } = model;
  const { labels, positive = 0 } = rules;
  return {
    ...{ folder, name, task: rules.task, types: [], onRequest: [], notes, execution },
    decoding:
      labels.length === 1
        ? 'one number, the higher the better a name fits'
        : `the log-odds of ${labels[positive]} among ${labels.join(', ')}`,
    reads: { unit: 'pair', tokens: window },
    files: await sizesOf(model),
  };
}

function sizesOf({ files }: { files: readonly string[] }): Promise<{ path: string; bytes: number }[]> {
  return Promise.all(files.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}
