import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Linker, type MentionToLink } from '../../../../server/terminology/linking/linker.ts';
import { concept, indexOf } from '../index/indexes.ts';

describe('a mention is linked', () => {
  let linker: Linker;
  let quick: Linker;
  before(async () => {
    const index = await indexOf([
      concept('X:1', ['breast cancer'], { group: 'DISO' }),
      concept('X:2', ['ovarian cancer'], { group: 'DISO' }),
      concept('X:3', ['type 2 diabetes mellitus'], { group: 'DISO' }),
      concept('X:4', ['insulin', 'human insulin', 'insulin preparation'], { group: 'CHEM' }),
      concept('X:5', ['insulin'], { group: 'GENE' }),
      concept('X:6', ['MI'], { group: 'DISO' }),
      concept('X:7', ['myocardial infarction', 'MI'], { group: 'DISO' }),
      concept('X:8', ['breast and ovarian syndrome'], { group: 'DISO' }),
      concept('X:9', ['mitral insufficiency', 'MI', 'insufficiency of the mitral valve'], {
        group: 'DISO',
      }),
    ]);
    linker = new Linker(index);
    quick = new Linker(index, { onlyChosen: true });
  });

  /** @param expected the identifiers that each mention is linked to, whether or not the other candidates are known, too. */
  function check(mentions: readonly MentionToLink[], expected: readonly string[]): void {
    for (const each of [linker, quick]) {
      const found = each.link(mentions).map(({ chosen }) => chosen.map(({ concept }) => concept));
      assert.deepEqual(
        found.map((concepts) => concepts.map(({ identifiers }) => identifiers[0]?.identifier).join(' ')),
        expected,
      );
    }
  }

  it('to the concept of its name', () => check([{ words: 'Breast cancers', type: 'Disease' }], ['1']));
  it('by what the document says that it is short for', () =>
    check([{ words: 'T2D', longForm: 'type 2 diabetes mellitus', type: 'Disease' }], ['3']));
  it('to a concept of the groups that its type can name', () =>
    check(
      [
        { words: 'insulin', type: 'Gene' },
        { words: 'insulin', type: 'Drug' },
        { words: 'breast cancer', type: 'Medication' },
      ],
      ['5', '4', ''],
    ));
  it('to the concepts of all things that it names', () =>
    check([{ words: 'breast and ovarian cancer', type: 'Disease' }], ['1 2']));
  it('to one concept where it has a name of its own', () =>
    check([{ words: 'breast and ovarian syndrome', type: 'Disease' }], ['8']));
  it('to no concept where nothing is like it, or where it names none', () =>
    check(
      [
        { words: 'walking frame', type: 'Disease' },
        { words: 'insulin', type: 'Date' },
      ],
      ['', ''],
    ));
  it('to what another mention names, where several fit equally well', () => {
    const [alone] = linker.link([{ words: 'MI', type: 'Disease' }]);
    assert.equal(alone?.candidates.length, 3);
    check(
      [
        { words: 'MI', type: 'Disease' },
        { words: 'mitral insufficiency', type: 'Disease' },
      ],
      ['9', '9'],
    );
    check(
      [
        { words: 'myocardial infarction', type: 'Disease' },
        { words: 'MI', type: 'Disease' },
      ],
      ['7', '7'],
    );
  });
});
