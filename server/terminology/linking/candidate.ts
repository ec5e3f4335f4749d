import type { ConceptName } from '../concept.ts';
import type { Match } from '../search/candidates.ts';

/** Why a concept is a candidate: by which kind of equality or likeness of letters, or by vectors alone. */
export type Reason = Match | 'vectors';

/** A concept that words may name. */
export interface Candidate {
  readonly concept: number;
  /** The concept's name by which it was found. */
  readonly name: ConceptName;
  /** From 0 to 1. Of letters alone, how alike the names are; of letters and vectors, how likely it is meant. */
  readonly score: number;
  readonly match: Reason;
}

/** Whether the words are a name of the concept, at some level, and not only like one. */
export function isNamed({ match }: Pick<Candidate, 'match'>): boolean {
  return match !== 'n-gram' && match !== 'vectors';
}
