/** Tokens for tag formats: a rule that needs no model and gives the same tokens everywhere. */
import { type Span, span } from '../text/positions.ts';

/**
 * A run of letters, a run of digits, or one other character, each with the marks and invisible format characters that
 * follow it (combining accents, joiners, soft hyphens, variation selectors). White space is what Unicode or Python's
 * `str.split` calls so, and every control character.
 */
const token = /\p{L}[\p{L}\p{M}\p{Cf}]*|\p{N}[\p{N}\p{M}\p{Cf}]*|[^\s\p{Cc}][\p{M}\p{Cf}]*/gu;

/**
 * Cuts a text into tokens: runs of letters with their marks, runs of digits, and every other visible character alone.
 * `IL-2 5mg` gives `IL`, `-`, `2`, `5`, `mg`. The fine cut is chosen because an annotated span rarely ends inside such
 * a token, and whatever trains on the tags cuts words further anyway.
 *
 * Gives spans in UTF-16 code units, half-open, ascending and disjoint. Every character that is not white space lies in
 * exactly one token, and no token holds white space or half of a surrogate pair. Linear in the text.
 */
export function tokenise(text: string): Span[] {
  return Array.from(text.matchAll(token), ({ index, 0: { length } }) => span(index, index + length));
}

/** The index of the first token that ends after an offset, or the number of tokens. */
export function firstTokenEndingAfter(tokens: readonly Span[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle] as Span).end > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the first token that starts at or after an offset, or the number of tokens. */
export function firstTokenStartingFrom(tokens: readonly Span[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle] as Span).start >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
