import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { AnnotatedDocument } from '../annotation/document.ts';
import { applyEdits } from '../annotation/edits.ts';
import type { Problem, TextEdit } from '../annotation/problems.ts';
import { readConfiguration } from '../corpus/configuration.ts';
import {
  type FileProblem,
  formatFileProblem,
  isFileProblem,
  isLeftOut,
  standoffFileProblems,
} from '../corpus/fileProblems.ts';
import { type AnnotationFile, readDocument } from '../corpus/reading.ts';
import { findSources, type Source } from '../corpus/sources.ts';
import { writeAtomically } from '../corpus/writing.ts';
import type { AnnotationConfiguration } from '../formats/brat/annotationConfiguration.ts';
import { overlapProblems } from '../formats/brat/overlapChecking.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';
import { typeProblems } from '../formats/brat/typeChecking.ts';
import { writeAnnotations } from '../formats/brat/writing.ts';
import { Progress } from './progress.ts';
import { counted } from './wording.ts';

interface Options {
  readonly fix: boolean;
  readonly json: boolean;
}

/** `goldspan check CORPUS`: wrong offsets, broken lines and what the corpus's own rules do not allow. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('find wrong offsets, broken lines and what annotation.conf does not allow')
    .argument('<corpus>', 'file or folder in any readable format; - for standard input')
    .option(
      '--fix',
      'apply the repairs of standoff files that lose nothing and leave no choice, and say what they were',
      false,
    )
    .option('--json', 'print the findings as JSON', false)
    .action(async (corpus: string, options: Options) => {
      process.exitCode = await check(corpus, options);
    });
}

/**
 * @returns the exit code: 0 nothing found; 1 errors or warnings left; 2 where something could not be read and so was
 * not checked. A line of a standoff file that cannot be read stays in the file and is a finding.
 */
async function check(corpus: string, { fix, json }: Options): Promise<number> {
  const { sources, problems } = await findSources(corpus);
  const unreadable: FileProblem[] = [...problems];
  const findings: FileProblem[] = [];
  const configurationOf = configurations(corpus);
  let documents = 0;
  const progress = new Progress('files', sources.length);
  for (const source of sources) {
    const configuration = await configurationOf(dirname(source.path));
    for await (const problem of problemsOf(source, configuration, fix)) {
      if (problem === 'document') documents += 1;
      else if (isUnreadable(problem, source)) unreadable.push(problem);
      else findings.push(problem);
    }
    progress.advance();
  }
  progress.end();
  if (json) console.log(JSON.stringify([...unreadable, ...findings], undefined, 2));
  else for (const problem of [...unreadable, ...findings]) console.log(formatFileProblem(problem));
  const serious = findings.filter(({ severity }) => severity !== 'information');
  const found = `${counted(serious.length, 'finding')} in ${counted(documents, 'document')}`;
  console.error(
    unreadable.length > 0
      ? `${found}; ${counted(unreadable.length, 'problem')} of what could not be read, and so was not checked.`
      : `${found}.`,
  );
  if (unreadable.length > 0 || documents === 0) return 2;
  return serious.length > 0 ? 1 : 0;
}

/** Whether a problem means that something was not checked. */
function isUnreadable(problem: FileProblem, { paths }: Source): boolean {
  return problem.code.startsWith('corpus/') || (paths === undefined && isLeftOut(problem));
}

/** The configuration that applies to a folder, each read once. */
function configurations(corpus: string): (folder: string) => Promise<AnnotationConfiguration | undefined> {
  const known = new Map<string, Promise<AnnotationConfiguration | undefined>>();
  return (folder) => {
    let configuration = known.get(folder);
    if (configuration === undefined) {
      configuration = readConfiguration(folder, resolve(corpus)).then(({ annotation }) => annotation);
      known.set(folder, configuration);
    }
    return configuration;
  };
}

/** What is wrong in a source, and a sign for each document that was read. */
async function* problemsOf(
  source: Source,
  configuration: AnnotationConfiguration | undefined,
  fix: boolean,
): AsyncGenerator<FileProblem | 'document'> {
  if (source.paths === undefined) {
    for await (const read of source.read()) {
      if (isFileProblem(read)) {
        yield read;
      } else {
        yield 'document';
        yield* schemaProblemsOf(source, read, configuration);
      }
    }
    return;
  }
  const read = await readDocument(source.paths);
  if (isFileProblem(read)) {
    yield read;
    return;
  }
  yield 'document';
  const mended = fix && (await repair(read.files));
  const document = mended ? await readDocument(source.paths) : read;
  if (isFileProblem(document)) {
    yield document;
    return;
  }
  yield* document.problems;
  for (const { path, standoff } of document.files) {
    yield* standoffFileProblems(path, { ...standoff, problems: schemaProblems(standoff, configuration) });
  }
}

function schemaProblems(standoff: StandoffFile, configuration?: AnnotationConfiguration): Problem[] {
  if (configuration === undefined) return [];
  return [...typeProblems(standoff, configuration), ...overlapProblems(standoff, configuration)];
}

/** The same for a document of another format, whose file has no lines of its own for these places. */
function schemaProblemsOf(
  { path }: Source,
  { id, text, annotations }: AnnotatedDocument,
  configuration?: AnnotationConfiguration,
): FileProblem[] {
  if (configuration === undefined) return [];
  const standoff = parseStandoff(writeAnnotations(annotations, text), text);
  return schemaProblems(standoff, configuration).map(({ code, severity, message }) => ({
    path,
    code,
    severity,
    message: `${id}: ${message}`,
  }));
}

/** Applies the safe repairs of a document's annotation files and says what they were. @returns whether there were any */
async function repair(files: readonly AnnotationFile[]): Promise<boolean> {
  let any = false;
  for (const { path, standoff } of files) {
    const { edits, applied } = safeEdits(standoff.problems);
    if (edits.length === 0) continue;
    any = true;
    await writeAtomically(path, applyEdits(standoff.content, edits));
    const notices = applied.map(
      ([title, { code, place }]): Problem => ({
        code,
        severity: 'information',
        message: `repaired: ${title}.`,
        place,
      }),
    );
    for (const notice of standoffFileProblems(path, { ...standoff, problems: notices }))
      console.error(formatFileProblem(notice));
  }
  return any;
}

/** The first safe repair of each problem; one that meets an edit taken already waits for the next run. */
function safeEdits(problems: readonly Problem[]): {
  edits: TextEdit[];
  applied: [title: string, problem: Problem][];
} {
  const edits: TextEdit[] = [];
  const applied: [string, Problem][] = [];
  for (const problem of problems) {
    const repair = problem.repairs?.find(({ safe }) => safe);
    const meets = ({ span: { start, end } }: TextEdit): boolean =>
      edits.some(({ span }) => start < span.end && span.start < end);
    if (repair === undefined || repair.edits.some(meets)) continue;
    edits.push(...repair.edits);
    applied.push([repair.title, problem]);
  }
  return { edits, applied };
}
