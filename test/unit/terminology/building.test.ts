import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Build,
  type BuildOptions,
  type BuildSource,
  buildConcepts,
} from '../../../server/terminology/building.ts';
import type { Concept, SourceConcept } from '../../../server/terminology/concept.ts';
import { formatNamed } from '../../../server/terminology/sources/registry.ts';
import type { TerminologyFormat } from '../../../server/terminology/sources/source.ts';
import { compact, state, tell } from './merging/stating.ts';
import { fileOf } from './sources/reading.ts';

/** A source that states these concepts; one that streams is read as UMLS is. */
function stating(path: string, concepts: readonly SourceConcept[], streams = false): BuildSource {
  const format: TerminologyFormat = {
    name: 'test',
    title: 'a test',
    ...(streams && { streams: true as const }),
    recognises: () => true,
    async *read(_, tally) {
      for (const concept of concepts) {
        tally.row();
        tally.keep();
        yield concept;
      }
    },
  };
  return { path, format, files: [] };
}

async function check(
  sources: readonly BuildSource[],
  expected: readonly string[],
  options: BuildOptions = {},
): Promise<Build> {
  const build = buildConcepts(sources, options);
  assert.deepEqual((await all(build)).map(tell), expected);
  return build;
}

async function all(build: Build): Promise<Concept[]> {
  const concepts: Concept[] = [];
  for await (const concept of build.concepts) concepts.push(concept);
  return concepts;
}

describe('a large source', () => {
  const umls = [
    state('UMLS:C0000009', { replacedBy: ['UMLS:C0000002'] }),
    state('UMLS:C0000001', {
      names: ['Blue fever', 'x'],
      types: ['T047'],
      same: ['MESH:D000001', 'SNOMEDCT:100000001', 'SNOMEDCT:100000002'],
    }),
    state('UMLS:C0000002', { names: ['Green fever'], types: ['T047'] }),
    state('UMLS:C0000003', { names: ['Red fever'], types: ['T047'], same: ['MESH:D000003', 'HP:0000003'] }),
    state('UMLS:C0000004', { names: ['1'] }),
  ];

  it('is joined with the others by its own identifiers, current or withdrawn, and by those that both have', async () => {
    const build = await check(
      [
        stating('umls', umls, true),
        stating('mondo', [
          state('MONDO:0000001', { names: ['blue fever, MONDO'], same: ['UMLS:C0000001'] }),
          state('MONDO:0000002', { names: ['green fever, MONDO'], same: ['UMLS:C0000009'] }),
          state('MONDO:0000003', { names: ['red fever, MONDO'], same: ['MESH:D000003'] }),
          state('MONDO:0000004', { names: ['grey fever'], same: ['UMLS:C0000008'] }),
        ]),
      ],
      [
        'UMLS:C0000001 MONDO:0000001 MESH:D000001 SNOMEDCT:100000001 SNOMEDCT:100000002 | Blue fever; preferred: blue fever, MONDO | DISO',
        'UMLS:C0000002 MONDO:0000002 | Green fever; preferred: green fever, MONDO | DISO',
        'UMLS:C0000003 MONDO:0000003 HP:0000003 MESH:D000003 | Red fever; preferred: red fever, MONDO | DISO',
        'UMLS:C0000008 MONDO:0000004 | grey fever',
      ],
    );
    const { streamed, concepts } = build.report();
    assert.deepEqual(streamed, { concepts: 3, joined: 3, droppedNames: { 'single character': 2 } });
    assert.equal(concepts, 4);
    assert.deepEqual(build.retired().map(compact), ['UMLS:C0000009']);
  });

  it('keeps apart what other sources keep apart, and joins nothing twice', async () => {
    await check(
      [
        stating(
          'umls',
          [...umls.slice(3, 4), state('UMLS:C0000005', { names: ['Red heat'], same: ['MESH:D000003'] })],
          true,
        ),
        stating('others', [
          state('MONDO:0000003', { names: ['one thing'], same: ['MESH:D000003'] }),
          state('MONDO:0000005', { names: ['other thing'], same: ['HP:0000003'] }),
        ]),
      ],
      [
        'UMLS:C0000003 MONDO:0000005 HP:0000003 MESH:D000003 | Red fever; preferred: other thing | DISO',
        'UMLS:C0000005 MONDO:0000003 MESH:D000003 | Red heat; preferred: one thing',
      ],
    );
  });

  it('keeps what is near, and gives no identifier to a second concept because the first was withdrawn', async () => {
    await check(
      [
        stating(
          'umls',
          [
            state('UMLS:C0000009', { replacedBy: ['UMLS:C0000002'] }),
            state('UMLS:C0000002', { names: ['Green fever'] }),
          ],
          true,
        ),
        stating('others', [
          state('MONDO:0000001', { names: ['first fever'], same: ['UMLS:C0000002'] }),
          state('MONDO:0000002', { names: ['second fever'], same: ['UMLS:C0000009'] }),
          state('DOID:1', { names: ['third fever'], same: ['MONDO:0000002', 'MESH:D000001'] }),
          state('MONDO:0000001', { references: ['MESH:D000001'] }),
        ]),
      ],
      [
        'UMLS:C0000002 MONDO:0000001 | Green fever; preferred: first fever | near MESH:D000001',
        'MONDO:0000002 DOID:1 MESH:D000001 | second fever; preferred: third fever',
      ],
    );
  });

  it('passes through alone', async () => {
    await check([stating('umls', umls.slice(2, 3), true)], ['UMLS:C0000002 | Green fever | DISO']);
  });
});

describe('what is said of sources', () => {
  it('is what was given, what they say, and what their paths tell', async () => {
    const obo = formatNamed('obo') as TerminologyFormat;
    const content = 'format-version: 1.2\ndata-version: 2026-01-02\n\n[Term]\nid: DOID:1\nname: blue fever\n';
    const source = { path: 'a/doid.obo', format: obo, files: [fileOf('a/doid.obo', content)] };
    const build = buildConcepts([
      source,
      { ...source, statement: { licence: 'mine', version: '3' } },
      stating('a/icd10cm_2019.tsv', [state('ICD10CM:A99', { names: ['Blue'] })]),
      stating('umls/2025AB/META', [state('UMLS:C0000001', { names: ['Blue'] })]),
      stating('own', []),
    ]);
    await all(build);
    assert.deepEqual(
      build.statements().map(({ name, version, licence }) => [name, version, licence]),
      [
        ['DOID', '2026-01-02', 'CC0 1.0'],
        ['DOID', '3', 'mine'],
        ['ICD10CM', '2019', 'US Government work'],
        ['UMLS', '2025AB', 'UMLS Metathesaurus licence'],
        ['unknown', 'unknown', 'unknown'],
      ],
    );
    assert.deepEqual(
      build.report().sources.map(({ path, rows, kept }) => [path, rows, kept]),
      [
        ['a/doid.obo', 1, 1],
        ['a/doid.obo', 1, 1],
        ['a/icd10cm_2019.tsv', 1, 1],
        ['umls/2025AB/META', 1, 1],
        ['own', 0, 0],
      ],
    );
  });
});

describe('a build', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    state(`UMLS:C${`${index}`.padStart(7, '0')}`, { names: [`name ${index}`] }),
  );

  it('tells its progress', async () => {
    const told: number[] = [];
    await all(buildConcepts([stating('umls', many, true)], { onProgress: ({ rows }) => told.push(rows) }));
    assert.deepEqual(told, [4096, 8192, 10_000]);
  });

  it('takes what it can of a file that cannot be read to its end', async () => {
    const obo = formatNamed('obo') as TerminologyFormat;
    const cut: BuildSource = {
      path: 'a.obo',
      format: obo,
      files: [
        {
          path: 'a.obo',
          async *bytes() {
            yield Buffer.from(
              'format-version: 1.2\n\n[Term]\nid: DOID:1\nname: blue fever\n\n[Term]\nid: DOID:2\nname: gr',
            );
            throw Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
          },
        },
      ],
    };
    const build = await check(
      [cut, stating('b', [state('DOID:3', { names: ['red fever'] })])],
      ['DOID:1 | blue fever | DISO', 'DOID:3 | red fever'],
    );
    const [report] = build.report().sources;
    assert.deepEqual(
      report?.problems.map(({ path, code, severity }) => [path, code, severity]),
      [['a.obo', 'terminology/unreadable', 'error']],
    );
  });

  it('says where there is nothing in a source', async () => {
    const build = await check(
      [stating('a.obo', []), stating('b', many.slice(0, 1))],
      ['UMLS:C0000000 | name 0'],
    );
    assert.deepEqual(
      build.report().sources.map(({ problems }) => problems.map(({ path, severity }) => [path, severity])),
      [[['a.obo', 'error']], []],
    );
  });

  it('ends when it is told to, also when everything is read', async () => {
    const stop = new AbortController();
    const build = buildConcepts([stating('a', many)], { signal: stop.signal });
    await assert.rejects(async () => {
      for await (const _ of build.concepts) stop.abort(new Error('enough'));
    }, /^Error: enough$/);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const build = buildConcepts([stating('umls', many, true)], { signal: stop.signal });
    let count = 0;
    await assert.rejects(async () => {
      for await (const _ of build.concepts) {
        count += 1;
        if (count === 100) stop.abort(new Error('enough'));
      }
    }, /^Error: enough$/);
    assert.equal(count, 100);
    assert.throws(() => buildConcepts([]).report(), /when its concepts were read/);
  });
});
