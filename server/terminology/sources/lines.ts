/** The lines of a source's bytes. */
import type { SourceFile, Tally } from './source.ts';

export interface Line {
  /** Without its line end. */
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * The lines of a file, which end at `\n` or `\r\n`. A byte order mark is left out. Tables of codes are still published in
 * Windows-1252: a line that is no UTF-8 is read as that, and the first one is told. Needs memory for the longest line and
 * one piece of the file.
 */
export async function* linesOf(file: SourceFile, tally: Tally): AsyncGenerator<Line, void, undefined> {
  let number = 0;
  let told = false;
  for await (const block of blocksOf(file)) {
    // Almost every block is UTF-8 as a whole, and is then decoded at once.
    const whole = block.toString('utf8');
    const texts = whole.includes('\uFFFD') ? piecesOf(block).map(decoded) : whole.split('\n');
    if (texts.at(-1) === '') texts.pop();
    for (const text of texts) {
      number += 1;
      const start = number === 1 && text.startsWith('\uFEFF') ? 1 : 0;
      const end = text.endsWith('\r') ? text.length - 1 : text.length;
      yield { text: text.slice(start, end), number };
    }
  }

  function decoded(bytes: Buffer, index: number): string {
    try {
      return strict.decode(bytes);
    } catch {
      const message = 'This line is no UTF-8; it and others like it are read as Windows-1252.';
      const place = { path: file.path, line: number + index + 1 };
      if (!told)
        tally.problem({ ...place, code: 'terminology/wrong-encoding', severity: 'warning', message });
      told = true;
      return windows.decode(bytes);
    }
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows = new TextDecoder('windows-1252');
const newLine = 0x0a;

/** The bytes in blocks that end where a line ends; the last one may do without. */
async function* blocksOf(file: SourceFile): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const bytes of file.bytes()) {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = piece.lastIndexOf(newLine) + 1;
    if (end === 0) {
      rest.push(piece);
      continue;
    }
    yield rest.length === 0 ? piece.subarray(0, end) : Buffer.concat([...rest, piece.subarray(0, end)]);
    rest = end < piece.length ? [piece.subarray(end)] : [];
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** What stands between the line ends of a block. */
function piecesOf(block: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let start = 0; start <= block.length; ) {
    const end = block.indexOf(newLine, start);
    pieces.push(block.subarray(start, end < 0 ? block.length : end));
    start = (end < 0 ? block.length : end) + 1;
  }
  return pieces;
}
