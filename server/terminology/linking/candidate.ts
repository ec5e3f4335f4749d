import type { ConceptName } from '../concept.ts';
import type { Match } from '../search/candidates.ts';

/** Why a concept is a candidate: by which kind of equality or likeness of letters, or by vectors alone. */
export type Reason = Match | 'vectors';

/** A concept that words may name. */
export interface Candidate {
  readonly concept: number;
  /** The concept's name by which it was found. */
  readonly name: ConceptName;
  /** From 0 to 1. Of letters alone, how alike the names are; of letters and vectors, how likely it is meant; re-ranked, as `reranking.ts` has it. */
  readonly score: number;
  readonly match: Reason;
  /** Whether it comes before all that are not: it has an equal name, and an identifier that is wanted where any are. */
  readonly isEqual: boolean;
}

/** Equal names below this score are equal by words that mean nearly the same, after changes to the mention. */
const leastEqual = 0.8;

/** Whether letters found an equal name. @param score how alike the names are. */
export function hasEqualName({ match, score }: Pick<Candidate, 'match' | 'score'>): boolean {
  return isNamed({ match }) && score >= leastEqual;
}

/** Whether the words are a name of the concept, at some level, and not only like one. */
export function isNamed({ match }: Pick<Candidate, 'match'>): boolean {
  return match !== 'n-gram' && match !== 'vectors';
}
