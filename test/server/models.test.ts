import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folderWith } from './corpus.ts';
import { goldspan } from './goldspan.ts';

const tiny = fileURLToPath(new URL('../fixtures/tiny-wordpiece', import.meta.url));

describe('goldspan models', () => {
  it('lists the models in the box and those of other folders', async () => {
    const { code, output } = await goldspan(['models', 'list', tiny]);
    assert.equal(code, 0);
    const [heading, ...rows] = output.trimEnd().split('\n');
    assert.match(heading ?? '', /^model +task +types +MB +tokens at once +usable$/);
    assert.match(rows[0] ?? '', /^goldspan-entities +entities +23 +\d+\.\d +512 +yes$/);
    assert.match(rows[1] ?? '', /^goldspan-relations +relations +23 +\d+\.\d +any +yes$/);
    assert.match(rows[2] ?? '', /^tiny-wordpiece +entities +2 +0\.0 +\d+ +yes$/);
  });

  it('lists a folder that cannot be used with the reason, and the others all the same', async (test) => {
    const folder = await folderWith(test, {});
    await cp(tiny, folder, { recursive: true });
    await rm(join(folder, 'tokenizer.json'));
    const { code, output, complaints } = await goldspan(['models', 'list', folder, tiny]);
    assert.equal(code, 2);
    assert.match(output, /no: model\/missing-tokenizer/);
    assert.match(output, /^tiny-wordpiece .* yes$/m);
    assert.match(complaints, /^goldspan: model\/missing-tokenizer: .*tokenizer\.json: the file is missing/m);
  });

  it('says what a folder holds', async () => {
    const { code, output } = await goldspan(['models', 'check', tiny]);
    assert.equal(code, 0);
    assert.match(output, /^tiny-wordpiece: entities, 0\.0 MB\. It can be used\.$/m);
    assert.match(output, /^suggests {6}Disease, Drug$/m);
    assert.match(output, /^decoding {6}5 labels, aggregation word$/m);
    assert.match(output, /onnx\/model\.onnx, 1 kB$/m);
  });

  it('says it as JSON', async () => {
    const { output } = await goldspan(['models', 'check', tiny, '--json']);
    const { task, types, files } = JSON.parse(output) as {
      task: string;
      types: string[];
      files: { bytes: number }[];
    };
    assert.deepEqual(
      [task, types, files.every(({ bytes }) => bytes > 0)],
      ['entities', ['Disease', 'Drug'], true],
    );
  });

  it('says what is wrong with a folder', async (test) => {
    const { code, output, complaints } = await goldspan([
      'models',
      'check',
      await folderWith(test, { 'a.txt': 'a' }),
    ]);
    assert.deepEqual([code, output], [2, '']);
    assert.match(complaints, /^goldspan: model\/missing-file: .*config\.json: the file cannot be read/);
  });
});
