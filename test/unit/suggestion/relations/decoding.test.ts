import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { candidatesOf } from '../../../../server/suggestion/relations/candidates.ts';
import { conceptsOf } from '../../../../server/suggestion/relations/concepts.ts';
import { decodeRelations } from '../../../../server/suggestion/relations/decoding.ts';
import type { RelationHead } from '../../../../server/suggestion/relations/model.ts';
import { headWith, marked, placedIn } from './example.ts';

const twoPairs = '[Iron|Chemical] and [iron|Chemical] b [fever|Disease]';
const onePair = '[Iron|Chemical] b [fever|Disease]';

function decoded(content: string, head: Partial<RelationHead>, logits: readonly (readonly number[])[]) {
  const { text, entities } = marked(content);
  const concepts = conceptsOf(text, { entities, normalisations: [] });
  const candidates = candidatesOf(placedIn(text, entities).places, headWith(head), concepts, 6);
  assert.equal(candidates.flatMap(({ pairs }) => pairs).length, logits.length);
  return decodeRelations(candidates, Float32Array.from(logits.flat()), logits[0]?.length ?? 0, 'model');
}

/** @param expected type, head, tail and score. */
function check(
  content: string,
  head: Partial<RelationHead>,
  logits: readonly (readonly number[])[],
  expected: readonly (readonly [string, string, string, number])[],
): void {
  assert.deepEqual(
    decoded(content, head, logits).map(({ type, arguments: [first, second], score }) => [
      type,
      first.target,
      second.target,
      score,
    ]),
    expected,
  );
}

const ofConcepts = { between: 'concepts', reach: 'document' } as const;
const log = Math.log;

describe('decoding relations', () => {
  it('gives the likeliest relation with its probability', () => {
    const head = { columns: [1, 4], types: ['Causes', 'Treats'] } as const;
    check(onePair, head, [[9, log(0.2), log(0.1), log(0.7), 9]], [['Treats', 'T1', 'T2', 0.7]]);
  });

  it('says nothing where no relation is likely enough, however likely one is among them', () => {
    const head = { types: ['Causes', 'Treats'], columns: [0, 3] } as const;
    check(onePair, head, [[log(0.5), log(0.25), log(0.25)]], []);
    check(onePair, head, [[log(0.49), log(0.26), log(0.25)]], [['Causes', 'T1', 'T2', 0.26]]);
  });

  it('lets the pairs of two concepts vote, and shows the one that speaks most for the relation', () => {
    check(
      twoPairs,
      ofConcepts,
      [
        [log(1), log(1)],
        [log(1), log(5)],
      ],
      [['Induces', 'T1', 'T3', 0.75]],
    );
  });

  it('calibrates scores without moving the threshold', () => {
    check(onePair, { calibration: [1, -log(4)] }, [[log(0.2), log(0.8)]], [['Induces', 'T1', 'T2', 0.5]]);
  });

  it('tells how likely a finding is the document’s own, where the model does', () => {
    const head = { novelty: [2, 4] } as const;
    const [relation] = decoded(onePair, head, [[log(0.2), log(0.8), log(0.75), log(0.25)]]);
    assert.equal(relation?.novelty, 0.25);
    assert.equal('novelty' in (decoded(onePair, {}, [[log(0.2), log(0.8)]])[0] ?? {}), false);
  });

  it('says the same whatever is added to all logits of a row, and keeps to its rows', () => {
    fc.assert(
      fc.property(fc.double({ min: -500, max: 500, noNaN: true }), (shift) => {
        check(
          '[Iron|Chemical] or [zinc|Chemical] for [fever|Disease]',
          {},
          [
            [shift + log(0.4), shift + log(0.6)],
            [shift + log(0.9), shift + log(0.1)],
          ],
          [['Induces', 'T1', 'T3', 0.6]],
        );
      }),
    );
  });
});
