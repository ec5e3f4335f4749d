/** Reading documents from disk. */
import { readFile } from 'node:fs/promises';
import type { StandoffFile } from '../formats/brat/standoff.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import type { DocumentPaths } from './discovery.ts';
import { findDocuments, unreadable } from './discovery.ts';
import type { FileProblem } from './fileProblems.ts';
import { standoffFileProblems } from './fileProblems.ts';

/** A document as it stands on disk. */
export interface CorpusDocument extends DocumentPaths {
  /** Exactly the characters of the file. A byte order mark at the start is one of them, because brat counts it;
   * an editor that hides it shows a text whose offsets are smaller by one. */
  readonly text: string;
  readonly standoff: StandoffFile;
}

export interface Corpus {
  /** Sorted by id in code unit order. */
  readonly documents: readonly CorpusDocument[];
  /** What could not be read, and the problems of every standoff file. */
  readonly problems: readonly FileProblem[];
}

/** Tells a problem from the value that it stands in for. */
export function isFileProblem(value: object): value is FileProblem {
  return 'severity' in value && 'code' in value;
}

/**
 * Reads a text file as strict UTF-8: bytes that are none are a problem with the position of the first of them, not
 * replacement characters. Line breaks and a byte order mark are kept. Never rejects.
 */
export async function readText(path: string): Promise<string | FileProblem> {
  try {
    return decodeText(await readFile(path), path);
  } catch (error) {
    return unreadable(path, error);
  }
}

/** Decodes the bytes of a file as {@link readText} does. */
export function decodeText(bytes: Uint8Array, path: string): string | FileProblem {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const position = invalidByte(bytes);
    const shown = (bytes[position] ?? 0).toString(16).padStart(2, '0').toUpperCase();
    const before = bytes.subarray(0, position);
    const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
    const lines = decoded.split(/\r\n|\n|\r/);
    return {
      path,
      line: lines.length,
      column: (lines.at(-1) as string).length + 1,
      code: 'corpus/not-utf8',
      severity: 'error',
      message: `Byte ${position} (0x${shown}) is not UTF-8. Convert the file to UTF-8 and read it again.`,
    };
  }
}

/**
 * Reads the text and the annotations of one document. Where there is no annotation file, the document has no
 * annotations. A file that cannot be read is returned as the problem. Never rejects.
 */
export async function readDocument(paths: DocumentPaths): Promise<CorpusDocument | FileProblem> {
  const text = await readText(paths.textPath);
  if (typeof text !== 'string') return text;
  const content = paths.annotated ? await readText(paths.annotationPath) : '';
  if (typeof content !== 'string') return content;
  return { ...paths, text, standoff: parseStandoff(content, text) };
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
    problems.push(...documentProblems(document));
  }
  return { documents, problems };
}

/** The problems of one document's annotations, with their places in its files. */
export function documentProblems(document: CorpusDocument): FileProblem[] {
  const problems = standoffFileProblems(document.annotationPath, document.standoff);
  const [partial] = document.partialPaths;
  if (!document.annotated && partial !== undefined) {
    problems.push({
      path: partial,
      code: 'corpus/partial-annotations',
      severity: 'information',
      message:
        'Annotations in .a1, .a2, .co and .rel files are not read. Put the lines together in one .ann file.',
    });
  }
  return problems;
}

/** The position of the first byte that cannot be part of a UTF-8 text: the longest good prefix ends there. */
function invalidByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // A prefix may end inside a character, which `stream` lets pass; only a byte that is wrong makes it fail.
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
