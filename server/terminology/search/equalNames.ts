/** Names that are the same as a mention at some level of normalisation: looked up by their keys, not searched for. */
import type { TerminologyIndex, Wording } from '../index/terminologyIndex.ts';
import { stemOf } from '../normalisation/inflection.ts';
import { type NormalisedName, normalise, stemsKey, wordsKey } from '../normalisation/normalisation.ts';
import { relatedStems } from './relatedWords.ts';

/** The levels, the strictest first. */
export type EqualityLevel = 'exact' | 'normalised' | 'word set' | 'related words';

export interface EqualName {
  readonly wording: Wording;
  readonly level: EqualityLevel;
  /** Whether the mention was changed before it was looked up. */
  readonly isOfVariant: boolean;
}

/** Longer mentions are looked up with their words as they are. */
const mostWordsInVariants = 8;
/** Words and parts of words that are taken apart, in letters. */
const shortestDivided = 8;
const shortestPart = 4;

/**
 * The wordings that are the same as a mention; one may come more than once. A variant of a mention is never exactly a
 * name.
 * @param isWanted is asked before a wording is read.
 */
export function* equalNames(
  index: TerminologyIndex,
  mention: string,
  isWanted: (wording: number) => boolean,
): Generator<EqualName> {
  for (const { written, isVariant } of variants(index, mention)) {
    const normalised = normalise(written);
    for (const wording of withKey(index, stemsKey(normalised), isWanted)) {
      const level = levelOf(written, normalised, wording);
      yield { wording, level: isVariant && level === 'exact' ? 'normalised' : level, isOfVariant: isVariant };
    }
  }
  for (const stems of withRelatedStems(normalise(mention).stems)) {
    for (const wording of withKey(index, stemsKey({ words: [], stems }), isWanted))
      yield { wording, level: 'related words', isOfVariant: false };
  }
}

function* withKey(
  index: TerminologyIndex,
  key: string,
  isWanted: (wording: number) => boolean,
): Generator<Wording> {
  if (key === '') return;
  for (const number of index.wordingsWithKey(key)) {
    if (!isWanted(number)) continue;
    const wording = index.wording(number);
    if (stemsKey(normalise(wording.names[0]?.words ?? '')) === key) yield wording;
  }
}

/**
 * A mention as it stands; without what it has in brackets; with two words made one (`thrombo-embolism`) or one made two
 * that the index knows (`antiinflammatory`).
 */
function* variants(
  index: TerminologyIndex,
  mention: string,
): Generator<{ readonly written: string; readonly isVariant: boolean }> {
  yield { written: mention.trim(), isVariant: false };
  const without = mention.replaceAll(/\([^()]*\)|\[[^\][]*\]/g, ' ').trim();
  if (without !== mention.trim()) yield { written: without, isVariant: true };
  const { words } = normalise(mention);
  if (words.length > mostWordsInVariants) return;
  for (const [at, word] of words.entries()) {
    const [before, after] = [words.slice(0, at), words.slice(at + 1)];
    const [next, ...rest] = after;
    if (next !== undefined) yield { written: [...before, word + next, ...rest].join(' '), isVariant: true };
    for (const parts of partsOfWord(index, word))
      yield { written: [...before, ...parts, ...after].join(' '), isVariant: true };
  }
}

/** The ways to take apart a word that the index does not know into two that it knows. */
function* partsOfWord(index: TerminologyIndex, word: string): Generator<readonly string[]> {
  const isKnown = (part: string): boolean => index.stem(stemOf(part)) !== undefined;
  if (word.length < shortestDivided || isKnown(word)) return;
  for (let cut = shortestPart; cut <= word.length - shortestPart; cut += 1) {
    const parts = [word.slice(0, cut), word.slice(cut)];
    if (parts.every(isKnown)) yield parts;
  }
}

/** The stems with one of them replaced by one that is used for it. */
function* withRelatedStems(stems: readonly string[]): Generator<readonly string[]> {
  for (const [at, stem] of stems.entries())
    for (const other of relatedStems(stem))
      if (!stems.includes(other)) yield [...stems.slice(0, at), other, ...stems.slice(at + 1)];
}

/** The strictest level at which a name of a wording is the same, whose key is the mention's. */
function levelOf(mention: string, normalised: NormalisedName, { names }: Wording): EqualityLevel {
  if (names.some(({ words }) => words.toLowerCase() === mention.toLowerCase())) return 'exact';
  return wordsKey(normalised) === wordsKey(normalise(names[0]?.words ?? '')) ? 'normalised' : 'word set';
}
