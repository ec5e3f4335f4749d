/** Candidates of a mention from letters and vectors together, ranked by what both say. */
import { type ConceptName, nameKinds, type SemanticGroup } from '../concept.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { normalise } from '../normalisation/normalisation.ts';
import type { CandidateOptions, LexicalCandidate, LexicalSearch } from '../search/candidates.ts';
import { numberDifference } from '../search/numbers.ts';
import type { SimilarityScale } from '../vectors/layout.ts';
import type { NameProfile, NameVectors } from '../vectors/nameVectors.ts';
import { type Candidate, hasEqualName } from './candidate.ts';
import { confidence, type Evidence, isAbbreviation, rankingScore } from './ranking.ts';
import { WantedConcepts } from './wantedConcepts.ts';

export interface FusedOptions extends Pick<CandidateOptions, 'accepts' | 'preferredSources'> {
  /** At most this many concepts. */
  readonly limit: number;
  /** The semantic groups that come into question; all where it is absent. */
  readonly groups?: readonly SemanticGroup[];
  /** Systems of identifiers that are wanted; concepts that have one come first. Without them, all that names were encoded of. */
  readonly systems: readonly string[];
  /** Whether names that are merely similar are left out where a concept has an equal one. */
  readonly isBestEnough: boolean;
}

/** Concepts that letters give, and names that vectors give, at most. */
const mostByLetters = 15;
const mostByVectors = 20;

/** A concept that letters or vectors found. */
interface Found {
  readonly concept: number;
  readonly wording: number;
  readonly byLetters?: Omit<LexicalCandidate, 'concept' | 'wording'>;
  readonly isWanted: boolean;
  readonly isOwnName: boolean;
  readonly isEqual: boolean;
}

/** A candidate, its rank and what it is ranked by. */
export interface Ranked {
  readonly candidate: Omit<Candidate, 'score' | 'isEqual'>;
  readonly evidence: Evidence;
  readonly rankingScore: number;
  /** Whether it has an equal name, and an identifier that is wanted where any are: then it comes before those that have not. */
  readonly isEqual: boolean;
  /** Whether that name is of a preferred source, which comes before all that is weighed. */
  readonly isPreferred: boolean;
}

export class FusedSearch {
  readonly #index: TerminologyIndex;
  readonly #lexical: LexicalSearch;
  readonly #vectors: NameVectors;

  constructor(index: TerminologyIndex, lexical: LexicalSearch, vectors: NameVectors) {
    this.#index = index;
    this.#lexical = lexical;
    this.#vectors = vectors;
  }

  /**
   * The concepts likeliest named by a mention, best first: those with an equal name before all others, each kind by
   * {@link rankingScore}, of equal scores the first in the index.
   * @param vector the mention's, of the encoder that the names' vectors are of.
   */
  candidates(mention: string, vector: Float32Array, options: FusedOptions): Candidate[] {
    const ranked = this.ranked(mention, vector, options);
    const [first] = ranked;
    if (first === undefined) return [];
    const rivals = ranked.filter(({ isEqual }) => isEqual === first.isEqual);
    const weight = (each: Ranked): number => Math.exp(each.rankingScore - first.rankingScore);
    const { letters, nearestName } = first.evidence;
    const likeliest = confidence({
      share: 1 / rivals.reduce((total, each) => total + weight(each), 0),
      ...{ letters, nearestName, isAbbreviation: isAbbreviation(mention) },
    });
    // What comes later is never likelier, whatever its ranking score says of it.
    let least = likeliest;
    return ranked.slice(0, options.limit).map((each) => {
      least = Math.min(least, likeliest * weight(each));
      return { ...each.candidate, score: least, isEqual: each.isEqual };
    });
  }

  /** All candidates with what they are ranked by, best first. */
  ranked(mention: string, vector: Float32Array, options: FusedOptions): Ranked[] {
    const { systems, preferredSources = [], isBestEnough } = options;
    const { without: unlikely } = this.#vectors.statement.choice;
    const wanted = new WantedConcepts(this.#index, { systems, preferredSources, unlikely });
    const byLetters = this.#byLetters(mention, options, wanted);
    const equal = byLetters.filter(({ isEqual }) => isEqual);
    const isEnough = isBestEnough && equal.length > 0;
    const found = isEnough ? equal : [...byLetters, ...this.#byVectors(vector, options, wanted, byLetters)];
    return this.#ranked(mention, vector, found, wanted);
  }

  #byLetters(mention: string, options: FusedOptions, wanted: WantedConcepts): Found[] {
    return this.#lexical
      .candidates(mention, { ...options, limit: mostByLetters })
      .map(({ concept, wording, ...byLetters }) => ({
        ...{ concept, wording, byLetters },
        ...{ isWanted: wanted.isWanted(concept), isOwnName: wanted.isOwnName(wording) },
        isEqual: hasEqualName(byLetters) && wanted.mayComeFirst(concept),
      }));
  }

  /** The concepts of the nearest names, without those that are known. */
  #byVectors(
    vector: Float32Array,
    { groups, accepts }: FusedOptions,
    wanted: WantedConcepts,
    known: readonly Found[],
  ): Found[] {
    const near = this.#vectors.nearest(vector, mostByVectors, {
      ...(groups && { groups }),
      ...(accepts && { accepts: (wording) => accepts(this.#index.conceptOf(wording)) }),
    });
    const concepts = new Set(known.map(({ concept }) => concept));
    return near.flatMap(({ wording }): Found[] => {
      const concept = this.#index.conceptOf(wording);
      if (concepts.has(concept)) return [];
      concepts.add(concept);
      return [{ concept, wording, isWanted: wanted.isWanted(concept), isOwnName: false, isEqual: false }];
    });
  }

  #ranked(mention: string, vector: Float32Array, found: readonly Found[], wanted: WantedConcepts): Ranked[] {
    const wordings = found.map(({ wording }) => this.#index.wordingsBeside(wording));
    const profiles = this.#vectors.profiles(vector, wordings);
    return found
      .map((each, at): Ranked => {
        const names = nearness(wordings[at] ?? [], profiles[at], this.#index, this.#vectors.statement.scale);
        const { evidence, name } = this.#evidence(mention, each, names);
        const { concept, isEqual, byLetters } = each;
        return {
          candidate: { concept, name, match: byLetters?.match ?? 'vectors' },
          ...{ evidence, isEqual, rankingScore: rankingScore(evidence) },
          isPreferred: isEqual && byLetters?.match === 'exact' && wanted.isPreferred(name.source),
        };
      })
      .sort(inOrder);
  }

  #evidence(
    mention: string,
    { concept, wording, byLetters, isWanted, isOwnName }: Found,
    near: Nearness | undefined,
  ): { readonly evidence: Evidence; readonly name: ConceptName } {
    const [nearest] = this.#index.wording(near?.wording ?? wording).names as [ConceptName];
    const name = byLetters?.name ?? nearest;
    const { score: letters = 0, match } = byLetters ?? {};
    const evidence = {
      ...{ letters, isWanted, isOwnName },
      ...(match !== undefined && match !== 'n-gram' && { level: match }),
      nearestName: near?.nearestName ?? letters,
      allNames: near?.allNames ?? letters,
      preferredName: near?.preferredName ?? letters,
      names: this.#index.concept(concept).names.length,
      isShortForm: byLetters?.name.kind === 'abbreviation',
      isLoose: byLetters !== undefined && looseKinds.has(byLetters.name.kind),
      numbers: numberDifference(normalise(mention).stems, normalise(name.words).stems),
      length: nearest.words.length / Math.max(1, mention.length),
    };
    return { evidence, name };
  }
}

/** How near the names of a concept are, on the scale of {@link Evidence}, and the wording of the nearest. */
type Nearness = Pick<Evidence, 'nearestName' | 'allNames' | 'preferredName'> & { readonly wording: number };

/** @returns undefined where none of the wordings has a vector. */
function nearness(
  wordings: readonly number[],
  profile: NameProfile | undefined,
  index: TerminologyIndex,
  { unrelated, same }: SimilarityScale,
): Nearness | undefined {
  const onScale = (similarity: number): number => (similarity - unrelated) / (same - unrelated);
  let nearest: number | undefined;
  let [most, mostPreferred] = [Number.NEGATIVE_INFINITY, unrelated];
  for (const [at, wording] of wordings.entries()) {
    const similarity = profile?.each[at];
    if (similarity === undefined) continue;
    if (similarity > most) [nearest, most] = [wording, similarity];
    if (similarity > mostPreferred && index.kindOf(wording) === preferredKind) mostPreferred = similarity;
  }
  if (nearest === undefined || profile?.mean === undefined) return undefined;
  return {
    wording: nearest,
    nearestName: onScale(most),
    allNames: onScale(profile.mean),
    preferredName: onScale(mostPreferred),
  };
}

const preferredKind = nameKinds.indexOf('preferred');

/** Kinds of names of concepts that are wider, narrower or otherwise near. */
const looseKinds: ReadonlySet<string> = new Set(['narrow', 'broad', 'related']);

function inOrder(one: Ranked, other: Ranked): number {
  return (
    Number(other.isEqual) - Number(one.isEqual) ||
    Number(other.isPreferred) - Number(one.isPreferred) ||
    other.rankingScore - one.rankingScore ||
    one.candidate.concept - other.candidate.concept
  );
}
