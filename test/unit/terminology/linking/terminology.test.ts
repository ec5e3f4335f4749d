import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  fitsType,
  identifierFor,
  type Knowledge,
  Terminology,
} from '../../../../server/terminology/linking/terminology.ts';
import { concept, indexOf } from '../index/indexes.ts';

const aspirin = concept('MESH:D001241', ['Aspirin'], {
  group: 'CHEM',
  identifiers: [
    { system: 'MESH', identifier: 'D001241' },
    { system: 'OMIM', identifier: '101010' },
  ],
});

describe('a terminology', () => {
  let terminology: Terminology;
  before(async () => {
    const retired = [
      {
        system: 'MESH',
        identifier: 'D000001',
        replacedBy: [{ system: 'MESH', identifier: 'D001241' }],
      },
    ];
    const sources = [
      { name: 'MESH', version: '2024', licence: '' },
      { name: 'MESH', version: 'unknown', licence: '' },
    ];
    terminology = new Terminology(await indexOf([aspirin], { retired, sources }));
  });

  const check = (id: string, expected: Knowledge['kind']): void => {
    const [system = '', identifier = ''] = id.split(':');
    assert.equal(terminology.knowledgeOf({ system, identifier }).kind, expected, id);
  };
  it('knows its identifiers in any spelling of their system', () => {
    check('MESH:D001241', 'known');
    check('msh:d001241', 'known');
    check('OMIM:101010', 'known');
  });
  it('knows the system of an identifier without one by its form, as far as that tells', () => {
    const alone = (identifier: string): string => terminology.knowledgeOf({ system: '', identifier }).kind;
    assert.deepEqual(['D001241', 'D999999', 'C0004057', '101010'].map(alone), [
      'known',
      'unknown',
      'foreign',
      'foreign',
    ]);
  });
  it('knows what was retired', () => check('MESH:D000001', 'retired'));
  it('lacks what it would have', () => check('MESH:D999999', 'unknown'));
  it('cannot tell of systems of which it has only what its sources refer to, or nothing', () => {
    check('OMIM:999999', 'foreign');
    check('LOCAL:17', 'foreign');
  });
  it('names the releases of its sources that are known', () => {
    assert.equal(terminology.versionOf('MESH'), '2024');
    assert.equal(terminology.versionOf('HP'), '');
  });
});

describe('a terminology from tables of one’s own', () => {
  it('has all there is of the systems in them', async () => {
    const index = await indexOf([aspirin], { sources: [{ name: 'names', version: 'unknown', licence: '' }] });
    const { kind } = new Terminology(index).knowledgeOf({ system: 'MESH', identifier: 'D999999' });
    assert.equal(kind, 'unknown');
  });
});

describe('a concept is written', () => {
  const check = (systems: readonly string[], expected: string): void => {
    const { system, identifier } = identifierFor(aspirin, systems) ?? {};
    assert.equal(`${system}:${identifier}`, expected);
  };
  it('with its first identifier', () => check([], 'MESH:D001241'));
  it('with that of the first system that it is in', () => check(['UMLS', 'OMIM', 'MESH'], 'OMIM:101010'));
  it('with the name that the system has for whoever asks', () => check(['MSH'], 'MSH:D001241'));
  it('with its first where it is in none of them', () => check(['UMLS'], 'MESH:D001241'));
});

describe('the type of an entity', () => {
  it('fits the groups that its name stands for, and all where it stands for none', () => {
    const fits = ['Drug', 'Disease', 'Whatever', 'Date'].map((type) => fitsType('CHEM', type));
    assert.deepEqual(fits, [true, false, true, true]);
  });
});
