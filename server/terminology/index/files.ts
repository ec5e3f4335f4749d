/** Indexes on disk. */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { IndexBytes } from './pages.ts';
import { TerminologyIndex } from './terminologyIndex.ts';

/** Opens a file for positional reads. It stays open until `close`. @throws the error of the file system. */
export function openIndexBytes(path: string): IndexBytes {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  return {
    path,
    length: size,
    read(offset, length) {
      const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
      // The file may have been cut off after it was opened: what is missing shows in a checksum.
      return bytes.subarray(0, readWhole(file, bytes, offset));
    },
    close: () => closeSync(file),
  };
}

/**
 * Opens an index.
 * @param cacheLength how many bytes of the file are kept in memory at most.
 * @throws UnusableIndex as {@link TerminologyIndex} does, and the error of the file system; nothing is then left open.
 */
export function openIndex(path: string, cacheLength?: number): TerminologyIndex {
  const bytes = openIndexBytes(path);
  try {
    return new TerminologyIndex(bytes, cacheLength);
  } catch (error) {
    bytes.close();
    throw error;
  }
}

/** Fills bytes from a place in a file on. @returns how many there were. */
export function readWhole(file: number, bytes: Uint8Array, position: number): number {
  let read = 0;
  while (read < bytes.length) {
    const count = readSync(file, bytes, read, bytes.length - read, position + read);
    if (count === 0) break;
    read += count;
  }
  return read;
}

/** Writes all bytes to a place in a file. */
export function writeWhole(file: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
}
