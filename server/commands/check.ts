import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { AnnotatedDocument } from '../annotation/document.ts';
import { applyEdits } from '../annotation/edits.ts';
import { entityKey } from '../annotation/identity.ts';
import type { Problem, TextEdit } from '../annotation/problems.ts';
import { type CorpusConfiguration, readConfiguration } from '../corpus/configuration.ts';
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
import { conceptProblems, type LinkJudge, linkedEntities } from '../formats/brat/conceptChecking.ts';
import { overlapProblems } from '../formats/brat/overlapChecking.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';
import { typeProblems } from '../formats/brat/typeChecking.ts';
import { writeAnnotations } from '../formats/brat/writing.ts';
import { openIndex } from '../terminology/index/opening.ts';
import { linkJudge } from '../terminology/linking/linkJudge.ts';
import { Terminology } from '../terminology/linking/terminology.ts';
import { CollectedLinks } from './collectedLinks.ts';
import { Progress } from './progress.ts';
import { counted } from './wording.ts';

interface Options {
  readonly fix: boolean;
  readonly json: boolean;
  readonly terminology?: string;
}

/** What documents are checked against besides their text. */
interface Rules {
  readonly configuration?: AnnotationConfiguration;
  readonly judge?: LinkJudge;
  /** Takes the links of a file, by which they are held against those of the other documents under the same rules. */
  readonly links?: (path: string, standoff: StandoffFile, document?: string) => Promise<FileProblem[]>;
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
    .option(
      '--terminology <file>',
      'also check links: their concepts against this index of concepts, and those of the same words against each other',
    )
    .option('--json', 'print the findings as JSON', false)
    .action(async (corpus: string, options: Options) => {
      process.exitCode = await check(corpus, options);
    });
}

/**
 * Findings are printed as they are found, so that memory does not grow with the corpus; of links, what they are and where is kept to
 * the end, when it is known what most of them are.
 *
 * @returns the exit code: 0 nothing found; 1 errors or warnings left; 2 where something could not be read and so was
 * not checked. A line beside a text that cannot be read stays in its file and is a finding.
 */
async function check(corpus: string, { fix, json, terminology }: Options): Promise<number> {
  const judge = terminology === undefined ? undefined : judgeOf(terminology);
  const links = judge && new CollectedLinks(judge, corpus);
  const { sources, problems } = await findSources(corpus);
  const configurationOf = configurations(corpus);
  const printer = json ? new JsonPrinter() : new LinePrinter();
  const counts = { documents: 0, unread: 0, serious: 0 };
  const take = (problem: FileProblem, isUnread: boolean): void => {
    if (isUnread) counts.unread += 1;
    else if (problem.severity !== 'information') counts.serious += 1;
    printer.print(problem);
  };
  for (const problem of problems) {
    if (isLeftOut(problem)) take(problem, true);
    else console.error(formatFileProblem(problem));
  }
  const unmended = new Set<string>();
  const progress = new Progress('files', sources.length);
  for (const source of sources) {
    const { annotation, annotationPath = '' } = await configurationOf(dirname(source.path));
    const rules: Rules = {
      ...(annotation && { configuration: annotation }),
      ...(judge && { judge }),
      ...(links && { links: (...file) => links.add(annotationPath, ...file) }),
    };
    const isMendable = source.paths !== undefined && source.format === 'brat' && source.paths.annotated;
    if (fix && !isMendable && source.annotated) unmended.add(source.format);
    for await (const problem of problemsOf(source, rules, fix && isMendable)) {
      if (problem === 'document') counts.documents += 1;
      else take(problem, isUnreadable(problem, source));
    }
    progress.advance();
  }
  for (const problem of links?.problems() ?? []) take(problem, false);
  progress.end();
  printer.end();
  if (unmended.size > 0) {
    console.error(
      `--fix mends .ann files alone; nothing was changed in: ${[...unmended].sort().join(', ')}. Convert to brat first.`,
    );
  }
  const found = `${counted(counts.serious, 'finding')} in ${counted(counts.documents, 'document')}`;
  const unread = `${counted(counts.unread, 'place')} could not be read, and so was not checked`;
  console.error(counts.unread > 0 ? `${found}; ${unread}.` : `${found}.`);
  if (counts.unread > 0 || counts.documents === 0) return 2;
  return counts.serious > 0 ? 1 : 0;
}

/** Whether a problem means that something was not checked. */
function isUnreadable(problem: FileProblem, { paths }: Source): boolean {
  return isLeftOut(problem) && (paths === undefined || problem.code.startsWith('corpus/'));
}

/** Prints a problem a line. */
class LinePrinter {
  print(problem: FileProblem): void {
    console.log(formatFileProblem(problem));
  }

  end(): void {
    // Every line stands for itself.
  }
}

/** Prints a JSON list, each problem as soon as it is known. */
class JsonPrinter {
  #any = false;

  print(problem: FileProblem): void {
    const item = JSON.stringify(problem, undefined, 2).replaceAll(/^/gm, '  ');
    process.stdout.write(`${this.#any ? ',' : '['}\n${item}`);
    this.#any = true;
  }

  end(): void {
    process.stdout.write(this.#any ? '\n]\n' : '[]\n');
  }
}

/** The configuration that applies to a folder, each read once. */
function configurations(corpus: string): (folder: string) => Promise<CorpusConfiguration> {
  const known = new Map<string, Promise<CorpusConfiguration>>();
  return (folder) => {
    let configuration = known.get(folder);
    if (configuration === undefined) {
      configuration = readConfiguration(folder, resolve(corpus));
      known.set(folder, configuration);
    }
    return configuration;
  };
}

/** What is wrong in a source, and a sign for each document that was read. */
async function* problemsOf(
  source: Source,
  rules: Rules,
  fix: boolean,
): AsyncGenerator<FileProblem | 'document'> {
  if (source.paths === undefined) {
    for await (const read of source.read()) {
      if (isFileProblem(read)) {
        yield read;
      } else {
        yield 'document';
        for (const { message } of repeatedEntities(read)) {
          const { path } = source;
          yield {
            path,
            code: 'check/entity-repeated',
            severity: 'warning',
            message: `${read.id}: ${message}`,
          };
        }
        yield* await ruleProblemsOf(source, read, rules);
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
  if (source.format !== 'brat') {
    yield* await ruleProblemsOf(source, document, rules);
    return;
  }
  const repeated = repeatedEntities(document);
  // The lines of one file may refer to those of another one.
  const lineById = new Map(document.files.flatMap(({ standoff }) => [...standoff.lineById]));
  for (const { path, standoff } of document.files) {
    const whole = { ...standoff, annotations: document.annotations };
    const found = ruleProblems(whole, { ...standoff, lineById }, rules);
    for (const { id, message } of repeated) {
      const place = standoff.lineById.get(id)?.span;
      if (place !== undefined)
        found.push({ code: 'check/entity-repeated', severity: 'warning', message, place });
    }
    yield* standoffFileProblems(path, { ...standoff, problems: found });
    yield* (await rules.links?.(path, whole)) ?? [];
  }
}

/** What the rules do not allow: of the spans of one file's lines, and of its lines. */
function ruleProblems(spans: StandoffFile, lines: StandoffFile, { configuration, judge }: Rules): Problem[] {
  return [
    ...(configuration === undefined
      ? []
      : [...typeProblems(lines, configuration), ...overlapProblems(spans, configuration)]),
    ...(judge === undefined ? [] : conceptProblems(linkedEntities(spans), judge)),
  ];
}

/** The same for a document of another format, whose file has no lines of its own for these places. */
async function ruleProblemsOf(
  { path }: Source,
  { id, text, annotations }: AnnotatedDocument,
  rules: Rules,
): Promise<FileProblem[]> {
  if (rules.configuration === undefined && rules.judge === undefined) return [];
  const standoff = parseStandoff(writeAnnotations(annotations, text), text);
  const problems = ruleProblems(standoff, standoff, rules).map(({ code, severity, message }) => ({
    path,
    code,
    severity,
    message: `${id}: ${message}`,
  }));
  return [...problems, ...((await rules.links?.(path, standoff, id)) ?? [])];
}

/** @throws UnusableIndex where the index cannot be used. */
function judgeOf(terminology: string): LinkJudge {
  const opened = new Terminology(openIndex(terminology));
  return linkJudge((id) => opened.knowledgeOf(id));
}

/** Entities that say what another one says: of the same type, on the same span, with the same concepts. */
function repeatedEntities({
  annotations,
}: Pick<AnnotatedDocument, 'annotations'>): { id: string; message: string }[] {
  const concepts = new Map<string, string[]>();
  for (const { target, system, identifier } of annotations.normalisations)
    concepts.set(target, [...(concepts.get(target) ?? []), `${system}:${identifier}`]);
  const known = new Map<string, string>();
  return annotations.entities.flatMap((entity) => {
    const { id, type } = entity;
    const key = [entityKey(entity), ...(concepts.get(id) ?? []).sort()].join(' ');
    const first = known.get(key);
    if (first === undefined) known.set(key, id);
    const message = `${id} has the type ${type} and the span of ${first}. Remove one of the two.`;
    return first === undefined ? [] : [{ id, message }];
  });
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
