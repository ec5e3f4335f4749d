import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Entity } from '../../../server/annotation/document.ts';
import { compareEntities, entityKey, mergedEquivalences } from '../../../server/annotation/identity.ts';
import { type Span, span } from '../../../server/text/positions.ts';

const entity = (id: string, type: string, ...ends: number[]): Entity => {
  const fragments: Span[] = [];
  for (let index = 0; index + 1 < ends.length; index += 2) {
    fragments.push(span(ends[index] as number, ends[index + 1] as number));
  }
  return { id, type, fragments: fragments as [Span, ...Span[]], words: '' };
};

test('entities are the same by type and fragments, not by id, words or hull', () => {
  const other = { ...entity('T2', 'Drug', 0, 5), words: 'x' };
  assert.equal(entityKey(entity('T1', 'Drug', 0, 5)), entityKey(other));
  assert.notEqual(entityKey(entity('T1', 'Drug', 0, 5)), entityKey(entity('T1', 'Sign', 0, 5)));
  assert.notEqual(entityKey(entity('T1', 'Drug', 0, 5)), entityKey(entity('T1', 'Drug', 0, 2, 3, 5)));
  assert.notEqual(entityKey(entity('T1', 'A', 1, 23)), entityKey(entity('T1', 'A', 12, 3)));
});

test('entities are ordered by start, then the longer first, then type and id', () => {
  const ordered = [
    entity('T5', 'A', 0, 9),
    entity('T4', 'A', 0, 2, 5, 9),
    entity('T3', 'A', 0, 3),
    entity('T1', 'B', 0, 3),
    entity('T2', 'B', 0, 3),
    entity('T0', 'A', 1, 2),
  ];
  assert.deepEqual(ordered.toReversed().sort(compareEntities), ordered);
});

test('property: the order of distinct entities does not depend on the order of the input', () => {
  const entities = fc.uniqueArray(
    fc
      .tuple(fc.nat(3), fc.nat(3), fc.constantFrom('A', 'B'), fc.nat(30))
      .map(([start, length, type, id]) => entity(`T${id}`, type, start, start + length)),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(entities, (listed) => {
      assert.deepEqual(listed.toSorted(compareEntities), listed.toReversed().sort(compareEntities));
    }),
  );
});

test('equivalences of one type that share a member are one', () => {
  const merged = mergedEquivalences([
    { type: 'Equiv', members: ['T1', 'T2'] },
    { type: 'Equiv', members: ['T3', 'T4'] },
    { type: 'OR', members: ['T2', 'T9'] },
    { type: 'Equiv', members: ['T5', 'T4', 'T2'] },
  ]);
  assert.deepEqual(merged, [
    { type: 'Equiv', members: ['T1', 'T2', 'T3', 'T4', 'T5'] },
    { type: 'OR', members: ['T2', 'T9'] },
  ]);
});
