import { relative } from 'node:path';
import type { Command } from 'commander';
import { installationOf } from '../inference/installation.ts';
import { coloursOf } from './colours.ts';
import { addExecutionOption, type ExecutionOptions } from './execution.ts';
import {
  type EncoderFacts,
  type FolderFinding,
  lookInto,
  type UnusableModel,
  type UsableModel,
} from './modelFindings.ts';
import { renderTable } from './table.ts';

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
      const { entityModel, relationModels } = installationOf(import.meta.url);
      const findings = await lookInto([entityModel, ...relationModels, ...folders], options);
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
  const { folder, name, task, types, onRequest, files, decoding, encoder, execution, notes = [] } = model;
  const usual = types.filter((type) => !onRequest.includes(type));
  return [
    `${name}: ${task}, ${megabytes(model)} MB. It can be used.`,
    ...(isForLinking(task) ? [] : [`suggests      ${usual.join(', ') || 'nothing unasked'}`]),
    ...(onRequest.length > 0 ? [`on request    ${onRequest.join(', ')}`] : []),
    `${isForLinking(task) ? 'gives   ' : 'decoding'}      ${decoding}`,
    ...(encoder === undefined ? [] : encoderLines(encoder)),
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

/** Models that suggest nothing themselves. */
function isForLinking(task: UsableModel['task']): boolean {
  return task === 'names' || task === 'ranking';
}

function encoderLines({ pooling, prefix, endToken, queryModel }: EncoderFacts): string[] {
  const poolings = {
    cls: 'the vector of the first token',
    mean: 'the mean of all tokens',
    last: 'the vector of the last token',
    max: 'the largest number of each dimension',
    none: 'done by the graph',
  };
  const ending = endToken === undefined ? '' : `; ${JSON.stringify(endToken)} stands after every text`;
  return [
    `pooling       ${poolings[pooling]}${pooling === 'none' ? '' : ` (${pooling})`}${ending}`,
    `prefixes      names ${quoted(prefix.name)}, mentions ${quoted(prefix.query)}`,
    `mentions      read by ${queryModel ?? 'the same model'}`,
  ];
}

function quoted(prefix: string): string {
  return prefix === '' ? 'none' : JSON.stringify(prefix);
}

function howItReads({ reads }: UsableModel): string {
  if (reads === undefined) return 'texts of any length';
  if (reads.unit === 'name') return `the first ${reads.tokens} tokens of a name`;
  if (reads.unit === 'pair')
    return `a mention and a name, ${reads.tokens} tokens together; what is longer gets no number`;
  if (reads.unit === 'context') return `the text around entities, ${reads.tokens} tokens at once`;
  const unit = reads.unit === 'sentence' ? 'each sentence' : 'each text as a whole';
  return `${unit}, ${reads.tokens} tokens at once; what is longer in overlapping windows`;
}

function megabytes({ files }: UsableModel): string {
  return (files.reduce((total, { bytes }) => total + bytes, 0) / 1e6).toFixed(1);
}
