import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidatesOf } from '../../../../server/suggestion/relations/candidates.ts';
import { conceptsOf } from '../../../../server/suggestion/relations/concepts.ts';
import { relationInput } from '../../../../server/suggestion/relations/input.ts';
import type { RelationHead, RelationInput } from '../../../../server/suggestion/relations/model.ts';
import { headWith, marked, placedIn } from './example.ts';

function inputFor(content: string, head: Partial<RelationHead>): RelationInput & { rows: number[] } {
  const { text, entities } = marked(content);
  const where = placedIn(text, entities);
  const concepts = conceptsOf(text, { entities, normalisations: [] });
  const { rows, input } = relationInput(where, candidatesOf(where.places, headWith(head), concepts, 6));
  return { rows, ...input };
}

/** The numbers of each pair, rounded. */
function featuresOf({ features, featureCount }: RelationInput): number[][] {
  const rounded = Array.from(features, (value) => Math.round(value * 100) / 100);
  return Array.from({ length: rounded.length / featureCount }, (_, index) =>
    rounded.slice(index * featureCount, (index + 1) * featureCount),
  );
}

describe('the input of a relation model', () => {
  it('has the mentions of pairs by row and tokens, and of rows those that they are in', () => {
    const { rows, mentions, pairs, types } = inputFor(
      'No [fever|Disease].\n[Iron|Chemical] helps [sickle cell|Disease]',
      {},
    );
    assert.deepEqual(rows, [1]);
    assert.deepEqual([...mentions], [0, 0, 1, 0, 2, 4]);
    assert.deepEqual([...pairs], [0, 1]);
    assert.deepEqual(
      types.map((row) => [...row]),
      [[2, 0, 1, 1]],
    );
  });

  it('says of a pair in one sentence what stands between', () => {
    const found = inputFor('[Fever|Disease] after a little [gout|Disease] or [iron|Chemical] b', {});
    assert.deepEqual([...found.bounds], [1, 6, 1, 6, 5, 6, 5, 6]);
    const distance = (tokens: number): number => Math.round((Math.log1p(tokens) / 3) * 100) / 100;
    const [one, half, third] = [1, 2, 3].map((part) => Math.round((Math.log(2) / part) * 100) / 100);
    assert.deepEqual(featuresOf(found), [
      [1, 0, distance(5), 0, half, half, 1, 1, half, third],
      [1, 0, distance(1), 0, half, half, 1, 1, 0, third],
    ]);
    assert.equal(one, 0.69);
  });

  it('says of a pair in two sentences what follows the earlier and precedes the later', () => {
    const found = inputFor('a [iron|Chemical] b c\nd [fever|Disease] e', { reach: 'neighbours' });
    assert.deepEqual([...found.bounds], [2, 1_000_000, 0, 1]);
    const turned = inputFor('a [fever|Disease] b c\nd [iron|Chemical] e', { reach: 'neighbours' });
    assert.deepEqual([...turned.bounds], [0, 1, 2, 1_000_000]);
    assert.deepEqual(
      featuresOf(turned).map((row) => row.slice(0, 4)),
      [[0, 0, 0.46, 0.69]],
    );
  });

  it('counts the mentions of both concepts', () => {
    const found = inputFor('[Iron|Chemical] a\n[iron|Chemical] b [fever|Disease]', {
      between: 'concepts',
      reach: 'document',
    });
    assert.deepEqual(
      featuresOf(found).map((row) => row.slice(4)),
      [
        [0.55, 0.35, 1, 0, 0, 0.37],
        [0.55, 0.35, 1, 0, 0.35, 0.37],
      ],
    );
  });

  it('is empty without candidates', () => {
    const found = inputFor('[Iron|Chemical]', {});
    assert.deepEqual([...found.pairs, ...found.features, ...found.bounds], []);
  });
});
