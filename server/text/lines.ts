/** Lines of a text: from offsets to line and character, as editors and the Language Server Protocol count, and back. */
import { type Offset, type Span, utf16 } from './positions.ts';

/** A place as the Language Server Protocol names it: both numbers from zero, the character in UTF-16 code units. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/**
 * Where the lines of one text start and end. A line ends at `\r\n`, at `\n` or at a lone `\r`; the last line ends with
 * the text and may be empty, so that every text has at least one line. Nothing else ends a line: editors that follow
 * the Language Server Protocol do not break at form feeds or U+2028 either.
 *
 * Building costs one pass over the text; every method costs one binary search at most. No method throws: what lies
 * outside the text is clamped into it, because an editor may ask about a version that has just become shorter.
 */
export class LineIndex {
  readonly #starts: number[] = [0];
  /** Where each line ends, without its terminator. */
  readonly #ends: number[] = [];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code !== lineFeed && code !== carriageReturn) continue;
      this.#ends.push(index);
      if (code === carriageReturn && text.charCodeAt(index + 1) === lineFeed) index += 1;
      this.#starts.push(index + 1);
    }
    this.#ends.push(text.length);
  }

  /** How many lines the text has: one more than it has line terminators. */
  get count(): number {
    return this.#starts.length;
  }

  /**
   * The line that an offset lies on. A terminator belongs to the line that it ends. Offsets before the text are on
   * the first line, offsets after it on the last one.
   */
  lineAt(offset: Offset): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * The line and character of an offset. Clamped into the text. An offset between `\r` and `\n` gives the end of the
   * line before them, because no editor can place a cursor there.
   */
  positionAt(offset: Offset): LinePosition {
    const line = this.lineAt(offset);
    const start = this.#starts[line] as number;
    const end = this.#ends[line] as number;
    return { line, character: Math.max(0, Math.min(offset, end) - start) };
  }

  /**
   * The offset of a line and character, clamped as the Language Server Protocol asks: a character beyond its line is
   * the line's end before the terminator, a line beyond the text is the text's end, and negative numbers are zero.
   * A character inside a surrogate pair is kept as it is.
   */
  offsetAt(position: LinePosition): Offset {
    if (position.line < 0) return utf16(0);
    if (position.line >= this.count) return utf16(this.#length);
    const start = this.#starts[position.line] as number;
    const end = this.#ends[position.line] as number;
    return utf16(Math.min(start + Math.max(0, position.character), end));
  }

  /** A line without its terminator, or undefined where the text has no such line. */
  lineSpan(line: number): Span | undefined {
    const start = this.#starts[line];
    const end = this.#ends[line];
    return start === undefined || end === undefined ? undefined : { start: utf16(start), end: utf16(end) };
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
