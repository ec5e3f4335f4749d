/** What is wrong in a file or between a file and its text: a value, never an exception. */
import type { Span } from '../text/positions.ts';

export type Severity = 'error' | 'warning' | 'information';

/** A replacement of a span of the same file by other text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A change that mends a problem. */
export interface Repair {
  /** Says what the repair does, in the imperative: `Set the offsets to 12 17`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether it may be applied without asking: it loses nothing and there is no other candidate. */
  readonly safe: boolean;
}

export interface Problem {
  /** Stable and public, for example `brat/malformed-line`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong and what to do, in one or two sentences that name the value. */
  readonly message: string;
  /** The place in the file that holds the annotations, in UTF-16 code units of that file. */
  readonly place: Span;
  /** The place in the annotated text, where the problem has one. */
  readonly textPlace?: Span;
  readonly repairs?: readonly Repair[];
  /** Lines of other files that have to do with it. */
  readonly related?: readonly RelatedPlace[];
}

/** A line of another file. */
export interface RelatedPlace {
  readonly uri: string;
  /** From 0 on. */
  readonly line: number;
  /** In UTF-16 code units. */
  readonly length: number;
  /** What is there. */
  readonly message: string;
}
