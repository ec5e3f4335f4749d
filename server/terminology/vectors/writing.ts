/** Writes the file of the vectors of an index. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { pathBeside, removeLeftovers } from '../../corpus/writing.ts';
import { ByteWriter } from '../index/binary.ts';
import { writeWhole } from '../index/files.ts';
import { GrowingNumbers } from '../index/growingNumbers.ts';
import { encodeDirectory, encodeHeader, headerLength } from '../index/header.ts';
import { rowLength } from './coding.ts';
import {
  chosenGroups,
  type GroupParts,
  type IndexedNames,
  stretchLength,
  type VectorsStatement,
  vectorsFile,
} from './layout.ts';

/** The row of a wording. */
export interface VectorRow {
  readonly wording: number;
  /** As `encodeRow` codes it. */
  readonly row: Uint8Array;
}

/**
 * Writes vectors beside `path` and renames the file when it is complete. Needs memory for the numbers of the wordings, about a byte each.
 * @param rows in ascending order of their wordings, of which some may be left out; read twice.
 * @returns the number of rows.
 * @throws RangeError where a row has another length, or is out of order or of a wording that the index does not have; what
 * the rows throw; the file system's error. There is then no new file.
 */
export function writeVectors(
  path: string,
  index: IndexedNames,
  about: Omit<VectorsStatement, 'index' | 'rows'>,
  rows: () => Iterable<VectorRow>,
): number {
  const length = rowLength(about.coding, about.dimensions);
  const counts = countRows(index, length, rows());
  mkdirSync(dirname(path), { recursive: true });
  removeLeftovers(path);
  const beside = pathBeside(path);
  const file = openSync(beside, 'w');
  try {
    const groups = placedGroups(counts, length);
    for (const { wording, row } of rows()) groups[index.groupCodeOf(wording)]?.add(file, wording, row);
    let end = headerLength;
    for (const group of groups) end = group.finishRows(file);
    for (const group of groups) end = group.finishWordings(file, end);
    const written = groups.filter(({ count }) => count > 0);
    const total = written.reduce((sum, { count }) => sum + count, 0);
    const statement: VectorsStatement = { index: index.identity, ...about, rows: total };
    const checksums = Uint32Array.from(written.flatMap((group) => group.checksums()));
    const directory = encodeDirectory(
      { statement, groups: written.map((group) => group.parts()) },
      checksums,
    );
    writeWhole(file, directory, end);
    const section = { start: end, end: end + directory.length };
    writeWhole(file, encodeHeader(vectorsFile(index.path), section.end, section, crc32(directory)), 0);
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, path);
    return total;
  } catch (error) {
    try {
      closeSync(file);
    } catch {
      // It was closed before it could not be renamed.
    }
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The number of rows of each group, by its code. */
function countRows(index: IndexedNames, length: number, rows: Iterable<VectorRow>): number[] {
  const counts = chosenGroups.map(() => 0);
  let previous = -1;
  for (const { wording, row } of rows) {
    if (row.length !== length) throw new RangeError(`A row has ${row.length} bytes instead of ${length}.`);
    if (wording <= previous || wording >= index.counts.wordings)
      throw new RangeError(`The row of wording ${wording} comes after that of ${previous}.`);
    const code = index.groupCodeOf(wording);
    counts[code] = (counts[code] ?? 0) + 1;
    previous = wording;
  }
  return counts;
}

/** The groups with the places of their rows, one after the other. */
function placedGroups(counts: readonly number[], length: number): GroupWriter[] {
  let start = headerLength;
  return counts.map((count, code) => {
    const group = new GroupWriter(code, start, count * length);
    start += count * length;
    return group;
  });
}

/** Writes the parts of a group, a stretch at a time. */
class GroupWriter {
  readonly #code: number;
  readonly #start: number;
  readonly #rowsLength: number;
  readonly #wordings = new ByteWriter();
  readonly #rowChecksums = new GrowingNumbers(4);
  readonly #wordingChecksums = new GrowingNumbers(4);
  /** What is not yet written. */
  #stretch: Buffer | undefined;
  #inStretch = 0;
  #position: number;
  #previous = 0;
  #wordingsStart = 0;
  count = 0;

  constructor(code: number, start: number, rowsLength: number) {
    this.#code = code;
    this.#start = start;
    this.#position = start;
    this.#rowsLength = rowsLength;
  }

  add(file: number, wording: number, row: Uint8Array): void {
    this.#wordings.number(wording - this.#previous);
    this.#previous = wording;
    this.count += 1;
    this.#stretch ??= Buffer.alloc(Math.min(stretchLength, this.#rowsLength));
    for (let from = 0; from < row.length; ) {
      const part = row.subarray(from, from + this.#stretch.length - this.#inStretch);
      this.#stretch.set(part, this.#inStretch);
      this.#inStretch += part.length;
      from += part.length;
      if (this.#inStretch === this.#stretch.length) this.#write(file);
    }
  }

  /** @returns where the rows end. */
  finishRows(file: number): number {
    if (this.#inStretch > 0) this.#write(file);
    this.#stretch = undefined;
    return this.#position;
  }

  /** @returns where the wordings end. */
  finishWordings(file: number, start: number): number {
    const bytes = this.#wordings.written();
    writeWhole(file, bytes, start);
    this.#wordingsStart = start;
    for (let from = 0; from < bytes.length; from += stretchLength)
      this.#wordingChecksums.push(crc32(bytes.subarray(from, from + stretchLength)));
    return start + bytes.length;
  }

  checksums(): number[] {
    return [...this.#rowChecksums.values(), ...this.#wordingChecksums.values()];
  }

  parts(): GroupParts {
    return {
      code: this.#code,
      rowCount: this.count,
      rows: { start: this.#start, end: this.#position },
      wordings: { start: this.#wordingsStart, end: this.#wordingsStart + this.#wordings.length },
    };
  }

  #write(file: number): void {
    const bytes = (this.#stretch as Buffer).subarray(0, this.#inStretch);
    writeWhole(file, bytes, this.#position);
    this.#rowChecksums.push(crc32(bytes));
    this.#position += bytes.length;
    this.#inStretch = 0;
  }
}
