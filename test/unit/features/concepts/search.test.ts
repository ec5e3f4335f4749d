import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTyped, type Typed } from '../../../../server/features/concepts/search.ts';

describe('what is typed for a concept', () => {
  const check = (typed: string, expected: Typed): void => assert.deepEqual(readTyped(typed), expected);
  it('is words', () => check('breast can', { words: 'breast can' }));
  it('may have a semantic group in front, by its short name', () =>
    check('chem: aspirin', { group: 'CHEM', words: 'aspirin' }));
  it('or by the beginning of a word of its name', () => {
    check('drug:aspirin', { group: 'CHEM', words: 'aspirin' });
    check('Disorders: ', { group: 'DISO', words: '' });
    check('anat: heart', { group: 'ANAT', words: 'heart' });
  });
  it('may be an identifier with its system', () => {
    check('MESH:D001', { words: 'MESH:D001' });
    check('HP:0001', { words: 'HP:0001' });
    check('UMLS:C00', { words: 'UMLS:C00' });
  });
  it('keeps its end, which tells a whole word from a beginning', () => check('  cold ', { words: 'cold ' }));
});
