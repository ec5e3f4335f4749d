/** What models say of findings, joined with what the trigger tables find. */
import { type Assertion, type AssertionKind, assertionKinds } from './assertion.ts';

/** What a model says of one finding, where it is sure enough to be heard. */
export interface ModelAnswer {
  /** The kind that the text asserts; null where it asserts none of {@link kinds}. */
  readonly kind: AssertionKind | null;
  /** All kinds that the model can tell. Of others it knows nothing. */
  readonly kinds: readonly AssertionKind[];
  /** 0 to 1. */
  readonly confidence: number;
  readonly model: string;
}

/** The answers of each model about each finding, in the order in which the models are named, by the finding's entity key. */
export type ModelAnswers = ReadonlyMap<string, readonly ModelAnswer[]>;

export const noAnswers: ModelAnswers = new Map();

/**
 * Of the kinds that a model can tell, its answer stands in the place of what the trigger tables say; of all others, and of
 * findings that no model is sure about, the tables speak. Where both say the same, the assertion keeps the words that the
 * tables found. Of several models, one that is named later speaks over those before it.
 * @returns in the order of {@link assertionKinds}.
 */
export function withModelAnswers(
  asserted: readonly Assertion[],
  answers: readonly ModelAnswer[],
): readonly Assertion[] {
  return answers.reduce(withModelAnswer, asserted);
}

function withModelAnswer(
  asserted: readonly Assertion[],
  { kind, kinds, confidence, model }: ModelAnswer,
): readonly Assertion[] {
  const others = asserted.filter((assertion) => !kinds.includes(assertion.kind));
  if (kind === null) return others;
  const trigger = asserted.find((assertion) => assertion.kind === kind)?.trigger;
  const answered: Assertion = { kind, confidence, model, ...(trigger && { trigger }) };
  const order = ({ kind: each }: Assertion): number => assertionKinds.indexOf(each);
  return [...others, answered].sort((a, b) => order(a) - order(b));
}
