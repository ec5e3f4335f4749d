import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
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
});
