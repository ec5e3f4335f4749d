/** The bytes of an index, read a page at a time, each of which is checked when it is read. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decodeDirectory, decodeHeader, headerLength, type Section } from './header.ts';
import { type Directory, indexFile, pageLength, type SectionName, UnusableIndex } from './layout.ts';
import { RecentlyUsed } from './recentlyUsed.ts';

/** Where the bytes of an index come from: all that reading one needs of the outside. */
export interface IndexBytes {
  /** By which messages name it. */
  readonly path: string;
  readonly length: number;
  /** The bytes from an offset on, fewer than asked for where there are no more. The caller does not change them. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** How many bytes of pages are kept. */
const defaultCacheLength = 64 * 2 ** 20;

/** Stretches of more pages are read past the cache, since they would empty it. */
const mostCachedPages = 16;

const stretchLength = 4 * 2 ** 20;

export class IndexPages {
  readonly directory: Directory;
  /** Tells the index from every other one: a hash of the directory, which holds the checksum of every page. */
  readonly identity: string;
  readonly #source: IndexBytes;
  readonly #checksums: Uint32Array;
  readonly #dataEnd: number;
  readonly #pages: RecentlyUsed<Uint8Array>;

  /**
   * Reads header and directory.
   * @throws UnusableIndex where they are damaged, cut off, or of another version.
   */
  constructor(source: IndexBytes, cacheLength = defaultCacheLength) {
    const header = decodeHeader(indexFile, source.path, source.read(0, headerLength), source.length);
    const { start, end } = header.directory;
    const bytes = source.read(start, end - start);
    const { directory, checksums } = decodeDirectory<Directory>(
      indexFile,
      source.path,
      bytes,
      header.directoryChecksum,
    );
    this.directory = directory;
    this.identity = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    this.#source = source;
    this.#checksums = checksums;
    this.#dataEnd = start;
    this.#pages = new RecentlyUsed(Math.floor(cacheLength / pageLength));
  }

  /**
   * Bytes of a section; offsets count from its start. The caller does not change them.
   * @throws UnusableIndex where a page does not have its checksum.
   */
  read(section: Section, offset: number, length: number): Uint8Array {
    const start = section.start + offset - headerLength;
    const end = start + length;
    if (offset < 0 || section.start + offset + length > section.end)
      throw new UnusableIndex(this.#source.path, 'is damaged: a part of it points outside of its section.');
    if (length === 0) return new Uint8Array(0);
    const first = Math.floor(start / pageLength);
    const last = Math.floor((end - 1) / pageLength);
    if (first === last)
      return this.#page(first).subarray(start - first * pageLength, end - first * pageLength);
    if (last - first >= mostCachedPages) {
      const pages = this.#readPages(first, last);
      return pages.subarray(start - first * pageLength, end - first * pageLength);
    }
    const bytes = new Uint8Array(length);
    for (let page = first; page <= last; page += 1) {
      const from = page * pageLength;
      const part = this.#page(page).subarray(Math.max(0, start - from), Math.min(pageLength, end - from));
      bytes.set(part, Math.max(0, from - start));
    }
    return bytes;
  }

  /** @throws UnusableIndex where the index has no such section. */
  section(name: SectionName): Section {
    const section = this.directory.sections[name];
    if (section === undefined) throw new UnusableIndex(this.#source.path, `lacks its section ${name}.`);
    return section;
  }

  /** All bytes of a section. */
  whole(name: SectionName): Uint8Array {
    const section = this.section(name);
    return this.read(section, 0, section.end - section.start);
  }

  /** A whole section, some megabytes at a time. */
  *stretches(section: Section): Generator<Uint8Array> {
    const length = section.end - section.start;
    for (let offset = 0; offset < length; offset += stretchLength)
      yield this.read(section, offset, Math.min(stretchLength, length - offset));
  }

  /**
   * Reads every page.
   * @throws UnusableIndex where one does not have its checksum.
   */
  verify(): void {
    const atOnce = 64;
    for (let first = 0; first < this.#checksums.length; first += atOnce)
      this.#readPages(first, Math.min(first + atOnce, this.#checksums.length) - 1);
  }

  /** By which messages name the file. */
  get path(): string {
    return this.#source.path;
  }

  close(): void {
    this.#pages.clear();
    this.#source.close();
  }

  #page(number: number): Uint8Array {
    return this.#pages.get(number, () => this.#readPages(number, number));
  }

  #readPages(first: number, last: number): Uint8Array {
    const start = headerLength + first * pageLength;
    const end = Math.min(headerLength + (last + 1) * pageLength, this.#dataEnd);
    const bytes = this.#source.read(start, end - start);
    for (let page = first; page <= last; page += 1) {
      const from = (page - first) * pageLength;
      if (crc32(bytes.subarray(from, from + pageLength)) !== this.#checksums[page]) {
        const at = headerLength + page * pageLength;
        throw new UnusableIndex(
          this.#source.path,
          `is damaged: the bytes from ${at} on do not have their checksum.`,
        );
      }
    }
    return bytes;
  }
}
