/** Reads annotated documents for a command and keeps what it has to tell about them. */
import type { DocumentPaths } from '../corpus/discovery.ts';
import type { FileProblem } from '../corpus/fileProblems.ts';
import { type CorpusDocument, documentProblems, isFileProblem, readDocument } from '../corpus/reading.ts';
import { counted } from './wording.ts';

export class AnnotationReader {
  /** Why a document could not be read. */
  readonly unreadable: FileProblem[] = [];
  /** Errors inside annotation files: lines that could not be read and offsets that do not fit their words. */
  readonly annotationErrors: FileProblem[] = [];

  /** Reads a document, or takes down why it cannot be read. */
  async read(paths: DocumentPaths): Promise<CorpusDocument | undefined> {
    const document = await readDocument(paths);
    if (isFileProblem(document)) {
      this.unreadable.push(document);
      return undefined;
    }
    const problems = documentProblems(document);
    this.annotationErrors.push(...problems.filter(({ severity }) => severity === 'error'));
    return document;
  }
}

/** Says how many annotation errors there are and where the first is. Their messages may quote the note: they stay out. */
export function describeAnnotationErrors(errors: readonly FileProblem[]): string | undefined {
  const [first] = errors;
  if (first === undefined) return undefined;
  return (
    `${counted(errors.length, 'error')} in the annotation files: lines that cannot be read are left out, and ` +
    `offsets are followed where they disagree with the words. ` +
    `The first: ${first.path}:${first.line}:${first.column} ${first.code}`
  );
}
