/**
 * Units of text positions and the one converter between them.
 *
 * Inside Goldspan every offset is an {@link Offset}: UTF-16 code units, as JavaScript and the Language Server
 * Protocol count. brat, PubTator, BioC, spaCy and Hugging Face tokenizers count code points; some BioC files count
 * UTF-8 bytes. The brands make a mix-up a compile error, so that a conversion can only happen through
 * {@link OffsetConverter}.
 */

declare const unit: unique symbol;

/** A position in UTF-16 code units from the start of a text. */
export type Offset = number & { readonly [unit]: 'utf16' };
/** A position in Unicode code points from the start of a text. A lone surrogate counts as one. */
export type CodePointOffset = number & { readonly [unit]: 'codePoint' };
/** A position in UTF-8 bytes from the start of a text. A lone surrogate counts as three (WTF-8). */
export type ByteOffset = number & { readonly [unit]: 'byte' };

/** States that a number counts UTF-16 code units. */
export const utf16 = (value: number): Offset => value as Offset;
/** States that a number counts code points. */
export const codePoint = (value: number): CodePointOffset => value as CodePointOffset;
/** States that a number counts UTF-8 bytes. */
export const byte = (value: number): ByteOffset => value as ByteOffset;

/** A stretch of text: half-open, in UTF-16 code units. */
export interface Span {
  readonly start: Offset;
  readonly end: Offset;
}

/** Makes a span from two numbers that count UTF-16 code units. */
export const span = (start: number, end: number): Span => ({ start: utf16(start), end: utf16(end) });

/**
 * Converts between the units of one text. Building costs one pass over the text, and memory for each place where
 * characters of another width begin; a conversion costs one binary search among these places, and nothing at all in
 * ASCII text.
 *
 * Every method returns `undefined` for a value that is not a position of this text: negative, fractional, beyond the
 * end, or inside a surrogate pair or a multi-byte sequence. It never rounds.
 */
export class OffsetConverter {
  /** The length of the text in each unit. */
  readonly length: { readonly utf16: Offset; readonly codePoint: CodePointOffset; readonly byte: ByteOffset };

  /**
   * The boundaries of the stretches whose code points all have one width, in each unit, ascending. Inside a stretch
   * every unit advances by the same steps.
   */
  readonly #utf16: number[] = [0];
  readonly #codePoint: number[] = [0];
  readonly #byte: number[] = [0];

  constructor(text: string) {
    // How far the other units are behind and ahead of UTF-16, which changes only where a character is not ASCII.
    let fewerCodePoints = 0;
    let moreBytes = 0;
    let bytesInStretch = 0;
    for (let index = 0; index < text.length; ) {
      const unit = text.charCodeAt(index);
      const bytes = unit < 0x80 ? 1 : byteLength(text.codePointAt(index) as number);
      if (bytes !== bytesInStretch) {
        this.#addBoundary(index, index - fewerCodePoints, index + moreBytes);
        bytesInStretch = bytes;
      }
      const width = bytes === 4 ? 2 : 1;
      fewerCodePoints += width - 1;
      moreBytes += bytes - width;
      index += width;
    }
    const codePoints = text.length - fewerCodePoints;
    const bytes = text.length + moreBytes;
    this.#addBoundary(text.length, codePoints, bytes);
    this.length = { utf16: utf16(text.length), codePoint: codePoint(codePoints), byte: byte(bytes) };
  }

  /** UTF-16 code units to code points. */
  toCodePoint(offset: Offset): CodePointOffset | undefined {
    return this.#convert(offset, this.#utf16, this.#codePoint) as CodePointOffset | undefined;
  }

  /** Code points to UTF-16 code units. */
  fromCodePoint(offset: CodePointOffset): Offset | undefined {
    return this.#convert(offset, this.#codePoint, this.#utf16) as Offset | undefined;
  }

  /** UTF-16 code units to UTF-8 bytes. */
  toByte(offset: Offset): ByteOffset | undefined {
    return this.#convert(offset, this.#utf16, this.#byte) as ByteOffset | undefined;
  }

  /** UTF-8 bytes to UTF-16 code units. */
  fromByte(offset: ByteOffset): Offset | undefined {
    return this.#convert(offset, this.#byte, this.#utf16) as Offset | undefined;
  }

  #addBoundary(utf16Index: number, codePoints: number, bytes: number): void {
    if (utf16Index === this.#utf16.at(-1)) return;
    this.#utf16.push(utf16Index);
    this.#codePoint.push(codePoints);
    this.#byte.push(bytes);
  }

  #convert(offset: number, from: readonly number[], to: readonly number[]): number | undefined {
    const last = from.length - 1;
    if (!Number.isInteger(offset) || offset < 0 || offset > (from[last] as number)) return undefined;
    let low = 0;
    let high = last;
    // The last boundary at or before the offset.
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((from[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const distance = offset - (from[low] as number);
    const target = to[low] as number;
    if (distance === 0) return target;
    const characters = (this.#codePoint[low + 1] as number) - (this.#codePoint[low] as number);
    const width = ((from[low + 1] as number) - (from[low] as number)) / characters;
    const targetWidth = ((to[low + 1] as number) - target) / characters;
    // Only whole characters end at a position.
    return distance % width === 0 ? target + (distance / width) * targetWidth : undefined;
  }
}

/** How many bytes UTF-8 takes for a code point beyond ASCII. */
function byteLength(code: number): number {
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
