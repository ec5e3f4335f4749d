/** Assertions as brat attributes. */
import type { AssertionKind } from './assertion.ts';

/** An attribute as `annotation.conf` declares it: binary without a value. */
export interface AssertionAttribute {
  readonly type: string;
  readonly value?: string;
}

/**
 * The attribute that records each kind, under the names of the samples' `annotation.conf`. Two kinds of `Certainty` on
 * one entity ("possibly a history of gout") are two attributes of one type; a scheme that allows one keeps the first
 * in the order of `assertionKinds`.
 */
export const attributeOf: Readonly<Record<AssertionKind, AssertionAttribute>> = {
  negated: { type: 'Negation' },
  uncertain: { type: 'Certainty', value: 'Uncertain' },
  historical: { type: 'Certainty', value: 'Historical' },
  hypothetical: { type: 'Certainty', value: 'Hypothetical' },
  family: { type: 'FamilyHistory' },
};
