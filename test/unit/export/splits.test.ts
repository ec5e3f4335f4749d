import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitDocuments } from '../../../server/export/splits.ts';

const ids = Array.from({ length: 10 }, (_, index) => `note-${index}`);

function checkSizes(count: number, fractions: readonly number[], expected: readonly number[]): void {
  it(`${count} documents by ${fractions.join(', ')}`, () => {
    const names = Array.from({ length: count }, (_, index) => `${index}`);
    assert.deepEqual(
      splitDocuments(names, fractions, 1).map(({ length }) => length),
      expected,
    );
  });
}

describe('splitDocuments', () => {
  checkSizes(10, [0.8, 0.1, 0.1], [8, 1, 1]);
  checkSizes(100, [0.7, 0.2, 0.1], [70, 20, 10]);
  checkSizes(7, [0.8, 0.1, 0.1], [5, 1, 1]);
  checkSizes(1, [0.8, 0.1, 0.1], [1, 0, 0]);
  checkSizes(0, [0.8, 0.1, 0.1], [0, 0, 0]);
  checkSizes(5, [8, 1, 1], [4, 1, 0]);
  checkSizes(9, [1, 0, 0], [9, 0, 0]);
  checkSizes(15, [0.6, 0.3, 0.1], [9, 5, 1]);
  checkSizes(2, [0.7, 0.2, 0.1], [2, 0, 0]);
  checkSizes(25, [0.7, 0.2, 0.1], [18, 5, 2]);

  // Worked out with an independent implementation of mulberry32 and the shuffle.
  it('draws the documents that the method says', () => {
    assert.deepEqual(splitDocuments(ids, [0.6, 0.2, 0.2], 7), [
      ['note-1', 'note-2', 'note-3', 'note-5', 'note-6', 'note-8'],
      ['note-4', 'note-7'],
      ['note-0', 'note-9'],
    ]);
  });

  it('draws other documents with another seed', () => {
    assert.notDeepEqual(splitDocuments(ids, [0.5, 0.5], 1), splitDocuments(ids, [0.5, 0.5], 2));
  });

  it('uses every document once, whatever their order', () => {
    const fractions = fc.tuple(fc.nat(10), fc.nat(10), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fractions, fc.integer(), (names, parts, seed) => {
        const sets = splitDocuments(names, parts, seed);
        assert.deepEqual(sets.flat().sort(), [...names].sort());
        assert.deepEqual(splitDocuments([...names].reverse(), parts, seed), sets);
      }),
    );
  });
});
