import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import { namesIn } from '../../../../server/terminology/search/namesInText.ts';
import { concept, indexOf } from '../index/indexes.ts';

describe('names of a terminology in a text', () => {
  let index: TerminologyIndex;
  before(async () => {
    index = await indexOf([
      concept('X:1', ['heart failure'], { group: 'DISO' }),
      concept('X:2', ['failure of the heart valve'], { group: 'DISO' }),
      concept('X:3', ['heart'], { group: 'ANAT' }),
      concept('X:4', ['metastasis'], { group: 'DISO' }),
      concept('X:5', ['haemorrhage'], { group: 'DISO' }),
      concept('X:6', ['insulin'], { group: 'CHEM' }),
      concept('X:7', ['insulin'], { group: 'GENE' }),
      concept('X:8', ['anaplastic lymphoma kinase', 'ALK', 'OF'], { group: 'GENE' }),
      concept('X:9', ['severe'], { group: 'CONC' }),
      concept('X:10', ['pain'], {
        names: [
          { words: 'pain', kind: 'preferred', source: 'X' },
          { words: 'hurting', kind: 'related', source: 'X' },
        ],
        group: 'DISO',
      }),
    ]);
  });

  /** @param expected words and groups of each name. */
  function check(text: string, expected: readonly string[]): void {
    const found = namesIn(text, index, ['ANAT', 'CHEM', 'DISO', 'GENE']);
    assert.deepEqual(
      found.map(({ span: { start, end }, groups }) => `${text.slice(start, end)}: ${groups.join(' ')}`),
      expected,
    );
  }

  it('are the longest ones', () =>
    check('Heart failure; failure of the heart valve. The heart beats.', [
      'Heart failure: DISO',
      'failure of the heart valve: DISO',
      'heart: ANAT',
    ]));
  it('have their words in order, and take in no others', () =>
    check('failure of the heart, and of the heart', ['heart: ANAT', 'heart: ANAT']));
  it('may be inflected and spelled in another way', () =>
    check('😀 metastases, hemorrhages, heart-failures', [
      'metastases: DISO',
      'hemorrhages: DISO',
      'heart-failures: DISO',
    ]));
  it('end at the boundaries of words and at empty lines', () =>
    check('hearty insulinoma heart\n\nfailure', ['heart: ANAT']));
  it('may name several things', () => check('insulin', ['insulin: CHEM GENE']));
  it('are short forms only as they are written', () =>
    check('ALK, alk, ALKs, OF', ['ALK: GENE', 'ALKs: GENE']));
  it('are of the wanted groups, and not merely related', () => check('severe hurting pain', ['pain: DISO']));
  it('are ascending, disjoint and begin and end with letters or digits in any text', () => {
    const word = fc.constantFrom('heart', 'failure', 'of', 'the', ' ', '-', '\n', '.', 'valve', '😀', 'pain');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ');
        let last = 0;
        for (const { span: place, groups } of namesIn(text, index, ['ANAT', 'DISO'])) {
          assert.ok(place.start >= last && groups.length > 0);
          assert.match(text.slice(place.start, place.end), /^\p{L}.*\p{L}$/su);
          last = place.end;
        }
      }),
    );
  });
});
