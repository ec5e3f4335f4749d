/** The offsets of the tokens of a document: in which unit they count, and whether they can be right. */
import { OffsetConverter } from '../../text/positions.ts';
import { lengthIn, type OffsetUnit, offsetUnits } from '../offsetUnits.ts';
import type { PlacedToken } from '../taggedTokens/text.ts';

/** A token with offsets and its line in the file. */
export interface LocatedToken extends PlacedToken {
  readonly line: number;
}

/** The unit in which every token is as long as its offsets say, or the first token that shows that they are wrong. */
export type OffsetFinding =
  | { readonly unit: OffsetUnit; readonly fault?: undefined }
  | { readonly fault: string; readonly line: number };

/**
 * Checks the offsets of a document against its tokens. The unit is code points unless the lengths of the tokens only
 * fit another one.
 */
export function checkOffsets(sentences: readonly (readonly LocatedToken[])[]): OffsetFinding {
  let reached = 0;
  /** For each unit the first token that is not as long as its offsets say. */
  const misfits = new Map<OffsetUnit, LocatedToken>();
  for (const token of sentences.flat()) {
    const { words, start, end, line } = token;
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || end < start) {
      return { fault: `${start} and ${end} are no start and end`, line };
    }
    if (start < reached) {
      return { fault: `it starts at ${start}, before the token above ends at ${reached}`, line };
    }
    if (start - reached > widestGap) {
      return { fault: `there are ${start - reached} characters before it that the file does not have`, line };
    }
    const converter = new OffsetConverter(words);
    for (const unit of offsetUnits) {
      if (lengthIn(converter, unit) !== end - start && !misfits.has(unit)) misfits.set(unit, token);
    }
    reached = end;
  }
  const unit = offsetUnits.find((candidate) => !misfits.has(candidate));
  if (unit !== undefined) return { unit };
  const { start, end, line } = misfits.get('code points') as LocatedToken;
  return { fault: `it is not ${end - start} characters long, as its offsets ${start} and ${end} say`, line };
}

/** Text that is left out between tokens is filled with spaces, which must not fill the memory. */
const widestGap = 1_000_000;
