/**
 * What a long piece of work has done so far, on disk as it comes, so that it is not lost when the work is interrupted in
 * whatever way. The file begins with what the work is and goes on with stretches, each with its length and checksum; one
 * that is not complete counts as not written, with all that is behind it.
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
import { readWhole, writeWhole } from './files.ts';

/** Length and checksum before each stretch. */
const headLength = 8;

/** Where the stretches of the file at a path are kept while it is being made. */
export function partialPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.partial`);
}

export class Stretches {
  readonly path: string;
  readonly #file: number;
  /** Checksums begin with that of the purpose, so that no stretch of other work counts, wherever in the file it is. */
  readonly #seed: number;
  /** Of the first stretch. */
  readonly #start: number;
  #end: number;
  #replaced: unknown;

  /**
   * Opens the stretches of an earlier run of the same work, or begins anew. Folders that are missing are made.
   * @param purpose everything that decides what the stretches are, as it goes into JSON.
   */
  constructor(path: string, purpose: object) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT);
    const wanted = Buffer.from(JSON.stringify(purpose));
    const found = this.#read(0, 0);
    this.#seed = crc32(wanted);
    this.#start = headLength + wanted.length;
    this.#end = this.#start;
    if (found === undefined || !wanted.equals(found)) {
      const seed = found === undefined ? 0 : crc32(found);
      if (found !== undefined && this.#read(headLength + found.length, seed) !== undefined)
        this.#replaced = JSON.parse(found.toString());
      ftruncateSync(this.#file, 0);
      this.#write(wanted, 0, 0);
      return;
    }
    for (const stretch of this.all()) this.#end += headLength + stretch.length;
    ftruncateSync(this.#file, this.#end);
  }

  get isEmpty(): boolean {
    return this.#end === this.#start;
  }

  /** The purpose of other work whose stretches were there and are not any more. */
  get replaced(): unknown {
    return this.#replaced;
  }

  /**
   * Adds a stretch.
   * @param isSafe whether to wait until it is on the disk. Otherwise the last half minute may be lost if the power fails,
   *   but not if the program ends.
   */
  append(stretch: Uint8Array, isSafe: boolean): void {
    this.#write(stretch, this.#end, this.#seed);
    if (isSafe) fsyncSync(this.#file);
    this.#end += headLength + stretch.length;
  }

  /** The complete stretches up to the first that is not, one at a time in memory. */
  *all(): Generator<Buffer> {
    for (let at = this.#start; ; ) {
      const stretch = this.#read(at, this.#seed);
      if (stretch === undefined) return;
      yield stretch;
      at += headLength + stretch.length;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** To be called when it was closed. */
  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** The bytes behind the length and checksum at a place; undefined where they are not complete. */
  #read(at: number, seed: number): Buffer | undefined {
    const head = Buffer.alloc(headLength);
    if (readWhole(this.#file, head, at) < headLength) return undefined;
    const length = head.readUInt32LE(0);
    // Where the power failed, zeros may stand in the place of what was not yet on the disk.
    if (length === 0 || at + headLength + length > fstatSync(this.#file).size) return undefined;
    const bytes = Buffer.allocUnsafeSlow(length);
    readWhole(this.#file, bytes, at + headLength);
    return crc32(bytes, seed) === head.readUInt32LE(4) ? bytes : undefined;
  }

  #write(bytes: Uint8Array, at: number, seed: number): void {
    const head = Buffer.alloc(headLength);
    head.writeUInt32LE(bytes.length, 0);
    head.writeUInt32LE(crc32(bytes, seed), 4);
    writeWhole(this.#file, Buffer.concat([head, bytes]), at);
  }
}
