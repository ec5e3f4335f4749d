import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { concept, indexFile } from '../unit/terminology/index/indexes.ts';
import { folderWith, samples } from './corpus.ts';
import { goldspan } from './goldspan.ts';

const text = 'She has asthma 😀 and takes aspirin.\n';

describe('goldspan check', () => {
  it('finds nothing in the samples', async () => {
    const { code, output, complaints } = await goldspan(['check', samples]);
    assert.deepEqual([code, output], [0, '']);
    assert.match(complaints, /^0 findings in 13 documents\.$/m);
  });

  it('names file, line, column and code of each finding and ends with 1', async (test) => {
    const folder = await folderWith(test, {
      'a.txt': text,
      'a.ann': 'T1\tDisease 9 15\tasthma\nbroken\nT3\tDrug 27 34\taspirin\n',
      'annotation.conf': '[entities]\nDisease\nChemical\n[relations]\n[events]\n[attributes]\n',
    });
    const { code, output } = await goldspan(['check', folder]);
    assert.equal(code, 1);
    assert.match(output, /a\.ann:1:12: error brat\/words-differ: /);
    assert.match(output, /a\.ann:2:1: \w+ brat\/malformed-line: /);
    assert.match(output, /a\.ann:3:4: warning brat\/unknown-type: /);
  });

  it('repairs what leaves no choice, says what it did, and leaves every other byte', async (test) => {
    const folder = await folderWith(test, {
      'a.txt': text,
      'a.ann': '# kept as it is\nT1\tDisease 9 15\tasthma\r\nT2\tChemical 27 34\taspirin\n',
    });
    const { code, complaints } = await goldspan(['check', folder, '--fix']);
    assert.match(complaints, /a\.ann:2:\d+: information brat\/words-differ: repaired: .*8 14/);
    const fixed = '# kept as it is\nT1\tDisease 8 14\tasthma\r\nT2\tChemical 27 34\taspirin\n';
    assert.equal(await readFile(join(folder, 'a.ann'), 'utf8'), fixed);
    assert.equal(code, 1);
  });

  it('prints JSON on demand and ends with 2 where something cannot be read', async (test) => {
    const folder = await folderWith(test, { 'lonely.ann': '' });
    const { code, output } = await goldspan(['check', folder, '--json']);
    assert.equal(code, 2);
    const [problem] = JSON.parse(output) as { code: string }[];
    assert.equal(problem?.code, 'corpus/no-text');
  });

  it('checks links against a terminology on demand, of every format', async (test) => {
    const folder = await folderWith(test, {
      'a.txt': text,
      'a.ann': 'T1\tDisease 8 14\tasthma\nN1\tReference T1 MESH:D001249\nN2\tReference T1 MESH:D000009\n',
      'other/b.pubtator': '12|t|Asthma\n12\t0\t6\tAsthma\tDisease\tMESH:D000001\n',
      'concepts.index': await indexFile([concept('MESH:D001249', ['Asthma'], { group: 'DISO' })], {
        sources: [{ name: 'MESH', version: '2025', licence: 'none' }],
        retired: [{ system: 'MESH', identifier: 'D000009', replacedBy: [] }],
      }),
    });
    const index = join(folder, 'concepts.index');
    const { code, output } = await goldspan(['check', folder, '--terminology', index]);
    assert.equal(code, 1);
    assert.match(output, /a\.ann:3:1: warning concept\/retired: N2 links to MESH:D000009, which was retired/);
    const other = await goldspan(['check', join(folder, 'other'), '--terminology', index]);
    assert.equal(other.code, 0);
    assert.match(other.output, /b\.pubtator: information concept\/unknown: 12: N1 links to MESH:D000001/);
    const without = await goldspan(['check', folder]);
    assert.deepEqual([without.code, without.output], [0, '']);
    const missing = await goldspan(['check', folder, '--terminology', 'nothing.index']);
    assert.equal(missing.code, 2);
    assert.match(missing.complaints, /^goldspan: nothing\.index cannot be read/);
  });

  const pubtator =
    '12|t|Fever and cough\n12\t0\t5\tFever\tDisease\tD005334\n12\t0\t5\tFever\tDisease\tD005334\n';
  it('checks other formats: words, repeated entities, and what annotation.conf does not allow', async (test) => {
    const folder = await folderWith(test, {
      'a.pubtator': `${pubtator}12\t10\t15\tcoughs\tSign\tD003371\n`,
      'annotation.conf': '[entities]\nDisease\n[relations]\n[events]\n[attributes]\n',
    });
    const { code, output, complaints } = await goldspan(['check', join(folder, 'a.pubtator'), '--fix']);
    assert.equal(code, 1);
    assert.match(output, /a\.pubtator:4:\d+: error pubtator\/words-differ: /);
    assert.match(
      output,
      /a\.pubtator: warning check\/entity-repeated: 12: T2 has the type Disease and the span of T1/,
    );
    assert.match(output, /a\.pubtator: warning brat\/unknown-type: 12: .*Sign/);
    assert.match(complaints, /^--fix mends \.ann files alone; nothing was changed in: pubtator\./m);
  });

  it('checks the files of a shared task as one, each problem in its file', async (test) => {
    const folder = await folderWith(test, {
      'x.txt': 'IL-2 activates p53 .\n',
      'x.a1': 'T1\tProtein 0 4\tIL-2\nT2\tProtein 16 19\tp53\n',
      'x.a2': 'T3\tRegulation 5 14\tactivates\nE1\tRegulation:T3 Theme:T2 Cause:T9\n',
      'annotation.conf':
        '[entities]\nProtein\n[relations]\n[events]\nRegulation Theme:Sign, Cause?:Protein\n[attributes]\n',
    });
    const { code, output } = await goldspan(['check', folder, '--fix']);
    assert.equal(code, 1);
    assert.match(output, /x\.a1:2:\d+: error brat\/words-differ: /);
    assert.match(output, /x\.a2:2:\d+: error brat\/unknown-target: /);
    assert.match(output, /x\.a2:2:\d+: warning brat\/argument-type: .*Theme:Protein/);
    assert.equal(
      await readFile(join(folder, 'x.a1'), 'utf8'),
      'T1\tProtein 0 4\tIL-2\nT2\tProtein 16 19\tp53\n',
    );
  });

  it('prints a JSON list whatever is found', async (test) => {
    const folder = await folderWith(test, { 'a.pubtator': pubtator, 'b.pubtator': 'x\n' });
    const { output } = await goldspan(['check', join(folder, 'a.pubtator'), '--json']);
    assert.deepEqual(
      (JSON.parse(output) as { code: string }[]).map(({ code }) => code),
      ['check/entity-repeated'],
    );
    assert.equal((await goldspan(['check', samples, '--json'])).output, '[]\n');
  });
});
