import { type Command, Option } from 'commander';
import { EngineError } from '../inference/engineHost.ts';
import { installationOf } from '../inference/installation.ts';
import { NameEncoder, namesEncoder } from '../inference/nameEncoder.ts';
import { UnusableFile } from '../terminology/index/header.ts';
import { openIndex } from '../terminology/index/opening.ts';
import type { TerminologyIndex } from '../terminology/index/terminologyIndex.ts';
import { type Coding, codings } from '../terminology/vectors/coding.ts';
import { EncodingInterrupted, type EncodingReport, encodeIndex } from '../terminology/vectors/encoding.ts';
import { type ChoiceStatement, chosenGroups, vectorsPathOf } from '../terminology/vectors/layout.ts';
import { addExecutionOption, type ExecutionOptions, engineFor } from './execution.ts';
import { parseList } from './lists.ts';
import { Progress } from './progress.ts';

interface Options extends ExecutionOptions {
  readonly encoder?: string;
  readonly out?: string;
  readonly groups?: readonly string[];
  readonly without?: readonly string[];
  readonly all: boolean;
  readonly coding: Coding;
  readonly json: boolean;
}

/** Symbols of genes are told apart by their letters, and billing codes are hardly ever meant. */
const defaultGroups = chosenGroups.filter((group) => group !== 'GENE');
const defaultWithout = ['ICD10CM', 'ICD9CM'];

/** `goldspan terminology encode`: vectors of the names of an index, by which names that mean the same are found. */
export function addEncodeCommand(terminology: Command): void {
  addExecutionOption(terminology.command('encode'))
    .description(
      'turn the names of an index into vectors, by which names that mean the same are found; where it was interrupted, the ' +
        'same command goes on',
    )
    .argument('<index>', 'index of concepts')
    .option('--encoder <folder>', 'encoder of names (default: the one in the box)')
    .option('--out <file>', 'file to write (default: beside the index, with the ending .vectors)')
    .option(
      '--groups <list>',
      'encode concepts of these semantic groups, such as DISO,CHEM, where none are those without a group (default: all but GENE)',
      parseList,
    )
    .option(
      '--without <list>',
      `leave out concepts with identifiers of these systems alone (default: ${defaultWithout.join(',')})`,
      parseList,
    )
    .addOption(new Option('--all', 'encode all names').default(false).conflicts(['groups', 'without']))
    .addOption(
      new Option(
        '--coding <name>',
        'what is kept of a dimension: its sign (binary, an eighth of the space), or eight bits (int8)',
      )
        .choices(codings)
        .default('binary'),
    )
    .option('--json', 'print the report as JSON', false)
    .action(async (file: string, options: Options) => {
      try {
        await encode(file, options);
      } catch (error) {
        const isExpected = [UnusableFile, EngineError, EncodingInterrupted].some(
          (kind) => error instanceof kind,
        );
        if (!isExpected) throw error;
        console.error(`goldspan: ${(error as Error).message}`);
        process.exitCode = 2;
      }
    });
}

async function encode(file: string, options: Options): Promise<void> {
  const { engineScript, nameEncoder } = installationOf(import.meta.url);
  const out = options.out ?? vectorsPathOf(file);
  const index = openIndex(file);
  const choice = choiceOf(index, options);
  const engine = engineFor(engineScript, options.executionProvider, true);
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort(new Error('Interrupted.'));
    engine.stop();
  };
  process.once('SIGINT', interrupt);
  const progress = new Progress('names', index.counts.wordings);
  try {
    const encoder = await NameEncoder.load(engine, options.encoder ?? nameEncoder);
    const report = await encodeIndex(index, out, namesEncoder(encoder), {
      ...{ coding: options.coding, choice, signal: stop.signal },
      onProgress: (wordings) => progress.advance(wordings),
    });
    progress.end();
    const { name, fingerprint } = encoder.description;
    if (options.json) {
      const asJson = { out, encoder: { name, fingerprint }, coding: options.coding, choice, ...report };
      console.log(JSON.stringify(asJson, null, 2));
    } else console.log(summary(out, name, report, choice));
  } finally {
    process.removeListener('SIGINT', interrupt);
    engine.stop();
    index.close();
  }
}

/** @throws Error naming what there is not. */
function choiceOf(index: TerminologyIndex, { groups, without, all }: Options): ChoiceStatement {
  if (all) return { groups: chosenGroups, without: [] };
  const unknownGroup = groups?.find((group) => !chosenGroups.some((each) => each === group));
  if (unknownGroup !== undefined)
    throw new Error(`there is no semantic group ${unknownGroup}; there are ${chosenGroups.join(', ')}.`);
  const unknownSystem = without?.find((system) => !index.systems.includes(system));
  if (unknownSystem !== undefined)
    throw new Error(
      `${index.path} has no identifiers of ${unknownSystem}; it has those of ${index.systems.join(', ')}.`,
    );
  return {
    groups: chosenGroups.filter((group) => (groups ?? defaultGroups).includes(group)),
    without: [...(without ?? defaultWithout)].sort(),
  };
}

function summary(
  out: string,
  encoder: string,
  { encoded, kept, leftOut, bytes }: EncodingReport,
  choice: ChoiceStatement,
): string {
  const others = chosenGroups.filter((group) => !choice.groups.includes(group));
  const groups = others.length > 3 ? 'other semantic groups' : `the semantic group ${others.join(', ')}`;
  const reasons = [
    [leftOut.group, `of concepts of ${groups}`],
    [leftOut.systems, `of concepts with identifiers of ${choice.without.join(', ')} alone`],
    [leftOut.token, 'without anything that the encoder reads'],
  ] as const;
  const told = reasons.flatMap(([count, reason]) => (count > 0 ? [`${count} ${reason}`] : []));
  return [
    `${out}: ${encoded} names encoded by ${encoder}${kept > 0 ? `, ${kept} of them before an interruption` : ''}; ` +
      `${(bytes / 1e6).toFixed(1)} MB.`,
    ...(told.length > 0 ? [`Left out: ${told.join('; ')}.`] : []),
  ].join('\n');
}
