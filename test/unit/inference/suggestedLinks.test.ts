import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Entity, Normalisation } from '../../../server/annotation/document.ts';
import { ConceptLinker } from '../../../server/inference/conceptLinker.ts';
import { suggestedLinks } from '../../../server/inference/suggestedLinks.ts';
import { Linker } from '../../../server/terminology/linking/linker.ts';
import { span } from '../../../server/text/positions.ts';
import { concept, indexOf } from '../terminology/index/indexes.ts';

/** The last place of some words. */
function lastIn(text: string, id: string, type: string, words: string): Entity {
  const start = text.lastIndexOf(words);
  return { id, type, fragments: [span(start, start + words.length)], words };
}

describe('links of a document', () => {
  let linker: ConceptLinker;
  before(async () => {
    const index = await indexOf([
      concept('UMLS:C0019202', ['Wilson disease', 'hepatolenticular degeneration'], {
        identifiers: [
          { system: 'UMLS', identifier: 'C0019202' },
          { system: 'MESH', identifier: 'D006527' },
        ],
        group: 'DISO',
      }),
      concept('MESH:D003300', ['Copper'], {
        group: 'CHEM',
        nearest: [{ system: 'CHEBI', identifier: '30052' }],
      }),
    ]);
    linker = new ConceptLinker(new Linker(index));
  });

  /** @param expected target, system and identifier of each link. */
  async function check(
    text: string,
    words: readonly (readonly [string, string])[],
    expected: readonly string[],
    { systems = [], normalisations = [] }: { systems?: string[]; normalisations?: Normalisation[] } = {},
  ): Promise<void> {
    const entities = words.map(([type, each], index) => lastIn(text, `T${index + 1}`, type, each));
    const found = await suggestedLinks(text, { entities, normalisations }, linker, systems);
    assert.deepEqual(
      found.map(
        ({ id, target, system, identifier, name }) => `${id} ${target} ${system}:${identifier} ${name}`,
      ),
      expected,
    );
  }

  it('name the concepts of entities by their first identifiers', () =>
    check(
      'Copper builds up in hepatolenticular degeneration.',
      [
        ['Chemical', 'Copper'],
        ['Disease', 'hepatolenticular degeneration'],
      ],
      ['N1 T1 MESH:D003300 Copper', 'N2 T2 UMLS:C0019202 Wilson disease'],
    ));
  it('know what an abbreviation stands for', () =>
    check(
      'Wilson disease (WD) is rare; 😀 WD.',
      [['Disease', 'WD']],
      ['N1 T1 UMLS:C0019202 Wilson disease'],
    ));
  it('have identifiers of preferred terminologies', () =>
    check(
      'Wilson disease, copper',
      [
        ['Disease', 'Wilson disease'],
        ['Chemical', 'copper'],
      ],
      ['N1 T1 MESH:D006527 Wilson disease', 'N2 T2 CHEBI:30052 Copper'],
      { systems: ['OMIM', 'CHEBI', 'MESH'] },
    ));
  it('leave alone what is linked already', () =>
    check(
      'copper and Wilson disease',
      [
        ['Chemical', 'copper'],
        ['Disease', 'Wilson disease'],
      ],
      ['N2 T2 UMLS:C0019202 Wilson disease'],
      { normalisations: [{ id: 'N1', target: 'T1', system: 'X', identifier: '1' }] },
    ));
  it('are not made up', () => check('A walking frame.', [['Disease', 'walking frame']], []));
});
