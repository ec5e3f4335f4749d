/** Vectors of the wordings of an index, and which of them are nearest to another. */
import type { VectorsStatement } from './layout.ts';

/** A wording and how near it is. */
export interface Neighbour {
  readonly wording: number;
  /** The cosine of the angle, between -1 and 1; for binary codes the share of equal signs less that of unequal ones. */
  readonly similarity: number;
}

/** Rows are read from the file in stretches of about this many bytes. */
const stretchLength = 4 * 2 ** 20;

/** Vectors up to this many bytes are kept in memory once they have been read. */
const mostResident = 64 * 2 ** 20;

export class Vectors {
  readonly statement: VectorsStatement;
  /** The wordings that have a row, ascending. */
  readonly wordings: Uint32Array;
  readonly #read: (offset: number, length: number) => Uint8Array;
  readonly #resident = new Map<number, Uint8Array>();

  /** @param read bytes of the rows, which follow each other in the order of the wordings. */
  constructor(
    statement: VectorsStatement,
    wordings: Uint32Array,
    read: (offset: number, length: number) => Uint8Array,
  ) {
    this.statement = statement;
    this.wordings = wordings;
    this.#read = read;
  }

  /** The vector of the wording at a place in {@link wordings}, as it is coded. */
  row(place: number): Uint8Array {
    const { bytesPerRow } = this.statement;
    return this.#read(place * bytesPerRow, bytesPerRow);
  }

  /** All rows in order, many at a time. */
  *stretches(): Generator<{ readonly first: number; readonly count: number; readonly rows: Uint8Array }> {
    const { bytesPerRow, rows: rowCount } = this.statement;
    const atOnce = Math.max(1, Math.floor(stretchLength / bytesPerRow));
    const isResident = rowCount * bytesPerRow <= mostResident;
    for (let first = 0; first < rowCount; first += atOnce) {
      const count = Math.min(atOnce, rowCount - first);
      const rows = this.#resident.get(first) ?? this.#read(first * bytesPerRow, count * bytesPerRow);
      if (isResident) this.#resident.set(first, rows);
      yield { first, count, rows };
    }
  }

  /**
   * The `count` wordings nearest to a vector, nearest first; of equally near ones the first wording. Compares with
   * every row: takes time linear in the number of wordings.
   * @param vector of length 1, with the statement's number of dimensions; otherwise a RangeError.
   */
  nearest(vector: Float32Array, count: number): Neighbour[] {
    const { dimensions, coding, scale } = this.statement;
    if (vector.length !== dimensions)
      throw new RangeError(
        `A vector of ${vector.length} dimensions was compared with ones of ${dimensions}.`,
      );
    const nearest = new Nearest(count);
    if (coding === 'int8') {
      const query = encodeInt8(vector, int8Scale([vector]));
      for (const { first, rows } of this.stretches()) scanInt8(query, rows, first, nearest);
      return this.#neighbours(nearest, (product) => product * scale * int8Scale([vector]));
    }
    const query = new Uint32Array(encodeBinary(vector).buffer);
    for (const { first, rows } of this.stretches()) scanBinary(query, rows, first, nearest);
    return this.#neighbours(nearest, (unequal) => 1 + (2 * unequal) / dimensions);
  }

  #neighbours(nearest: Nearest, similarityOf: (score: number) => number): Neighbour[] {
    return nearest.sorted().map(({ row, score }) => ({
      wording: this.wordings[row] as number,
      similarity: similarityOf(score),
    }));
  }
}

/** The best rows of many, by a heap whose root is the worst that is kept. */
class Nearest {
  readonly #most: number;
  readonly #scores: number[] = [];
  readonly #rows: number[] = [];
  /** What a score must exceed to count. */
  least = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
    if (most < 1) this.least = Number.POSITIVE_INFINITY;
  }

  /** @param score above `least`. @param row greater than all before. */
  add(score: number, row: number): void {
    let at = this.#scores.length;
    if (at < this.#most) {
      for (
        let parent = (at - 1) >>> 1;
        at > 0 && this.#isWorse(score, row, parent);
        parent = (at - 1) >>> 1
      ) {
        this.#move(parent, at);
        at = parent;
      }
    } else {
      at = 0;
      for (let child = this.#worseChild(at); child !== undefined; child = this.#worseChild(at)) {
        if (this.#isWorse(score, row, child)) break;
        this.#move(child, at);
        at = child;
      }
    }
    this.#scores[at] = score;
    this.#rows[at] = row;
    if (this.#scores.length === this.#most) this.least = this.#scores[0] as number;
  }

  sorted(): { readonly row: number; readonly score: number }[] {
    return this.#rows
      .map((row, place) => ({ row, score: this.#scores[place] as number }))
      .sort((a, b) => b.score - a.score || a.row - b.row);
  }

  #worseChild(place: number): number | undefined {
    const left = 2 * place + 1;
    if (left >= this.#most) return undefined;
    const right = left + 1;
    if (right >= this.#most) return left;
    return this.#isWorse(this.#scores[right] as number, this.#rows[right] as number, left) ? right : left;
  }

  #isWorse(score: number, row: number, place: number): boolean {
    const other = this.#scores[place] as number;
    return score < other || (score === other && row > (this.#rows[place] as number));
  }

  #move(from: number, to: number): void {
    this.#scores[to] = this.#scores[from] as number;
    this.#rows[to] = this.#rows[from] as number;
  }
}

function scanInt8(query: Int8Array, rows: Uint8Array, first: number, nearest: Nearest): void {
  const values = new Int8Array(rows.buffer, rows.byteOffset, rows.byteLength);
  const { length } = query;
  let row = first;
  for (let start = 0; start + length <= values.length; start += length, row += 1) {
    let product = 0;
    for (let at = 0; at < length; at += 1) product += (query[at] as number) * (values[start + at] as number);
    if (product > nearest.least) nearest.add(product, row);
  }
}

function scanBinary(query: Uint32Array, rows: Uint8Array, first: number, nearest: Nearest): void {
  const aligned = rows.byteOffset % 4 === 0 ? rows : new Uint8Array(rows);
  const values = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >>> 2);
  const { length } = query;
  let row = first;
  for (let start = 0; start + length <= values.length; start += length, row += 1) {
    let unequal = 0;
    for (let at = 0; at < length; at += 1)
      unequal += ones((query[at] as number) ^ (values[start + at] as number));
    if (-unequal > nearest.least) nearest.add(-unequal, row);
  }
}

/** The number of bits that are set in a number of 32 bits, counted in pairs, fours, bytes, and all bytes at once. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The scale with which none of some vectors' components is cut off. */
export function int8Scale(vectors: Iterable<Float32Array>): number {
  let most = 0;
  for (const vector of vectors) for (const component of vector) most = Math.max(most, Math.abs(component));
  return most === 0 ? 1 : most / 127;
}

/** A vector in whole numbers from -127 to 127, each of which times `scale` is nearly its component. */
export function encodeInt8(vector: Float32Array, scale: number): Int8Array {
  return Int8Array.from(vector, (component) => Math.max(-127, Math.min(127, Math.round(component / scale))));
}

/**
 * The signs of a vector's components, eight in a byte, the first the lowest bit; set where a component is positive.
 * As many bytes as {@link binaryLength} says.
 */
export function encodeBinary(vector: Float32Array): Uint8Array {
  const code = new Uint8Array(binaryLength(vector.length));
  for (const [at, component] of vector.entries())
    if (component > 0) code[at >>> 3] = (code[at >>> 3] as number) | (1 << (at & 7));
  return code;
}

/** The bytes of a binary code: a multiple of four, so that it is compared 32 dimensions at a time. */
export function binaryLength(dimensions: number): number {
  return 4 * Math.ceil(dimensions / 32);
}
