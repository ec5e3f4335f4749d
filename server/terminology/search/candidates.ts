/**
 * Concepts whose names are written like a mention. Names that are the same at some level of normalisation are looked up by their
 * key; then come names that share words with the mention, or words that are spelled like its words.
 */
import { type ConceptName, nameKinds, type SemanticGroup } from '../concept.ts';
import type { TerminologyIndex, Wording } from '../index/terminologyIndex.ts';
import { norms, stemWeight } from '../index/weights.ts';
import { stemOf } from '../normalisation/inflection.ts';
import { type NormalisedName, normalise, stemsKey, wordsKey } from '../normalisation/normalisation.ts';
import { relatedStems } from './relatedWords.ts';
import { type SimilarStem, SimilarStems } from './similarStems.ts';
import { runSimilarity, runsOf } from './spelling.ts';

/** How a name was found, the strictest way that holds. */
export const matches = ['exact', 'normalised', 'word set', 'related words', 'n-gram'] as const;
export type Match = (typeof matches)[number];

export interface LexicalCandidate {
  readonly concept: number;
  /** The concept's name that is most like the mention. */
  readonly name: ConceptName;
  readonly wording: number;
  /** How alike they are, from 0 to 1, where 1 is the same characters. */
  readonly score: number;
  readonly match: Match;
  /** The number of names that the concept has: what many sources name in many ways is spoken of more often. */
  readonly prominence: number;
}

/** A wording and how it was found. */
interface Found {
  readonly wording: Wording;
  readonly match: Match;
  readonly score: number;
}

export interface CandidateOptions {
  /** At most this many concepts. */
  readonly limit?: number;
  /** Concepts of other semantic groups are left out, and so are those of which no group is known. */
  readonly groups?: readonly SemanticGroup[];
  /** Concepts for which this is false are left out: for conditions that the index does not keep apart. */
  readonly accepts?: (concept: number) => boolean;
  /** Sources whose names come before those of others where they fit equally well, the first before all. */
  readonly preferredSources?: readonly string[];
}

/** Scores of names that are the same at a level. */
const levelScores = { exact: 1, normalised: 0.98, 'word set': 0.95, 'related words': 0.9 } as const;
/** What names that are only similar can reach. */
const mostSimilar = 0.9;
/** What a mention is worth that was changed before it was looked up. */
const variantFactor = 0.98;
/** What a name loses by its kind, in the order of {@link nameKinds}. */
const kindLosses = [0, 0, 0.002, 0.008, 0.008, 0.012];
/** What a short form loses that is written in another case: `all` is hardly ever `ALL`. */
const otherCaseLoss = 0.03;
/** What a similar name keeps that has another number than the mention, one more, one less. */
const numberFactors = { other: 0.88, more: 0.96, less: 0.97 } as const;

/** Stems that are spelled like one of the mention, at most, fewer and for less where the terminologies know the stem itself. */
const mostSpellings = 12;
const mostSpellingsOfKnown = 6;
const knownWordFactor = 0.8;
/** How much a word counts that is used for one of the mention. */
const relatedFactor = 0.85;
/** Names that only have stems of the mention with less than this cosine together are not looked for among names with those. */
const leastCosine = 0.5;
/** Postings that are read for a mention. */
const mostPostings = 1_000_000;
/** Wordings that are compared with the mention by their letters. */
const mostCompared = 48;
const shareOfWords = 0.6;
/** Longer mentions are looked up with their words as they are. */
const mostWordsInVariants = 8;
/** Words and parts of words that are taken apart, in letters. */
const shortestDivided = 8;
const shortestPart = 4;

export class LexicalSearch {
  readonly #index: TerminologyIndex;
  readonly #similar: SimilarStems;
  readonly #scores: Float32Array;
  /** The term of the mention that last added to a score, from 1 on. */
  readonly #lastTerms: Uint8Array;

  /** Takes five bytes of memory for each wording and one for each stem. */
  constructor(index: TerminologyIndex) {
    this.#index = index;
    this.#similar = new SimilarStems(index);
    this.#scores = new Float32Array(index.counts.wordings);
    this.#lastTerms = new Uint8Array(index.counts.wordings);
  }

  /**
   * The concepts most like a mention, best first. Of equal scores the name of the preferred source comes first, then the concept
   * with more names, then the one that was added first to the index, so that the order is always the same.
   */
  candidates(
    mention: string,
    { limit = 20, groups, accepts, preferredSources = [] }: CandidateOptions = {},
  ): LexicalCandidate[] {
    const isOfGroup = this.#index.groupFilter(groups);
    const isWanted = (wording: number): boolean =>
      isOfGroup(wording) && (accepts === undefined || accepts(this.#index.conceptOf(wording)));
    const order = candidateOrder(preferredSources);
    const best = new Map<number, LexicalCandidate>();
    const add = (candidate: LexicalCandidate): void => {
      const known = best.get(candidate.concept);
      if (known === undefined || order(candidate, known) < 0) best.set(candidate.concept, candidate);
    };
    const preferred = new Set(preferredSources);
    for (const found of this.#same(mention, isWanted)) add(this.#candidate(found, mention, preferred));
    for (const found of this.#similarNames(mention, isWanted))
      add(this.#candidate(found, mention, preferred));
    return [...best.values()].sort(order).slice(0, limit);
  }

  /** Wordings that are the same as the mention at some level. */
  *#same(mention: string, isWanted: (wording: number) => boolean): Generator<Found> {
    for (const { written, factor } of this.#variants(mention)) {
      const normalised = normalise(written);
      const key = stemsKey(normalised);
      if (key === '') continue;
      for (const number of this.#index.wordingsWithKey(key)) {
        if (!isWanted(number)) continue;
        const wording = this.#index.wording(number);
        const level = levelOf(written, normalised, wording);
        const match = level === 'exact' && factor < 1 ? 'normalised' : level;
        if (match !== undefined) yield { wording, match, score: factor * levelScores[match] };
      }
    }
    for (const stems of withRelatedStems(normalise(mention).stems)) {
      const key = stemsKey({ words: [], stems });
      for (const number of this.#index.wordingsWithKey(key)) {
        if (!isWanted(number)) continue;
        const wording = this.#index.wording(number);
        if (stemsKey(normalise(wording.names[0]?.words ?? '')) === key)
          yield { wording, match: 'related words', score: levelScores['related words'] };
      }
    }
  }

  /** Wordings that share words with the mention. */
  *#similarNames(mention: string, isWanted: (wording: number) => boolean): Generator<Found> {
    const { words, stems } = normalise(mention);
    if (stems.length === 0) return;
    const runs = runsOf(words);
    for (const { wording: number, similarity } of this.#mostWordsInCommon(stems, isWanted)) {
      const wording = this.#index.wording(number);
      const other = normalise(wording.names[0]?.words ?? '');
      const letters = runSimilarity(runs, runsOf(other.words));
      const alike = shareOfWords * Math.min(1, similarity) + (1 - shareOfWords) * letters;
      yield { wording, match: 'n-gram', score: mostSimilar * alike * numberFactor(stems, other.stems) };
    }
  }

  #candidate(
    { wording, match, score }: Found,
    mention: string,
    preferred: ReadonlySet<string>,
  ): LexicalCandidate {
    const name = nearestName(wording, mention, preferred);
    const isOtherCase =
      name.kind === 'abbreviation' && match !== 'n-gram' && !isSameCase(name.words, mention);
    const loss = (kindLosses[nameKinds.indexOf(name.kind)] ?? 0) + (isOtherCase ? otherCaseLoss : 0);
    return {
      concept: wording.concept,
      name,
      wording: wording.number,
      score: Math.max(0, score - loss),
      match,
      prominence: this.#index.concept(wording.concept).names.length,
    };
  }

  /**
   * A mention as it stands; without what it has in brackets; with two words made one (`thrombo-embolism`) or one made two
   * that the index knows (`antiinflammatory`).
   */
  *#variants(mention: string): Generator<{ readonly written: string; readonly factor: number }> {
    yield { written: mention.trim(), factor: 1 };
    const without = mention.replaceAll(/\s*(?:\([^()]*\)|\[[^\][]*\])\s*/g, ' ').trim();
    if (without !== '' && without !== mention.trim()) yield { written: without, factor: variantFactor };
    const { words } = normalise(mention);
    if (words.length > mostWordsInVariants) return;
    for (const [at, word] of words.entries()) {
      const [before, after] = [words.slice(0, at), words.slice(at + 1)];
      const [next, ...rest] = after;
      if (next !== undefined)
        yield { written: [...before, word + next, ...rest].join(' '), factor: variantFactor };
      if (word.length < shortestDivided || this.#index.stem(stemOf(word)) !== undefined) continue;
      for (let cut = shortestPart; cut <= word.length - shortestPart; cut += 1) {
        const [head, tail] = [word.slice(0, cut), word.slice(cut)];
        if (this.#index.stem(stemOf(head)) !== undefined && this.#index.stem(stemOf(tail)) !== undefined)
          yield { written: [...before, head, tail, ...after].join(' '), factor: variantFactor };
      }
    }
  }

  /**
   * The wordings with the highest cosine of their stems and those of a mention, where stems that are spelled alike count as far as
   * they are alike (SoftTFIDF: Cohen, Ravikumar and Fienberg, 2003). Rare stems come first; as soon as those that are left cannot make
   * a good cosine by themselves, they only add to the names that have been found.
   */
  #mostWordsInCommon(
    stems: readonly string[],
    isWanted: (wording: number) => boolean,
  ): { readonly wording: number; readonly similarity: number }[] {
    const terms = stems
      .map((stem) => this.#term(stem))
      .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1));
    const norm = Math.sqrt(terms.reduce((sum, { weight }) => sum + weight ** 2, 0));
    const touched: number[] = [];
    let postings = 0;
    let rest = norm ** 2;
    for (const [index, { weight, spellings }] of terms.entries()) {
      // A name that has none of the stems before this has at most this cosine.
      const mostWithout = Math.sqrt(Math.max(0, rest)) / norm;
      rest -= weight ** 2;
      for (const { frequency, similarity, postings: eachPosting } of spellings) {
        if (postings > 0 && postings + frequency > mostPostings) continue;
        postings += frequency;
        const mayBegin = mostWithout >= leastCosine || touched.length === 0;
        const gain = weight * stemWeight(frequency, this.#scores.length) * similarity;
        const term = Math.min(index + 1, 255);
        eachPosting((wording) => {
          const last = this.#lastTerms[wording];
          if (last === term || (last === 0 && !mayBegin)) return;
          if (last === 0) touched.push(wording);
          this.#lastTerms[wording] = term;
          this.#scores[wording] = (this.#scores[wording] as number) + gain;
        });
      }
    }
    const wordingNorms = this.#index.wordingNorms();
    const best: { readonly wording: number; readonly similarity: number }[] = [];
    let least = 0;
    for (const wording of touched) {
      const similarity =
        (this.#scores[wording] as number) / (norm * (norms[wordingNorms[wording] as number] as number));
      this.#scores[wording] = 0;
      this.#lastTerms[wording] = 0;
      if (similarity <= least || !isWanted(wording)) continue;
      best.push({ wording, similarity });
      if (best.length >= 8 * mostCompared) least = shorten(best, mostCompared);
    }
    shorten(best, mostCompared);
    return best;
  }

  /** A stem of a mention with the stems of the index that are spelled like it, itself first. */
  #term(stem: string): { readonly stem: string; readonly weight: number; readonly spellings: SimilarStem[] } {
    const itself = this.#index.stem(stem);
    const related = [...relatedStems(stem)].flatMap((other): SimilarStem[] => {
      const found = this.#index.stem(other);
      return found === undefined ? [] : [{ ...found, similarity: relatedFactor }];
    });
    const others = this.#similar
      .similarTo(stem, itself === undefined ? mostSpellings : mostSpellingsOfKnown, itself !== undefined)
      .filter((other) => other.stem !== stem && !relatedStems(stem).has(other.stem));
    const spellings: SimilarStem[] =
      itself === undefined
        ? [...others.map((other) => ({ ...other, similarity: other.similarity ** 1.5 }))]
        : [
            { ...itself, similarity: 1 },
            ...related,
            ...others.map((other) => ({ ...other, similarity: knownWordFactor * other.similarity ** 2 })),
          ];
    const frequency = spellings[0]?.frequency ?? 0;
    return { stem, weight: stemWeight(frequency, this.#scores.length), spellings };
  }
}

/** Keeps the best of many. @returns the least similarity that is kept. */
function shorten(best: { readonly wording: number; readonly similarity: number }[], most: number): number {
  best.sort((a, b) => b.similarity - a.similarity || a.wording - b.wording);
  best.length = Math.min(best.length, most);
  return best.length < most ? 0 : (best.at(-1)?.similarity ?? 0);
}

/** The stems with one of them replaced by one that is used for it. */
function* withRelatedStems(stems: readonly string[]): Generator<readonly string[]> {
  for (const [at, stem] of stems.entries())
    for (const other of relatedStems(stem))
      if (!stems.includes(other)) yield [...stems.slice(0, at), other, ...stems.slice(at + 1)];
}

/** The strictest level at which a name of a wording is the same; undefined where none is, but their keys have one hash. */
function levelOf(
  mention: string,
  normalised: NormalisedName,
  { names }: Wording,
): 'exact' | 'normalised' | 'word set' | undefined {
  if (names.some(({ words }) => words.toLowerCase() === mention.toLowerCase())) return 'exact';
  const other = normalise(names[0]?.words ?? '');
  if (wordsKey(normalised) === wordsKey(other)) return 'normalised';
  return stemsKey(normalised) === stemsKey(other) ? 'word set' : undefined;
}

/** The name of a wording that is from a preferred source, is written as the mention, or is of the best kind. */
function nearestName({ names }: Wording, mention: string, preferred: ReadonlySet<string>): ConceptName {
  const rank = ({ words, kind, source }: ConceptName): number =>
    (preferred.has(source) ? 0 : 100) +
    (words === mention ? 0 : words.toLowerCase() === mention.toLowerCase() ? 10 : 20) +
    nameKinds.indexOf(kind);
  return names.reduce((best, name) => (rank(name) < rank(best) ? name : best));
}

/** Whether two names have capitals in the same places, as far as both go; the last letter may be a plural's. */
function isSameCase(one: string, other: string): boolean {
  const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return letters(one).replace(/s$/, '') === letters(other).replace(/s$/, '');
}

/** What a similar name keeps by its numbers and single letters, which tell apart what shares all other words. */
function numberFactor(stems: readonly string[], others: readonly string[]): number {
  const isNumber = (stem: string): boolean => /^(?:\p{N}+|\p{L})$/u.test(stem);
  const isLess = stems.some((stem) => isNumber(stem) && !others.includes(stem));
  const isMore = others.some((stem) => isNumber(stem) && !stems.includes(stem));
  if (isLess) return isMore ? numberFactors.other : numberFactors.less;
  return isMore ? numberFactors.more : 1;
}

function candidateOrder(
  preferredSources: readonly string[],
): (a: LexicalCandidate, b: LexicalCandidate) => number {
  const rank = ({ name }: LexicalCandidate): number => {
    const place = preferredSources.indexOf(name.source);
    return place < 0 ? preferredSources.length : place;
  };
  return (a, b) =>
    b.score - a.score || rank(a) - rank(b) || b.prominence - a.prominence || a.wording - b.wording;
}
