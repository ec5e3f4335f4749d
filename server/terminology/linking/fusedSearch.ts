/** Candidates of a mention from letters and vectors together, ranked by what both say. */
import type { SemanticGroup } from '../concept.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import type { LexicalCandidate, LexicalSearch } from '../search/candidates.ts';
import { systemNamed } from '../sources/systems.ts';
import type { NameVectors } from '../vectors/nameVectors.ts';
import type { Candidate } from './candidate.ts';
import { confidence, type Evidence, isAbbreviation, rankingScore } from './ranking.ts';

export interface FusedOptions {
  /** At most this many concepts. */
  readonly limit: number;
  /** The semantic groups that come into question; all where it is absent. */
  readonly groups?: readonly SemanticGroup[];
  /** Systems of identifiers that are wanted; concepts that have one come first. */
  readonly systems: readonly string[];
  /** Whether names that are merely similar are left out where a concept has an equal one. */
  readonly isBestEnough: boolean;
}

/** Concepts that letters give, and names that vectors give, at most. */
const mostByLetters = 30;
const mostByVectors = 60;
/** Equal names below this score are equal by words that mean nearly the same, after changes to the mention. */
const leastEqual = 0.8;

/** A candidate, its rank and what it is ranked by. */
export interface Ranked {
  readonly candidate: Omit<Candidate, 'score'>;
  readonly evidence: Evidence;
  readonly rankingScore: number;
  /** Whether it has an equal name, and an identifier that is wanted where any are: then it comes before those that have not. */
  readonly isEqual: boolean;
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
      return { ...each.candidate, score: least };
    });
  }

  /** All candidates with what they are ranked by, best first. */
  ranked(mention: string, vector: Float32Array, options: FusedOptions): Ranked[] {
    const { groups, systems, isBestEnough } = options;
    const wanted = new Set(systems.map((system) => systemNamed(system).toLowerCase()));
    const found = this.#lexical.candidates(mention, {
      ...{ limit: mostByLetters, isBestEnough },
      ...(groups && { groups }),
    });
    const ranked = found.map((candidate) => this.#ranked(mention, vector, candidate, wanted));
    if (isBestEnough && ranked.some(({ isEqual }) => isEqual)) {
      return ranked.filter(({ isEqual }) => isEqual).sort(inOrder);
    }
    const concepts = new Set(found.map(({ concept }) => concept));
    for (const { wording } of this.#vectors.nearest(vector, mostByVectors, groups && { groups })) {
      const concept = this.#index.conceptOf(wording);
      if (concepts.has(concept)) continue;
      concepts.add(concept);
      ranked.push(this.#ranked(mention, vector, { concept, wording }, wanted));
    }
    return ranked.sort(inOrder);
  }

  #ranked(
    mention: string,
    vector: Float32Array,
    found: LexicalCandidate | Pick<LexicalCandidate, 'concept' | 'wording'>,
    wanted: ReadonlySet<string>,
  ): Ranked {
    const { names, identifiers } = this.#index.concept(found.concept);
    const byLetters = 'match' in found ? found : undefined;
    const level = byLetters === undefined || byLetters.match === 'n-gram' ? undefined : byLetters.match;
    const letters = byLetters?.score ?? 0;
    const similar = this.#similarity(vector, found.wording);
    const isWanted = identifiers.some(({ system }) => wanted.has(system.toLowerCase()));
    const name = byLetters?.name ?? this.#index.wording(similar?.wording ?? found.wording).names[0];
    if (name === undefined) throw new RangeError(`Wording ${found.wording} has no name.`);
    const nearest = similar === undefined ? name : this.#index.wording(similar.wording).names[0];
    const evidence: Evidence = {
      letters,
      ...(level !== undefined && { level }),
      nearestName: similar?.nearestName ?? letters,
      allNames: similar?.allNames ?? letters,
      preferredName: similar?.preferredName ?? letters,
      names: names.length,
      isWanted,
      isShortForm: byLetters?.name.kind === 'abbreviation',
      isLoose: byLetters !== undefined && looseKinds.has(byLetters.name.kind),
      length: (nearest?.words.length ?? 1) / Math.max(1, mention.length),
    };
    return {
      candidate: { concept: found.concept, name, match: byLetters?.match ?? 'vectors' },
      evidence,
      rankingScore: rankingScore(evidence),
      isEqual: level !== undefined && letters >= leastEqual && (isWanted || wanted.size === 0),
    };
  }

  /** How near the names of a wording's concept are; undefined where none of them has a vector. */
  #similarity(
    vector: Float32Array,
    wording: number,
  ):
    | (Pick<Evidence, 'nearestName' | 'allNames' | 'preferredName'> & { readonly wording: number })
    | undefined {
    const { background, own } = this.#vectors.statement.similarities;
    const relative = (similarity: number): number => (similarity - background) / (own - background);
    const wordings = this.#index.wordingsBeside(wording);
    const near = this.#vectors.similarities(vector, wordings);
    let nearest: { readonly wording: number; readonly similarity: number } | undefined;
    let preferred: number | undefined;
    for (const [at, similarity] of near.each.entries()) {
      const each = wordings[at] as number;
      if (similarity === undefined) continue;
      if (nearest === undefined || similarity > nearest.similarity) nearest = { wording: each, similarity };
      if (this.#index.kindOf(each) === 0) preferred = Math.max(preferred ?? -1, similarity);
    }
    if (nearest === undefined || near.mean === undefined) return undefined;
    return {
      wording: nearest.wording,
      nearestName: relative(nearest.similarity),
      allNames: near.mean,
      preferredName: preferred === undefined ? 0 : relative(preferred),
    };
  }
}

/** Kinds of names of concepts that are wider, narrower or otherwise near. */
const looseKinds: ReadonlySet<string> = new Set(['narrow', 'broad', 'related']);

function inOrder(one: Ranked, other: Ranked): number {
  return (
    Number(other.isEqual) - Number(one.isEqual) ||
    other.rankingScore - one.rankingScore ||
    one.candidate.concept - other.candidate.concept
  );
}
