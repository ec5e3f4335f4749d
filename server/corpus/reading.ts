/** Reading documents from disk. */
import { basename } from 'node:path';
import { type Annotations, noAnnotations } from '../annotation/document.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import { readI2b2Concepts } from '../formats/i2b2/concepts.ts';
import { type AnnotationFile, readParts } from './annotationParts.ts';
import type { ConceptPaths } from './conceptFiles.ts';
import type { DocumentPaths } from './discovery.ts';
import { findDocuments } from './discovery.ts';
import type { FileProblem } from './fileProblems.ts';
import { isFileProblem, placedProblem, standoffFileProblems } from './fileProblems.ts';
import { readText } from './textFiles.ts';

export type { AnnotationFile } from './annotationParts.ts';
export { isFileProblem } from './fileProblems.ts';
export { decodeText, readText } from './textFiles.ts';

/** A document as it stands on disk. */
export interface CorpusDocument extends DocumentPaths {
  /** Exactly the characters of the file. A byte order mark at the start is one of them, because brat counts it;
   * an editor that hides it shows a text whose offsets are smaller by one. */
  readonly text: string;
  /** Of all its files together. */
  readonly annotations: Annotations;
  /** The standoff files that were read: the `.ann` file, or those that hold a part of the annotations each. */
  readonly files: readonly AnnotationFile[];
  /** What is wrong with the annotations, with its place in their files. */
  readonly problems: readonly FileProblem[];
}

export interface Corpus {
  /** Sorted by id in code unit order. */
  readonly documents: readonly CorpusDocument[];
  /** What could not be read, and the problems of every document. */
  readonly problems: readonly FileProblem[];
}

/**
 * Reads the text and the annotations of one document: its `.ann` file; without one, the files of a shared task or of the
 * i2b2/VA challenge of 2010. Where there are none of them, the document has no annotations. A file that cannot be read
 * is returned as the problem. Never rejects.
 */
export async function readDocument(paths: DocumentPaths): Promise<CorpusDocument | FileProblem> {
  const text = await readText(paths.textPath);
  if (typeof text !== 'string') return text;
  if (paths.annotated) {
    const content = await readText(paths.annotationPath);
    return typeof content === 'string' ? withAnnotations(paths, text, content) : content;
  }
  if (paths.conceptPaths !== undefined) return readConcepts(paths, paths.conceptPaths, text);
  if (paths.partialPaths.length > 0) {
    const parts = await readParts(paths.partialPaths, text);
    return isFileProblem(parts) ? parts : { ...paths, text, ...parts };
  }
  return { ...paths, text, annotations: noAnnotations, files: [], problems: [] };
}

/** A document with the content of its `.ann` file. */
export function withAnnotations(paths: DocumentPaths, text: string, content: string): CorpusDocument {
  const standoff = parseStandoff(content, text);
  const { annotationPath: path } = paths;
  const problems = standoffFileProblems(path, standoff);
  const [part] = paths.partialPaths;
  if (part !== undefined) {
    const message = `${basename(path)} beside this file is read instead of it, and of the other parts, as brat does.`;
    problems.push({ path: part, code: 'corpus/part-not-read', severity: 'information', message });
  }
  return { ...paths, text, annotations: standoff.annotations, files: [{ path, standoff }], problems };
}

async function readConcepts(
  paths: DocumentPaths,
  { con, ast, rel }: ConceptPaths,
  text: string,
): Promise<CorpusDocument | FileProblem> {
  const contents: string[] = [];
  for (const path of [con, ast, rel]) {
    const content = path === undefined ? '' : await readText(path);
    if (typeof content !== 'string') return content;
    contents.push(content);
  }
  const [concepts = '', assertions, relations] = contents;
  const { annotations, problems } = readI2b2Concepts(text, concepts, assertions, relations);
  const pathOf = { con, ast: ast ?? con, rel: rel ?? con };
  const placed = problems.map((problem) => placedProblem(pathOf[problem.file], problem));
  return { ...paths, text, annotations, files: [], problems: placed };
}

/** Reads every document under a folder, or one document. What cannot be read never stops the rest. Never rejects. */
export async function readCorpus(path: string): Promise<Corpus> {
  const found = await findDocuments(path);
  const documents: CorpusDocument[] = [];
  const problems: FileProblem[] = [...found.problems];
  for (const paths of found.documents) {
    const document = await readDocument(paths);
    if (isFileProblem(document)) {
      problems.push(document);
      continue;
    }
    documents.push(document);
    problems.push(...document.problems);
  }
  return { documents, problems };
}
