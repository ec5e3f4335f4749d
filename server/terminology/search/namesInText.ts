/** Finds the names of concepts in texts: a terminology in the place of a model. */
import type { Span } from '../../text/positions.ts';
import { span } from '../../text/positions.ts';
import type { ConceptName, SemanticGroup } from '../concept.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { stemOf } from '../normalisation/inflection.ts';
import { stemsKey, stemsOf } from '../normalisation/normalisation.ts';
import { wordsOf } from '../normalisation/orthography.ts';

export interface NameInText {
  /** Half-open, in UTF-16 code units. */
  readonly span: Span;
  /** The groups of the concepts that have the name, in the order of the index; at least one. */
  readonly groups: readonly SemanticGroup[];
}

/** Words of a name, at most: nearly all names that texts use are shorter. */
const mostWords = 8;
/** A shorter word in small letters is hardly ever a name, and neither is a letter. */
const shortestWord = 4;

/** Words of every text that are also symbols of genes and other names: they are no names here, however they are written. */
const functionWords = new Set(
  (
    'a about after all also an and any are as at be been both but by can did do does done due each end first for from get ' +
    'had has have he her him his how if in into is it its last least less like made may met mid more most much not now of ' +
    'off on one or other our out over own part per put same set she so some such than that the their them then there these ' +
    'they this to too two up us use via was we well were what when where which while who why will with you'
  ).split(' '),
);

/** A run of letters, digits and marks, or one other character that is neither white space nor a hyphen. */
interface Word extends Span {
  readonly words: readonly string[];
}

/**
 * The names in a text, ascending and disjoint: of two that overlap the one that starts first, of those the longest. The words of a
 * name stand in its order; they may be inflected, and differ in orthography as `wordsOf` has it. Short forms and symbols are
 * found only as they are written in the terminology, or with a plural `s`. Only names count that are preferred, exact or short
 * forms, of concepts of the given groups. A name does not go across an empty line. Takes some lookups for each word.
 */
export function namesIn(
  text: string,
  index: TerminologyIndex,
  groups: readonly SemanticGroup[],
): NameInText[] {
  const words = textWords(text);
  const isWanted = index.groupFilter(groups);
  const found: NameInText[] = [];
  for (let first = 0; first < words.length; ) {
    const name = longestAt(text, words, first, index, isWanted);
    if (name !== undefined) found.push(name.found);
    first = (name?.last ?? first) + 1;
  }
  return found;
}

function longestAt(
  text: string,
  words: readonly Word[],
  first: number,
  index: TerminologyIndex,
  isWanted: (wording: number) => boolean,
): { readonly found: NameInText; readonly last: number } | undefined {
  const begin = words[first] as Word;
  if (begin.words.length === 0) return undefined;
  for (let last = lastWithin(text, words, first); last >= first; last -= 1) {
    const end = words[last] as Word;
    if (end.words.length === 0) continue;
    const place = span(begin.start, end.end);
    const groups = groupsNamed(
      text.slice(place.start, place.end),
      words.slice(first, last + 1),
      index,
      isWanted,
    );
    if (groups.length > 0) return { found: { span: place, groups }, last };
  }
  return undefined;
}

/** The last word that may belong to a name which starts at one. */
function lastWithin(text: string, words: readonly Word[], first: number): number {
  let last = first;
  while (
    last + 1 < words.length &&
    last + 1 - first < mostWords &&
    !/\n\s*\n/.test(text.slice((words[last] as Word).end, (words[last + 1] as Word).start))
  ) {
    last += 1;
  }
  return last;
}

function groupsNamed(
  written: string,
  words: readonly Word[],
  index: TerminologyIndex,
  isWanted: (wording: number) => boolean,
): SemanticGroup[] {
  const all = words.flatMap((word) => word.words);
  const [only] = all.length === 1 ? all : [];
  if (only !== undefined && (functionWords.has(only) || isTooShort(written))) return [];
  const stems = stemsOf(all);
  const wordStems = all.map(stemOf).join(' ');
  const groups = new Set<SemanticGroup>();
  for (const number of index.wordingsWithKey(stemsKey({ words: all, stems }))) {
    if (!isWanted(number)) continue;
    const { concept, names } = index.wording(number);
    if (!names.some((name) => isName(name, written, wordStems))) continue;
    const { group } = index.concept(concept);
    if (group !== undefined) groups.add(group);
  }
  return [...groups];
}

/** Whether words of a text are a name, with words in the same order. */
function isName({ words, kind }: ConceptName, written: string, wordStems: string): boolean {
  if (kind !== 'preferred' && kind !== 'exact' && kind !== 'abbreviation') return false;
  if (kind === 'abbreviation' || isShortForm(words)) return written === words || written === `${words}s`;
  return wordsOf(words).map(stemOf).join(' ') === wordStems;
}

function isTooShort(written: string): boolean {
  return written.length === 1 || (written.length < shortestWord && written === written.toLowerCase());
}

function isShortForm(words: string): boolean {
  return words.length <= 5 && /\p{Lu}/u.test(words) && !/\p{Ll}/u.test(words);
}

function textWords(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\s\p{Pd}]/gu), ({ 0: word, index }) => ({
    ...span(index, index + word.length),
    words: wordsOf(word),
  }));
}
