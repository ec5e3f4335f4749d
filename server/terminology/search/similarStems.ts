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
/**
 * The rarest runs of letters are looked up until their lists have so many bytes, about as many as stems; a stem that
 * the index has is less often misspelt.
 */
const mostBytes = { known: 30_000, unknown: 120_000 };
const leastRuns = 2;
/** Stems whose spelling is compared, those with the most runs in common. */
const mostCompared = 100;

export class SimilarStems {
  readonly #index: TerminologyIndex;
  readonly #common: Uint8Array;

  constructor(index: TerminologyIndex) {
    this.#index = index;
    this.#common = new Uint8Array(index.counts.stems);
  }

  /**
   * At most `most` stems, the most similar first, of equally similar ones the more frequent. Numbers have none.
   * @param isKnown whether the index has the stem itself.
   */
  similarTo(stem: string, most: number, isKnown: boolean): SimilarStem[] {
    const found: SimilarStem[] = [];
    const bytes = isKnown ? mostBytes.known : mostBytes.unknown;
    for (const other of this.#index.stemsAt(this.#withCommonRuns(stem, bytes))) {
      const similarity = spellingSimilarity(stem, other.stem, leastSimilarity);
      if (similarity >= leastSimilarity) found.push({ ...other, similarity });
    }
    return found
      .sort((a, b) => b.similarity - a.similarity || b.frequency - a.frequency || (a.stem < b.stem ? -1 : 1))
      .slice(0, most);
  }

  /** The places of stems with many of the rarer runs of letters of `stem`, ascending. */
  #withCommonRuns(stem: string, most: number): number[] {
    const runs = [...new Set(gramsOf(stem))]
      .map((gram) => ({ gram, length: this.#index.grams.length(gram) }))
      .sort((a, b) => a.length - b.length || a.gram - b.gram);
    const seen: number[] = [];
    let read = 0;
    let used = 0;
    for (const { gram, length } of runs) {
      if (used >= leastRuns && read + length > most) break;
      this.#index.grams.each(gram, (ordinal) => {
        if (this.#common[ordinal] === 0) seen.push(ordinal);
        this.#common[ordinal] = (this.#common[ordinal] as number) + 1;
      });
      used += 1;
      read += length;
    }
    // An edit takes at most three runs away, and these may be the rarest.
    const least = Math.max(1, Math.min(used - 3, Math.ceil(used * 0.35)));
    const chosen = this.#mostCommon(seen, used, least);
    for (const ordinal of seen) this.#common[ordinal] = 0;
    return chosen.sort((a, b) => a - b);
  }

  /**
   * Those of some stems with the most runs in common, at least `least`, at most {@link mostCompared}, the first of
   * equal ones.
   */
  #mostCommon(seen: readonly number[], most: number, least: number): number[] {
    const byCommon: number[][] = Array.from({ length: most + 1 }, () => []);
    for (const ordinal of seen) byCommon[this.#common[ordinal] as number]?.push(ordinal);
    const chosen: number[] = [];
    for (let common = most; common >= least && chosen.length < mostCompared; common -= 1) {
      const alike = byCommon[common] as number[];
      alike.sort((a, b) => a - b);
      chosen.push(...alike.slice(0, mostCompared - chosen.length));
    }
    return chosen;
  }
}
