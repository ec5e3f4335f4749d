/** Stems of an index that are spelled like another. */
import { gramsOf } from '../index/grams.ts';
import type { Stem, TerminologyIndex } from '../index/terminologyIndex.ts';
import { spellingSimilarity } from './spelling.ts';

export interface SimilarStem extends Stem {
  /** Between `leastSimilarity` and 1; 1 for the stem itself. */
  readonly similarity: number;
}

/** Below it words are unrelated more often than not. */
const leastSimilarity = 0.6;
const leastRuns = 2;

/** How far is looked: less for a stem that the index has, which is less often misspelt. */
interface Effort {
  /** The rarest runs of letters are looked up until their lists have so many bytes, about as many as stems. */
  readonly bytes: number;
  /** Stems whose spelling is compared, those with the most runs in common. */
  readonly compared: number;
  /** Stems that are returned. */
  readonly returned: number;
}
const effortForKnown: Effort = { bytes: 20_000, compared: 40, returned: 6 };
const effortForUnknown: Effort = { bytes: 120_000, compared: 100, returned: 12 };

export class SimilarStems {
  readonly #index: TerminologyIndex;
  readonly #common: Uint8Array;

  constructor(index: TerminologyIndex) {
    this.#index = index;
    this.#common = new Uint8Array(index.counts.stems);
  }

  /**
   * Some stems, the most similar first, of equally similar ones the more frequent. Numbers have none.
   * @param isKnown whether the index has the stem itself.
   */
  similarTo(stem: string, isKnown: boolean): SimilarStem[] {
    const effort = isKnown ? effortForKnown : effortForUnknown;
    const found: SimilarStem[] = [];
    for (const other of this.#index.stemsAt(this.#withCommonRuns(stem, effort))) {
      const similarity = spellingSimilarity(stem, other.stem, leastSimilarity);
      if (similarity >= leastSimilarity) found.push({ ...other, similarity });
    }
    return found
      .sort((a, b) => b.similarity - a.similarity || b.frequency - a.frequency || (a.stem < b.stem ? -1 : 1))
      .slice(0, effort.returned);
  }

  /** The places of stems with many of the rarer runs of letters of `stem`, ascending. */
  #withCommonRuns(stem: string, { bytes, compared }: Effort): number[] {
    const runs = [...new Set(gramsOf(stem))]
      .map((gram) => ({ gram, length: this.#index.grams.length(gram) }))
      .sort((a, b) => a.length - b.length || a.gram - b.gram);
    const seen: number[] = [];
    let read = 0;
    let used = 0;
    for (const { gram, length } of runs) {
      if (used >= leastRuns && read + length > bytes) break;
      this.#index.grams.each(gram, (ordinal) => {
        if (this.#common[ordinal] === 0) seen.push(ordinal);
        this.#common[ordinal] = (this.#common[ordinal] as number) + 1;
      });
      used += 1;
      read += length;
    }
    // An edit takes at most three runs away, and these may be the rarest.
    const least = Math.max(1, Math.min(used - 3, Math.ceil(used * 0.35)));
    const chosen = this.#mostCommon(seen, used, least, compared);
    for (const ordinal of seen) this.#common[ordinal] = 0;
    return chosen.sort((a, b) => a - b);
  }

  /** Those of some stems with the most runs in common, `most` to `least`, the first of equal ones. */
  #mostCommon(seen: readonly number[], most: number, least: number, count: number): number[] {
    const byCommon: number[][] = Array.from({ length: most + 1 }, () => []);
    for (const ordinal of seen) byCommon[this.#common[ordinal] as number]?.push(ordinal);
    const chosen: number[] = [];
    for (let common = most; common >= least && chosen.length < count; common -= 1) {
      const alike = (byCommon[common] as number[]).sort((a, b) => a - b);
      chosen.push(...alike.slice(0, count - chosen.length));
    }
    return chosen;
  }
}
