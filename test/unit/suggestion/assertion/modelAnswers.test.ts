import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Assertion,
  type AssertionKind,
  sourceOf,
} from '../../../../server/suggestion/assertion/assertion.ts';
import { type ModelAnswer, withModelAnswers } from '../../../../server/suggestion/assertion/modelAnswers.ts';
import { span } from '../../../../server/text/positions.ts';

const byWords = (kind: AssertionKind): Assertion => ({
  kind,
  trigger: { span: span(0, 2), words: 'no' },
  confidence: 0.97,
});
const answer = (kind: AssertionKind | null, model = 'i2b2'): ModelAnswer => ({
  kind,
  kinds: ['negated', 'uncertain'],
  confidence: 0.9,
  model,
});

/** @param expected each assertion with its source. */
function check(
  asserted: readonly AssertionKind[],
  answers: readonly ModelAnswer[],
  ...expected: string[]
): void {
  assert.deepEqual(
    withModelAnswers(asserted.map(byWords), answers).map(
      (assertion) => `${assertion.kind} ${assertion.confidence} by ${sourceOf(assertion)}`,
    ),
    expected,
  );
}

describe('withModelAnswers', () => {
  it('leaves what words say where no model is sure', () => check(['negated'], [], 'negated 0.97 by “no”'));
  it('adds what a model says', () => check([], [answer('negated')], 'negated 0.9 by i2b2'));
  it('names the words too where both agree', () =>
    check(['negated'], [answer('negated')], 'negated 0.9 by “no” and i2b2'));
  it('takes the model at its word that a finding is present', () =>
    check(['negated', 'uncertain'], [answer(null)]));
  it('takes the model at its word that a finding is otherwise', () =>
    check(['uncertain'], [answer('negated')], 'negated 0.9 by i2b2'));
  it('leaves kinds alone that the model cannot tell', () =>
    check(['negated', 'historical'], [answer(null)], 'historical 0.97 by “no”'));
  it('keeps the order of kinds', () =>
    check(['family'], [answer('uncertain')], 'uncertain 0.9 by i2b2', 'family 0.97 by “no”'));
  it('lets the model that is named later speak last', () =>
    check([], [answer('negated'), answer('uncertain', 'other')], 'uncertain 0.9 by other'));
});
