/** How brat spells the parts of its lines. */
import type { OffsetConverter, Span } from '../../text/positions.ts';

/** Offsets as brat stores them: code points, `start end` for each fragment, divided by semicolons. */
export function storedOffsets(fragments: readonly Span[], offsets: OffsetConverter): string {
  return fragments
    .map(({ start, end }) => {
      const from = offsets.toCodePoint(start);
      const to = offsets.toCodePoint(end);
      if (from === undefined || to === undefined) {
        throw new RangeError(
          `The fragment ${start} to ${end} is no stretch of whole characters of the text.`,
        );
      }
      return `${from} ${to}`;
    })
    .join(';');
}

/**
 * Words as brat stores them: the fragments' text joined by one space. A line break inside a fragment, which brat
 * has no form for, becomes a space for each of its characters.
 */
export function storedWords(text: string, fragments: readonly Span[]): string {
  return fragments.map(({ start, end }) => text.slice(start, end).replace(/[\r\n]/g, ' ')).join(' ');
}
