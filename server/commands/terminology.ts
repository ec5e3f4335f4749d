import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { formatFileProblem, unreadable } from '../corpus/fileProblems.ts';
import {
  type Build,
  type BuildReport,
  type BuildSource,
  buildConcepts,
  type SourceReport,
} from '../terminology/building.ts';
import { type BuildPurpose, differenceFrom, purposeOf } from '../terminology/buildPurpose.ts';
import { writeDictionary } from '../terminology/dictionaryFile.ts';
import type { BuildBeginning, BuildOptions as IndexOptions, Part } from '../terminology/index/builder.ts';
import { indexEnding } from '../terminology/index/opening.ts';
import { writeIndex } from '../terminology/indexFile.ts';
import { type ListedSource, readSourceList } from '../terminology/sourceList.ts';
import { findSources } from '../terminology/sources/files.ts';
import { formatNamed, formats } from '../terminology/sources/registry.ts';
import type { Choices } from '../terminology/sources/source.ts';
import { coloursOf } from './colours.ts';
import { parseList } from './lists.ts';
import { Progress } from './progress.ts';
import { renderTable } from './table.ts';
import { addEncodeCommand } from './terminologyEncode.ts';
import { addIndexCommands } from './terminologyIndex.ts';
import { counted, firstOf } from './wording.ts';

interface Options {
  readonly from?: string;
  readonly list?: string;
  readonly out: string;
  readonly languages?: readonly string[];
  readonly vocabularies?: readonly string[];
  readonly termTypes?: readonly string[];
  readonly semanticTypes?: readonly string[];
  readonly suppressed: boolean;
  readonly system?: string;
  readonly json: boolean;
}

/** `goldspan terminology`: concepts from the files of terminologies. */
export function registerTerminology(program: Command): void {
  const terminology = program
    .command('terminology')
    .description('build what mentions are linked to, and look into it');
  addIndexCommands(terminology);
  addEncodeCommand(terminology);
  terminology
    .command('build')
    .description(
      'read terminologies, merge them by their cross-references, and say what became of every row; where the build of an index ' +
        'was interrupted, the same command goes on',
    )
    .argument('[source...]', 'files and folders, packed by gzip or not')
    .addOption(
      new Option('--from <format>', 'read everything as this format instead of recognising it').choices(
        formats.map(({ name }) => name),
      ),
    )
    .option('--list <file>', 'a JSON list of sources with their versions and licences')
    .requiredOption(
      '--out <file>',
      'file to write: .index for linking, .jsonl with a concept a line, or .tsv with a name a line',
    )
    .option(
      '--languages <list>',
      'languages of UMLS, SNOMED CT and RDF, such as ENG,GER (default: ENG)',
      parseList,
    )
    .option(
      '--vocabularies <list>',
      'vocabularies within UMLS and RxNorm, such as MSH,SNOMEDCT_US',
      parseList,
    )
    .option('--term-types <list>', 'term types within UMLS and RxNorm, such as PT,SY', parseList)
    .option(
      '--semantic-types <list>',
      'concepts with one of these semantic types only, such as T047',
      parseList,
    )
    .option('--suppressed', 'take names, too, that UMLS or RxNorm marks as suppressible', false)
    .option('--system <name>', 'the system of identifiers in a table that do not name theirs')
    .option('--json', 'print the report as JSON', false)
    .action(async (sources: string[], options: Options) => {
      process.exitCode = await build(sources, options);
    });
  terminology
    .command('formats')
    .description('list the formats that are read')
    .action(() => {
      const width = Math.max(...formats.map(({ name }) => name.length));
      for (const { name, title } of formats) console.log(`${name.padEnd(width)}  ${title}`);
    });
}

/** @returns the exit code: 0 done; 2 where something could not be read, whether or not a file was written. */
async function build(paths: readonly string[], options: Options): Promise<number> {
  const write = writerOf(options.out);
  const given: ListedSource[] = paths.map((path) => ({
    ...{ path, statement: {} },
    ...(options.from !== undefined && { from: options.from }),
  }));
  const listed = options.list === undefined ? [] : await readSourceList(options.list);
  const { sources, isComplete } = await findAll([...listed, ...given]);
  if (sources.length === 0) {
    console.error(
      'goldspan: there is nothing to build from. Name terminologies, or a list of them with --list.',
    );
    return 2;
  }
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Error(`Interrupted; ${options.out} is as it was before.`));
  process.once('SIGINT', interrupt);
  const progress = new Progress('rows');
  let last = { source: sources[0], rows: 0 };
  const choices = choicesOf(options);
  const running = buildConcepts(sources, {
    choices,
    signal: stop.signal,
    onProgress: ({ source, rows }) => {
      progress.advance(source === last.source ? rows - last.rows : rows);
      last = { source, rows };
    },
  });
  let kept = 0;
  try {
    const purpose = await purposeOf(sources, choices, programHash());
    await write(options.out, running, {
      ...{ purpose, signal: stop.signal },
      onProgress: (part) => progress.stage(stages[part]),
      onBegin: (begin) => {
        kept = begin.kept;
        tellBeginning(options.out, begin, purpose);
      },
    });
  } finally {
    process.removeListener('SIGINT', interrupt);
    progress.end();
  }
  const report = running.report();
  tellProblems(report);
  const asJson = { ...report, keptConcepts: kept, statements: running.statements() };
  process.stdout.write(options.json ? `${JSON.stringify(asJson, undefined, 2)}\n` : renderSources(report));
  console.error(summary(report, running.retired().length, options.out));
  const isRead = report.sources.every(({ problems }) =>
    problems.every(({ severity }) => severity !== 'error'),
  );
  return isComplete && isRead ? 0 : 2;
}

/** What writes the file that was asked for. */
function writerOf(out: string): (file: string, build: Build, options: IndexOptions) => Promise<void> {
  if (extname(out) === indexEnding) return writeIndex;
  // Nearly all of its time goes into reading and merging, which an interrupted build has to do again in any case.
  if (['.jsonl', '.tsv'].includes(extname(out))) return (file, build) => writeDictionary(file, build);
  throw new Error(
    `${out}: the name of the file has to end in ${indexEnding}, .jsonl or .tsv, which say what is written.`,
  );
}

/** What is told beside the rows. */
const stages: Readonly<Record<Part, string | undefined>> = {
  concepts: undefined,
  words: 'sorting their words',
  identifiers: 'sorting their identifiers',
};

/** Tells the running program from every other version of it. */
function programHash(): string {
  return createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex');
}

function tellBeginning(out: string, { kept, replaced }: BuildBeginning, purpose: BuildPurpose): void {
  if (kept > 0)
    console.error(`${out}: goes on behind ${counted(kept, 'concept')} of the build that was interrupted.`);
  if (replaced !== undefined) {
    const reason = differenceFrom(replaced, purpose);
    console.error(`${out}: begins anew: ${reason} since the build that was interrupted.`);
  }
}

function choicesOf({
  languages,
  vocabularies,
  termTypes,
  semanticTypes,
  suppressed,
  system,
}: Options): Choices {
  return {
    suppressed,
    ...(languages !== undefined && { languages: new Set(languages) }),
    ...(vocabularies !== undefined && { vocabularies: new Set(vocabularies) }),
    ...(termTypes !== undefined && { termTypes: new Set(termTypes) }),
    ...(semanticTypes !== undefined && { semanticTypes: new Set(semanticTypes) }),
    ...(system !== undefined && { system }),
  };
}

/** The sources at all paths; complains about what cannot be read or is not recognised. */
async function findAll(
  listed: readonly ListedSource[],
): Promise<{ sources: BuildSource[]; isComplete: boolean }> {
  const sources: BuildSource[] = [];
  let isComplete = true;
  for (const { path, from, statement } of listed) {
    const format = from === undefined ? undefined : formatNamed(from);
    if (from !== undefined && format === undefined) {
      console.error(
        `${path}: there is no format ${from}. There are: ${formats.map(({ name }) => name).join(', ')}.`,
      );
      isComplete = false;
      continue;
    }
    try {
      const found = await findSources(path, format);
      for (const source of found.sources) sources.push({ ...source, statement });
      if (found.passedOver.length > 0) {
        const what = counted(found.passedOver.length, 'file');
        console.error(
          `${path}: ${what} in no known format, passed over: ${firstOf(found.passedOver.map(shown))}`,
        );
      }
      if (found.sources.length > 0) continue;
    } catch (error) {
      console.error(formatFileProblem(unreadable(path, error)));
    }
    isComplete = false;
  }
  return { sources, isComplete };
}

function tellProblems({ sources }: BuildReport): void {
  for (const { path, problems, problemCount } of sources) {
    for (const problem of problems) console.error(formatFileProblem(problem));
    const untold = problemCount - problems.length;
    if (untold > 0) console.error(`${path}: ${counted(untold, 'further problem')} of this kind.`);
  }
}

function renderSources({ sources }: BuildReport): string {
  const rows = sources.map(({ path, format, statement: { name, version }, rows: read, kept, skipped }) => ({
    cells: [shown(path), format, name, version, `${read}`, `${kept}`, reasons(skipped)],
  }));
  const heading = ['source', 'format', 'vocabulary', 'version', 'rows', 'kept', 'not kept'];
  return renderTable(heading, rows, coloursOf(process.stdout));
}

/** A path from here where that is shorter. */
function shown(path: string): string {
  const fromHere = relative('.', path);
  return fromHere.length < path.length ? fromHere : path;
}

function reasons(skipped: SourceReport['skipped']): string {
  return Object.entries(skipped)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}

function summary({ concepts, names, merging, streamed }: BuildReport, retired: number, out: string): string {
  const { exact, crossReference, name } = merging.joined;
  const refused = total(merging.refused);
  const dropped = total(merging.droppedNames) + total(streamed?.droppedNames ?? {});
  return [
    `${out}: ${counted(concepts, 'concept')} with ${counted(names, 'name')}, and ${counted(retired, 'withdrawn identifier')}.`,
    `Joined by ${counted(exact, 'exact reference')}, ${counted(crossReference, 'cross-reference')} and ${counted(name, 'common name')}` +
      `${streamed === undefined ? '' : `; ${streamed.joined} concepts with those of UMLS`}; ` +
      `${counted(refused, 'reference')} refused that would have joined different concepts; ` +
      `${counted(dropped, 'name')} of no use left out. ${out}.about.json says more.`,
  ].join('\n');
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
