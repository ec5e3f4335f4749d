import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folderWith, samples } from './corpus.ts';
import { goldspan } from './goldspan.ts';

const abstract = [
  '1001|t|Lithium nephropathy',
  '1001|a|Lithium caused polyuria.',
  '1001\t0\t7\tLithium\tChemical\tD008094',
  '1001\t8\t19\tnephropathy\tDisease\tD007674',
  '1001\t35\t43\tpolyuria\tDisease\tD011141',
  '1001\tCID\tD008094\tD011141',
  '',
  '',
].join('\n');

describe('goldspan convert', () => {
  it('recognises a format by its content, whatever the file is called', async (test) => {
    const folder = await folderWith(test, { 'abstracts.dat': abstract });
    const out = join(folder, 'out');
    const { code, complaints } = await goldspan([
      'convert',
      join(folder, 'abstracts.dat'),
      '--to',
      'brat',
      '--out',
      out,
    ]);
    assert.equal(code, 0, complaints);
    assert.match(complaints, /^1 document written to /m);
    assert.deepEqual((await readdir(out)).sort(), ['1001.ann', '1001.txt']);
    assert.equal(
      await readFile(join(out, '1001.txt'), 'utf8'),
      'Lithium nephropathy\nLithium caused polyuria.',
    );
    assert.match(await readFile(join(out, '1001.ann'), 'utf8'), /^T3\tDisease 35 43\tpolyuria$/m);
  });

  it('gives brat standoff back byte for byte through a format that holds all of it', async (test) => {
    for (const format of ['jsonl', 'bioc-xml', 'bioc-json']) {
      const folder = await folderWith(test, {});
      const there = await goldspan(['convert', samples, '--to', format, '--out', join(folder, 'there')]);
      assert.equal(there.code, 0, there.complaints);
      const back = await goldspan([
        'convert',
        join(folder, 'there'),
        '--to',
        'brat',
        '--out',
        join(folder, 'back'),
      ]);
      assert.equal(back.code, 0, back.complaints);
      const names = (await readdir(samples)).filter((name) => /\.(txt|ann)$/.test(name));
      assert.ok(names.length >= 24);
      for (const name of names) {
        assert.equal(
          await readFile(join(folder, 'back', name), 'utf8'),
          await readFile(join(samples, name), 'utf8'),
          `${name} through ${format}`,
        );
      }
    }
  });

  it('counts what it loses by kind, with the first places', async (test) => {
    const folder = await folderWith(test, {});
    const { code, complaints } = await goldspan(['convert', samples, '--to', 'conll', '--out', folder]);
    assert.equal(code, 0);
    assert.match(complaints, /^Not kept, or written otherwise: \d+ cases\.$/m);
    assert.match(complaints, /^ {2}conll\/attribute-dropped: 709\n {4}abstract-breast-and-ovarian-cancer /m);
    assert.deepEqual(await readdir(folder), ['samples.conll']);
  });

  it('names what it cannot read, goes on with the rest, and ends with 2', async (test) => {
    const folder = await folderWith(test, {
      'a.pubtator': abstract,
      'b.pubtator': Uint8Array.of(0x31, 0xff),
    });
    const given = ['convert', folder, '--from', 'pubtator', '--to', 'jsonl', '--out', join(folder, 'out')];
    const { code, complaints } = await goldspan(given);
    assert.equal(code, 2);
    assert.match(complaints, /b\.pubtator.*UTF-8/);
    assert.match(await readFile(join(folder, 'out', 'a.jsonl'), 'utf8'), /"id":"1001"/);
  });

  it('says that a file is in no format it knows', async (test) => {
    const folder = await folderWith(test, { 'song.dat': 'La la la.\n' });
    const { code, complaints } = await goldspan([
      'convert',
      join(folder, 'song.dat'),
      '--to',
      'brat',
      '--out',
      folder,
    ]);
    assert.equal(code, 2);
    assert.match(complaints, /song\.dat: error corpus\/unknown-format: .*--from/);
  });

  const concepts = {
    'set/txt/1.txt': 'Given lithium .\nNo polyuria .\n',
    'set/concept/1.con': 'c="lithium" 1:1 1:1||t="treatment"\nc="polyuria" 2:1 2:1||t="problem"\n',
    'set/ast/1.ast': 'c="polyuria" 2:1 2:1||t="problem"||a="absent"\n',
    'set/rel/1.rel': 'c="lithium" 1:1 1:1||r="TrCP"||c="polyuria" 2:1 2:1\n',
  };
  it('reads the folders of i2b2 2010, named or recognised', async (test) => {
    for (const options of [[], ['--from', 'i2b2-2010']]) {
      const folder = await folderWith(test, concepts);
      const out = join(folder, 'out');
      const given = ['convert', join(folder, 'set'), ...options, '--to', 'brat', '--out', out];
      const { code, complaints } = await goldspan(given);
      assert.equal(code, 0, complaints);
      assert.equal(
        await readFile(join(out, '1.ann'), 'utf8'),
        'T1\ttreatment 6 13\tlithium\nT2\tproblem 19 27\tpolyuria\nR1\tTrCP Arg1:T1 Arg2:T2\nA1\tAssertion T2 absent\n',
      );
    }
  });

  it('reads the files of a shared task', async (test) => {
    const folder = await folderWith(test, {
      'in/x.txt': 'IL-2 activates p53 .\n',
      'in/x.a1': 'T1\tProtein 0 4\tIL-2\nT2\tProtein 15 18\tp53\n',
      'in/x.a2': 'T3\tRegulation 5 14\tactivates\nE1\tRegulation:T3 Theme:T2 Cause:T1\n',
    });
    const out = join(folder, 'out');
    const { code, complaints } = await goldspan([
      'convert',
      join(folder, 'in'),
      '--to',
      'brat',
      '--out',
      out,
    ]);
    assert.equal(code, 0, complaints);
    assert.match(await readFile(join(out, 'x.ann'), 'utf8'), /^E1\tRegulation:T3 Theme:T2 Cause:T1$/m);
  });

  it('reads standard input in a format that it recognises', async (test) => {
    const out = await folderWith(test, {});
    const { code, complaints } = await goldspan(['convert', '-', '--to', 'brat', '--out', out], abstract);
    assert.equal(code, 0, complaints);
    assert.deepEqual((await readdir(out)).sort(), ['1001.ann', '1001.txt']);
  });

  it('never writes over what it reads, and leaves nothing half-written', async (test) => {
    const ann = '# a line that brat does not know\nT1\tDrug 0 7\tLithium\n';
    const folder = await folderWith(test, {
      'a.pubtator': abstract,
      'n/b.txt': 'Lithium .\n',
      'n/b.ann': ann,
    });
    for (const [input, format, out] of [
      ['a.pubtator', 'pubtator', '.'],
      ['n', 'brat', 'n'],
      ['n', 'brat', 'n/../n'],
    ] as const) {
      const given = ['convert', join(folder, input), '--to', format, '--out', join(folder, out)];
      const { code, complaints } = await goldspan(given);
      assert.equal(code, 2);
      assert.match(complaints, /^goldspan: .* is read, so that it is not written\. Choose another folder/m);
    }
    assert.equal(await readFile(join(folder, 'a.pubtator'), 'utf8'), abstract);
    assert.equal(await readFile(join(folder, 'n/b.ann'), 'utf8'), ann);
    assert.deepEqual((await readdir(folder, { recursive: true })).sort(), [
      'a.pubtator',
      'n',
      'n/b.ann',
      'n/b.txt',
    ]);
  });

  it('makes the folders that it writes into', async (test) => {
    const folder = await folderWith(test, { 'a.pubtator': abstract });
    const out = join(folder, 'one/two/three');
    assert.equal(
      (await goldspan(['convert', join(folder, 'a.pubtator'), '--to', 'jsonl', '--out', out])).code,
      0,
    );
    assert.deepEqual(await readdir(out), ['a.jsonl']);
  });
});
