import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PredictedEntity } from '../../../server/annotation/document.ts';
import { agreed } from '../../../server/suggestion/agreement.ts';
import { span } from '../../../server/text/positions.ts';

type Suggestion = readonly [type: string, start: number, end: number, score: number];

/** @param expected id, type, span, score and the number of the model of each suggestion that stands. */
function check(byModel: readonly (readonly Suggestion[])[], expected: readonly string[]): void {
  const entities = byModel.map((suggestions, model) =>
    suggestions.map(
      ([type, start, end, score]): PredictedEntity => ({
        ...{ id: 'T9', type, fragments: [span(start, end)], words: 'x', score, model: `${model}` },
      }),
    ),
  );
  assert.deepEqual(
    agreed(entities).map(
      ({ id, type, fragments: [{ start, end }], score, model }) =>
        `${id} ${type} ${start} ${end} ${score} ${model}`,
    ),
    expected,
  );
}

describe('agreed', () => {
  it('keeps the likelier of what is suggested twice', () =>
    check([[['Drug', 0, 7, 0.7]], [['Drug', 0, 7, 0.9]]], ['T1 Drug 0 7 0.9 1']));
  it('keeps the earlier of equally likely ones', () =>
    check([[['Drug', 0, 7, 0.7]], [['Drug', 0, 7, 0.7]]], ['T1 Drug 0 7 0.7 0']));
  it('keeps other types and spans, in the order of the text', () =>
    check(
      [
        [['Drug', 5, 7, 0.7]],
        [
          ['Device', 0, 7, 1],
          ['Gene', 5, 7, 0.8],
        ],
      ],
      ['T1 Device 0 7 1 1', 'T2 Drug 5 7 0.7 0', 'T3 Gene 5 7 0.8 1'],
    ));
  it('takes nothing', () => check([[], []], []));
});
