/** Reading documents from disk. */
import type { StandoffFile } from '../formats/brat/standoff.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import type { DocumentPaths } from './discovery.ts';
import { findDocuments } from './discovery.ts';
import type { FileProblem } from './fileProblems.ts';
import { isFileProblem, standoffFileProblems } from './fileProblems.ts';
import { readText } from './textFiles.ts';

export { isFileProblem } from './fileProblems.ts';
export { decodeText, readText } from './textFiles.ts';

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
