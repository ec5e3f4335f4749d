/** Offsets in a unit that is only known when a file is read. */
import { byte, codePoint, type Offset, type OffsetConverter, utf16 } from '../text/positions.ts';

export type OffsetUnit = 'code points' | 'bytes' | 'utf-16';

/** The units in the order in which they are tried: the usual one first. */
export const offsetUnits: readonly OffsetUnit[] = ['code points', 'bytes', 'utf-16'];

/** For messages: `UTF-8 bytes`. */
export const unitTitles: Readonly<Record<OffsetUnit, string>> = {
  'code points': 'Unicode code points',
  bytes: 'UTF-8 bytes',
  'utf-16': 'UTF-16 code units',
};

/** The UTF-16 offset of a number in another unit; undefined for a number that is no position of the text. */
export function fromUnit(offsets: OffsetConverter, unit: OffsetUnit, value: number): Offset | undefined {
  if (unit === 'code points') return offsets.fromCodePoint(codePoint(value));
  if (unit === 'bytes') return offsets.fromByte(byte(value));
  return offsets.toCodePoint(utf16(value)) === undefined ? undefined : utf16(value);
}

/** A UTF-16 offset in another unit; undefined for one that is no position of the text. */
export function toUnit(offsets: OffsetConverter, unit: OffsetUnit, offset: Offset): number | undefined {
  if (unit === 'bytes') return offsets.toByte(offset);
  const points = offsets.toCodePoint(offset);
  return unit === 'code points' || points === undefined ? points : offset;
}

/** The length of the text in a unit. */
export function lengthIn({ length }: OffsetConverter, unit: OffsetUnit): number {
  if (unit === 'code points') return length.codePoint;
  return unit === 'bytes' ? length.byte : length.utf16;
}
