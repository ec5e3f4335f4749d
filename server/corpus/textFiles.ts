/** Reading text files exactly as they are. */
import { readFile } from 'node:fs/promises';
import { type FileProblem, unreadable } from './fileProblems.ts';

/**
 * Reads a text file as strict UTF-8: bytes that are none are a problem with the position of the first of them, not
 * replacement characters. Line breaks and a byte order mark are kept. Never rejects.
 */
export async function readText(path: string): Promise<string | FileProblem> {
  try {
    return decodeText(await readFile(path), path);
  } catch (error) {
    return unreadable(path, error);
  }
}

/** Decodes the bytes of a file as {@link readText} does. */
export function decodeText(bytes: Uint8Array, path: string): string | FileProblem {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const position = invalidByte(bytes);
    const shown = (bytes[position] ?? 0).toString(16).padStart(2, '0').toUpperCase();
    const before = bytes.subarray(0, position);
    const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
    const lines = decoded.split(/\r\n|\n|\r/);
    return {
      path,
      line: lines.length,
      column: (lines.at(-1) as string).length + 1,
      code: 'corpus/not-utf8',
      severity: 'error',
      message: `Byte ${position} (0x${shown}) is not UTF-8. Convert the file to UTF-8 and read it again.`,
    };
  }
}

/** The position of the first byte that is not part of a whole character: the longest good prefix ends there. */
function invalidByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // A prefix may end inside a character, which `stream` lets pass; only a byte that is wrong makes it fail.
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isPrefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  // The first byte of a character that is not finished is the wrong one, not the byte that was to finish it.
  while (low > 0 && !isPrefix(bytes.subarray(0, low), false)) low -= 1;
  return low;
}

/** @param open whether the bytes may end inside a character. */
function isPrefix(bytes: Uint8Array, open = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: open });
    return true;
  } catch {
    return false;
  }
}
