import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import { conceptsFor, type TypedOptions } from '../../../../server/terminology/search/picker.ts';
import { concept, indexOf } from '../index/indexes.ts';

const concepts = [
  concept('MESH:D006505', ['Hepatitis'], { group: 'DISO' }),
  concept('MESH:D006509', ['Hepatitis B', 'hepatitis B virus infection'], { group: 'DISO' }),
  concept('MESH:D006515', ['Hepatitis B virus'], { group: 'LIVB' }),
  concept('MESH:D008099', ['Liver'], { group: 'ANAT' }),
  concept('UMLS:C0006505', ['Butanol']),
];

describe('concepts for what is typed', () => {
  let index: TerminologyIndex;
  before(async () => {
    index = await indexOf(concepts);
  });

  function check(typed: string, expected: readonly string[], options: TypedOptions = {}): void {
    assert.deepEqual(
      conceptsFor(index, typed, options).map(({ name }) => name.words),
      expected,
    );
  }

  it('have its words, the last of which may be begun, shorter names first', () => {
    check('hep', ['Hepatitis', 'Hepatitis B', 'Hepatitis B virus']);
    check('hepatitis b', ['Hepatitis B', 'Hepatitis B virus']);
    check('virus hep', ['Hepatitis B virus', 'hepatitis B virus infection']);
  });
  it('are found by the beginning of a plural, and by whole words before a blank', () => {
    check('livers', ['Liver']);
    check('liv ', []);
    check('liver ', ['Liver']);
  });
  it('are found by an identifier, with or without its system', () => {
    check('D00650', ['Hepatitis', 'Hepatitis B']);
    check('mesh:d006505', ['Hepatitis']);
    check('UMLS:D006505', []);
    check('c0006505', ['Butanol']);
  });
  it('are restricted to groups and to a number', () => {
    check('hep', ['Hepatitis B virus'], { groups: ['LIVB'] });
    check('D0065', ['Hepatitis B virus'], { groups: ['LIVB'] });
    check('hep', ['Hepatitis'], { limit: 1 });
  });
  it('are none for nothing and for words that no name has', () => {
    for (const typed of ['', '  ', ':', 'xq', 'xq hep']) check(typed, []);
  });
});
