import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folderWith } from './corpus.ts';
import { Editor } from './editor.ts';
import { goldspan } from './goldspan.ts';

const tiny = fileURLToPath(new URL('../fixtures/tiny-wordpiece', import.meta.url));

describe('goldspan models', () => {
  it('lists the models in the box and those of other folders', async () => {
    const { code, output } = await goldspan(['models', 'list', tiny]);
    assert.equal(code, 0);
    const [heading, ...rows] = output.trimEnd().split('\n');
    assert.match(heading ?? '', /^model +task +types +MB +tokens at once +usable$/);
    assert.match(rows[0] ?? '', /^goldspan-entities +entities +23 +\d+\.\d +512 +yes$/);
    assert.match(rows[1] ?? '', /^goldspan-relations +relations +18 +\d+\.\d +any +yes$/);
    assert.match(rows[2] ?? '', /^goldspan-chemical-protein +relations +5 +\d+\.\d +any +yes$/);
    assert.match(rows[3] ?? '', /^tiny-wordpiece +entities +2 +0\.0 +\d+ +yes$/);
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

describe('a dictionary', () => {
  it('takes the place of a model', async (test) => {
    const folder = await folderWith(test, { 'names.tsv': 'metformin\tDrug\r\nheart failure\tProblem\r\n' });
    const dictionary = join(folder, 'names.tsv');
    const { code, output } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', '--model', dictionary],
      '😀 Metformin; no heart failure.\n',
    );
    assert.equal(code, 0);
    const { entities } = JSON.parse(output) as {
      entities: { type: string; spans: number[][]; text: string; model: string; attributes: object }[];
    };
    assert.deepEqual(
      entities.map(({ type, spans, text, model, attributes }) => [type, spans, text, model, attributes]),
      [
        ['Drug', [[2, 11]], 'Metformin', 'names', {}],
        ['Problem', [[16, 29]], 'heart failure', 'names', { Negation: true }],
      ],
    );
    assert.match((await goldspan(['models', 'check', dictionary])).output, /^suggests {6}Drug, Problem$/m);
  });

  it('joins the suggestions of a model', async (test) => {
    const folder = await folderWith(test, { 'names.tsv': 'walking frame\tDevice\n' });
    const models = ['--model', join(folder, 'names.tsv'), '--model', 'box'];
    const { output } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', '--only', 'ner', ...models],
      'A walking frame and metformin.',
    );
    const { entities } = JSON.parse(output) as { entities: { type: string; text: string }[] };
    assert.deepEqual(
      entities.map(({ type, text }) => `${type} ${text}`),
      ['Device walking frame', 'Chemical metformin'],
    );
  });

  it('names the lines that are no names', async (test) => {
    const folder = await folderWith(test, { 'names.tsv': 'metformin\tDrug\ngout\n' });
    const { code, complaints } = await goldspan(['models', 'check', join(folder, 'names.tsv')]);
    assert.equal(code, 2);
    assert.match(
      complaints,
      /^goldspan: model\/invalid-dictionary: .*names\.tsv:2: there is no tab between a name and its type\./,
    );
  });

  it('suggests in the editor', async (test) => {
    const folder = await folderWith(test, {
      'note.txt': 'Uses a walking frame, takes metformin.\n',
      'note.ann': '',
      'names.tsv': 'walking frame\tDevice\n',
    });
    const editor = await Editor.start(folder, {
      settings: { models: ['names.tsv', 'box'], types: ['Device', 'Chemical'] },
    });
    test.after(() => editor.stop());
    const { marks } = await editor.layers(await editor.open(join(folder, 'note.txt')));
    assert.deepEqual(
      marks.map(({ type }) => type),
      ['Device', 'Chemical'],
    );
  });
});

describe('several models', () => {
  const files = {
    'note.txt': 'Aspirin for lung cancer.\n',
    'note.ann': '',
    'drugs.tsv': 'Aspirin\tDrug\nwalking frame\tDevice\n',
  };

  it('write a folder each', async (test) => {
    const folder = await folderWith(test, files);
    const models = ['--model', join(folder, 'drugs.tsv'), '--model', tiny];
    const out = join(folder, 'out');
    const { code, complaints } = await goldspan([
      ...['annotate', join(folder, 'note.txt'), '--layers', 'separate', '--only', 'ner', '--out', out],
      ...models,
    ]);
    assert.deepEqual([code, complaints], [0, '']);
    const written = (name: string): Promise<string> => readFile(join(out, name, 'note.ann'), 'utf8');
    assert.match(await written('drugs'), /^T1\tDrug 0 7\tAspirin\n(?!T)/);
    assert.match(await written('tiny-wordpiece'), /^T1\tDrug 0 7\tAspirin\nT2\tDisease 12 23\tlung cancer\n/);
  });

  for (const [what, options, complaint] of [
    ['no folder is given', [], /--layers separate writes a folder for each model; say where with --out DIR/],
    [
      'two have one name',
      ['--out', 'out', '--model', 'a/names.tsv', '--model', 'b/names.tsv'],
      /two models are called names/,
    ],
  ] as const) {
    it(`are refused layers of their own where ${what}`, async () => {
      const { code, complaints } = await goldspan(['annotate', '-', '--layers', 'separate', ...options], '');
      assert.equal(code, 2);
      assert.match(complaints, complaint);
    });
  }

  it('suggest side by side in the editor where that is asked for', async (test) => {
    const folder = await folderWith(test, files);
    for (const [modelLayers, expected] of [
      ['merged', ['Drug', 'Disease']],
      ['separate', ['Drug', 'Drug', 'Disease']],
    ] as const) {
      const editor = await Editor.start(folder, {
        settings: { models: ['drugs.tsv', tiny], modelLayers, types: ['*'] },
      });
      test.after(() => editor.stop());
      const { marks } = await editor.layers(await editor.open(join(folder, 'note.txt')));
      assert.deepEqual(
        marks.map(({ type }) => type),
        expected,
      );
    }
  });

  it('go on in the editor without one that cannot be used, which is told', async (test) => {
    const folder = await folderWith(test, { ...files, 'broken/config.json': '{}' });
    const editor = await Editor.start(folder, {
      settings: { models: ['broken', 'drugs.tsv'], types: ['Drug'] },
    });
    test.after(() => editor.stop());
    const { marks } = await editor.layers(await editor.open(join(folder, 'note.txt')));
    assert.deepEqual(
      marks.map(({ type }) => type),
      ['Drug'],
    );
    const { detail } = await editor.status(({ state }) => state === 'failed');
    assert.match(detail, /broken.tokenizer\.json: the file is missing/);
  });
});
