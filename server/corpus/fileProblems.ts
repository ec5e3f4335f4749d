/** Problems with the file they are in, as the command line prints them and scripts read them. */
import type { Problem, Severity } from '../annotation/problems.ts';
import type { RawLine } from '../formats/brat/lines.ts';
import { lineIndexAt } from '../formats/brat/lines.ts';
import type { StandoffFile } from '../formats/brat/standoff.ts';
import type { ReadProblem } from '../formats/format.ts';

export interface FileProblem {
  readonly path: string;
  /** Counts from 1. */
  readonly line?: number;
  /** Counts from 1, in UTF-16 code units, as editors do. */
  readonly column?: number;
  /** Stable and public, for example `corpus/not-utf8`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** Tells a problem from the value that it stands in for. */
export function isFileProblem(value: unknown): value is FileProblem {
  return typeof value === 'object' && value !== null && 'severity' in value && 'path' in value;
}

/** A problem on one line of output, for example `notes/a.ann:3:1: error brat/malformed-line: …`. */
export function formatFileProblem({ path, line, column, severity, code, message }: FileProblem): string {
  const place = [path, line, column].filter((piece) => piece !== undefined).join(':');
  return `${place}: ${severity} ${code}: ${message}`;
}

/**
 * Whether something in a file could not be read and was left out. Of the errors, words that differ from the text leave
 * everything in its place: the annotation is read and the disagreement told.
 */
export function isLeftOut({ severity, code }: Pick<FileProblem, 'severity' | 'code'>): boolean {
  return severity === 'error' && !code.endsWith('/words-differ');
}

/** A problem that a format's reader found, with the file it is in. */
export function placedProblem(
  path: string,
  { code, severity, message, line, column, document }: ReadProblem,
): FileProblem {
  return {
    path,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    code,
    severity,
    message: document === undefined ? message : `${document}: ${message}`,
  };
}

/** What a file system error means, as a problem. */
export function unreadable(path: string, error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'There is no such file or folder.',
    EACCES: 'Access is denied; check the permissions.',
    EPERM: 'Access is denied; check the permissions.',
    EISDIR: 'This is a folder, where a file is wanted.',
    ENOTDIR: 'A part of the path is a file, where a folder is wanted.',
    ELOOP: 'Too many links lead from here to one another.',
  };
  return {
    path,
    code: code === 'ENOENT' ? 'corpus/not-found' : 'corpus/unreadable',
    severity: 'error',
    message: reasons[code] ?? `Reading failed (${code || String(error)}).`,
  };
}

/** The problems of a standoff file with their lines and columns. */
export function standoffFileProblems(
  path: string,
  { problems, lines }: Pick<StandoffFile, 'problems'> & { readonly lines: readonly RawLine[] },
): FileProblem[] {
  return problems.map((problem) => placed(path, problem, lines));
}

function placed(
  path: string,
  { code, severity, message, place }: Problem,
  lines: readonly RawLine[],
): FileProblem {
  const index = Math.max(0, lineIndexAt(lines, place.start));
  const start = lines[index]?.span.start ?? 0;
  return { path, line: index + 1, column: Math.max(0, place.start - start) + 1, code, severity, message };
}
