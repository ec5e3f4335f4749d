/**
 * Concepts whose names are written like a mention. Names that are the same at some level of normalisation are looked up by their
 * key; then come names that share words with the mention, or words that are spelled like its words.
 */
import { type ConceptName, nameKinds, type SemanticGroup } from '../concept.ts';
import type { TerminologyIndex, Wording } from '../index/terminologyIndex.ts';
import { norms, stemWeight } from '../index/weights.ts';
import { type NormalisedName, normalise, stemsKey, wordsKey } from '../normalisation/normalisation.ts';
import { wordsOf } from '../normalisation/orthography.ts';
import { type SimilarStem, SimilarStems } from './similarStems.ts';
import { runSimilarity, runsOf } from './spelling.ts';

/** How a name was found, the strictest way that holds. */
export const matches = ['exact', 'normalised', 'word set', 'n-gram'] as const;
export type Match = (typeof matches)[number];

export interface LexicalCandidate {
  readonly concept: number;
  /** The concept's name that is most like the mention. */
  readonly name: ConceptName;
  readonly wording: number;
  /** How alike they are, from 0 to 1, where 1 is the same characters. */
  readonly score: number;
  readonly match: Match;
}

export interface CandidateOptions {
  /** At most this many concepts. */
  readonly limit?: number;
  /** Concepts of other semantic groups are left out, and so are those of which no group is known. */
  readonly groups?: readonly SemanticGroup[];
  /** Concepts for which this is false are left out: for conditions that the index does not keep apart. */
  readonly accepts?: (concept: number) => boolean;
}

/** Scores of names that are the same at a level. */
const levelScores = { exact: 1, normalised: 0.98, 'word set': 0.95 } as const;
/** What names that are only similar can reach. */
const mostSimilar = 0.94;
/** What a name loses by its kind, in the order of {@link nameKinds}: so little that it decides between equals alone. */
const kindLosses = [0, 0.002, 0.004, 0.008, 0.01, 0.012];

/** Stems that are spelled like one of the mention, at most, and how little one counts that the terminologies know. */
const mostSpellings = 12;
const knownWordFactor = 0.8;
/** Wordings whose score is begun, and whose score is continued, at most, in postings. */
const mostBegun = 400_000;
const mostContinued = 2_000_000;
/** Wordings that are compared with the mention by their letters. */
const mostCompared = 48;
const shareOfWords = 0.6;

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
   * The concepts most like a mention, best first. Of equal scores the better kind of name comes first, then the concept that was
   * added first to the index, so that the order is always the same.
   */
  candidates(mention: string, { limit = 20, groups, accepts }: CandidateOptions = {}): LexicalCandidate[] {
    const isOfGroup = this.#index.groupFilter(groups);
    const isWanted = (wording: number): boolean =>
      isOfGroup(wording) && (accepts === undefined || accepts(this.#index.conceptOf(wording)));
    const best = new Map<number, LexicalCandidate>();
    const add = (candidate: LexicalCandidate): void => {
      const known = best.get(candidate.concept);
      if (known === undefined || isBefore(candidate, known)) best.set(candidate.concept, candidate);
    };
    for (const candidate of this.#same(mention, isWanted)) add(candidate);
    for (const candidate of this.#similarNames(mention, isWanted)) add(candidate);
    return [...best.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1)).slice(0, limit);
  }

  /** Names that are the same as the mention at some level. */
  *#same(mention: string, isWanted: (wording: number) => boolean): Generator<LexicalCandidate> {
    for (const [written, factor] of variants(mention)) {
      const normalised = normalise(written);
      const key = stemsKey(normalised);
      if (key === '') continue;
      for (const wording of this.#index.wordingsWithKey(key)) {
        if (!isWanted(wording)) continue;
        const found = this.#index.wording(wording);
        const match = levelOf(written, normalised, found);
        if (match !== undefined)
          yield candidateOf(found, nearestName(found, written), match, factor * levelScores[match]);
      }
    }
  }

  /** Names that share words with the mention. */
  *#similarNames(mention: string, isWanted: (wording: number) => boolean): Generator<LexicalCandidate> {
    const { words, stems } = normalise(mention);
    if (stems.length === 0) return;
    const runs = runsOf(words);
    for (const { wording, similarity } of this.#mostWordsInCommon(stems, isWanted)) {
      const found = this.#index.wording(wording);
      const name = nearestName(found, mention);
      const letters = runSimilarity(runs, runsOf(wordsOf(name.words)));
      const score = mostSimilar * (shareOfWords * Math.min(1, similarity) + (1 - shareOfWords) * letters);
      yield candidateOf(found, name, 'n-gram', score);
    }
  }

  /**
   * The wordings with the highest cosine of their stems and those of a mention, where stems that are spelled alike count as far as
   * they are alike (SoftTFIDF: Cohen, Ravikumar and Fienberg, 2003). Rare stems come first; when many names have been begun, the
   * frequent ones only add to those.
   */
  #mostWordsInCommon(
    stems: readonly string[],
    isWanted: (wording: number) => boolean,
  ): { readonly wording: number; readonly similarity: number }[] {
    const terms = stems
      .map((stem) => this.#term(stem))
      .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1));
    const touched: number[] = [];
    let postings = 0;
    for (const [index, { weight, spellings }] of terms.entries()) {
      for (const { frequency, similarity, postings: eachPosting } of spellings) {
        if (postings + frequency > mostContinued) continue;
        postings += frequency;
        const mayBegin = postings <= mostBegun || touched.length === 0;
        const gain = weight * stemWeight(frequency, this.#scores.length) * similarity;
        const term = Math.min(index + 1, 255);
        eachPosting((wording) => {
          if (this.#lastTerms[wording] === term) return;
          if (this.#lastTerms[wording] === 0) {
            if (!mayBegin) return;
            touched.push(wording);
          }
          this.#lastTerms[wording] = term;
          this.#scores[wording] = (this.#scores[wording] as number) + gain;
        });
      }
    }
    const norm = Math.sqrt(terms.reduce((sum, { weight }) => sum + weight ** 2, 0));
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
    const others = this.#similar.similarTo(stem, mostSpellings).filter((other) => other.stem !== stem);
    const spellings: SimilarStem[] =
      itself === undefined
        ? others
        : [
            { ...itself, similarity: 1 },
            ...others.map((other) => ({ ...other, similarity: knownWordFactor * other.similarity })),
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

/** A mention as it stands, and without what it has in brackets, each with what a match is worth. */
function variants(mention: string): [written: string, factor: number][] {
  const found: [string, number][] = [[mention.trim(), 1]];
  const without = mention
    .replaceAll(/\s*(?:\([^()]*\)|\[[^\][]*\])\s*/g, ' ')
    .trim();
  if (without !== '' && without !== mention.trim()) found.push([without, 0.98]);
  return found;
}

/** The strictest level at which a name of a wording is the same; undefined where none is, but their keys have one hash. */
function levelOf(
  mention: string,
  normalised: NormalisedName,
  { names }: Wording,
): 'exact' | 'normalised' | 'word set' | undefined {
  if (names.some(({ words }) => words === mention)) return 'exact';
  const other = normalise(names[0]?.words ?? '');
  if (wordsKey(normalised) === wordsKey(other)) return 'normalised';
  return stemsKey(normalised) === stemsKey(other) ? 'word set' : undefined;
}

/** The name of a wording that is written as the mention, or in the best kind of them. */
function nearestName({ names }: Wording, mention: string): ConceptName {
  const rank = ({ words, kind }: ConceptName): number =>
    nameKinds.indexOf(kind) + (words === mention ? 0 : words.toLowerCase() === mention.toLowerCase() ? 10 : 20);
  return names.reduce((best, name) => (rank(name) < rank(best) ? name : best));
}

function candidateOf(
  { concept, number: wording }: Wording,
  name: ConceptName,
  match: Match,
  score: number,
): LexicalCandidate {
  const loss = kindLosses[nameKinds.indexOf(name.kind)] ?? 0;
  return { concept, name, wording, match, score: match === 'exact' ? score - loss : Math.max(0, score - loss) };
}

function isBefore(one: LexicalCandidate, other: LexicalCandidate): boolean {
  return one.score !== other.score ? one.score > other.score : one.wording < other.wording;
}
