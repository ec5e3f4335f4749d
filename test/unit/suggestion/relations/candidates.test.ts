import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { candidatesOf, tokensBetween } from '../../../../server/suggestion/relations/candidates.ts';
import { conceptsOf } from '../../../../server/suggestion/relations/concepts.ts';
import type { RelationHead } from '../../../../server/suggestion/relations/model.ts';
import { headWith, marked, placedIn } from './example.ts';

/** @param expected the pairs of ids of each candidate. */
function check(content: string, head: Partial<RelationHead>, expected: string[][], nearest = 6): void {
  const { text, entities } = marked(content);
  const { places } = placedIn(text, entities);
  const concepts = conceptsOf(text, { entities, normalisations: [] });
  assert.deepEqual(
    candidatesOf(places, headWith(head), concepts, nearest).map(({ pairs }) =>
      pairs.map(([first, second]) => `${first.entity.id} ${second.entity.id}`),
    ),
    expected,
  );
}

describe('candidates for relations between mentions', () => {
  it('are the pairs of a sentence whose types allow it', () => {
    check('[Aspirin|Chemical] or [iron|Drug] for [fever|Disease]\n[Gout|Disease]', {}, [
      ['T1 T3'],
      ['T2 T3'],
    ]);
  });

  it('have the head that the types say, wherever it stands', () => {
    check('[Fever|Disease] after [aspirin|Chemical]', {}, [['T2 T1']]);
  });

  it('go both ways where the types allow both', () => {
    check('[Fever|Disease] and [gout|Disease]', { pairs: [['Disease', 'Disease']] }, [['T1 T2'], ['T2 T1']]);
  });

  it('reach the sentences before and after where they may', () => {
    const content = '[Aspirin|Chemical]\n[fever|Disease]\n[gout|Disease]\n[iron|Chemical]';
    check(content, { reach: 'neighbours' }, [['T1 T2'], ['T4 T3']]);
    check(content, { reach: 'document' }, [['T1 T2'], ['T1 T3'], ['T4 T2'], ['T4 T3']]);
  });

  it('are none without entities or between unknown types', () => {
    check('', {}, []);
    check('[Ann|Person] took [aspirin|Chemical]', { pairs: [['Person', 'Chemical']] }, []);
  });
});

describe('candidates for relations between concepts', () => {
  const head = { between: 'concepts', reach: 'document' } as const;

  it('join all mentions of one name', () => {
    check('[Aspirin|Chemical] and [fever|Disease]\n[aspirin|Chemical]', head, [['T3 T2', 'T1 T2']]);
  });

  it('are spoken for by the nearest pairs, of equal ones by the earlier', () => {
    const content = '[Iron|Chemical] a b [fever|Disease] [iron|Chemical] [fever|Disease]';
    check(content, head, [['T3 T2', 'T3 T4', 'T1 T2']], 3);
    check(content, head, [['T3 T2']], 1);
  });

  it('take the head from the types, and from the order where both ways are allowed', () => {
    check('[Fever|Disease] after [aspirin|Chemical]', head, [['T2 T1']]);
    check('[P53|Gene] and [mdm|Gene]', { ...head, pairs: [['Gene', 'Gene']] }, [['T1 T2']]);
  });

  it('never join a concept with itself', () => {
    check('[P53|Gene] and [p53|Gene]', { ...head, pairs: [['Gene', 'Gene']] }, []);
  });
});

it('the distance of two mentions is the tokens between them, the same from either side', () => {
  fc.assert(
    fc.property(fc.nat(8), (count) => {
      const { text, entities } = marked(`[fever|Disease] ${'a '.repeat(count)}[gout|Disease]`);
      const [one, other] = placedIn(text, entities).places;
      assert.ok(one && other);
      assert.equal(tokensBetween(one, other), count);
      assert.equal(tokensBetween(other, one), count);
    }),
  );
});
