/** Indexes on disk. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
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
      let read = 0;
      while (read < bytes.length) {
        const count = readSync(file, bytes, read, bytes.length - read, offset + read);
        // The file was cut off after it was opened: what is missing shows in a checksum.
        if (count === 0) return bytes.subarray(0, read);
        read += count;
      }
      return bytes;
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
