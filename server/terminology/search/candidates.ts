/**
 * Concepts whose names are written like a mention. Names that are the same at some level of normalisation are looked
 * up by their key; then come names that share words with the mention, or words that are spelled like its words.
 */
import { type ConceptName, nameKinds, type SemanticGroup } from '../concept.ts';
import type { TerminologyIndex, Wording } from '../index/terminologyIndex.ts';
import { normalise } from '../normalisation/normalisation.ts';
import { CommonWords } from './commonWords.ts';
import { type EqualityLevel, equalNames } from './equalNames.ts';
import { runSimilarity, runsOf } from './spelling.ts';

/** How a name was found, the strictest way that holds. */
export type Match = EqualityLevel | 'n-gram';

export interface LexicalCandidate {
  readonly concept: number;
  /** The concept's name that is most like the mention. */
  readonly name: ConceptName;
  readonly wording: number;
  /** How alike they are, from 0 to 1, where 1 is the same name in any case. */
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
  /**
   * Sources whose names come before those of others that fit about as well, such as what was decided before; the
   * first before all.
   */
  readonly preferredSources?: readonly string[];
  /**
   * Whether names that are merely similar are left out where an equal one is better than any of them can be; most of the time
   * goes into these.
   */
  readonly isBestEnough?: boolean;
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
/** What a similar name of a preferred source gains; of names that are the same, those come first anyway. */
const preferredGain = 0.06;
/** What a similar name keeps that has another number than the mention, one more, one less. */
const numberFactors = { other: 0.88, more: 0.96, less: 0.97 } as const;

/** Wordings that are compared with the mention by their letters, and what their words count beside these. */
const mostCompared = 24;
const shareOfWords = 0.6;

export class LexicalSearch {
  readonly #index: TerminologyIndex;
  readonly #common: CommonWords;

  /** Takes memory as {@link CommonWords}: keep one for an index. */
  constructor(index: TerminologyIndex) {
    this.#index = index;
    this.#common = new CommonWords(index);
  }

  /**
   * The concepts most like a mention, best first. Of equal scores the name of the preferred source comes first, then
   * the concept with more names, then the one that was added first to the index, so that the order is always the
   * same.
   */
  candidates(
    mention: string,
    { limit = 20, groups, accepts, preferredSources = [], isBestEnough = false }: CandidateOptions = {},
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
    // What a similar name can reach, and a margin in which candidates count as equally good.
    const beyond = mostSimilar + (preferredSources.length > 0 ? preferredGain : 0) + 0.01;
    if (!isBestEnough || [...best.values()].every(({ score }) => score <= beyond)) {
      for (const found of this.#similarNames(mention, isWanted))
        add(this.#candidate(found, mention, preferred));
    }
    return [...best.values()].sort(order).slice(0, limit);
  }

  /** Wordings that are the same as the mention at some level. */
  *#same(mention: string, isWanted: (wording: number) => boolean): Generator<Found> {
    for (const { wording, level, isOfVariant } of equalNames(this.#index, mention, isWanted))
      yield { wording, match: level, score: (isOfVariant ? variantFactor : 1) * levelScores[level] };
  }

  /** Wordings that share words with the mention. */
  *#similarNames(mention: string, isWanted: (wording: number) => boolean): Generator<Found> {
    const { words, stems } = normalise(mention);
    if (stems.length === 0) return;
    const runs = runsOf(words);
    for (const { wording: number, cosine } of this.#common.mostWords(stems, mostCompared, isWanted)) {
      const wording = this.#index.wording(number);
      const other = normalise(wording.names[0]?.words ?? '');
      const letters = runSimilarity(runs, runsOf(other.words));
      const alike = shareOfWords * Math.min(1, cosine) + (1 - shareOfWords) * letters;
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
    const gain = match === 'n-gram' && preferred.has(name.source) ? preferredGain : 0;
    return {
      concept: wording.concept,
      name,
      wording: wording.number,
      score: Math.max(0, score - loss + gain),
      match,
      prominence: this.#index.concept(wording.concept).names.length,
    };
  }
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
