/** Reads a file of vectors, group by group; what is read is checked. */
import { crc32 } from 'node:zlib';
import { eachAscending } from '../index/binary.ts';
import { decodeDirectory, decodeHeader, headerLength, type Section } from '../index/header.ts';
import {
  type GroupParts,
  type IndexedNames,
  stretchLength,
  UnusableVectors,
  type VectorsDirectory,
  type VectorsStatement,
  vectorsFile,
} from './layout.ts';

/** Where the bytes come from: all that reading needs of the outside. */
export interface VectorsBytes {
  /** By which messages name it. */
  readonly path: string;
  readonly length: number;
  /** Fills bytes from an offset on. @returns how many there were. */
  readInto(bytes: Uint8Array, offset: number): number;
  close(): void;
}

/** A semantic group's rows and wordings in the file. */
export interface StoredGroup extends GroupParts {
  /** The number of the first row, counted through all groups. */
  readonly firstNumber: number;
  /** The place of the first checksum of its rows; those of its wordings follow. */
  readonly firstChecksum: number;
}

export class VectorsReader {
  readonly statement: VectorsStatement;
  /** Those that have rows, in the order of their codes. */
  readonly groups: readonly StoredGroup[];
  readonly #source: VectorsBytes;
  readonly #index: string;
  readonly #checksums: Uint32Array;

  /**
   * Reads header and directory.
   * @throws UnusableVectors where the file is none of vectors, is cut off or damaged, or belongs to another index.
   */
  constructor(source: VectorsBytes, index: IndexedNames) {
    this.#source = source;
    this.#index = index.path;
    const kind = vectorsFile(index.path);
    const header = decodeHeader(
      kind,
      source.path,
      this.#bytes({ start: 0, end: headerLength }),
      source.length,
    );
    const { directory, checksums } = decodeDirectory<VectorsDirectory>(
      kind,
      source.path,
      this.#bytes(header.directory),
      header.directoryChecksum,
    );
    this.statement = directory.statement;
    if (this.statement.index !== index.identity)
      throw this.unusable(`belongs to another index than ${index.path}, or to what that was before.`);
    this.#checksums = checksums;
    let [firstNumber, firstChecksum] = [0, 0];
    this.groups = directory.groups.map((group) => {
      const stored = { ...group, firstNumber, firstChecksum };
      firstNumber += group.rowCount;
      firstChecksum += stretchesOf(group.rows) + stretchesOf(group.wordings);
      return stored;
    });
  }

  /** The wordings of a group's rows. @throws UnusableVectors where they are damaged. */
  wordings(group: StoredGroup): Uint32Array {
    const list = new Uint8Array(group.wordings.end - group.wordings.start);
    this.#read(group.wordings, group.firstChecksum + stretchesOf(group.rows), list);
    const wordings = new Uint32Array(group.rowCount);
    let row = 0;
    eachAscending(list, (wording) => {
      wordings[row] = wording;
      row += 1;
    });
    return wordings;
  }

  /** Reads the rows of a group. @param into of their length. @throws UnusableVectors where they are damaged. */
  readRows(group: StoredGroup, into: Uint8Array): void {
    this.#read(group.rows, group.firstChecksum, into);
  }

  /** Reads the whole file. @throws UnusableVectors where anything in it is damaged. */
  verify(): void {
    const buffer = new Uint8Array(stretchLength);
    for (const group of this.groups) {
      this.wordings(group);
      for (let at = 0; at < stretchesOf(group.rows); at += 1)
        this.#readStretch(group.rows, group.firstChecksum, at, buffer);
    }
  }

  close(): void {
    this.#source.close();
  }

  /** @param problem a sentence that goes on from the path. @param model the folder of the encoder that is wanted. */
  unusable(problem: string, model?: string): UnusableVectors {
    return new UnusableVectors(this.#source.path, problem, this.#index, model);
  }

  /** As many as there are. */
  #bytes({ start, end }: Section): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.#source.length) - start));
    return bytes.subarray(0, this.#source.readInto(bytes, start));
  }

  #read(part: Section, firstChecksum: number, into: Uint8Array): void {
    for (let at = 0; at < stretchesOf(part); at += 1)
      this.#readStretch(part, firstChecksum, at, into.subarray(at * stretchLength));
  }

  /** Reads a stretch of a part to the beginning of some bytes. */
  #readStretch({ start, end }: Section, firstChecksum: number, at: number, into: Uint8Array): void {
    const from = start + at * stretchLength;
    const bytes = into.subarray(0, Math.min(stretchLength, end - from));
    const isWhole = this.#source.readInto(bytes, from) === bytes.length;
    if (!isWhole || crc32(bytes) !== this.#checksums[firstChecksum + at])
      throw this.unusable(`is damaged: the bytes from ${from} on do not have their checksum.`);
  }
}

function stretchesOf({ start, end }: Section): number {
  return Math.ceil((end - start) / stretchLength);
}
