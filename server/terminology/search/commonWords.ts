/** Names that share words with a mention, or words that are spelled like its words or used for them. */

import { RecentlyUsed } from '../index/recentlyUsed.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { norms, stemWeight } from '../index/weights.ts';
import { relatedStems } from './relatedWords.ts';
import { type SimilarStem, SimilarStems } from './similarStems.ts';

/** A wording and the cosine of its stems and those of a mention; quantised norms may lift it a little above 1. */
export interface SharedWords {
  readonly wording: number;
  readonly cosine: number;
}

/** A stem of a mention with the stems of the index that are spelled like it, itself first. */
interface Term {
  readonly stem: string;
  readonly weight: number;
  readonly spellings: readonly SimilarStem[];
}

/** Stems whose spellings are remembered, since the mentions of a text share words. */
const mostRemembered = 2000;

/** How much a stem counts that is spelled like one of the mention which the terminologies know. */
const knownWordFactor = 0.8;
/** How much a word counts that is used for one of the mention. */
const relatedFactor = 0.85;
/**
 * Names that only have stems of the mention with less than this cosine together are not looked for among names with
 * those.
 */
const leastCosine = 0.5;
/** Postings that are read for a mention. */
const mostPostings = 200_000;

export class CommonWords {
  readonly #index: TerminologyIndex;
  readonly #similar: SimilarStems;
  readonly #scores: Float32Array;
  /** The term of the mention that last added to a score, from 1 on. */
  readonly #lastTerms: Uint8Array;
  readonly #terms = new RecentlyUsed<Term, string>(mostRemembered);

  /** Takes five bytes of memory for each wording and one for each stem. */
  constructor(index: TerminologyIndex) {
    this.#index = index;
    this.#similar = new SimilarStems(index);
    this.#scores = new Float32Array(index.counts.wordings);
    this.#lastTerms = new Uint8Array(index.counts.wordings);
  }

  /**
   * At most `most` wordings with the highest cosine of their stems and those of a mention, the highest first, where
   * stems that are spelled alike count as far as they are alike (SoftTFIDF: Cohen, Ravikumar and Fienberg, 2003).
   * Rare stems come first; as soon as those that are left cannot make a good cosine by themselves, they only add to
   * the names that have been found.
   */
  mostWords(stems: readonly string[], most: number, isWanted: (wording: number) => boolean): SharedWords[] {
    const terms = stems
      .map((stem) => this.#terms.get(stem, () => this.#term(stem)))
      .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1));
    const norm = Math.sqrt(squares(terms));
    const found = squares(terms.filter(({ spellings }) => spellings.length > 0));
    const touched: number[] = [];
    let postings = 0;
    let rest = found;
    for (const [index, { weight, spellings }] of terms.entries()) {
      if (spellings.length === 0) continue;
      // A name that has none of the stems before this has at most this cosine, words that no name has left aside.
      const mostWithout = Math.sqrt(Math.max(0, rest / found));
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
    return this.#best(touched, norm, most, isWanted);
  }

  /** The wordings with the highest scores, divided by their norms and the mention's. Clears the scores. */
  #best(
    touched: readonly number[],
    norm: number,
    most: number,
    isWanted: (wording: number) => boolean,
  ): SharedWords[] {
    const wordingNorms = this.#index.wordingNorms();
    const best: SharedWords[] = [];
    let least = 0;
    for (const wording of touched) {
      const cosine =
        (this.#scores[wording] as number) / (norm * (norms[wordingNorms[wording] as number] as number));
      this.#scores[wording] = 0;
      this.#lastTerms[wording] = 0;
      if (cosine <= least || !isWanted(wording)) continue;
      best.push({ wording, cosine });
      if (best.length >= 8 * most) least = shorten(best, most);
    }
    shorten(best, most);
    return best;
  }

  #term(stem: string): Term {
    const itself = this.#index.stem(stem);
    const related = [...relatedStems(stem)].flatMap((other): SimilarStem[] => {
      const found = this.#index.stem(other);
      return found === undefined ? [] : [{ ...found, similarity: relatedFactor }];
    });
    const others = this.#similar
      .similarTo(stem, itself !== undefined)
      .filter((other) => other.stem !== stem && !relatedStems(stem).has(other.stem));
    const spellings: SimilarStem[] =
      itself === undefined
        ? [...related, ...others.map((other) => ({ ...other, similarity: other.similarity ** 1.5 }))]
        : [
            { ...itself, similarity: 1 },
            ...related,
            ...others.map((other) => ({ ...other, similarity: knownWordFactor * other.similarity ** 2 })),
          ];
    const frequency = spellings[0]?.frequency ?? 0;
    return { stem, weight: stemWeight(frequency, this.#scores.length), spellings };
  }
}

function squares(terms: readonly { readonly weight: number }[]): number {
  return terms.reduce((sum, { weight }) => sum + weight ** 2, 0);
}

/** Keeps the best of many, of equal ones the first. @returns the least cosine that is kept, 0 where there is room. */
function shorten(best: SharedWords[], most: number): number {
  best.sort((a, b) => b.cosine - a.cosine || a.wording - b.wording);
  best.length = Math.min(best.length, most);
  return best.length < most ? 0 : (best.at(-1)?.cosine ?? 0);
}
