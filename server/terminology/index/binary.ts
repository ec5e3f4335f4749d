/** Numbers and strings as bytes: unsigned integers in groups of seven bits, the lowest first, strings in UTF-8. */

/** Grows with what is written. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** @param value a whole number from 0 to 2^53 - 1. */
  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = rest < 2 ** 31 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Its length in bytes, then the string. Lone surrogates become U+FFFD. */
  string(text: string): void {
    const length = Buffer.byteLength(text);
    this.number(length);
    this.#reserve(length);
    this.#bytes.write(text, this.#length);
    this.#length += length;
  }

  /** Whole numbers in ascending order, by their differences. */
  ascending(values: ArrayLike<number>, from = 0, to = values.length): void {
    let previous = 0;
    for (let index = from; index < to; index += 1) {
      const value = values[index] as number;
      this.number(value - previous);
      previous = value;
    }
  }

  /** What was written since the last {@link clear}; overwritten by what is written next. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Reads what a {@link ByteWriter} wrote. Reading beyond the end is a RangeError. */
export class ByteReader {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.position >= this.#bytes.length;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.position;
  }

  number(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw new RangeError('The bytes end inside a value.');
    return byte;
  }

  bytes(length: number): Uint8Array {
    const end = this.position + length;
    if (end > this.#bytes.length) throw new RangeError('The bytes end inside a value.');
    const bytes = this.#bytes.subarray(this.position, end);
    this.position = end;
    return bytes;
  }

  string(): string {
    const length = this.number();
    const start = this.position;
    this.skip(length);
    return this.#bytes.toString('utf8', start, this.position);
  }

  /** Reads a part of the bytes on its own. */
  part(start: number, length: number): ByteReader {
    return new ByteReader(this.#bytes.subarray(start, start + length));
  }

  skip(length: number): void {
    this.position += length;
    if (this.position > this.#bytes.length) throw new RangeError('The bytes end inside a value.');
  }
}

/** The numbers that {@link ByteWriter.ascending} wrote, up to the end of the bytes, each given to `visit`. */
export function eachAscending(bytes: Uint8Array, visit: (value: number) => void): void {
  let value = 0;
  let position = 0;
  const { length } = bytes;
  while (position < length) {
    let byte = bytes[position++] as number;
    let difference = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[position++] as number;
      difference += (byte & 0x7f) << shift;
    }
    value += difference;
    visit(value);
  }
}
