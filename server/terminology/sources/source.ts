/** What a reader of a terminology gets and gives. */
import type { SourceConcept, SourceStatement } from '../concept.ts';

/** A file whose bytes are unpacked already. */
export interface SourceFile {
  /** As it was given, for messages and to tell the files of a folder apart. */
  readonly path: string;
  /** From the beginning at each call. Rejects with the file system's error. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** One format of terminologies. Readers are pure: all they know of the world is the bytes they are given. */
export interface TerminologyFormat {
  /** As in `--from`. */
  readonly name: string;
  /** For the list of formats: what it reads, in a few words. */
  readonly title: string;
  /** Whether a file is in this format, by its beginning. */
  recognises(head: string): boolean;
  /**
   * Whether a file is one of those that make a source of this format together, by its name without folders and `.gz`.
   * Absent where every file is a source for itself.
   */
  readonly belongs?: (name: string) => boolean;
  /**
   * Whether it states withdrawn concepts first and then every other one once and as a whole, so that nothing of it need be
   * held.
   */
  readonly streams?: true;
  /**
   * The concepts in the order of the file. A row that cannot be read is counted and located in the tally and passed over;
   * what cannot be gone on from ends the stream, with a problem. One concept may come in several pieces.
   */
  read(files: readonly SourceFile[], tally: Tally, choices: Choices): AsyncIterable<SourceConcept>;
}

/** What of a source is wanted. Where something is not given, everything is taken unless it says otherwise. */
export interface Choices {
  /** Languages by the codes of UMLS; `ENG` where none is given. */
  readonly languages?: ReadonlySet<string>;
  /** Vocabularies within UMLS and RxNorm, such as `SNOMEDCT_US`. */
  readonly vocabularies?: ReadonlySet<string>;
  /** Term types within UMLS and RxNorm, such as `PT`. */
  readonly termTypes?: ReadonlySet<string>;
  /** Semantic types of UMLS, such as `T047`. */
  readonly semanticTypes?: ReadonlySet<string>;
  /** The system of identifiers that do not name theirs, in tables of one's own. */
  readonly system?: string;
  /** Whether names that their source marks as suppressible are taken; they are not where this is not given. */
  readonly suppressed?: boolean;
}

/** A problem at a place in a file. */
export interface SourceProblem {
  readonly path: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Stable and public. */
  readonly code:
    | 'terminology/malformed-row'
    | 'terminology/not-sorted'
    | 'terminology/unreadable'
    | 'terminology/wrong-encoding';
  readonly severity: 'error' | 'warning';
  /** What is wrong and what to do. */
  readonly message: string;
}

/** How many problems of a source are kept with their places; the others are counted. */
const problemsKept = 20;

/** What became of the rows of a source. A row is what the format has as its unit: a line, a term, a record. */
export class Tally {
  rows = 0;
  kept = 0;
  /** By reason. */
  readonly skipped = new Map<string, number>();
  /** The first ones. */
  readonly problems: SourceProblem[] = [];
  problemCount = 0;
  /** What the source says of itself. */
  statement: Partial<SourceStatement> = {};

  row(): void {
    this.rows += 1;
  }

  keep(): void {
    this.kept += 1;
  }

  skip(reason: string, count = 1): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + count);
  }

  /** A row that could not be read. */
  malformed(path: string, line: number | undefined, message: string): void {
    this.skip('malformed');
    this.problem({
      path,
      ...(line !== undefined && { line }),
      code: 'terminology/malformed-row',
      severity: 'warning',
      message,
    });
  }

  problem(problem: SourceProblem): void {
    this.problemCount += 1;
    if (this.problems.length < problemsKept) this.problems.push(problem);
  }
}
