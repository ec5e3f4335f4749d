import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Concept } from '../../../../server/terminology/concept.ts';
import { type CandidateOptions, LexicalSearch } from '../../../../server/terminology/search/candidates.ts';
import { concept, indexOf } from '../index/indexes.ts';

const concepts: readonly Concept[] = [
  concept('MESH:D009203', ['Myocardial infarction', 'heart attack', 'Infarction, Myocardial'], {
    group: 'DISO',
  }),
  concept('MESH:D007333', ['Renal infarction', 'kidney infarction'], { group: 'DISO' }),
  concept('MESH:D001943', ['Breast neoplasm', 'Neoplasm of the breast'], { group: 'DISO' }),
  concept('MESH:D003920', ['Diabetes mellitus', 'diabetes'], { group: 'DISO' }),
  concept('MESH:D003922', ['Type 1 diabetes mellitus'], { group: 'DISO' }),
  concept('MESH:D003924', ['Type 2 diabetes mellitus'], { group: 'DISO' }),
  concept('NCBIGene:238', ['anaplastic lymphoma kinase'], {
    names: [{ words: 'ALL', kind: 'abbreviation', source: 'NCBIGene' }],
    group: 'GENE',
  }),
  concept('MESH:D054198', ['acute lymphoblastic leukemia'], {
    names: [{ words: 'acute lymphoblastic leukemia', kind: 'preferred', source: 'MESH' }],
    group: 'DISO',
  }),
  concept('MESH:D054556', ['Venous thromboembolism'], { group: 'DISO' }),
  concept('MESH:D005955', ['Glucose-6-phosphate dehydrogenase deficiency'], { group: 'DISO' }),
  concept('MESH:D009503', ['Neutropenia'], { group: 'DISO' }),
  concept('MESH:D064147', ['neutropenic fever'], { group: 'DISO' }),
  concept('X:1', ['cold']),
  concept('X:2', ['cold', 'common cold']),
  concept('Y:3', ['Cold temperature', 'cold'], { group: 'PHEN' }),
];

describe('lexical candidates', () => {
  let search: LexicalSearch;
  before(async () => {
    search = new LexicalSearch(await indexOf(concepts));
  });

  /** @param expected identifier and match of the first candidates. */
  function check(mention: string, expected: readonly string[], options: CandidateOptions = {}): void {
    const found = search
      .candidates(mention, options)
      .map((it) => `${concepts[it.concept]?.identifiers[0]?.identifier} ${it.match}`);
    assert.deepEqual(found.slice(0, expected.length), expected);
  }

  it('are those with the name, whatever its case', () => {
    check('heart attack', ['D009203 exact']);
    check('HEART ATTACK', ['D009203 exact']);
  });
  it('are those with the same words, spelled or ordered in another way', () => {
    check('heart-attacks', ['D009203 word set']);
    check('infarctions of the myocardial', ['D009203 word set']);
    check('glucose 6 phosphate dehydrogenase deficiency', ['D005955 normalised']);
    check('type II diabetes mellitus', ['D003924 word set']);
  });
  it('are those with words that are used for each other', () => {
    check('breast cancer', ['D001943 related words']);
    check('kidney infarct', ['D007333 related words']);
    check('neutropenic', ['D009503 related words']);
    check('neutropenia fever', ['D064147 related words']);
  });
  it('are those without what stands in brackets, and with words taken apart and put together', () => {
    check('glucose-6-phosphate dehydrogenase (G6PD) deficiency', ['D005955 normalised']);
    check('venous thrombo-embolism', ['D054556 normalised']);
    check('breastneoplasm', ['D001943 normalised']);
  });
  it('are those with misspelt words', () => {
    check('myocardail infarction', ['D009203 n-gram', 'D007333 n-gram']);
    check('diabtes melitus', ['D003920 n-gram']);
  });
  it('are not those of another number where one has the number', () => {
    check('severe type 2 diabetes mellitus', ['D003924 n-gram']);
    check('severe diabetes mellitus', ['D003920 n-gram']);
  });
  it('take short forms in another case for less', () => {
    assert.equal(search.candidates('ALL')[0]?.score, 0.998);
    assert.ok((search.candidates('all')[0]?.score ?? 1) < 0.98);
  });
  it('are restricted to groups and by a test', () => {
    check('cold', ['3 exact'], { groups: ['PHEN'] });
    assert.deepEqual(search.candidates('heart attack', { groups: ['GENE'] }), []);
    check('cold', ['2 exact'], { accepts: (number) => concepts[number]?.identifiers[0]?.identifier === '2' });
  });
  it('come in one order where they are equal: preferred sources, then more names, then the first', () => {
    check('cold', ['2 exact', '3 exact', '1 exact']);
    check('cold', ['3 exact', '2 exact', '1 exact'], { preferredSources: ['Y'] });
    check('cold', ['2 exact'], { limit: 1 });
  });
  it('are none for what has no letters and digits, and for what is like nothing', () => {
    for (const mention of ['', '   ', '+/-', 'xyzzy qwfp']) assert.deepEqual(search.candidates(mention), []);
  });
  it('have scores from 0 to 1 that fall, each concept once, the same every time', () => {
    const word = fc.constantFrom(
      ...'heart attack breast type 2 diabetes mellitus colds of renal infarct (G6PD) x'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
        const found = search.candidates(words.join(' '));
        assert.deepEqual(search.candidates(words.join(' ')), found);
        assert.equal(new Set(found.map((it) => it.concept)).size, found.length);
        for (const [place, { score }] of found.entries()) {
          assert.ok(score >= 0 && score <= 1);
          assert.ok(score <= (found[place - 1]?.score ?? 1));
        }
      }),
    );
  });
  it('are each found by all of its names', () => {
    for (const [number, { names }] of concepts.entries()) {
      for (const { words } of names)
        assert.ok(
          search.candidates(words).some((it) => it.concept === number && it.match === 'exact'),
          words,
        );
    }
  });
});
