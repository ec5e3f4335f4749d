/** Reads the documents of a path for a command and keeps what it has to tell about them. */
import type { AnnotatedDocument } from '../annotation/document.ts';
import { type FileProblem, formatFileProblem, isFileProblem, isLeftOut } from '../corpus/fileProblems.ts';
import { findSources, type Source } from '../corpus/sources.ts';
import { Progress } from './progress.ts';
import { counted } from './wording.ts';

/** A document, and the source it is from. */
export interface SourcedDocument {
  readonly document: AnnotatedDocument;
  readonly source: Source;
}

export class AnnotationReader {
  /** Why a file could not be read. */
  readonly unreadable: FileProblem[] = [];
  /** Errors inside annotation files: what could not be read, and offsets that do not fit their words. */
  readonly annotationErrors: FileProblem[] = [];
  /** Names of texts without an annotation file: whether they have no mentions or were never annotated, nobody knows. */
  readonly unannotated: string[] = [];

  /** The annotated documents of a file or folder in any format, in order, one at a time. */
  async *read(path: string): AsyncGenerator<SourcedDocument> {
    const { sources, problems } = await findSources(path);
    for (const problem of problems) {
      if (isLeftOut(problem)) this.unreadable.push(problem);
      else console.error(formatFileProblem(problem));
    }
    const progress = new Progress('files', sources.length);
    for (const source of sources) {
      progress.advance();
      if (!source.annotated) {
        this.unannotated.push(source.name);
        continue;
      }
      for await (const read of source.read()) {
        if (!isFileProblem(read)) yield { document: read, source };
        else if (read.severity !== 'error') continue;
        else if (read.code.startsWith('corpus/')) this.unreadable.push(read);
        else this.annotationErrors.push(read);
      }
    }
    progress.end();
  }
}

/** Says how many annotation errors there are and where the first is, one that could not be read before others. Their messages may quote the note: they stay out. */
export function describeAnnotationErrors(errors: readonly FileProblem[]): string | undefined {
  const first = errors.find(isLeftOut) ?? errors[0];
  if (first === undefined) return undefined;
  const place = [first.path, first.line, first.column].filter((piece) => piece !== undefined).join(':');
  return (
    `${counted(errors.length, 'error')} in the annotation files: what cannot be read is left out, and ` +
    `offsets are followed where they disagree with the words. The first: ${place} ${first.code}`
  );
}
