/**
 * How the file of an index is laid out. A header of fixed length says where the directory is, which stands at the
 * end; between them are pages of a fixed length (the last may be shorter) in which the sections follow each other.
 * The directory holds what is known of the index as JSON and the checksum of every page, so that each page can be
 * checked when it is first read, and opening reads neither more nor less than header and directory. All numbers are
 * little-endian; checksums are CRC-32.
 */
import { crc32 } from 'node:zlib';
import { type SourceStatement, semanticGroups } from '../concept.ts';

/** Changes with every change to the layout, of the file or of a section. */
export const formatVersion = 1;

export const headerLength = 64;
export const pageLength = 16 * 1024;

/** As in PNG, a byte beyond ASCII and both kinds of line end, so that a transfer as text shows at once. */
const magic = Buffer.from('\x89goldspan terms\r\n\x1a\n', 'latin1');

export const sectionNames = [
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
  'vectors',
  'vectorWordings',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** Bytes of the file, half-open. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

/** What a section of vectors holds: one row for each of some wordings, in their order, all of one length. */
export interface VectorsStatement {
  /** Fingerprint of the encoder that made them. Only its own vectors can be compared with them. */
  readonly encoder: string;
  readonly dimensions: number;
  /** `int8`: a component is its byte times `scale`. `binary`: a component's sign, a bit each, the first the lowest. */
  readonly coding: 'int8' | 'binary';
  /** 1 where the coding has no scale. */
  readonly scale: number;
  readonly bytesPerRow: number;
  readonly rows: number;
}

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
  readonly vectors?: VectorsStatement;
}

/** An index that cannot be used; the message says why and what to do. */
export class UnusableIndex extends Error {
  override readonly name = 'UnusableIndex';

  constructor(path: string, problem: string) {
    super(`${path} ${problem} Build it again with \`goldspan terminology build\`.`);
  }
}

export function encodeHeader(fileLength: number, directory: Section, directoryChecksum: number): Uint8Array {
  const header = Buffer.alloc(headerLength);
  magic.copy(header);
  header.writeUInt32LE(formatVersion, 24);
  header.writeUIntLE(fileLength, 28, 6);
  header.writeUIntLE(directory.start, 34, 6);
  header.writeUIntLE(directory.end, 40, 6);
  header.writeUInt32LE(directoryChecksum, 46);
  header.writeUInt32LE(crc32(header.subarray(0, headerLength - 4)), headerLength - 4);
  return header;
}

/** @throws UnusableIndex where it is no header, or that of another version or another length of the file. */
export function decodeHeader(
  path: string,
  bytes: Uint8Array,
  fileLength: number,
): { readonly directory: Section; readonly directoryChecksum: number } {
  const header = Buffer.from(bytes);
  if (header.length < headerLength || !header.subarray(0, magic.length).equals(magic))
    throw new UnusableIndex(path, 'is no index of terms, or its first bytes are damaged.');
  const version = header.readUInt32LE(24);
  if (header.readUInt32LE(headerLength - 4) !== crc32(header.subarray(0, headerLength - 4)))
    throw new UnusableIndex(path, 'is damaged: its header does not have its checksum.');
  if (version !== formatVersion)
    throw new UnusableIndex(
      path,
      `has version ${version} of the format; this program reads ${formatVersion}.`,
    );
  const stated = header.readUIntLE(28, 6);
  if (stated !== fileLength)
    throw new UnusableIndex(path, `is ${fileLength} bytes long where its header says ${stated}.`);
  return {
    directory: { start: header.readUIntLE(34, 6), end: header.readUIntLE(40, 6) },
    directoryChecksum: header.readUInt32LE(46),
  };
}

/** @param checksums of the pages, in their order. */
export function encodeDirectory(directory: Directory, checksums: Uint32Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(directory));
  const bytes = Buffer.alloc(4 + json.length + 4 * checksums.length);
  bytes.writeUInt32LE(json.length, 0);
  json.copy(bytes, 4);
  for (const [page, checksum] of checksums.entries())
    bytes.writeUInt32LE(checksum, 4 + json.length + 4 * page);
  return bytes;
}

/** @throws UnusableIndex where the checksum is another. */
export function decodeDirectory(
  path: string,
  bytes: Uint8Array,
  checksum: number,
): { readonly directory: Directory; readonly checksums: Uint32Array } {
  if (crc32(bytes) !== checksum)
    throw new UnusableIndex(path, 'is damaged: its directory does not have its checksum.');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonEnd = 4 + buffer.readUInt32LE(0);
  return {
    directory: JSON.parse(buffer.toString('utf8', 4, jsonEnd)) as Directory,
    checksums: numbersIn(buffer.subarray(jsonEnd)),
  };
}

/** Numbers of four bytes each. */
export function numbersIn(bytes: Uint8Array): Uint32Array {
  const aligned = new Uint8Array(bytes);
  return new Uint32Array(aligned.buffer, 0, aligned.length >>> 2);
}

/** The bytes of numbers of four bytes each; not a copy. */
export function bytesOf(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

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
