import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Command } from 'commander';
import { EngineError, EngineHost } from '../inference/engineHost.ts';
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
import { outcomesOf, relationTypesOf, type SequenceTask } from '../suggestion/sequence/rules.ts';
import { coloursOf } from './colours.ts';
import { addExecutionOption, type ExecutionOptions } from './execution.ts';
import { renderTable } from './table.ts';

/** What there is to say of a folder that holds a model. */
interface UsableModel {
  readonly folder: string;
  readonly name: string;
  readonly task: 'entities' | SequenceTask;
  /** The types of entities or relations and the kinds of assertions that it suggests. */
  readonly types: readonly string[];
  /** Those of them that are suggested only where a corpus declares them or a person asks for them. */
  readonly onRequest: readonly string[];
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** How the model's numbers become suggestions, in words. */
  readonly decoding: string;
  /** What it reads at once, and how many tokens of it at most; undefined where there is no limit. */
  readonly reads?: { readonly unit: ReadingUnit | 'context'; readonly tokens: number };
  /** What it runs on; undefined for a dictionary. */
  readonly execution?: Execution;
  /** What is doubtful about it. */
  readonly notes?: readonly string[];
}

interface UnusableModel {
  readonly folder: string;
  readonly problem: { readonly code: string; readonly message: string };
}

type FolderFinding = UsableModel | UnusableModel;

interface Options extends ExecutionOptions {
  readonly json: boolean;
}

/** `goldspan models`: the models in the box and in other folders, and what becomes of a folder. */
export function registerModels(program: Command): void {
  const models = program.command('models').description('list models, or explain what a model folder holds');
  addExecutionOption(models.command('list', { isDefault: true }))
    .description('list the models in the box and in the given folders')
    .argument('[folder...]', 'folders with a model each, and dictionaries (.tsv)')
    .option('--json', 'print JSON', false)
    .action(async (folders: string[], options: Options) => {
      const { entityModel, relationModel } = installationOf(import.meta.url);
      const findings = await lookInto([entityModel, relationModel, ...folders], options);
      console.log(options.json ? JSON.stringify(findings, null, 2) : listed(findings).trimEnd());
      for (const finding of findings) if ('problem' in finding) complain(finding);
    });
  addExecutionOption(models.command('check'))
    .description('load the model of a folder, and say what it is and which files it takes, or what is wrong')
    .argument(
      '<folder>',
      'a folder with config.json, tokenizer.json and onnx/model*.onnx, or a dictionary (.tsv)',
    )
    .option('--json', 'print JSON', false)
    .action(async (folder: string, options: Options) => {
      const [finding] = (await lookInto([folder], options)) as [FolderFinding];
      if (options.json) console.log(JSON.stringify(finding, null, 2));
      else if (!('problem' in finding)) console.log(explained(finding));
      if ('problem' in finding) complain(finding);
    });
}

function complain({ problem: { code, message } }: UnusableModel): void {
  console.error(`goldspan: ${code}: ${message}`);
  process.exitCode = 2;
}

/** Loads every model, one after the other, in one engine. */
async function lookInto(
  folders: readonly string[],
  { executionProvider: provider }: ExecutionOptions,
): Promise<FolderFinding[]> {
  const { engineScript } = installationOf(import.meta.url);
  const engine = new EngineHost({ script: engineScript, provider, onLog: (line) => console.error(line) });
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

function sizesOf({ files }: { files: readonly string[] }): Promise<{ path: string; bytes: number }[]> {
  return Promise.all(files.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

function listed(findings: readonly FolderFinding[]): string {
  const rows = findings.map((finding) => {
    if ('problem' in finding)
      return { cells: [finding.folder, '', '', '', '', `no: ${finding.problem.code}`] };
    const { name, task, types, reads } = finding;
    return {
      cells: [name, task, `${types.length}`, megabytes(finding), reads?.tokens.toString() ?? 'any', 'yes'],
    };
  });
  return renderTable(
    ['model', 'task', 'types', 'MB', 'tokens at once', 'usable'],
    rows,
    coloursOf(process.stdout),
  );
}

function explained(model: UsableModel): string {
  const { folder, name, task, types, onRequest, files, decoding, execution, notes = [] } = model;
  const usual = types.filter((type) => !onRequest.includes(type));
  return [
    `${name}: ${task}, ${megabytes(model)} MB. It can be used.`,
    `suggests      ${usual.join(', ') || 'nothing unasked'}`,
    ...(onRequest.length > 0 ? [`on request    ${onRequest.join(', ')}`] : []),
    `decoding      ${decoding}`,
    `reads         ${howItReads(model)}`,
    ...(execution
      ? [`runs on       ${execution.provider}${execution.fallback ? `: ${execution.fallback}` : ''}`]
      : []),
    ...files.map(({ path, bytes }, index) => {
      const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
      return `${index === 0 ? 'files         ' : '              '}${relative(folder, path) || path}, ${size}`;
    }),
    ...notes.map((note) => `doubtful      ${note}`),
  ].join('\n');
}

function howItReads({ reads }: UsableModel): string {
  if (reads === undefined) return 'texts of any length';
  if (reads.unit === 'context') return `the text around entities, ${reads.tokens} tokens at once`;
  const unit = reads.unit === 'sentence' ? 'each sentence' : 'each text as a whole';
  return `${unit}, ${reads.tokens} tokens at once; what is longer in overlapping windows`;
}

function megabytes({ files }: UsableModel): string {
  return (files.reduce((total, { bytes }) => total + bytes, 0) / 1e6).toFixed(1);
}
