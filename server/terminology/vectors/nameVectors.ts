/**
 * The vectors of the names of an index, open for searching. Nothing but header and directory is read until something is
 * looked for; the rows of a semantic group are read, whole, when it is first searched, and stay in memory.
 */
import type { SemanticGroup } from '../concept.ts';
import { groupCode } from '../index/layout.ts';
import { BestRows, largest } from './bestRows.ts';
import { codeLength, encode, lengthOfSum, rowLength, type Similarity, similarityTo } from './coding.ts';
import { Kernel } from './kernel.ts';
import type { EncoderStatement, IndexedNames, VectorsStatement } from './layout.ts';
import { type StoredGroup, type VectorsBytes, VectorsReader } from './reading.ts';

/** A wording and how near it is. */
export interface Neighbour {
  readonly wording: number;
  /** The cosine between the vector that was given and the row, from -1 to 1. A row of signs counts as plus and minus ones. */
  readonly similarity: number;
}

/** How near some names are together. */
export interface NameProfile {
  /** The similarity of each; undefined for one that has no row. */
  readonly each: readonly (number | undefined)[];
  /** The cosine to the mean of their rows; undefined where none has one. */
  readonly mean: number | undefined;
}

export interface NearestOptions {
  /** Wordings of concepts of these semantic groups alone; all where there are none. */
  readonly groups?: readonly SemanticGroup[];
  /** Tells whether a wording may be given. Asked of few wordings where it mostly says yes. */
  readonly accepts?: (wording: number) => boolean;
}

/** What is known of the encoder of a query. */
export interface WantedEncoder extends Pick<EncoderStatement, 'name' | 'fingerprint'> {
  readonly folder?: string;
}

/** A group whose rows are in memory. */
interface LoadedGroup extends StoredGroup {
  /** Where in the memory of the kernel its rows begin. */
  readonly start: number;
  readonly wordingOfRow: Uint32Array;
}

export class NameVectors {
  readonly #reader: VectorsReader;
  readonly #index: IndexedNames;
  readonly #rowLength: number;
  readonly #loaded = new Map<number, LoadedGroup>();
  #kernel: Kernel | undefined;
  #compared: { readonly vector: Float32Array; readonly similarity: Similarity } | undefined;

  /**
   * Reads header and directory.
   * @throws UnusableVectors where the file is none of vectors, is cut off or damaged, or belongs to another index.
   */
  constructor(source: VectorsBytes, index: IndexedNames) {
    this.#reader = new VectorsReader(source, index);
    this.#index = index;
    const { coding, dimensions } = this.#reader.statement;
    this.#rowLength = rowLength(coding, dimensions);
  }

  get statement(): VectorsStatement {
    return this.#reader.statement;
  }

  /**
   * Makes sure that they are the vectors of an encoder, whose folder the message names.
   * @throws UnusableVectors where they are those of another one, or of another state of its folder.
   */
  requireEncoder({ name, fingerprint, folder }: WantedEncoder): void {
    const { encoder } = this.statement;
    if (encoder.fingerprint === fingerprint) return;
    throw this.#reader.unusable(
      `holds vectors of the encoder ${encoder.name} (${encoder.fingerprint}), not of ${name} (${fingerprint}). Name its folder with --encoder or in goldspan.conceptEncoder.`,
      folder,
    );
  }

  /**
   * The `count` wordings nearest to a vector, nearest first; of equally near ones the first wording. None is near a vector
   * of zeros.
   *
   * All rows are compared by their codes with that of the vector; of the best of them, {@link candidatesFor} many, the
   * nearest to the vector itself are given.
   * @throws RangeError where the vector has another number of dimensions, UnusableVectors where the file is damaged.
   */
  nearest(vector: Float32Array, count: number, options: NearestOptions = {}): Neighbour[] {
    this.#requireDimensions(vector);
    if (count <= 0 || isZero(vector)) return [];
    const groups = this.#groupsFor(options.groups);
    const rowCount = groups.reduce((sum, group) => sum + group.rowCount, 0);
    const best = new BestRows(Math.max(candidatesFor(rowCount), 10 * count));
    const query = encode(this.statement.coding, vector);
    for (const { start, rowCount, firstNumber, wordingOfRow } of groups) {
      const rows = { start, count: rowCount, firstNumber };
      for (const found of this.#rows.scan(query, rows, () => best.bound)) {
        for (let at = 0; at < found.count; at += 1) {
          const number = found.numbers[at] as number;
          const score = found.scores[at] as number;
          if (score <= best.bound) continue;
          if (options.accepts?.(wordingOfRow[number - firstNumber] as number) === false) continue;
          best.add(number, score);
        }
      }
    }
    return this.#ranked(best.numbers(), groups, vector, count);
  }

  /**
   * How near given wordings are to a vector, and how near those are together that stand together, such as the names of a concept.
   * Nothing is near a vector of zeros.
   * @throws as {@link nearest}.
   */
  profiles(vector: Float32Array, wordings: readonly (readonly number[])[]): NameProfile[] {
    this.#requireDimensions(vector);
    if (isZero(vector)) return wordings.map((some) => ({ each: some.map(() => undefined), mean: undefined }));
    const starts = wordings.map((some) => some.map((wording) => this.#rowOf(wording)));
    const similarity = this.#similarityTo(vector);
    const bytes = this.#rows.bytes();
    // Vectors that point away from each other may have a sum of nearly nothing.
    const length = (there: readonly number[]): number =>
      Math.max(lengthOfSum(this.statement.coding, vector.length, bytes, there), 1e-6);
    return starts.map((some) => {
      const each = some.map((start) => (start === undefined ? undefined : similarity(bytes, start)));
      const there = some.filter((start) => start !== undefined);
      const total = each.reduce<number>((sum, near = 0) => sum + near, 0);
      return { each, mean: there.length === 0 ? undefined : total / length(there) };
    });
  }

  /** Reads the whole file. @throws UnusableVectors where anything in it is damaged. */
  verify(): void {
    this.#reader.verify();
  }

  /** Closes the file and lets the rows go. */
  close(): void {
    this.#reader.close();
    this.#loaded.clear();
    this.#kernel = undefined;
  }

  /** What is asked of a vector mostly comes in a row, and comparing with it needs tables. */
  #similarityTo(vector: Float32Array): Similarity {
    if (this.#compared?.vector !== vector)
      this.#compared = { vector, similarity: similarityTo(this.statement.coding, vector) };
    return this.#compared.similarity;
  }

  #requireDimensions({ length }: Float32Array): void {
    const { dimensions } = this.statement;
    if (length !== dimensions)
      throw new RangeError(`The vector has ${length} dimensions where those of names have ${dimensions}.`);
  }

  /** The nearest of some rows, by the vector as it is. @param numbers ascending. */
  #ranked(
    numbers: Uint32Array,
    groups: readonly LoadedGroup[],
    vector: Float32Array,
    count: number,
  ): Neighbour[] {
    const similarity = this.#similarityTo(vector);
    const bytes = this.#rows.bytes();
    const wordings = new Uint32Array(numbers.length);
    const similarities = new Float64Array(numbers.length);
    let at = 0;
    for (const { start, rowCount, firstNumber, wordingOfRow } of groups) {
      for (; at < numbers.length && (numbers[at] as number) < firstNumber + rowCount; at += 1) {
        const row = (numbers[at] as number) - firstNumber;
        wordings[at] = wordingOfRow[row] as number;
        similarities[at] = similarity(bytes, start + row * this.#rowLength);
      }
    }
    const least = numbers.length > count ? largest(similarities.slice(), count) : Number.NEGATIVE_INFINITY;
    const nearest: Neighbour[] = [];
    for (let place = 0; place < numbers.length; place += 1) {
      const found = { wording: wordings[place] as number, similarity: similarities[place] as number };
      if (found.similarity >= least) nearest.push(found);
    }
    return nearest
      .sort((one, other) => other.similarity - one.similarity || one.wording - other.wording)
      .slice(0, count);
  }

  /** Where the row of a wording begins. */
  #rowOf(wording: number): number | undefined {
    const code = this.#index.groupCodeOf(wording);
    const stored = this.#reader.groups.find((group) => group.code === code);
    if (stored === undefined) return undefined;
    const { start, wordingOfRow } = this.#load(stored);
    let [low, high] = [0, wordingOfRow.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((wordingOfRow[middle] as number) < wording) low = middle + 1;
      else high = middle;
    }
    return wordingOfRow[low] === wording ? start + low * this.#rowLength : undefined;
  }

  #groupsFor(groups: readonly SemanticGroup[] | undefined): LoadedGroup[] {
    const codes = groups === undefined || groups.length === 0 ? undefined : new Set(groups.map(groupCode));
    const wanted = this.#reader.groups.filter(({ code }) => codes === undefined || codes.has(code));
    return wanted.map((group) => this.#load(group));
  }

  #load(group: StoredGroup): LoadedGroup {
    let loaded = this.#loaded.get(group.code);
    if (loaded === undefined) {
      const wordingOfRow = this.#reader.wordings(group);
      loaded = { ...group, wordingOfRow, start: this.#loadRows(group) };
      this.#loaded.set(group.code, loaded);
    }
    return loaded;
  }

  #loadRows(group: StoredGroup): number {
    try {
      return this.#rows.load(group.rows.end - group.rows.start, (bytes) =>
        this.#reader.readRows(group, bytes),
      );
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw this.#reader.unusable(
        `holds more rows than there is memory for (${error.message}). Fewer --groups or --coding binary need less.`,
      );
    }
  }

  get #rows(): Kernel {
    const { coding, dimensions } = this.statement;
    this.#kernel ??= new Kernel(coding, codeLength(coding, dimensions), this.#rowLength);
    return this.#kernel;
  }
}

function isZero(vector: Float32Array): boolean {
  return !vector.some((component) => component !== 0);
}

/**
 * How many rows are compared with the vector as it is, of so many that are compared by their codes. By signs, among the
 * names of the box, these hold more than 99 of a hundred rows that are among the ten nearest (`npm run bench -- vectors`).
 */
export function candidatesFor(rows: number): number {
  return Math.max(400, Math.ceil(rows / 1000));
}
