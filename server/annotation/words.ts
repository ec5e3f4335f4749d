/** The words stored beside offsets, compared with the text at those offsets. */
import type { Span } from '../text/positions.ts';
import { span } from '../text/positions.ts';

/**
 * How stored words relate to the text at the offsets.
 * - `equal`: the fragments' text joined by one space, character for character.
 * - `white-space`: equal once every run of white space counts as one space and the ends are trimmed.
 * - `joined`: the fragments' text joined by nothing, as brat wrote it before version 1.3.
 * - `notation`: equal once a written-out `\n` or `\t` is taken for the character and `[...]` for the gap between
 *   two fragments, as some converters write them.
 * - `composition`: equal in Unicode's normal form C, for example é as one character against e and an accent.
 * - `missing`: nothing is stored although the text at the offsets is not blank.
 * - `different`: none of these.
 */
export type WordsAgreement =
  | 'equal'
  | 'white-space'
  | 'joined'
  | 'notation'
  | 'composition'
  | 'missing'
  | 'different';

/** Compares stored words with a text at fragments, which are taken in the order given. */
export function compareWords(text: string, fragments: readonly Span[], words: string): WordsAgreement {
  const pieces = fragments.map(({ start, end }) => text.slice(start, end));
  const expected = pieces.join(' ');
  if (words === expected) return 'equal';
  if (words.trim() === '') return expected.trim() === '' ? 'white-space' : 'missing';
  const wanted = collapsed(expected);
  if (collapsed(words) === wanted) return 'white-space';
  if (pieces.length > 1 && collapsed(words) === collapsed(pieces.join(''))) return 'joined';
  const spelt = words.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('[...]', ' ');
  if (spelt !== words && collapsed(spelt) === wanted) return 'notation';
  if (collapsed(words).normalize('NFC') === wanted.normalize('NFC')) return 'composition';
  return 'different';
}

function collapsed(words: string): string {
  return words.trim().replace(/\s+/g, ' ');
}

/**
 * The fragments divided at line breaks, which is the form a line-oriented format can hold. A line break at an end is
 * left out; a fragment of line breaks alone stays as it is, since nothing else is left to say where it was. Empty
 * fragments and fragments that reach outside the text stay too.
 */
export function lineFragments(text: string, fragments: readonly [Span, ...Span[]]): [Span, ...Span[]] {
  const pieces: Span[] = [];
  for (const fragment of fragments) {
    const { start, end } = fragment;
    const inside = start >= 0 && end <= text.length ? text.slice(start, end) : '';
    const before = pieces.length;
    for (const { 0: piece, index } of inside.matchAll(/[^\r\n]+/g)) {
      pieces.push(span(start + index, start + index + piece.length));
    }
    if (pieces.length === before) pieces.push(fragment);
  }
  return pieces as [Span, ...Span[]];
}

/** The fragments without white space at their ends; fragments of white space alone vanish, so there may be none. */
export function trimmedFragments(text: string, fragments: readonly Span[]): Span[] {
  const trimmed: Span[] = [];
  for (const { start, end } of fragments) {
    const words = text.slice(start, end);
    const length = words.trim().length;
    if (length === 0) continue;
    const trimmedStart = start + words.length - words.trimStart().length;
    trimmed.push(span(trimmedStart, trimmedStart + length));
  }
  return trimmed;
}

/**
 * Joins fragments between which there is nothing but white space. Line-oriented formats have to divide a mention at
 * a line break; for counting, comparing and tagging such a mention is continuous. Fragments must be ascending.
 */
export function joinedFragments(text: string, fragments: readonly [Span, ...Span[]]): [Span, ...Span[]] {
  const [first, ...rest] = fragments;
  const joined: [Span, ...Span[]] = [first];
  for (const next of rest) {
    const previous = joined[joined.length - 1] as Span;
    if (text.slice(previous.end, next.start).trim() === '') {
      joined[joined.length - 1] = { start: previous.start, end: next.end };
    } else {
      joined.push(next);
    }
  }
  return joined;
}

/**
 * Equal for words that count as the same: case does not matter but for words with capitals inside, which are mostly short
 * forms and symbols.
 */
export function sameWordsKey(words: string): string {
  return words
    .trim()
    .split(/\s+/)
    .map((word) => (/^.\P{Lu}*$/u.test(word) && word.length > 1 ? word.toLowerCase() : word))
    .join(' ');
}
