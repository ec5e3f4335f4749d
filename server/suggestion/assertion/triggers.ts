/** The shape of the tables of triggers. */
import type { AssertionKind } from './assertion.ts';
import type { Category } from './confidence.ts';

/** Where the finding stands: after its trigger ("denies …") or before it ("… was ruled out"). */
export type Direction = 'follows' | 'precedes';

/**
 * How far a trigger reaches, from the nearest to the farthest. Each reach is ended by what ends a farther one, too.
 * - `phrase`: to the next comma or conjunction.
 * - `list`: over commas and conjunctions, to the next clause: `no cough, fever or chills`.
 * - `clause`: over further verbs, to a word that turns the sentence, such as `but`.
 * - `sentence`: to the sentence's end or a heading inside it.
 */
export type Reach = 'phrase' | 'list' | 'clause' | 'sentence';

/** What a trigger says, and of which findings. */
export interface TriggerRule {
  readonly kind: AssertionKind;
  readonly finding: Direction;
  readonly reach: Reach;
  /** How many words may stand between the trigger and the finding at most; any number where it is absent. */
  readonly within?: number;
  readonly category: Category;
  /** True where the phrase counts only before a stop, a comma or the sentence's end: `Fever: no`, not `Neck: no masses`. */
  readonly atEnd?: true;
  /** Words that take the meaning away where one of them stands in reach: "women with asthma were excluded". */
  readonly except?: ReadonlySet<string>;
}

/** Phrases with one rule, as `Phrases.add` reads them. */
export interface TriggerGroup extends TriggerRule {
  readonly phrases: string;
}

/** Signs with one rule: `(-)`, as they are written. */
export interface TriggerSigns extends TriggerRule {
  readonly signs: readonly string[];
}
