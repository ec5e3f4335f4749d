/**
 * An index of concepts, open for reading. Concepts are numbered in the order in which they were added; so are
 * wordings, the names of a concept that differ in more than case, accents, punctuation and spelling, which are what
 * is searched.
 */
import type {
  Concept,
  ConceptIdentifier,
  ConceptName,
  RetiredIdentifier,
  SemanticGroup,
  SourceStatement,
} from '../concept.ts';
import { normalisationVersion } from '../normalisation/normalisation.ts';
import { type ByteReader, eachAscending } from './binary.ts';
import { ConceptBlocks } from './conceptBlocks.ts';
import type { ConceptRecord } from './conceptRecords.ts';
import { Grams } from './grams.ts';
import { identifierKey } from './identifierList.ts';
import { Keys } from './keys.ts';
import {
  type Counts,
  firstOfConcept,
  groupBits,
  groupCode,
  kindBits,
  kindShift,
  mostInlinePostings,
  type SectionName,
  UnusableIndex,
} from './layout.ts';
import { type IndexBytes, IndexPages } from './pages.ts';
import { SortedTable, type TableEntry } from './sortedTable.ts';

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

/** A concept with the names of each of its wordings, which are numbered from the first one on. */
export interface ConceptWithWordings {
  readonly number: number;
  readonly concept: Concept;
  readonly firstWording: number;
  /** None where the concept has no names. */
  readonly wordings: readonly (readonly ConceptName[])[];
}

/** An identifier that begins with what was looked up, in lower case. */
export interface FoundIdentifier {
  readonly system: string;
  readonly key: string;
  readonly concept: number;
}

export class TerminologyIndex {
  readonly #pages: IndexPages;
  readonly #blocks: ConceptBlocks;
  readonly #tables = new Map<SectionName, SortedTable>();
  #keys: Keys | undefined;
  #grams: Grams | undefined;
  #norms: Uint8Array | undefined;

  /**
   * Opens an index: reads its header, its directory and where its blocks are, which is less than a hundredth of it.
   * What is read later is checked as it is read.
   * @param cacheLength how many bytes of the file are kept in memory at most.
   * @throws UnusableIndex where the file is no index, is cut off or damaged, or was built by another version.
   */
  constructor(bytes: IndexBytes, cacheLength?: number) {
    this.#pages = new IndexPages(bytes, cacheLength);
    if (this.#pages.directory.normalisation !== normalisationVersion)
      throw new UnusableIndex(bytes.path, 'was built with other rules for comparing names.');
    this.#blocks = new ConceptBlocks(this.#pages);
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

  /** By which messages name its file. */
  get path(): string {
    return this.#pages.path;
  }

  /** Another one for every other content: what belongs to this very index can be told by it. */
  get identity(): string {
    return this.#pages.identity;
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
    return this.#blocks.record(number).concept;
  }

  /** All concepts in their order. */
  *concepts(): Generator<Concept> {
    for (const { concept } of this.#blocks.records()) yield concept;
  }

  /** All wordings in their order. */
  *wordings(): Generator<Wording> {
    for (const { number, firstWording, wordings } of this.conceptsWithWordings())
      for (const [wording, names] of wordings.entries())
        yield { number: firstWording + wording, concept: number, names };
  }

  /** The concepts from one on in their order, each with its wordings: what an encoder of names reads. */
  *conceptsWithWordings(from = 0): Generator<ConceptWithWordings> {
    let number = from;
    for (const record of this.#blocks.records(from)) {
      const own = new Set(record.wordings).size;
      const wordings = Array.from({ length: own }, (_, wording) => namesOf(record, wording));
      yield { number, concept: record.concept, firstWording: record.firstWording, wordings };
      number += 1;
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
    const { concept, firstWording } = this.#blocks.conceptOf(number);
    return { number, concept, names: namesOf(this.#blocks.record(concept), number - firstWording) };
  }

  /** All wordings of the concept of one of them, ascending; reads no concept. */
  wordingsBeside(number: number): number[] {
    const { firstWording } = this.#blocks.conceptOf(number);
    const { flags } = this.#blocks;
    const wordings = [firstWording];
    for (let next = firstWording + 1; next < flags.length; next += 1) {
      if (((flags[next] as number) & firstOfConcept) !== 0) break;
      wordings.push(next);
    }
    return wordings;
  }

  /** The concept of a wording; reads no concept. */
  conceptOf(wording: number): number {
    return this.#blocks.conceptOf(wording).concept;
  }

  /** The place of a wording's best kind of name in `nameKinds`. */
  kindOf(wording: number): number {
    return ((this.#blocks.flags[wording] as number) >>> kindShift) & kindBits;
  }

  /** The code of the semantic group of a wording's concept, as `groupCode` has it. */
  groupCodeOf(wording: number): number {
    return (this.#blocks.flags[wording] ?? 0) & groupBits;
  }

  /** Tests whether a wording's concept is of one of some semantic groups; without groups it always is. */
  groupFilter(groups: readonly SemanticGroup[] | undefined): (wording: number) => boolean {
    if (groups === undefined || groups.length === 0) return () => true;
    const { flags } = this.#blocks;
    const wanted = new Set(groups.map(groupCode));
    return (wording) => wanted.has((flags[wording] as number) & groupBits);
  }

  /** The norm of each wording as {@link norms} has it. Not to be changed. */
  wordingNorms(): Uint8Array {
    this.#norms ??= this.#pages.whole('wordingNorms');
    return this.#norms;
  }

  /** The wordings whose key has the hash of a key, ascending: those with the key, and rarely others. */
  wordingsWithKey(key: string): number[] {
    this.#keys ??= new Keys(this.#pages);
    return this.#keys.wordings(key);
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

  /** Stems by their runs of letters. */
  get grams(): Grams {
    this.#grams ??= new Grams(this.#pages);
    return this.#grams;
  }

  get #vocabulary(): SortedTable {
    return this.#table('vocabulary', 'vocabularyBlocks');
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
      eachAscending(this.#pages.read(this.#pages.section('postings'), start, length), visit);
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

  #table(entries: SectionName, blocks: SectionName): SortedTable {
    let table = this.#tables.get(entries);
    if (table === undefined) {
      table = new SortedTable(this.#pages, this.#pages.section(entries), this.#pages.section(blocks));
      this.#tables.set(entries, table);
    }
    return table;
  }
}

function namesOf({ concept, wordings }: ConceptRecord, wording: number): ConceptName[] {
  return concept.names.filter((_, index) => wordings[index] === wording);
}
