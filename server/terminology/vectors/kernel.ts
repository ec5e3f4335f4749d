/** Rows of codes in the memory of the WebAssembly kernel, which finds those that are near a query. */
import type { Coding } from './coding.ts';
import { kernelBytes } from './kernelBytes.ts';

/** As kernel.wat describes it. */
type Scan = (
  rows: number,
  count: number,
  query: number,
  length: number,
  bound: number,
  pairs: number,
  room: number,
  number: number,
) => number;

interface KernelExports extends Readonly<Record<Coding | 'binary32', Scan>> {
  readonly memory: WebAssembly.Memory;
  readonly found: WebAssembly.Global;
}

const pageLength = 64 * 1024;

/** What addresses of 32 bits reach, but for the last page, so that no address behind the last row is zero again. */
const mostBytes = 2 ** 32 - pageLength;

/** Pairs of row and score that are found in one go. */
const room = 4096;
const bytesPerPair = 8;

/** Rows that are found in one go, with their scores. Overwritten by the next. */
export interface Found {
  readonly numbers: Uint32Array;
  readonly scores: Float32Array;
  readonly count: number;
}

let compiled: WebAssembly.Module | undefined;

export class Kernel {
  readonly #exports: KernelExports;
  readonly #scan: Scan;
  readonly #codeLength: number;
  readonly #rowLength: number;
  readonly #pairs: number;
  readonly #numbers = new Uint32Array(room);
  readonly #scores = new Float32Array(room);
  /** Of the memory that is in use. */
  #end: number;

  /** @param codeLength bytes of a code and of a query, a multiple of 16. */
  constructor(coding: Coding, codeLength: number, rowLength: number) {
    compiled ??= new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'));
    this.#exports = new WebAssembly.Instance(compiled).exports as KernelExports;
    this.#scan = this.#exports[coding === 'binary' && codeLength === 32 ? 'binary32' : coding];
    this.#codeLength = codeLength;
    this.#rowLength = rowLength;
    // The query stands at the beginning.
    this.#pairs = codeLength;
    this.#end = codeLength + room * bytesPerPair;
    this.#grow(this.#end);
  }

  /**
   * Has rows written into the memory, behind those that are there.
   * @param fill is given the bytes for them; where it throws, the room is free again.
   * @returns where they begin.
   * @throws RangeError where there is not so much memory.
   */
  load(length: number, fill: (bytes: Uint8Array) => void): number {
    const start = this.#end;
    this.#grow(start + length);
    fill(new Uint8Array(this.#exports.memory.buffer, start, length));
    this.#end = start + length;
    return start;
  }

  /** The whole memory, in which rows begin where {@link load} said. To be asked for again after that. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer);
  }

  /**
   * Compares a query with rows, and gives those with a score above a bound, some at a time in the order of the rows.
   * @param firstNumber the number of the first row.
   * @param bound is asked for again each time.
   */
  *scan(
    query: Uint8Array,
    rows: { readonly start: number; readonly count: number; readonly firstNumber: number },
    bound: () => number,
  ): Generator<Found> {
    this.bytes().set(query);
    const { buffer } = this.#exports.memory;
    const pairs = new DataView(buffer, this.#pairs, room * bytesPerPair);
    for (let done = 0; done < rows.count; ) {
      done += this.#scan(
        rows.start + done * this.#rowLength,
        rows.count - done,
        0,
        this.#codeLength,
        bound(),
        this.#pairs,
        room,
        rows.firstNumber + done,
      );
      const count = this.#exports.found.value;
      for (let pair = 0; pair < count; pair += 1) {
        this.#numbers[pair] = pairs.getUint32(pair * bytesPerPair, true);
        this.#scores[pair] = pairs.getFloat32(pair * bytesPerPair + 4, true);
      }
      yield { numbers: this.#numbers, scores: this.#scores, count };
    }
  }

  #grow(length: number): void {
    const { memory } = this.#exports;
    if (length > mostBytes) throw new RangeError(`${length} bytes of rows are more than can be searched.`);
    const missing = length - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageLength));
  }
}
