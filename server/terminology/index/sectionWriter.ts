/** Writes the file of an index: its sections one after the other, then the directory, then the header. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { writeWhole } from './files.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import { encodeDirectory, encodeHeader, headerLength, type Section } from './header.ts';
import { type Directory, indexFile, pageLength, type SectionName } from './layout.ts';

export class SectionWriter {
  readonly #file: number;
  readonly #page = Buffer.alloc(pageLength);
  readonly #checksums = new GrowingNumbers();
  readonly #sections: Partial<Record<SectionName, Section>> = {};
  /** Of the next byte in the file. */
  #position = headerLength;
  #inPage = 0;
  #isClosed = false;

  /** Creates the file, or empties it. */
  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  get position(): number {
    return this.#position;
  }

  /** Appends bytes to the section that is being written. */
  append(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const part = bytes.subarray(from, from + pageLength - this.#inPage);
      this.#page.set(part, this.#inPage);
      this.#inPage += part.length;
      this.#position += part.length;
      from += part.length;
      if (this.#inPage === pageLength) this.#endPage();
    }
  }

  /** Writes a section: `write` appends its bytes. */
  section(name: SectionName, write: () => void): void {
    const start = this.#position;
    write();
    this.#sections[name] = { start, end: this.#position };
  }

  async sectionOf(name: SectionName, write: () => Promise<void>): Promise<void> {
    const start = this.#position;
    await write();
    this.#sections[name] = { start, end: this.#position };
  }

  /** Writes directory and header, without which the file is no index, down to the disk, and closes it. */
  finish(about: Omit<Directory, 'sections'>): void {
    if (this.#inPage > 0) this.#endPage();
    const directory = encodeDirectory({ ...about, sections: this.#sections }, this.#checksums.values());
    const start = this.#position;
    const end = start + directory.length;
    writeWhole(this.#file, directory, start);
    writeWhole(this.#file, encodeHeader(indexFile, end, { start, end }, crc32(directory)), 0);
    fsyncSync(this.#file);
    this.close();
  }

  /** May be called again. Without {@link finish} before it, what was written is no index. */
  close(): void {
    if (!this.#isClosed) closeSync(this.#file);
    this.#isClosed = true;
  }

  #endPage(): void {
    const page = this.#page.subarray(0, this.#inPage);
    this.#checksums.push(crc32(page));
    writeWhole(this.#file, page, this.#position - this.#inPage);
    this.#inPage = 0;
  }
}
