/**
 * How the file of an index is laid out. A header of fixed length says where the directory is, which stands at the
 * end; between them are pages of a fixed length (the last may be shorter) in which the sections follow each other.
 * The directory holds what is known of the index as JSON and the checksum of every page, so that each page can be
 * checked when it is first read, and opening reads neither more nor less than header and directory. All numbers are
 * little-endian; checksums are CRC-32.
 */
import { type SourceStatement, semanticGroups } from '../concept.ts';
import { type FileKind, type Section, UnusableFile } from './header.ts';

/** Changes with every change to the layout, of the file or of a section. */
const formatVersion = 1;

export const pageLength = 16 * 1024;

/** As in PNG, a byte beyond ASCII and both kinds of line end, so that a transfer as text shows at once. */
const magic = Buffer.from('\x89goldspan terms\r\n\x1a\n', 'latin1');

const sectionNames = [
  'concepts',
  'conceptBlocks',
  'wordingFlags',
  'wordingNorms',
  'keys',
  'keyBuckets',
  'vocabulary',
  'vocabularyBlocks',
  'postings',
  'grams',
  'gramBuckets',
  'identifiers',
  'identifierBlocks',
  'retired',
  'retiredBlocks',
] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Counts {
  readonly concepts: number;
  /** Names as they were given. */
  readonly names: number;
  /**
   * Names of a concept that differ in more than case, accents, punctuation and spelling; one for a concept without
   * names.
   */
  readonly wordings: number;
  /** Distinct stems. */
  readonly stems: number;
  readonly identifiers: number;
  readonly retired: number;
}

/** What is known of an index when it is open. */
export interface Directory {
  readonly normalisation: number;
  readonly counts: Counts;
  readonly sources: readonly SourceStatement[];
  /** Systems of identifiers, by their codes. */
  readonly systems: readonly string[];
  /** Kind and source of names, by their codes. */
  readonly namings: readonly { readonly kind: string; readonly source: string }[];
  readonly semanticTypes: readonly string[];
  readonly sections: Readonly<Partial<Record<SectionName, Section>>>;
}

/** An index that cannot be used; the message says why and what to do. */
export class UnusableIndex extends UnusableFile {
  override readonly name = 'UnusableIndex';

  constructor(path: string, problem: string) {
    super(`${path} ${problem} Build it again with \`goldspan terminology build\`.`);
  }
}

/** The file of an index. */
export const indexFile: FileKind = {
  magic,
  version: formatVersion,
  name: 'index of terms',
  unusable: (path, problem) => new UnusableIndex(path, problem),
};

/** Postings of a stem up to this number stand beside it; more have a place in their own section. */
export const mostInlinePostings = 4;

/** A wording's flags in a byte: its group (0 for none), its best kind of name, whether it is its concept's first. */
export const groupBits = 0b1111;
export const kindShift = 4;
export const kindBits = 0b111;
export const firstOfConcept = 0b1000_0000;

/** The code of a semantic group; 0 is none. */
export function groupCode(group: string | undefined): number {
  return group === undefined ? 0 : 1 + (semanticGroups as readonly string[]).indexOf(group);
}
