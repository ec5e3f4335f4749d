import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileOnDisk, findSources } from '../../../../server/terminology/sources/files.ts';
import { linesOf } from '../../../../server/terminology/sources/lines.ts';
import { formatNamed } from '../../../../server/terminology/sources/registry.ts';
import { Tally } from '../../../../server/terminology/sources/source.ts';

async function folderWith(
  test: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-terminology-'));
  test.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function check(path: string, root: string, expected: readonly string[]): Promise<void> {
  const { sources } = await findSources(path);
  assert.deepEqual(
    sources.map(({ format, files }) =>
      [format.name, ...files.map((file) => relative(root, file.path))].join(' '),
    ),
    expected,
  );
}

const term = 'format-version: 1.2\n\n[Term]\nid: DOID:1\nname: blue fever\n';

describe('sources on disk', () => {
  it('are read packed or not, whatever they are called', async (test) => {
    const folder = await folderWith(test, { 'a.obo': gzipSync(term), 'b.obo.gz': term });
    for (const name of ['a.obo', 'b.obo.gz']) {
      const lines: string[] = [];
      for await (const { text } of linesOf(fileOnDisk(join(folder, name)), new Tally())) lines.push(text);
      assert.deepEqual(lines, term.trimEnd().split('\n'), name);
    }
  });

  it('reject what is cut off inside packed data', async (test) => {
    const packed = gzipSync(term.repeat(1000));
    const folder = await folderWith(test, { 'a.gz': packed.subarray(0, packed.length - 20) });
    await assert.rejects(async () => {
      for await (const _ of fileOnDisk(join(folder, 'a.gz')).bytes());
    }, /unexpected end of file/);
  });

  it('are recognised one by one, but for releases of several files', async (test) => {
    const folder = await folderWith(test, {
      'b/a.obo.gz': gzipSync(term),
      'a.tsv': 'D000001\tblue fever\n',
      'META/MRCONSO.RRF.gz': gzipSync(''),
      'META/MRSTY.RRF': '',
      'META/MRREL.RRF': '',
      'Snapshot/sct2_Description_Snapshot-en_INT_20260101.txt': '',
      'README.md': '# nothing',
      LICENSE: 'D000001\tblue fever\n',
      '.hidden.tsv': 'D000001\tblue fever\n',
    });
    await check(folder, folder, [
      'umls META/MRCONSO.RRF.gz META/MRSTY.RRF',
      'snomed Snapshot/sct2_Description_Snapshot-en_INT_20260101.txt',
      'tsv a.tsv',
      'obo b/a.obo.gz',
    ]);
    const { passedOver } = await findSources(folder);
    assert.deepEqual(
      passedOver.map((path) => relative(folder, path)),
      ['LICENSE', 'META/MRREL.RRF', 'README.md'],
    );
    await check(join(folder, 'META/MRCONSO.RRF.gz'), folder, ['umls META/MRCONSO.RRF.gz META/MRSTY.RRF']);
  });

  it('are read as the format that is given', async (test) => {
    const folder = await folderWith(test, { 'a.txt': 'whatever' });
    const { sources } = await findSources(join(folder, 'a.txt'), formatNamed('obo'));
    assert.deepEqual(
      sources.map(({ format }) => format.name),
      ['obo'],
    );
    assert.deepEqual((await findSources(join(folder, 'a.txt'))).sources, []);
    await assert.rejects(findSources(join(folder, 'missing')), { code: 'ENOENT' });
  });
});
