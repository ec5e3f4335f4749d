/**
 * Ways in which other tools count the offsets that brat counts in code points from 0, end excluded. Where one of
 * them makes every entity of a file agree with its words, the file was written that way.
 */
import { wordsAt } from '../../annotation/document.ts';
import { compareWords } from '../../annotation/words.ts';
import type { Span } from '../../text/positions.ts';
import { byte, codePoint, OffsetConverter, span, utf16 } from '../../text/positions.ts';
import type { AnnotatedText } from './entityChecking.ts';
import { toSpan } from './entityChecking.ts';
import { byteOrderMark, type EntityLine } from './lines.ts';

/** One way to count, with what to call it in `The offsets of this file count …`. */
export interface OffsetReading {
  readonly counts: string;
  /** The span that two stored numbers stand for; `undefined` where they are no span of the text. */
  readonly spanOf: (start: number, end: number) => Span | undefined;
}

/** The readings that can differ from brat's own for this text, the more usual first. */
export function otherReadings({ text, offsets }: AnnotatedText): OffsetReading[] {
  const readings: OffsetReading[] = [];
  const units: number = offsets.length.utf16;
  const points: number = offsets.length.codePoint;
  const bytes: number = offsets.length.byte;
  if (units !== points) {
    readings.push({
      counts: 'UTF-16 code units',
      spanOf: (start, end) =>
        offsets.toCodePoint(utf16(start)) === undefined || offsets.toCodePoint(utf16(end)) === undefined
          ? undefined
          : span(start, end),
    });
  }
  if (text.includes('\r\n')) readings.push(...withoutCarriageReturns(text, units !== points));
  else if (text.includes('\n')) readings.push(withCarriageReturns(text));
  if (text.startsWith(byteOrderMark)) {
    readings.push({
      counts: 'characters without the byte order mark',
      spanOf: (start, end) => toSpan(start + 1, end + 1, offsets),
    });
  }
  if (bytes !== points) {
    readings.push({
      counts: 'UTF-8 bytes',
      spanOf: (start, end) => {
        const from = offsets.fromByte(byte(start));
        const to = offsets.fromByte(byte(end));
        return from === undefined || to === undefined ? undefined : span(from, to);
      },
    });
  }
  readings.push(
    { counts: 'the last character in', spanOf: (start, end) => toSpan(start, end + 1, offsets) },
    { counts: 'from 1, the last character in', spanOf: (start, end) => toSpan(start - 1, end, offsets) },
    { counts: 'from 1', spanOf: (start, end) => toSpan(start - 1, end - 1, offsets) },
  );
  return readings;
}

/**
 * The fragments of a line in a reading, if its words are there. White space may differ inside; at the ends it would let
 * offsets that are wrong by one pass.
 */
export function fragmentsIn(
  reading: OffsetReading,
  line: EntityLine,
  text: string,
): [Span, ...Span[]] | undefined {
  const fragments: Span[] = [];
  for (const [start, end] of line.ranges) {
    const fragment = reading.spanOf(start, end);
    if (fragment === undefined || fragment.start > fragment.end) return undefined;
    if (fragments.length > 0 && fragment.start < (fragments.at(-1) as Span).end) return undefined;
    fragments.push(fragment);
  }
  const agreement = compareWords(text, fragments, line.words.text);
  const covered = wordsAt(text, fragments);
  const fits = agreement === 'equal' || (agreement === 'white-space' && covered === covered.trim());
  return fits ? (fragments as [Span, ...Span[]]) : undefined;
}

function withoutCarriageReturns(text: string, alsoUtf16: boolean): OffsetReading[] {
  const shorter = text.replaceAll('\r\n', '\n');
  const offsets = new OffsetConverter(shorter);
  // The places in the shorter text before which a carriage return is missing, ascending.
  const breaks: number[] = [];
  for (let at = text.indexOf('\r\n'); at >= 0; at = text.indexOf('\r\n', at + 2))
    breaks.push(at - breaks.length);
  const restored = ({ start, end }: Span): Span =>
    span(start + countBelow(breaks, start), end + countBelow(breaks, end));
  const readings: OffsetReading[] = [
    {
      counts: 'a carriage return and a line feed as one character',
      spanOf: (start, end) => {
        const found = toSpan(start, end, offsets);
        return found && restored(found);
      },
    },
  ];
  if (alsoUtf16) {
    readings.push({
      counts: 'UTF-16 code units, a carriage return and a line feed as one',
      spanOf: (start, end) => {
        const from = offsets.toCodePoint(utf16(start));
        const to = offsets.toCodePoint(utf16(end));
        if (from === undefined || to === undefined) return undefined;
        const found = toSpan(codePoint(from), codePoint(to), offsets);
        return found && restored(found);
      },
    });
  }
  return readings;
}

/** The reading of a file whose text had a carriage return before each line feed, as a checkout may take them away. */
function withCarriageReturns(text: string): OffsetReading {
  const longer = text.replaceAll('\n', '\r\n');
  const offsets = new OffsetConverter(longer);
  const returns: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    returns.push(at + returns.length);
  return {
    counts: 'a line feed as a carriage return and a line feed',
    spanOf: (start, end) => {
      const found = toSpan(start, end, offsets);
      return (
        found &&
        span(found.start - countBelow(returns, found.start), found.end - countBelow(returns, found.end))
      );
    },
  };
}

/** How many of the ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
