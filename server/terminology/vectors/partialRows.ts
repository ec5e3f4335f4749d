/**
 * The rows of a file of vectors that is being made, on disk as they come, so that what was encoded is not lost when the work
 * is interrupted in whatever way. The file begins with what the rows are for and goes on with stretches, each with its
 * length and checksum; one that is not complete counts as not written.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter } from '../index/binary.ts';
import { readWhole, writeWhole } from '../index/files.ts';
import type { VectorRow } from './writing.ts';

/** Length and checksum before each stretch. */
const headLength = 8;

/** Where the rows of the file at a path are kept while it is being made. */
export function partialPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.partial`);
}

/** @typeParam State what is known at the end of each stretch, as JSON. */
export class PartialRows<State> {
  readonly path: string;
  readonly #file: number;
  /** Of the first stretch with rows. */
  readonly #start: number;
  #end: number;
  #state: State | undefined;

  /**
   * Opens the rows of an earlier run for the same purpose, or begins anew.
   * @param purpose everything that decides what the rows are.
   */
  constructor(path: string, purpose: object) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT);
    const wanted = Buffer.from(JSON.stringify(purpose));
    const found = this.#read(0);
    this.#start = headLength + wanted.length;
    this.#end = this.#start;
    if (found === undefined || !wanted.equals(found)) {
      ftruncateSync(this.#file, 0);
      this.#write(wanted, 0);
      return;
    }
    for (const stretch of this.#stretches()) {
      this.#state = stateOf(new ByteReader(stretch));
      this.#end += headLength + stretch.length;
    }
    ftruncateSync(this.#file, this.#end);
  }

  /** What was known at the end of the last complete stretch; undefined where there is none. */
  get state(): State | undefined {
    return this.#state;
  }

  /** Adds a stretch, down to the disk. @param rows in ascending order of their wordings, after those before. */
  append(rows: readonly VectorRow[], state: State): void {
    const stretch = new ByteWriter();
    stretch.string(JSON.stringify(state));
    for (const { wording, row } of rows) {
      stretch.number(wording);
      stretch.bytes(row);
    }
    this.#write(stretch.written(), this.#end);
    fsyncSync(this.#file);
    this.#end += headLength + stretch.length;
    this.#state = state;
  }

  /** All rows, a stretch at a time in memory. @param rowLength bytes of a row. */
  *rows(rowLength: number): Generator<VectorRow> {
    for (const stretch of this.#stretches()) {
      const reader = new ByteReader(stretch);
      stateOf(reader);
      while (!reader.isAtEnd) yield { wording: reader.number(), row: reader.bytes(rowLength) };
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** To be called when it was closed. */
  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** The complete stretches up to the first that is not. */
  *#stretches(): Generator<Buffer> {
    for (let at = this.#start; ; ) {
      const stretch = this.#read(at);
      if (stretch === undefined) return;
      yield stretch;
      at += headLength + stretch.length;
    }
  }

  /** The bytes behind the length and checksum at a place; undefined where they are not complete. */
  #read(at: number): Buffer | undefined {
    const head = Buffer.alloc(headLength);
    if (readWhole(this.#file, head, at) < headLength) return undefined;
    const length = head.readUInt32LE(0);
    if (at + headLength + length > fstatSync(this.#file).size) return undefined;
    const bytes = Buffer.allocUnsafeSlow(length);
    readWhole(this.#file, bytes, at + headLength);
    return crc32(bytes) === head.readUInt32LE(4) ? bytes : undefined;
  }

  #write(bytes: Uint8Array, at: number): void {
    const head = Buffer.alloc(headLength);
    head.writeUInt32LE(bytes.length, 0);
    head.writeUInt32LE(crc32(bytes), 4);
    writeWhole(this.#file, Buffer.concat([head, bytes]), at);
  }
}

function stateOf<State>(stretch: ByteReader): State {
  return JSON.parse(stretch.string()) as State;
}
