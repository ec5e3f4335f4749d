import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Concept } from '../../server/terminology/concept.ts';
import { folderWith } from './corpus.ts';
import { goldspan } from './goldspan.ts';

const doid = `format-version: 1.2
data-version: 2026-01-02
ontology: doid

[Term]
id: DOID:1
name: blue fever
synonym: "fever" BROAD []
xref: UMLS_CUI:C0000001

[Term]
id: DOID:2
name: obsolete green fever
is_obsolete: true
replaced_by: DOID:1
`;
const mine = 'id\tname\nC0000001\tBlue heat\nC0000001\t\nMESH:D000002\tred fever\n';

interface About {
  readonly sources: readonly { readonly name: string; readonly version: string; readonly licence: string }[];
  readonly retired: readonly unknown[];
}

async function conceptsIn(file: string): Promise<Concept[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Concept);
}

describe('goldspan terminology formats', () => {
  it('lists the formats that are read', async () => {
    const { code, output } = await goldspan(['terminology', 'formats']);
    assert.equal(code, 0);
    assert.match(output, /^umls {12}UMLS in the rich release format$/m);
    assert.match(output, /^tsv {13}a table of one’s own: /m);
  });
});

describe('goldspan terminology build', () => {
  it('merges sources into a concept a line, and says what became of every row', async (test) => {
    const folder = await folderWith(test, {
      'in/doid.obo': doid,
      'in/mine.tsv': mine,
      'in/README.md': '# in',
    });
    const out = join(folder, 'out', 'concepts.jsonl');
    const { code, output, complaints } = await goldspan([
      'terminology',
      'build',
      join(folder, 'in'),
      '--out',
      out,
    ]);
    assert.equal(code, 0);
    assert.match(output, /^source +format +vocabulary +version +rows +kept +not kept$/m);
    assert.match(output, /doid\.obo +obo +DOID +2026-01-02 +2 +2$/m);
    assert.match(output, /mine\.tsv +tsv +UMLS +unknown +3 +2 +1 malformed$/m);
    assert.match(complaints, /mine\.tsv:3: warning terminology\/malformed-row: This row has no name\.$/m);
    assert.match(complaints, /1 file in no known format, passed over: .*README\.md$/m);
    assert.match(complaints, /: 2 concepts with 4 names, and 1 withdrawn identifier\.$/m);
    assert.deepEqual(
      (await conceptsIn(out)).map(({ identifiers, names }) => [
        identifiers.length,
        ...names.map(({ words }) => words),
      ]),
      [
        [2, 'Blue heat', 'blue fever', 'fever'],
        [1, 'red fever'],
      ],
    );
    const about = JSON.parse(await readFile(`${out}.about.json`, 'utf8')) as About;
    assert.deepEqual(
      about.sources.map(({ name, version, licence }) => [name, version, licence]),
      [
        ['DOID', '2026-01-02', 'CC0 1.0'],
        ['UMLS', 'unknown', 'UMLS Metathesaurus licence'],
      ],
    );
    assert.equal(about.retired.length, 1);
  });

  it('writes a table that it reads again', async (test) => {
    const folder = await folderWith(test, { 'doid.obo': doid });
    const table = join(folder, 'a.tsv');
    const again = join(folder, 'b.tsv');
    await goldspan(['terminology', 'build', join(folder, 'doid.obo'), '--out', table]);
    assert.equal(
      await readFile(table, 'utf8'),
      'id\tname\tkind\tsource\tgroup\nUMLS:C0000001\tblue fever\tpreferred\tDOID\tDISO\nUMLS:C0000001\tfever\tbroad\tDOID\tDISO\n',
    );
    await goldspan(['terminology', 'build', '--from', 'tsv', table, '--out', again]);
    assert.equal(await readFile(again, 'utf8'), await readFile(table, 'utf8'));
  });

  it('reads a list of sources with what they do not say of themselves', async (test) => {
    const list = { sources: [{ path: 'in/mine', from: 'tsv', name: 'MINE', version: '7', licence: 'ours' }] };
    const folder = await folderWith(test, { 'in/mine': gzipSync(mine), 'list.json': JSON.stringify(list) });
    const { code, output } = await goldspan([
      ...[
        'terminology',
        'build',
        '--list',
        join(folder, 'list.json'),
        '--json',
        '--out',
        join(folder, 'a.jsonl'),
      ],
    ]);
    assert.equal(code, 0);
    const { statements, concepts } = JSON.parse(output) as { statements: unknown; concepts: number };
    assert.deepEqual(statements, [{ name: 'MINE', version: '7', licence: 'ours' }]);
    assert.equal(concepts, 2);
  });

  it('says what it could not read, and leaves the file as it was where nothing can be built', async (test) => {
    const folder = await folderWith(test, {
      'a.bin': '\0\0',
      'mine.tsv': mine,
      'old.jsonl': 'old\n',
      'list.json': '{"sources": [{}]}',
    });
    const old = join(folder, 'old.jsonl');
    const nothing = await goldspan(['terminology', 'build', join(folder, 'a.bin'), '--out', old]);
    assert.equal(nothing.code, 2);
    assert.match(nothing.complaints, /there is nothing to build from/);
    assert.equal(await readFile(old, 'utf8'), 'old\n');
    const partly = await goldspan([
      'terminology',
      'build',
      join(folder, 'missing'),
      join(folder, 'mine.tsv'),
      '--out',
      old,
    ]);
    assert.equal(partly.code, 2);
    assert.match(partly.complaints, /missing: error corpus\/not-found: There is no such file or folder\.$/m);
    assert.equal((await conceptsIn(old)).length, 2);
    const listed = await goldspan([
      'terminology',
      'build',
      '--list',
      join(folder, 'list.json'),
      '--out',
      old,
    ]);
    assert.match(listed.complaints, /list\.json: source 1 has no "path"\.$/m);
    const named = await goldspan([
      'terminology',
      'build',
      join(folder, 'mine.tsv'),
      '--out',
      join(folder, 'a.xyz'),
    ]);
    assert.match(named.complaints, /a\.xyz: the name of the file has to end in \.index, \.jsonl or \.tsv/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('.')),
      [],
      'nothing is left beside',
    );
  });
});
