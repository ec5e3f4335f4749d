/** What a text asserts of a finding that it names. */
import type { Span } from '../../text/positions.ts';

/**
 * The ways in which a named finding may differ from a present finding of the patient: it is absent, only possible, of
 * the past, only a condition or a warning, or another person's. A finding may be several at once ("no history of
 * gout"), and one without any is present.
 */
export const assertionKinds = ['negated', 'uncertain', 'historical', 'hypothetical', 'family'] as const;

export type AssertionKind = (typeof assertionKinds)[number];

/** One way in which a finding differs from a present finding of the patient, and what says so: words, a model, or both. */
export interface Assertion {
  readonly kind: AssertionKind;
  readonly trigger?: Trigger;
  /** The name of the model. */
  readonly model?: string;
  /**
   * How often such an assertion is right, 0 to 1: the model's probability where there is a model, else by the trigger; the
   * tables of triggers say how it was measured.
   */
  readonly confidence: number;
}

/** An assertion that words of the text carry. */
export interface WordedAssertion extends Assertion {
  readonly trigger: Trigger;
}

/** What says so, for people: the words in quotation marks and the name of the model. */
export function sourceOf({ trigger, model }: Assertion): string {
  const words = trigger === undefined ? [] : [`“${trigger.words}”`];
  return [...words, ...(model === undefined ? [] : [model])].join(' and ');
}

/** The words that carry an assertion; a heading where the section does. */
export interface Trigger {
  /** In UTF-16 code units, half-open. */
  readonly span: Span;
  /** The text at the span. */
  readonly words: string;
}
