/** A file's characters in parts, for readers of large collections. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** A file that holds bytes which are no UTF-8. */
export class NotUtf8 extends Error {
  constructor(path: string, position: number) {
    super(
      `${path}: the bytes from about ${position} on are not UTF-8. Convert the file to UTF-8 and read it again.`,
    );
    this.name = 'NotUtf8';
  }
}

/**
 * The characters of a file, cut anywhere but inside a character, in constant memory. A byte order mark is left out,
 * since it belongs to the file and not to a document in it.
 * @throws NotUtf8, or the file system's error.
 */
export async function* charactersOf(path: string): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let position = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    yield decode(bytes, true);
    position += bytes.length;
  }
  const rest = decode(Buffer.alloc(0), false);
  if (rest !== '') yield rest;

  function decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return decoder.decode(bytes, { stream });
    } catch (error) {
      if (error instanceof TypeError) throw new NotUtf8(path, position);
      throw error;
    }
  }
}

/** Enough of a file's beginning to recognise its format; characters that are cut off at the end are left out. */
export async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 16), 0, 1 << 16, 0);
    return new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead), { stream: true });
  } finally {
    await file.close();
  }
}
