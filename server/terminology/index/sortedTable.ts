/**
 * Strings in ascending order of their UTF-16 code units, each with a payload. Every sixteenth begins a block and is
 * stored whole; the others leave out what they share with the one before. Where the blocks begin is a section of its
 * own.
 */
import { ByteReader, ByteWriter } from './binary.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { numbersIn, type Section } from './header.ts';
import type { IndexPages } from './pages.ts';

const entriesPerBlock = 16;

export class SortedTableWriter {
  readonly #append: (bytes: Uint8Array) => void;
  readonly #blocks = new GrowingNumbers();
  readonly #entry = new ByteWriter();
  #previous = Buffer.alloc(0);
  #previousKey: string | undefined;
  #length = 0;
  #count = 0;

  constructor(append: (bytes: Uint8Array) => void) {
    this.#append = append;
  }

  /** @param key greater than the one before. */
  add(key: string, payload: Uint8Array): void {
    if (this.#previousKey !== undefined && key <= this.#previousKey)
      throw new Error('The entries of a table are not in ascending order.');
    const bytes = Buffer.from(key);
    const isFirst = this.#count % entriesPerBlock === 0;
    if (isFirst) this.#blocks.push(this.#length);
    const shared = isFirst ? 0 : sharedLength(this.#previous, bytes);
    this.#entry.clear();
    this.#entry.number(shared);
    this.#entry.number(bytes.length - shared);
    this.#entry.bytes(bytes.subarray(shared));
    this.#entry.number(payload.length);
    this.#entry.bytes(payload);
    this.#append(this.#entry.written());
    this.#length += this.#entry.length;
    this.#previous = bytes;
    this.#previousKey = key;
    this.#count += 1;
  }

  /** Where the blocks begin, in bytes from the start of the table. */
  blocks(): Uint32Array {
    return this.#blocks.values();
  }
}

export interface TableEntry {
  readonly key: string;
  /** Its place in the order, from 0 on. */
  readonly ordinal: number;
  readonly payload: ByteReader;
}

export class SortedTable {
  readonly #pages: IndexPages;
  readonly #entries: Section;
  readonly #blocks: Uint32Array;

  constructor(pages: IndexPages, entries: Section, blocks: Section) {
    this.#pages = pages;
    this.#entries = entries;
    this.#blocks = numbersIn(pages.read(blocks, 0, blocks.end - blocks.start));
  }

  /** Takes time logarithmic in the table. */
  find(key: string): TableEntry | undefined {
    for (const entry of this.from(key)) return entry.key === key ? entry : undefined;
    return undefined;
  }

  /** The entries whose keys are not less than a string, in order. */
  *from(key: string): Generator<TableEntry> {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#firstKey(middle) <= key) low = middle + 1;
      else high = middle;
    }
    for (let block = Math.max(0, low - 1); block < this.#blocks.length; block += 1) {
      const cursor = new BlockCursor(this.#bytesOf(block), block * entriesPerBlock);
      while (cursor.next()) {
        const found = cursor.key();
        if (found >= key) yield cursor.entry(found);
      }
    }
  }

  /** The entries at places in the order. @param ordinals ascending. */
  *at(ordinals: Iterable<number>): Generator<TableEntry> {
    let block = -1;
    let cursor: BlockCursor | undefined;
    for (const ordinal of ordinals) {
      const own = Math.floor(ordinal / entriesPerBlock);
      if (own !== block || cursor === undefined) {
        block = own;
        cursor = new BlockCursor(this.#bytesOf(block), block * entriesPerBlock);
      }
      while (cursor.ordinal < ordinal) if (!cursor.next()) return;
      yield cursor.entry(cursor.key());
    }
  }

  #firstKey(block: number): string {
    const cursor = new BlockCursor(this.#bytesOf(block), 0);
    cursor.next();
    return cursor.key();
  }

  #bytesOf(block: number): Uint8Array {
    const start = this.#blocks[block] ?? 0;
    const end = this.#blocks[block + 1] ?? this.#entries.end - this.#entries.start;
    return this.#pages.read(this.#entries, start, end - start);
  }
}

/** Goes through the entries of a block. */
class BlockCursor {
  readonly #reader: ByteReader;
  /** The key of the entry; what is behind its length is left of earlier ones. */
  #key = Buffer.allocUnsafe(64);
  #length = 0;
  #payload = 0;
  #payloadLength = 0;
  /** Of the entry; before the first, one less. */
  ordinal: number;

  constructor(bytes: Uint8Array, first: number) {
    this.#reader = new ByteReader(bytes);
    this.ordinal = first - 1;
  }

  /** Goes to the next entry. @returns whether there is one. */
  next(): boolean {
    if (this.#reader.isAtEnd) return false;
    const shared = this.#reader.number();
    const rest = this.#reader.number();
    this.#length = shared + rest;
    if (this.#length > this.#key.length) {
      const grown = Buffer.allocUnsafe(2 * this.#length);
      grown.set(this.#key.subarray(0, shared));
      this.#key = grown;
    }
    for (let at = shared; at < this.#length; at += 1) this.#key[at] = this.#reader.byte();
    this.#payloadLength = this.#reader.number();
    this.#payload = this.#reader.position;
    this.#reader.skip(this.#payloadLength);
    this.ordinal += 1;
    return true;
  }

  key(): string {
    return this.#key.toString('utf8', 0, this.#length);
  }

  entry(key: string): TableEntry {
    return { key, ordinal: this.ordinal, payload: this.#reader.part(this.#payload, this.#payloadLength) };
  }
}

function sharedLength(one: Uint8Array, other: Uint8Array): number {
  const most = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < most && one[shared] === other[shared]) shared += 1;
  return shared;
}
