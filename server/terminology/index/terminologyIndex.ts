/**
 * An index of concepts, open for reading. Concepts are numbered in the order in which they were added; so are wordings, the names
 * of a concept that differ in more than case, accents, punctuation and spelling, which are what is searched.
 */
import { inflateRawSync } from 'node:zlib';
import type {
  Concept,
  ConceptIdentifier,
  ConceptName,
  RetiredIdentifier,
  SemanticGroup,
  SourceStatement,
} from '../concept.ts';
import { normalisationVersion } from '../normalisation/normalisation.ts';
import { ByteReader, eachAscending } from './binary.ts';
import { mostInlinePostings } from './builder.ts';
import { type ConceptRecord, decodeConcept } from './conceptRecords.ts';
import { gramBucketCount } from './grams.ts';
import { identifierKey } from './identifierList.ts';
import { hashOf, keyBucket, keyBucketCount } from './keys.ts';
import {
  type Counts,
  firstOfConcept,
  groupBits,
  groupCode,
  kindBits,
  kindShift,
  numbersIn,
  type Section,
  type SectionName,
  UnusableIndex,
} from './layout.ts';
import { type IndexBytes, IndexPages } from './pages.ts';
import { RecentlyUsed } from './recentlyUsed.ts';
import { SortedTable, type TableEntry } from './sortedTable.ts';
import { Vectors } from './vectors.ts';

/** A stem and where it is used. */
export interface Stem {
  readonly stem: string;
  /** The number of wordings with it. */
  readonly frequency: number;
  /** Gives each of them to `visit`, ascending. */
  readonly postings: (visit: (wording: number) => void) => void;
}

/** A wording with its concept. */
export interface Wording {
  readonly number: number;
  readonly concept: number;
  /** The names of the concept with this wording, in the concept's order; at least one. */
  readonly names: readonly ConceptName[];
}

/** An identifier that begins with what was looked up, in lower case. */
export interface FoundIdentifier {
  readonly system: string;
  readonly key: string;
  readonly concept: number;
}

/** Blocks of concepts that are kept unpacked, about 9 kB each, and concepts that are kept whole. */
const mostBlocks = 1024;
const mostRecords = 256;

const numbersPerBlock = 3;

/** Some concepts as bytes, and where each begins. */
interface Block {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
}

export class TerminologyIndex {
  readonly #path: string;
  readonly #pages: IndexPages;
  readonly #blockStarts: Uint32Array;
  readonly #blocks = new RecentlyUsed<Block>(mostBlocks);
  readonly #records = new RecentlyUsed<ConceptRecord>(mostRecords);
  readonly #tables = new Map<SectionName, SortedTable>();
  readonly #numbers = new Map<SectionName, Uint32Array>();
  #flags: Uint8Array | undefined;
  #norms: Uint8Array | undefined;
  #vectors: Vectors | undefined;

  /**
   * Opens an index: reads its header, its directory and where its blocks are, nothing that grows with the names. What is read
   * later is checked as it is read.
   * @param cacheLength how many bytes of the file are kept in memory at most.
   * @throws UnusableIndex where the file is no index, is cut off or damaged, or was built by another version.
   */
  constructor(bytes: IndexBytes, cacheLength?: number) {
    this.#path = bytes.path;
    this.#pages = new IndexPages(bytes, cacheLength);
    if (this.#pages.directory.normalisation !== normalisationVersion)
      throw new UnusableIndex(bytes.path, 'was built with other rules for comparing names.');
    this.#blockStarts = numbersIn(this.#whole('conceptBlocks'));
  }

  get counts(): Counts {
    return this.#pages.directory.counts;
  }

  get sources(): readonly SourceStatement[] {
    return this.#pages.directory.sources;
  }

  /** The systems of which it has identifiers. */
  get systems(): readonly string[] {
    return this.#pages.directory.systems;
  }

  /** Vectors of the wordings, where the index has them. */
  get vectors(): Vectors | undefined {
    const { vectors } = this.#pages.directory;
    if (vectors === undefined) return undefined;
    if (this.#vectors === undefined) {
      const section = this.#section('vectors');
      const wordings = new Uint32Array(vectors.rows);
      let row = 0;
      eachAscending(this.#whole('vectorWordings'), (wording) => {
        wordings[row] = wording;
        row += 1;
      });
      this.#vectors = new Vectors(vectors, wordings, (offset, length) =>
        this.#pages.read(section, offset, length),
      );
    }
    return this.#vectors;
  }

  /** Reads the whole file. @throws UnusableIndex where anything in it is damaged. */
  verify(): void {
    this.#pages.verify();
  }

  close(): void {
    this.#pages.close();
  }

  /** @param number from 0 on, less than the number of concepts; otherwise a RangeError. */
  concept(number: number): Concept {
    return this.#record(number).concept;
  }

  /** All concepts in their order. */
  *concepts(): Generator<Concept> {
    for (const { concept } of this.#allRecords()) yield concept;
  }

  /** All wordings in their order, each by its first name: what an encoder of names reads. */
  *wordings(): Generator<Wording> {
    let [number, concept] = [0, 0];
    for (const record of this.#allRecords()) {
      const own = new Set(record.wordings).size;
      for (let wording = 0; wording < own; wording += 1)
        yield { number: number + wording, concept, names: namesOf(record, wording) };
      // A concept without names has a number without a wording.
      number += Math.max(1, own);
      concept += 1;
    }
  }

  /** The concepts with an identifier, ascending; case does not count. */
  conceptsWith({ system, identifier }: ConceptIdentifier): number[] {
    const entry = this.#table('identifiers', 'identifierBlocks').find(identifierKey(identifier));
    return entry === undefined
      ? []
      : this.#identifiersIn(entry)
          .filter((found) => found.system.toLowerCase() === system.toLowerCase())
          .map(({ concept }) => concept);
  }

  /** The identifiers that begin with a string, whatever its case, in the order of their characters. */
  *identifiersFrom(prefix: string): Generator<FoundIdentifier> {
    const key = identifierKey(prefix);
    for (const entry of this.#table('identifiers', 'identifierBlocks').from(key)) {
      if (!entry.key.startsWith(key)) return;
      yield* this.#identifiersIn(entry);
    }
  }

  /** What is known of an identifier that its source has withdrawn; case does not count. */
  retired({ system, identifier }: ConceptIdentifier): RetiredIdentifier | undefined {
    const payload = this.#table('retired', 'retiredBlocks').find(identifierKey(identifier))?.payload;
    const { systems } = this.#pages.directory;
    while (payload !== undefined && !payload.isAtEnd) {
      const found = this.#identifier(payload, systems);
      const replacedBy = Array.from({ length: payload.number() }, () => this.#identifier(payload, systems));
      if (found.system.toLowerCase() === system.toLowerCase()) return { ...found, replacedBy };
    }
    return undefined;
  }

  /** The wording of a number less than that of all wordings. */
  wording(number: number): Wording {
    const concept = this.conceptOf(number);
    const flags = this.#allFlags();
    let first = number;
    while (((flags[first] as number) & firstOfConcept) === 0) first -= 1;
    return { number, concept, names: namesOf(this.#record(concept), number - first) };
  }

  /** The concept of a wording; reads no concept. */
  conceptOf(wording: number): number {
    const block = this.#blockWith(wording, 2);
    const flags = this.#allFlags();
    let concept = (this.#blockStarts[block * numbersPerBlock + 1] as number) - 1;
    for (let at = this.#blockStarts[block * numbersPerBlock + 2] as number; at <= wording; at += 1)
      concept += (flags[at] as number) >>> 7;
    return concept;
  }

  /** The place of a wording's best kind of name in `nameKinds`. */
  kindOf(wording: number): number {
    return ((this.#allFlags()[wording] as number) >>> kindShift) & kindBits;
  }

  /** Tests whether a wording's concept is of one of some semantic groups; without groups it always is. */
  groupFilter(groups: readonly SemanticGroup[] | undefined): (wording: number) => boolean {
    if (groups === undefined || groups.length === 0) return () => true;
    const flags = this.#allFlags();
    const wanted = new Set(groups.map(groupCode));
    return (wording) => wanted.has((flags[wording] as number) & groupBits);
  }

  /** The norm of each wording as {@link norms} has it. Not to be changed. */
  wordingNorms(): Uint8Array {
    this.#norms ??= this.#whole('wordingNorms');
    return this.#norms;
  }

  /** The wordings whose key has the hash of a key, ascending: those with the key, and rarely others. */
  wordingsWithKey(key: string): number[] {
    const hash = hashOf(key);
    const buckets = keyBucketCount(this.counts.wordings);
    const bucket = keyBucket(hash, buckets);
    const starts = this.#numbersOf('keyBuckets');
    const start = starts[bucket] as number;
    const entries = new ByteReader(
      this.#pages.read(this.#section('keys'), start, (starts[bucket + 1] as number) - start),
    );
    const found: number[] = [];
    let at = Math.ceil(bucket * (2 ** 32 / buckets));
    while (!entries.isAtEnd) {
      at += entries.number();
      const wording = entries.number();
      if (at === hash) found.push(wording);
    }
    return found;
  }

  stem(stem: string): Stem | undefined {
    const entry = this.#vocabulary.find(stem);
    return entry && this.#stemOf(entry);
  }

  /** The stems that begin with a string, in order. */
  *stemsFrom(prefix: string): Generator<Stem> {
    for (const entry of this.#vocabulary.from(prefix)) {
      if (!entry.key.startsWith(prefix)) return;
      yield this.#stemOf(entry);
    }
  }

  /** Stems by their places in the order. @param ordinals ascending. */
  *stemsAt(ordinals: Iterable<number>): Generator<Stem> {
    for (const entry of this.#vocabulary.at(ordinals)) yield this.#stemOf(entry);
  }

  /** How many bytes {@link stemsWithGram} reads. */
  gramLength(gram: number): number {
    const { start, end } = this.#gramPlace(gram);
    return end - start;
  }

  /** Gives the places of all stems with a run of letters of `gramsOf` to `visit`, ascending, and those of a few others. */
  stemsWithGram(gram: number, visit: (ordinal: number) => void): void {
    const { start, end } = this.#gramPlace(gram);
    eachAscending(this.#pages.read(this.#section('grams'), start, end - start), visit);
  }

  get #vocabulary(): SortedTable {
    return this.#table('vocabulary', 'vocabularyBlocks');
  }

  get #blockCount(): number {
    return this.#blockStarts.length / numbersPerBlock - 1;
  }

  #gramPlace(gram: number): Section {
    const starts = this.#numbersOf('gramBuckets');
    const bucket = gram % gramBucketCount(this.counts.stems);
    return { start: starts[bucket] as number, end: starts[bucket + 1] as number };
  }

  #stemOf({ key, payload }: TableEntry): Stem {
    const frequency = payload.number();
    if (frequency <= mostInlinePostings) {
      const inline = payload.bytes(payload.remaining);
      return { stem: key, frequency, postings: (visit) => eachAscending(inline, visit) };
    }
    const start = payload.number();
    const length = payload.number();
    const postings = (visit: (wording: number) => void): void =>
      eachAscending(this.#pages.read(this.#section('postings'), start, length), visit);
    return { stem: key, frequency, postings };
  }

  #identifiersIn({ key, payload }: TableEntry): FoundIdentifier[] {
    const found: FoundIdentifier[] = [];
    while (!payload.isAtEnd) {
      const system = this.#pages.directory.systems[payload.number()] as string;
      found.push({ system, key, concept: payload.number() });
    }
    return found;
  }

  #identifier(bytes: ByteReader, systems: readonly string[]): ConceptIdentifier {
    return { system: systems[bytes.number()] as string, identifier: bytes.string() };
  }

  #allFlags(): Uint8Array {
    this.#flags ??= this.#whole('wordingFlags');
    return this.#flags;
  }

  #record(concept: number): ConceptRecord {
    if (!(concept >= 0 && concept < this.counts.concepts))
      throw new RangeError(`There is no concept ${concept} in an index of ${this.counts.concepts}.`);
    return this.#records.get(concept, () => {
      const block = this.#blockWith(concept, 1);
      const { bytes, starts } = this.#blocks.get(block, () => this.#block(block));
      const start = starts[concept - (this.#blockStarts[block * numbersPerBlock + 1] as number)];
      return decodeConcept(new ByteReader(bytes.subarray(start)), this.#pages.directory);
    });
  }

  *#allRecords(): Generator<ConceptRecord> {
    for (let block = 0; block < this.#blockCount; block += 1) {
      const { bytes, starts } = this.#block(block);
      for (const start of starts)
        yield decodeConcept(new ByteReader(bytes.subarray(start)), this.#pages.directory);
    }
  }

  /** The block that holds a concept (`column` 1) or a wording (2): the last that does not begin behind it. */
  #blockWith(number: number, column: number): number {
    let low = 0;
    let high = this.#blockCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blockStarts[middle * numbersPerBlock + column] as number) <= number) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #block(block: number): Block {
    const place = block * numbersPerBlock;
    const start = this.#blockStarts[place] as number;
    const end = this.#blockStarts[place + numbersPerBlock] as number;
    const bytes = inflateRawSync(this.#pages.read(this.#section('concepts'), start, end - start));
    const reader = new ByteReader(bytes);
    const starts: number[] = [];
    while (!reader.isAtEnd) {
      const length = reader.number();
      starts.push(reader.position);
      reader.skip(length);
    }
    return { bytes, starts };
  }

  #table(entries: SectionName, blocks: SectionName): SortedTable {
    let table = this.#tables.get(entries);
    if (table === undefined) {
      table = new SortedTable(this.#pages, this.#section(entries), this.#section(blocks));
      this.#tables.set(entries, table);
    }
    return table;
  }

  #numbersOf(name: SectionName): Uint32Array {
    let numbers = this.#numbers.get(name);
    if (numbers === undefined) {
      numbers = numbersIn(this.#whole(name));
      this.#numbers.set(name, numbers);
    }
    return numbers;
  }

  #whole(name: SectionName): Uint8Array {
    const section = this.#section(name);
    return this.#pages.read(section, 0, section.end - section.start);
  }

  #section(name: SectionName): Section {
    const section = this.#pages.directory.sections[name];
    if (section === undefined) throw new UnusableIndex(this.#path, `lacks its section ${name}.`);
    return section;
  }
}

function namesOf({ concept, wordings }: ConceptRecord, wording: number): ConceptName[] {
  return concept.names.filter((_, index) => wordings[index] === wording);
}
