import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Concept } from '../../../../server/terminology/concept.ts';
import { type FusedOptions, FusedSearch } from '../../../../server/terminology/linking/fusedSearch.ts';
import { LexicalSearch } from '../../../../server/terminology/search/candidates.ts';
import { concept } from '../index/indexes.ts';
import { encoded, withMeanings } from './meanings.ts';

const disorders = [
  concept('MESH:1', ['Acute Urticaria'], { group: 'DISO' }),
  concept('MESH:2', ['Renal Insufficiency', 'renal failure'], { group: 'DISO' }),
  concept('MESH:3', ['Zoster'], { group: 'DISO' }),
  concept('OMIM:4', ['shingles'], { group: 'DISO' }),
  concept('MESH:5', ['Pertussis', 'pertussis infection'], { group: 'DISO' }),
  concept('HGNC:6', ['kidney failure'], { group: 'GENE' }),
];

const plain: FusedOptions = { limit: 10, systems: [], isBestEnough: false };

/** @param expected the identifiers of the candidates, and why each is one, as far as they are told. */
async function check(
  mention: string,
  expected: readonly string[],
  options: Partial<FusedOptions> = {},
  concepts: readonly Concept[] = disorders,
): Promise<void> {
  await withMeanings(concepts, ({ index, vectors }) => {
    const search = new FusedSearch(index, new LexicalSearch(index), vectors);
    const found = search.candidates(mention, encoded(mention), { ...plain, ...options });
    const told = found.map(
      ({ concept, match }) => `${index.concept(concept).identifiers[0]?.identifier} ${match}`,
    );
    assert.deepEqual(told.slice(0, expected.length), expected);
    const scores = found.map(({ score }) => score);
    assert.deepEqual(
      scores,
      [...scores].sort((one, other) => other - one),
    );
    assert.ok(scores.every((score) => score > 0 && score < 1));
  });
}

describe('candidates by letters and vectors', () => {
  it('are found where no letter is the same', () => check('sudden hives', ['1 vectors']));
  it('have the same name before names that only mean the same', () =>
    check('shingles', ['4 exact', '3 vectors']));
  it('have identifiers of wanted systems before a same name without', () =>
    check('shingles', ['3 vectors', '4 exact'], { systems: ['MESH'] }));
  it('are of the groups that are asked for', () =>
    check('kidney failure', ['2 related words'], { groups: ['DISO'] }));
  it('are found by letters where they have no vectors', () =>
    check('kidney failure', ['6 exact'], { groups: ['GENE'] }));
  it('have names of a preferred source first', () =>
    check('kidney stone', ['2 exact', '1 exact'], { preferredSources: ['decided'] }, [
      concept('X:1', ['kidney stone', 'stone of the kidney', 'nephrolith']),
      concept('X:2', ['nephrolithiasis'], {
        names: [
          { words: 'nephrolithiasis', kind: 'preferred', source: 'X' },
          { words: 'kidney stone', kind: 'exact', source: 'decided' },
        ],
      }),
    ]));
  it('are those that are accepted', () =>
    check('sudden hives', ['2 vectors'], { accepts: (it) => it === 1 }));

  it('begin alike whether or not merely similar ones are wanted', () =>
    withMeanings(disorders, ({ index, vectors }) => {
      const search = new FusedSearch(index, new LexicalSearch(index), vectors);
      for (const mention of ['shingles', 'renal failure', 'sudden hives', 'pertussis infections']) {
        const [all, best] = [false, true].map((isBestEnough) =>
          search.candidates(mention, encoded(mention), { ...plain, isBestEnough }),
        );
        assert.deepEqual(best?.[0], all?.[0]);
      }
    }));
});
