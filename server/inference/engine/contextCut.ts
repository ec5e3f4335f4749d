/** A stretch of tokens, half-open. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What is read of a text that is longer than a model takes: the tokens that must be kept, and on both sides of them as
 * many others as there is room for. Each side gets half of the room; what one side has no tokens for goes to the other.
 * @param length tokens of the text. @param capacity tokens that can be read.
 * @returns undefined where not even the kept tokens fit.
 */
export function cutAround(length: number, kept: TokenRange, capacity: number): TokenRange | undefined {
  const room = capacity - (kept.end - kept.start);
  if (room < 0) return undefined;
  const before = Math.min(kept.start, Math.max(Math.floor(room / 2), room - (length - kept.end)));
  const after = Math.min(length - kept.end, room - before);
  return { start: kept.start - before, end: kept.end + after };
}
