import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../server/inference/engineHost.ts';
import { Predictor } from '../../server/inference/predictor.ts';
import { folderWith } from './corpus.ts';
import { encode, startEngine, tinyModel } from './engines.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A copy of the tiny model with another length, settings of its own and perhaps another graph. */
async function modelWith(
  test: TestContext,
  { positions, own, graph }: { positions: number; own: object; graph?: string },
): Promise<string> {
  const folder = await folderWith(test, {});
  await cp(tinyModel, folder, { recursive: true });
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object;
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ ...config, max_position_embeddings: positions }),
  );
  await writeFile(join(folder, 'goldspan.json'), JSON.stringify(own));
  if (graph !== undefined)
    await cp(path(`../fixtures/tiny-graphs/${graph}`), join(folder, 'onnx', 'model.onnx'));
  return folder;
}

describe('a model in the Hugging Face layout', () => {
  it('is read with its special tokens, windows and pieces', async (test) => {
    const engine = startEngine(test);
    const predictor = new Predictor(engine, tinyModel);
    const model = await predictor.model();
    assert.deepEqual(model.types, ['Disease', 'Drug']);
    // 16 positions less [CLS] and [SEP].
    assert.equal(model.window, 14);
    const text = `No lung cancer 😀 ${'and for '.repeat(30)}Aspirin`;
    const entities = await predictor.predict(text);
    assert.deepEqual(
      entities?.map(({ type, words, fragments: [{ start, end }] }) => [type, words, text.slice(start, end)]),
      [
        ['Disease', 'lung cancer', 'lung cancer'],
        ['Drug', 'Aspirin', 'Aspirin'],
      ],
    );
  });

  it('tells which tokens the transformers library takes for parts of words', async (test) => {
    const [encoded] = await encode(startEngine(test), tinyModel, ['Aspirin for lung cancer.']);
    // asp ##irin for lung cancer .
    assert.deepEqual([...(encoded?.subwords ?? [])], [0, 1, 0, 0, 0, 0]);
  });

  it('may have its tokenizer in a folder of its own', async (test) => {
    const folder = await folderWith(test, {});
    await cp(tinyModel, folder, { recursive: true });
    await mkdir(join(folder, 'tokenizer'));
    await rename(join(folder, 'tokenizer.json'), join(folder, 'tokenizer', 'tokenizer.json'));
    assert.deepEqual((await startEngine(test).load(folder)).types, ['Disease', 'Drug']);
  });

  for (const [what, files] of [
    ['half precision', { 'half.onnx': 'model_fp16.onnx' }],
    [
      'weights in a file of their own',
      { 'external.onnx': 'model.onnx', 'external.onnx_data': 'external.onnx_data' },
    ],
  ] as const) {
    it(`may have ${what}`, async (test) => {
      const folder = await folderWith(test, {});
      await cp(tinyModel, folder, { recursive: true });
      await rm(join(folder, 'onnx', 'model.onnx'));
      for (const [from, to] of Object.entries(files)) {
        await cp(path(`../fixtures/tiny-graphs/${from}`), join(folder, 'onnx', to));
      }
      const engine = startEngine(test);
      const texts = ['Aspirin for lung cancer.'];
      assert.deepEqual(await encode(engine, folder, texts), await encode(engine, tinyModel, texts));
    });
  }
});

describe('a text of 50,000 words', () => {
  for (const tokens of [512, 8192]) {
    it(`goes through a model of ${tokens} tokens without a lost or doubled mention`, async (test) => {
      const folder = await modelWith(test, { positions: tokens, own: { reads: 'document', window: tokens } });
      const engine = startEngine(test);
      const predictor = new Predictor(engine, folder);
      assert.deepEqual((await predictor.model()).window, tokens - 2);
      const words: string[] = Array.from({ length: 50_000 }, (_, index) =>
        index % 11 < 3 ? 'lung cancer' : 'and',
      );
      for (let index = 5; index < words.length; index += 977) words[index] = 'Aspirin';
      const text = words.join(' ');
      const expected = [...text.matchAll(/lung cancer|Aspirin/g)].map(({ index, 0: mention }) => [
        index,
        mention,
      ]);
      const entities = (await predictor.predict(text)) ?? [];
      assert.deepEqual(
        entities.map(({ words, fragments: [{ start }] }) => [start, words]),
        expected,
      );
    });
  }

  it('gives the logits of one pass where tokens hear of their neighbours alone', async (test) => {
    const graph = 'neighbours.onnx';
    const whole = await modelWith(test, { positions: 8192, own: { window: 8192 }, graph });
    const pieces = ['asp', 'lung', 'cancer', 'for', 'and', 'no', '.'];
    const text = Array.from(
      { length: 8000 },
      (_, index) => pieces[((index * index) % 31) % pieces.length],
    ).join(' ');
    const engine = startEngine(test);
    const [once] = await encode(engine, whole, [text]);
    assert.equal(once?.starts.length, 8000);
    for (const window of [24, 512]) {
      const folder = await modelWith(test, { positions: 8192, own: { window }, graph });
      assert.deepEqual(await encode(engine, folder, [text]), [once]);
    }
  });
});

describe('a broken model folder', () => {
  async function check(
    test: TestContext,
    damage: (folder: string) => Promise<void>,
    code: string,
    message: RegExp,
  ): Promise<void> {
    const folder = await folderWith(test, {});
    await cp(tinyModel, folder, { recursive: true });
    await damage(folder);
    const engine = startEngine(test);
    await assert.rejects(engine.load(folder), (error) => {
      assert.ok(error instanceof EngineError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
    // The engine goes on with other models.
    await engine.load(tinyModel);
  }
  const change = (folder: string, change: (config: Record<string, unknown>) => void): Promise<void> =>
    readFile(join(folder, 'config.json'), 'utf8').then((content) => {
      const config = JSON.parse(content) as Record<string, unknown>;
      change(config);
      return writeFile(join(folder, 'config.json'), JSON.stringify(config));
    });

  const takeGraph =
    (name: string) =>
    (folder: string): Promise<void> =>
      cp(path(`../fixtures/tiny-graphs/${name}`), join(folder, 'onnx', 'model.onnx'));

  it('without the folder', (test) =>
    check(
      test,
      (folder) => rm(folder, { recursive: true }),
      'model/missing-folder',
      /there is no such folder/,
    ));
  it('without config.json', (test) =>
    check(
      test,
      (folder) => rm(join(folder, 'config.json')),
      'model/missing-file',
      /config\.json: the file cannot be read/,
    ));
  it('with a config.json that is not JSON', (test) =>
    check(
      test,
      (folder) => writeFile(join(folder, 'config.json'), '{"id2'),
      'model/invalid-json',
      /config\.json: not valid JSON/,
    ));
  it('without a tokenizer', (test) =>
    check(
      test,
      (folder) => rm(join(folder, 'tokenizer.json')),
      'model/missing-tokenizer',
      /tokenizer\.json: the file is missing/,
    ));
  it('with a tokenizer that is none', (test) =>
    check(
      test,
      (folder) => writeFile(join(folder, 'tokenizer.json'), '{}'),
      'model/invalid-tokenizer',
      /tokenizer\.json/,
    ));
  it('without a graph', (test) =>
    check(
      test,
      (folder) => rm(join(folder, 'onnx'), { recursive: true }),
      'model/missing-graph',
      /model\.onnx.*Export/,
    ));
  it('with a graph that is none', (test) =>
    check(
      test,
      (folder) => writeFile(join(folder, 'onnx', 'model.onnx'), 'no graph'),
      'model/invalid-graph',
      /ONNX Runtime cannot load/,
    ));
  it('with a graph whose weights are missing', (test) =>
    check(
      test,
      takeGraph('external.onnx'),
      'model/missing-external-data',
      /external\.onnx_data.*put all files/,
    ));
  it('with a graph whose weights are outside of it', (test) =>
    check(
      test,
      takeGraph('outside.onnx'),
      'model/external-data-outside',
      /external\.onnx_data.*from the folder of the graph alone/,
    ));
  it('with a graph that needs more memory than there is', (test) =>
    check(
      test,
      takeGraph('enormous.onnx'),
      'model/out-of-memory',
      /more memory than there is.*export of eight bits/,
    ));
  it('with a window that the model cannot read', (test) =>
    check(
      test,
      (folder) => writeFile(join(folder, 'goldspan.json'), '{"window":8192}'),
      'model/invalid-window',
      /"window" is 8192; it needs a whole number from 8 to 16/,
    ));
  it('with a unit of reading that there is not', (test) =>
    check(
      test,
      (folder) => writeFile(join(folder, 'goldspan.json'), '{"reads":"page"}'),
      'model/invalid-unit',
      /"reads" is "page"\. Choose from sentence, document/,
    ));
  it('with a graph of an operator that there is not', (test) =>
    check(test, takeGraph('operator.onnx'), 'model/unsupported-operator', /Magic.*operators of ONNX alone/));
  it('with a graph without a head', (test) =>
    check(
      test,
      takeGraph('headless.onnx'),
      'model/wrong-head',
      /no output "logits" \(it has last_hidden_state\)/,
    ));
  it('with a graph that classifies whole texts', (test) =>
    check(test, takeGraph('sequence.onnx'), 'model/wrong-head', /logits for whole texts, of shape \[1, 5\]/));
  it('with a tokenizer whose merges are lost', (test) =>
    check(
      test,
      (folder) =>
        writeFile(
          join(folder, 'tokenizer.json'),
          '{"version":"1.0","model":{"type":"BPE","vocab":{"lung":0,"l":1,"u":2,"n":3,"g":4},"merges":[]}}',
        ),
      'model/empty-merges',
      /no merges, so that it cuts every text into single characters/,
    ));
  it('without names of labels', (test) =>
    check(
      test,
      (folder) => change(folder, (config) => delete config['id2label']),
      'model/missing-labels',
      /"id2label"/,
    ));
  it('with labels of no known scheme', (test) =>
    check(
      test,
      (folder) =>
        change(folder, (config) => Object.assign(config, { id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } })),
      'model/unknown-label-scheme',
      /the label "LABEL_0" has no meaning/,
    ));
  it('with an aggregation that there is not', (test) =>
    check(
      test,
      (folder) =>
        writeFile(join(folder, 'goldspan.json'), '{"decoding":{"kind":"labels","aggregation":"last"}}'),
      'model/invalid-decoding',
      /no "aggregation" "last"\. Choose from word, none/,
    ));
  it('with fewer labels than logits', (test) =>
    check(
      test,
      (folder) => change(folder, (config) => Object.assign(config, { id2label: { 0: 'O', 1: 'B-Drug' } })),
      'model/label-count',
      /logits of shape .* names 2 labels/,
    ));
  it('with a decoding rule that does not fit', (test) =>
    check(
      test,
      (folder) =>
        writeFile(join(folder, 'goldspan.json'), '{"decoding":{"kind":"crf","heads":[{"type":"Drug"}]}}'),
      'model/invalid-decoding',
      /goldspan\.json: every head/,
    ));
});
