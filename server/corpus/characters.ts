/** A file's characters in parts, for readers of large collections. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** How much of a file is enough to recognise its format. */
const headBytes = 1 << 16;

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
export function charactersOf(path: string): AsyncGenerator<string> {
  return decode(createReadStream(path, { highWaterMark: 1 << 18 }), path);
}

/** Standard input, which can be read once: its beginning, and then the whole, as {@link charactersOf} gives it. */
export class StandardInput {
  readonly #characters = decode(process.stdin, '-');
  #seen = '';

  /** At least as much as is enough to recognise a format, or all of it. @throws NotUtf8 */
  async head(): Promise<string> {
    while (this.#seen.length < headBytes) {
      const { done, value } = await this.#characters.next();
      if (done === true) break;
      this.#seen += value;
    }
    return this.#seen;
  }

  /** All of it, the beginning included. @throws NotUtf8 */
  async *all(): AsyncGenerator<string> {
    yield this.#seen;
    this.#seen = '';
    yield* this.#characters;
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let position = 0;
  for await (const piece of bytes) {
    yield decodePiece(piece, true);
    position += piece.length;
  }
  const rest = decodePiece(new Uint8Array(), false);
  if (rest !== '') yield rest;

  function decodePiece(piece: Uint8Array, stream: boolean): string {
    try {
      return decoder.decode(piece, { stream });
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
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead), { stream: true });
  } finally {
    await file.close();
  }
}
