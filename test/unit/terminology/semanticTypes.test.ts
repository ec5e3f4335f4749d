import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfSemanticType } from '../../../server/terminology/semanticGroups.ts';
import { nameOfSemanticType } from '../../../server/terminology/semanticTypes.ts';

describe('semantic types', () => {
  it('have a name exactly where they have a group', () => {
    for (let number = 0; number < 300; number += 1) {
      const type = `T${String(number).padStart(3, '0')}`;
      const isKnown = groupOfSemanticType(type) !== undefined;
      assert.equal(nameOfSemanticType(type) !== undefined, isKnown, type);
    }
    assert.equal(nameOfSemanticType('T047'), 'Disease or Syndrome');
  });
});
