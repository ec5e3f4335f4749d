import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  Linker,
  type LinkingContext,
  type MentionToLink,
} from '../../../../server/terminology/linking/linker.ts';
import { concept, indexOf } from '../index/indexes.ts';
import { encoded, withMeanings } from './meanings.ts';

describe('a mention is linked', () => {
  let linker: Linker;
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
  });

  /** @param expected the identifiers that each mention is linked to, whether or not the other candidates are known, too. */
  function check(mentions: readonly MentionToLink[], expected: readonly string[]): void {
    // A model that says the same of all names leaves it to the search, to the parts and to other mentions.
    for (const context of [
      {},
      { onlyChosen: true },
      { logOdds: () => 0 },
      { onlyChosen: true, logOdds: () => 0 },
    ]) {
      const found = linker.link(mentions, context).map(({ chosen }) => chosen.map(({ concept }) => concept));
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

describe('a mention is linked by what a model says of names', () => {
  const names = [
    'acute hives',
    'renal failure',
    'failure of the kidney',
    'kidney pain',
    'acute pain',
    'renal zoster',
  ];
  const disorders = names.map((name, at) =>
    concept(`${at % 2 === 0 ? 'MESH' : 'OMIM'}:${at}`, [name], { group: 'DISO' }),
  );

  /** @param favourite the name that the model likes, which says of others how long they are. @param expected the first identifiers. */
  async function check(
    words: string,
    favourite: string,
    expected: readonly string[],
    { limit = 10, systems = [] }: { readonly limit?: number; readonly systems?: readonly string[] } = {},
  ): Promise<void> {
    const logOdds = (_: string, name: string): number => (name === favourite ? 3 : name.length / 1e3);
    const found = async (vectors: boolean): Promise<string[]> =>
      withMeanings(disorders, (opened) => {
        const linker = new Linker(opened.index, { limit, ...(vectors && { vectors: opened.vectors }) });
        const context: LinkingContext = {
          ...{ systems, logOdds },
          ...(vectors && { encoded: new Map([[words, encoded(words)]]) }),
        };
        const read = linker.pairsToRead([{ words }], context);
        assert.ok(read.length > 1 && read.every(({ mention }) => mention === words));
        const [links] = linker.link([{ words }], context);
        assert.ok((links?.candidates.length ?? 0) <= limit);
        return links?.candidates.map(({ concept }) => concept.identifiers[0]?.identifier ?? '') ?? [];
      });
    for (const vectors of [false, true])
      assert.deepEqual((await found(vectors)).slice(0, expected.length), expected);
  }

  it('where no name is equal', () => check('acutely painful kidneys', 'acute hives', ['0']));
  it('after the equal names and among them', () => check('renal failure', 'kidney pain', ['2', '1', '3']));
  it('from beyond the limit', () => check('acutely painful kidneys', 'renal zoster', ['5'], { limit: 1 }));
  it('with identifiers that are wanted before a name that is somewhat likelier', () =>
    check('acutely painful kidneys', 'renal zoster', ['2'], { limit: 1, systems: ['MESH'] }));
});
