import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { applyEdits } from '../annotation/edits.ts';
import type { Problem, TextEdit } from '../annotation/problems.ts';
import { readConfiguration } from '../corpus/configuration.ts';
import { findDocuments } from '../corpus/discovery.ts';
import {
  type FileProblem,
  formatFileProblem,
  isFileProblem,
  standoffFileProblems,
} from '../corpus/fileProblems.ts';
import { type CorpusDocument, documentProblems, readDocument } from '../corpus/reading.ts';
import { writeAtomically } from '../corpus/writing.ts';
import type { AnnotationConfiguration } from '../formats/brat/annotationConfiguration.ts';
import { overlapProblems } from '../formats/brat/overlapChecking.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import { typeProblems } from '../formats/brat/typeChecking.ts';
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
    .argument('<corpus>', 'folder of .txt and .ann files')
    .option('--fix', 'apply the repairs that lose nothing and leave no choice, and say what they were', false)
    .option('--json', 'print the findings as JSON', false)
    .action(async (corpus: string, options: Options) => {
      process.exitCode = await check(corpus, options);
    });
}

/** @returns the exit code: 0 nothing found, 1 errors or warnings left, 2 where something could not be read. */
async function check(corpus: string, { fix, json }: Options): Promise<number> {
  const { documents, problems } = await findDocuments(corpus);
  const unreadable: FileProblem[] = [...problems];
  const findings: FileProblem[] = [];
  const configurations = new Map<string, Promise<AnnotationConfiguration | undefined>>();
  const progress = new Progress('documents', documents.length);
  for (const paths of documents) {
    let document = await readDocument(paths);
    progress.advance();
    if (isFileProblem(document)) {
      unreadable.push(document);
      continue;
    }
    if (fix) document = await repaired(document);
    const folder = dirname(paths.textPath);
    let configuration = configurations.get(folder);
    if (configuration === undefined) {
      configuration = readConfiguration(folder, resolve(corpus)).then(({ annotation }) => annotation);
      configurations.set(folder, configuration);
    }
    findings.push(...documentProblems(document), ...schemaProblems(document, await configuration));
  }
  progress.end();
  if (json) console.log(JSON.stringify([...unreadable, ...findings], undefined, 2));
  else for (const problem of [...unreadable, ...findings]) console.log(formatFileProblem(problem));
  const serious = findings.filter(({ severity }) => severity !== 'information');
  const found = `${counted(serious.length, 'finding')} in ${counted(documents.length, 'document')}`;
  console.error(
    unreadable.length > 0
      ? `${found}; ${counted(unreadable.length, 'file')} could not be read.`
      : `${found}.`,
  );
  if (unreadable.length > 0 || documents.length === 0) return 2;
  return serious.length > 0 ? 1 : 0;
}

function schemaProblems(
  { annotationPath, standoff }: CorpusDocument,
  configuration?: AnnotationConfiguration,
): FileProblem[] {
  if (configuration === undefined) return [];
  const problems = [...typeProblems(standoff, configuration), ...overlapProblems(standoff, configuration)];
  return standoffFileProblems(annotationPath, { problems, lines: standoff.lines });
}

/** Applies the safe repairs of a document's annotation file, says what they were, and reads the file again. */
async function repaired(document: CorpusDocument): Promise<CorpusDocument> {
  const { edits, applied } = safeEdits(document.standoff.problems);
  if (edits.length === 0) return document;
  const content = applyEdits(document.standoff.content, edits);
  await writeAtomically(document.annotationPath, content);
  const notices = applied.map(
    ([title, { code, place }]): Problem => ({
      code,
      severity: 'information',
      message: `repaired: ${title}.`,
      place,
    }),
  );
  for (const notice of standoffFileProblems(document.annotationPath, {
    ...document.standoff,
    problems: notices,
  })) {
    console.error(formatFileProblem(notice));
  }
  return { ...document, standoff: parseStandoff(content, document.text) };
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
