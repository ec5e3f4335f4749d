import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SourceConcept } from '../../../../server/terminology/concept.ts';
import { type Merged, Merger } from '../../../../server/terminology/merging/merger.ts';
import { isExclusive } from '../../../../server/terminology/sources/systems.ts';
import { compact, state, tell } from './stating.ts';

/** Merges sources given by name; a name may end in `@2026-01-02`, the version. */
function merge(sources: Readonly<Record<string, readonly SourceConcept[]>>): Merged {
  const merger = new Merger();
  for (const [source, concepts] of Object.entries(sources)) {
    const [, version = ''] = source.split('@');
    for (const concept of concepts) merger.add(concept, source, version);
  }
  return merger.merge();
}

function check(
  sources: Readonly<Record<string, readonly SourceConcept[]>>,
  expected: readonly string[],
): Merged {
  const merged = merge(sources);
  assert.deepEqual(merged.concepts.map(tell), expected);
  return merged;
}

describe('merging', () => {
  it('joins what an exact match or a cross-reference joins, and names it by the highest rank', () => {
    const { report } = check(
      {
        mesh: [state('MESH:D000001', { names: ['Fever, Blue', 'Blue Heat'], group: 'DISO' })],
        doid: [
          state('DOID:1', {
            names: ['blue fever'],
            group: 'DISO',
            references: ['MESH:D000001', 'UMLS:C0000001'],
          }),
        ],
        mondo: [state('MONDO:0000001', { names: ['blue fever disease'], same: ['DOID:1'] })],
      },
      [
        'UMLS:C0000001 MONDO:0000001 DOID:1 MESH:D000001 | blue fever disease; preferred: blue fever; preferred: Fever, Blue; exact: Blue Heat | DISO',
      ],
    );
    assert.deepEqual(report.joined, { exact: 1, crossReference: 2, name: 0 });
  });

  it('never joins two concepts of one system, however they are connected', () => {
    const { report } = check(
      {
        doid: [
          state('DOID:1', { names: ['blue fever'], references: ['MESH:D000001'] }),
          state('DOID:2', { names: ['deep blue fever'], references: ['MESH:D000001'] }),
        ],
        mesh: [state('MESH:D000001', { names: ['Blue Fever'] })],
      },
      [
        'DOID:1 MESH:D000001 | blue fever; preferred: Blue Fever',
        'DOID:2 | deep blue fever | near MESH:D000001',
      ],
    );
    assert.deepEqual(report.refused, { 'two identifiers of DOID': 1 });
    assert.deepEqual(report.refusedExamples, { 'two identifiers of DOID': ['DOID:2 MESH:D000001'] });
  });

  it('does not chain two CUIs together through a cycle of references', () => {
    check(
      {
        mondo: [
          state('MONDO:0000001', { names: ['a one'], same: ['UMLS:C0000001'] }),
          state('MONDO:0000002', { names: ['a two'], same: ['UMLS:C0000002'] }),
        ],
        hp: [
          state('HP:0000001', {
            names: ['b one'],
            references: ['UMLS:C0000001', 'UMLS:C0000002', 'MONDO:0000002'],
          }),
        ],
      },
      [
        'UMLS:C0000001 MONDO:0000001 | a one | near HP:0000001',
        'UMLS:C0000002 MONDO:0000002 HP:0000001 | a two; preferred: b one',
      ],
    );
  });

  it('trusts exact matches before references, only ones before one of several, and common names before others', () => {
    check(
      {
        a: [
          state('DOID:1', { names: ['other'], references: ['MESH:D000001'] }),
          state('DOID:2', { names: ['exact one'], same: ['MESH:D000001'] }),
        ],
        mesh: [state('MESH:D000001', { names: ['thing'] })],
      },
      ['DOID:1 | other | near MESH:D000001', 'DOID:2 MESH:D000001 | exact one; preferred: thing'],
    );
    check(
      {
        a: [
          state('DOID:1', { names: ['xx'], references: ['MESH:D000001'] }),
          state('DOID:2', { names: ['Thing'], references: ['MESH:D000001'] }),
        ],
        mesh: [state('MESH:D000001', { names: ['thing'] })],
      },
      ['DOID:1 | xx | near MESH:D000001', 'DOID:2 MESH:D000001 | Thing; preferred: thing'],
    );
    check(
      {
        a: [state('DOID:1', { names: ['xx'], references: ['UMLS:C0000002'] })],
        b: [state('DOID:1', { names: ['xx'], references: ['UMLS:C0000001', 'UMLS:C0000002'] })],
      },
      ['UMLS:C0000002 DOID:1 | xx'],
    );
    check({ a: [state('DOID:1', { names: ['xx'], references: ['UMLS:C0000002', 'UMLS:C0000001'] })] }, [
      'UMLS:C0000001 DOID:1 | xx',
    ]);
  });

  it('joins nothing through codes of classifications and systems that are no terminologies of health', () => {
    check(
      {
        a: [
          state('DOID:1', { names: ['xx'], references: ['ICD10CM:A99', 'ZFA:1'] }),
          state('MONDO:0000001', { names: ['yy'], references: ['ICD10CM:A99', 'ZFA:1'] }),
        ],
      },
      ['MONDO:0000001 | yy', 'DOID:1 | xx'],
    );
    check({ a: [state('MONDO:0000001', { names: ['yy'], same: ['ICD10CM:A99'] })] }, [
      'MONDO:0000001 ICD10CM:A99 | yy',
    ]);
  });

  it('joins concepts of different groups by an exact match alone', () => {
    const gene = state('NCBIGene:1', { names: ['blue protein'], group: 'GENE' });
    const { report } = check(
      {
        gene: [gene],
        mesh: [state('MESH:D000001', { names: ['Blue Protein'], group: 'CHEM', references: ['NCBIGene:1'] })],
      },
      ['MESH:D000001 | Blue Protein | CHEM', 'NCBIGene:1 | blue protein | GENE'],
    );
    assert.deepEqual(report.refused, { 'different semantic groups': 1 });
    check(
      {
        gene: [gene],
        mesh: [state('MESH:D000001', { names: ['Blue Protein'], group: 'CHEM', same: ['NCBIGene:1'] })],
      },
      ['MESH:D000001 NCBIGene:1 | Blue Protein; preferred: blue protein | CHEM'],
    );
  });

  it('joins by the same preferred name within a group, in natural order, unless two concepts of a system have it', () => {
    check(
      {
        a: [
          state('MESH:D000001', { names: ['Acid, Blue'], group: 'CHEM' }),
          state('DRUGBANK:DB00001', { names: ['blue acid'], group: 'CHEM' }),
          state('MESH:D000002', { names: ['Red Acid'], group: 'CHEM' }),
          state('CHEBI:1', { names: ['red acid'], group: 'CHEM' }),
          state('CHEBI:2', { names: ['Red acid'], group: 'CHEM' }),
          state('HP:0000001', { names: ['Blue acid'], group: 'DISO' }),
        ],
      },
      [
        'HP:0000001 | Blue acid | DISO',
        'MESH:D000001 DRUGBANK:DB00001 | Acid, Blue; preferred: blue acid | CHEM',
        'MESH:D000002 | Red Acid | CHEM',
        'CHEBI:1 | red acid | CHEM',
        'CHEBI:2 | Red acid | CHEM',
      ],
    );
  });

  it('joins by a preferred name that is exact elsewhere among substances, not among diseases', () => {
    const concepts = (system: string, group: 'CHEM' | 'DISO'): SourceConcept[] => [
      state('MESH:D000001', { names: ['blue'], group }),
      state(`${system}:1`, { names: ['bluish', 'blue'], group }),
      state(`${system}:2`, { names: ['reddish', 'related: blue'], group }),
    ];
    check({ a: concepts('CHEBI', 'CHEM') }, [
      'MESH:D000001 CHEBI:1 | blue; preferred: bluish; exact: blue | CHEM',
      'CHEBI:2 | reddish; related: blue | CHEM',
    ]);
    assert.equal(merge({ a: concepts('DOID', 'DISO') }).concepts.length, 3);
  });
});

describe('versions', () => {
  it('lets the newest source decide about the preferred name; a synonym is as close as the strictest source says', () => {
    const old = state('DOID:1', { names: ['old name', 'broad: fever', 'exact: blue heat'] });
    const young = state('DOID:1', { names: ['new name', 'exact: fever', 'exact: old name'] });
    const expected = ['DOID:1 | new name; exact: old name; exact: blue heat; broad: fever'];
    check({ 'a@2016-01-01': [old], 'b@2026-01-01': [young] }, expected);
    assert.deepEqual(
      merge({ 'b@2026-01-01': [young], 'a@2016-01-01': [old] }).concepts[0]?.names[0]?.words,
      'new name',
    );
  });

  it('follows the newest source in what is withdrawn, and references to what replaced it', () => {
    const { retired } = check(
      {
        'old@2016': [state('DOID:1', { names: ['xx'] }), state('DOID:3', { replacedBy: ['DOID:4'] })],
        'new@2026': [
          state('DOID:1', { replacedBy: ['DOID:2'] }),
          state('DOID:2', { names: ['yy'] }),
          state('DOID:3', { names: ['zz'] }),
        ],
        mondo: [state('MONDO:0000001', { names: ['mm'], same: ['DOID:1'] })],
      },
      ['MONDO:0000001 DOID:2 | mm; preferred: yy', 'DOID:3 | zz'],
    );
    assert.deepEqual(
      retired.map(({ replacedBy, ...each }) => [compact(each), ...replacedBy.map(compact)]),
      [['DOID:1', 'DOID:2']],
    );
  });

  it('ends at a cycle of replacements', () => {
    const { retired } = check(
      {
        a: [
          state('DOID:1', { replacedBy: ['DOID:2'] }),
          state('DOID:2', { replacedBy: ['DOID:1'] }),
          state('MONDO:0000001', { names: ['mm'], same: ['DOID:1'] }),
        ],
      },
      ['MONDO:0000001 | mm'],
    );
    assert.equal(retired.length, 2);
  });
});

describe('what is kept', () => {
  it('drops names of no use and identifiers without names, and counts both', () => {
    const { report } = check(
      {
        a: [
          state('MONDO:0000001', {
            names: ['fever', 'x', '12', 'obsolete heat', '  '],
            same: ['UMLS:C0000001'],
          }),
          state('MONDO:0000002'),
        ],
      },
      ['UMLS:C0000001 MONDO:0000001 | fever'],
    );
    assert.deepEqual(report.droppedNames, {
      'single character': 1,
      'no letter': 1,
      'marked as obsolete': 1,
      empty: 1,
    });
    assert.equal(report.unnamed, 1);
  });

  it('adds the natural order of inverted names unless it is the name of something', () => {
    const { report } = check(
      {
        a: [
          state('MESH:D000001', { names: ['Abscess, Blue', 'Abscess, Deep Blue'] }),
          state('MESH:D000002', { names: ['Deep Blue Abscess'] }),
        ],
      },
      [
        'MESH:D000001 | Abscess, Blue; exact: Abscess, Deep Blue; exact: Blue Abscess',
        'MESH:D000002 | Deep Blue Abscess',
      ],
    );
    assert.equal(report.uninverted, 1);
  });

  it('takes the group from semantic types before what a source says of it', () => {
    check({ a: [state('UMLS:C0000001', { names: ['x thing'], types: ['T121'], group: 'DISO' })] }, [
      'UMLS:C0000001 | x thing | CHEM',
    ]);
  });
});

describe('any sources', () => {
  const systems = ['UMLS', 'MONDO', 'MESH', 'DOID', 'CAS'];
  const identifier = fc
    .tuple(fc.constantFrom(...systems), fc.integer({ min: 1, max: 4 }))
    .map(([system, number]) => `${system}:${number}`);
  const statement = fc.record({
    id: identifier,
    names: fc.array(fc.constantFrom('aa', 'bb', 'cc', 'Dd, ee'), { maxLength: 2 }),
    group: fc.constantFrom('DISO' as const, 'CHEM' as const, undefined),
    same: fc.array(identifier, { maxLength: 2 }),
    references: fc.array(identifier, { maxLength: 3 }),
  });
  const statements = fc
    .array(statement, { maxLength: 14 })
    .map((all) =>
      all.map(({ id, group, ...given }) => state(id, group === undefined ? given : { ...given, group })),
    );

  it('give concepts without two identifiers of an exclusive system, and no identifier twice', () => {
    fc.assert(
      fc.property(statements, (all) => {
        const { concepts } = merge({ a: all });
        const seen = concepts.flatMap(({ identifiers }) => identifiers.map(compact));
        assert.equal(new Set(seen).size, seen.length);
        for (const { identifiers } of concepts) {
          const exclusive = identifiers.map(({ system }) => system).filter(isExclusive);
          assert.equal(new Set(exclusive).size, exclusive.length);
        }
      }),
    );
  });

  /** A concept whose two preferred names are each a name of another concept that it may be joined with. */
  const ofTwoPreferredNames = {
    one: [state('UMLS:4', { names: ['cc'], group: 'DISO' })],
    other: [
      state('UMLS:4', { names: ['Dd, ee'], group: 'CHEM' }),
      state('MESH:2', { names: ['cc'], group: 'CHEM' }),
      state('MESH:1', { names: ['aa', 'Dd, ee'], group: 'CHEM' }),
    ],
  };

  it('give the same concepts in any order of the sources', () => {
    fc.assert(
      fc.property(statements, statements, (one, other) => {
        const outline = (merged: Merged): unknown =>
          merged.concepts.map(({ identifiers, names, group, nearest }) => [
            identifiers.map(compact),
            names.map(({ words, kind, source }) => `${source} ${kind} ${words}`).sort(),
            group,
            nearest,
          ]);
        // Of different versions, as otherwise the first of two preferred names stands.
        const forth = merge({ 'one@1': one, 'other@2': other });
        const back = merge({ 'other@2': other, 'one@1': one });
        assert.deepEqual(outline(forth), outline(back));
      }),
      { examples: [[ofTwoPreferredNames.one, ofTwoPreferredNames.other]] },
    );
  });
});
