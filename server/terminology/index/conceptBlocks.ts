/**
 * Concepts as bytes, some together in a compressed block. Where the blocks begin, and with which concept and which
 * wording, is a section of its own; so are the flags of the wordings, a byte each, which tell where the wordings of a
 * concept begin.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './binary.ts';
import { type ConceptRecord, decodeConcept } from './conceptRecords.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { numbersIn } from './header.ts';
import { firstOfConcept } from './layout.ts';
import type { IndexPages } from './pages.ts';
import { RecentlyUsed } from './recentlyUsed.ts';
import type { SectionWriter } from './sectionWriter.ts';

/** Compressed together; more compress better, and take longer to read one of. */
const blockLength = 8 * 1024;

/** What is stated of a block: where it begins, its first concept, its first wording. */
const numbersPerBlock = 3;
const conceptColumn = 1;
const wordingColumn = 2;

/** Puts concepts into blocks. */
export class ConceptBlockWriter {
  /** Where the next concept is written to. */
  readonly record = new ByteWriter();
  readonly #block = new ByteWriter(2 * blockLength);
  readonly #file: SectionWriter;
  readonly #start: number;
  readonly #starts = new GrowingNumbers();
  #concepts = 0;
  #wordings = 0;

  constructor(file: SectionWriter) {
    this.#file = file;
    this.#start = file.position;
    this.#begin();
  }

  /** Ends a concept of a number of wordings. @returns the block that ends with it, if one does. */
  end(wordings: number): Uint8Array | undefined {
    this.#block.number(this.record.length);
    this.#block.bytes(this.record.written());
    this.record.clear();
    this.#concepts += 1;
    this.#wordings += wordings;
    return this.#block.length >= blockLength ? this.flush() : undefined;
  }

  flush(): Uint8Array | undefined {
    if (this.#block.length === 0) return undefined;
    const packed = deflateRawSync(this.#block.written(), { level: 9 });
    this.#block.clear();
    this.#append(packed);
    return packed;
  }

  /** Takes a block that an earlier run ended, with the numbers of its concepts and wordings. No concept may be begun. */
  restore(packed: Uint8Array, concepts: number, wordings: number): void {
    this.#concepts += concepts;
    this.#wordings += wordings;
    this.#append(packed);
  }

  /**
   * Of every block: where it begins in the section, its first concept, its first wording. The last one is the end of
   * all.
   */
  starts(): Uint32Array {
    return this.#starts.values();
  }

  #append(packed: Uint8Array): void {
    this.#file.append(packed);
    this.#begin();
  }

  #begin(): void {
    this.#starts.push(this.#file.position - this.#start);
    this.#starts.push(this.#concepts);
    this.#starts.push(this.#wordings);
  }
}

/** Some concepts as bytes, and where each begins. */
interface Block {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
}

/** Blocks that are kept unpacked, about 9 kB each, and concepts that are kept whole. */
const mostBlocks = 1024;
const mostRecords = 256;

export class ConceptBlocks {
  readonly #pages: IndexPages;
  readonly #starts: Uint32Array;
  readonly #blocks = new RecentlyUsed<Block>(mostBlocks);
  readonly #records = new RecentlyUsed<ConceptRecord>(mostRecords);
  #flags: Uint8Array | undefined;

  constructor(pages: IndexPages) {
    this.#pages = pages;
    this.#starts = numbersIn(pages.whole('conceptBlocks'));
  }

  /** The flags of all wordings. Not to be changed. */
  get flags(): Uint8Array {
    this.#flags ??= this.#pages.whole('wordingFlags');
    return this.#flags;
  }

  /** @throws RangeError where there is no such concept. */
  record(concept: number): ConceptRecord {
    const { concepts } = this.#pages.directory.counts;
    if (!(concept >= 0 && concept < concepts))
      throw new RangeError(`There is no concept ${concept} in an index of ${concepts}.`);
    return this.#records.get(concept, () => {
      const block = this.#blockWith(concept, conceptColumn);
      const { bytes, starts } = this.#blocks.get(block, () => this.#block(block));
      return this.#decoded(bytes, starts[concept - this.#stated(block, conceptColumn)] as number);
    });
  }

  /** The concepts from one on in their order, each with the number of its first wording. */
  *records(from = 0): Generator<ConceptRecord & { readonly firstWording: number }> {
    const firstBlock = this.#blockWith(from, conceptColumn);
    let concept = this.#stated(firstBlock, conceptColumn);
    let firstWording = this.#stated(firstBlock, wordingColumn);
    for (let block = firstBlock; block < this.#count; block += 1) {
      const { bytes, starts } = this.#block(block);
      for (const start of starts) {
        const record = this.#decoded(bytes, start);
        if (concept >= from) yield { ...record, firstWording };
        // A concept without names has a number without a wording.
        firstWording += Math.max(1, new Set(record.wordings).size);
        concept += 1;
      }
    }
  }

  /** The concept of a wording, and the first wording of that. Unpacks no concept. */
  conceptOf(wording: number): { readonly concept: number; readonly firstWording: number } {
    const { flags } = this;
    const block = this.#blockWith(wording, wordingColumn);
    let concept = this.#stated(block, conceptColumn) - 1;
    let firstWording = wording;
    for (let at = this.#stated(block, wordingColumn); at <= wording; at += 1) {
      if (((flags[at] as number) & firstOfConcept) === 0) continue;
      concept += 1;
      firstWording = at;
    }
    return { concept, firstWording };
  }

  get #count(): number {
    return this.#starts.length / numbersPerBlock - 1;
  }

  #stated(block: number, column: number): number {
    return this.#starts[block * numbersPerBlock + column] as number;
  }

  /** The last block that does not begin behind a concept or a wording. */
  #blockWith(number: number, column: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#stated(middle, column) <= number) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #block(block: number): Block {
    const start = this.#stated(block, 0);
    const length = this.#stated(block + 1, 0) - start;
    const bytes = inflateRawSync(this.#pages.read(this.#pages.section('concepts'), start, length));
    const reader = new ByteReader(bytes);
    const starts: number[] = [];
    while (!reader.isAtEnd) {
      const recordLength = reader.number();
      starts.push(reader.position);
      reader.skip(recordLength);
    }
    return { bytes, starts };
  }

  #decoded(bytes: Uint8Array, start: number): ConceptRecord {
    return decodeConcept(new ByteReader(bytes.subarray(start)), this.#pages.directory);
  }
}
