/**
 * The levels at which two names can be the same, each of which holds wherever a finer one does: the same characters,
 * the same words in the same order, the same set of stems.
 */
import { stemOf } from './inflection.ts';
import { wordsOf } from './orthography.ts';

/**
 * Changes with every change to what this folder computes: an index stores stems, and one that was built with other
 * rules would silently find less.
 */
export const normalisationVersion = 1;

/** A name in the forms in which names are compared. */
export interface NormalisedName {
  /** In order, in one orthography: see {@link wordsOf}. */
  readonly words: readonly string[];
  /** The distinct stems of its words in the order of their first occurrence, without words that say nothing. */
  readonly stems: readonly string[];
}

/** Words that two names of one thing may differ in. */
const emptyWords = new Set('a an and as at by de due for from in la nos of on or the to with'.split(' '));

/** Numbers up to twenty; a single `x` is more often a chromosome or an unknown than a ten. */
const romanNumerals = new Map(
  'i ii iii iv v vi vii viii ix - xi xii xiii xiv xv xvi xvii xviii xix xx'
    .split(' ')
    .map((numeral, index) => [numeral, `${index + 1}`]),
);

export function normalise(name: string): NormalisedName {
  const words = wordsOf(name);
  return { words, stems: stemsOf(words) };
}

/** @param words of {@link wordsOf}. */
export function stemsOf(words: readonly string[]): string[] {
  const stems = new Set<string>();
  for (const [index, word] of words.entries()) {
    if (!emptyWords.has(word) || words.length === 1) stems.add(numberOf(word, index) ?? stemOf(word));
  }
  // "A" and "de" are names where they are all there is.
  if (stems.size === 0) for (const word of words) stems.add(word);
  return [...stems];
}

/** The digits of a Roman numeral. A single letter is one only behind other words, as in `type I`. */
function numberOf(word: string, index: number): string | undefined {
  if (word.length > 5 || (word.length === 1 && index === 0)) return undefined;
  return romanNumerals.get(word);
}

/** By which names with the same words in the same order are equal. */
export function wordsKey({ words }: NormalisedName): string {
  return words.join(' ');
}

/** By which names with the same set of stems are equal. Names without letters and digits have an empty key. */
export function stemsKey({ stems }: NormalisedName): string {
  return stems.length < 2 ? (stems[0] ?? '') : [...stems].sort().join(' ');
}
