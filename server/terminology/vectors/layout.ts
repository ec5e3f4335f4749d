/**
 * How a file of vectors is laid out. A header says where the directory is, which stands at the end; between them are the
 * rows of each semantic group, then the wordings of each. Rows and wordings of a group are a part each, and a part has
 * a checksum for every stretch of its bytes, so that a search in some groups reads and checks these alone.
 */
import { semanticGroups } from '../concept.ts';
import { type FileKind, type Section, UnusableFile } from '../index/header.ts';
import { indexEnding } from '../index/opening.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import type { Coding } from './coding.ts';

/** Changes with every change to the layout or to a coding. */
const formatVersion = 1;

const magic = Buffer.from('\x89goldspan vectors\r\n\x1a\n', 'latin1');

/** Of how many bytes of a part there is a checksum. */
export const stretchLength = 256 * 1024;

/** How the names of the files of vectors end. */
export const vectorsEnding = '.vectors';

/** Where the vectors of an index are looked for. */
export function vectorsPathOf(index: string): string {
  return index.endsWith(indexEnding)
    ? `${index.slice(0, -indexEnding.length)}${vectorsEnding}`
    : `${index}${vectorsEnding}`;
}

/** The encoder whose vectors they are. Only vectors of the same fingerprint can be compared. */
export interface EncoderStatement {
  readonly name: string;
  /** Changes with everything that changes the vectors of names. */
  readonly fingerprint: string;
  /** How the vectors of tokens became one. */
  readonly pooling: string;
  /** What stood before each name. */
  readonly prefix: string;
}

/** The semantic groups, and `none`, in the order of their codes as `groupCode` has them. */
export const chosenGroups = ['none', ...semanticGroups] as const;
export type ChosenGroup = (typeof chosenGroups)[number];

/** Which names of an index have a vector. */
export interface ChoiceStatement {
  /** Those of concepts of these semantic groups; `none` are concepts without a group. */
  readonly groups: readonly ChosenGroup[];
  /** But not those of concepts whose identifiers are all of these systems. */
  readonly without: readonly string[];
}

/**
 * Which similarities mean what, since that differs between encoders and codings: the mean of those between the vectors of
 * names and the rows of unrelated names, and between the vectors of names and their own rows.
 */
export interface SimilarityScale {
  readonly unrelated: number;
  readonly same: number;
}

/** The index whose names have vectors: what has to be known of it. */
export type IndexedNames = Pick<TerminologyIndex, 'path' | 'identity' | 'counts' | 'groupCodeOf'>;

/** What is known of a file of vectors when it is open. */
export interface VectorsStatement {
  /** The `identity` of the index whose wordings are meant. */
  readonly index: string;
  readonly encoder: EncoderStatement;
  readonly dimensions: number;
  readonly coding: Coding;
  readonly scale: SimilarityScale;
  readonly rows: number;
  readonly choice: ChoiceStatement;
}

/** The rows of a semantic group, in ascending order of their wordings. */
export interface GroupParts {
  /** As `groupCode` has it; 0 for wordings without a group. */
  readonly code: number;
  readonly rowCount: number;
  readonly rows: Section;
  /** As `ByteWriter.ascending` writes them. */
  readonly wordings: Section;
}

export interface VectorsDirectory {
  readonly statement: VectorsStatement;
  /** In the order of their codes. Checksums follow in this order, those of the rows of a group before its wordings'. */
  readonly groups: readonly GroupParts[];
}

/** Vectors that cannot be used; the message says why and what to do. */
export class UnusableVectors extends UnusableFile {
  override readonly name = 'UnusableVectors';

  /**
   * @param index the path of the index that they are wanted for.
   * @param model the folder of the encoder that is wanted, where that is known.
   */
  constructor(path: string, problem: string, index: string, model?: string) {
    const options = [
      ...(model === undefined ? [] : [` --encoder ${model}`]),
      ...(path === vectorsPathOf(index) ? [] : [` --out ${path}`]),
    ];
    super(
      `${path} ${problem} Make it again with \`goldspan terminology encode ${index}${options.join('')}\`.`,
    );
  }
}

/** The file of the vectors of an index. */
export function vectorsFile(index: string): FileKind {
  return {
    magic,
    version: formatVersion,
    name: 'file of vectors',
    unusable: (path, problem) => new UnusableVectors(path, problem, index),
  };
}
