import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError, EngineHost, type EngineState } from '../../server/inference/engineHost.ts';
import type { EncodedText } from '../../server/inference/messages.ts';
import { Predictor } from '../../server/inference/predictor.ts';
import { decodeMentions } from '../../server/suggestion/decoding.ts';
import { codePoint, OffsetConverter } from '../../server/text/positions.ts';
import { folderWith } from './corpus.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const script = path('../../dist/engine.cjs');
const entityModel = path('../../models/entities');
const tinyModel = path('../fixtures/tiny-wordpiece');

function startEngine(test: TestContext, onState: (state: EngineState) => void = () => undefined): EngineHost {
  const engine = new EngineHost({ script, onState, firstDelay: 1 });
  test.after(() => engine.stop());
  return engine;
}

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function encode(engine: EngineHost, folder: string, texts: readonly string[]): Promise<EncodedText[]> {
  const results: EncodedText[] = [];
  const complete = await engine.encode(folder, texts, (indices, items) =>
    indices.forEach((index, position) => {
      results[index] = items[position] as EncodedText;
    }),
  );
  assert.equal(complete, true);
  return results;
}

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

interface Reference {
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly text: string;
    readonly offsets: readonly (readonly [number, number])[];
    readonly logits: readonly (readonly number[])[];
  }[];
}

describe('the engine', () => {
  it('gives the offsets and logits of the reference implementation', async (test) => {
    const reference = JSON.parse(
      await readFile(path('../fixtures/entities-reference.json'), 'utf8'),
    ) as Reference;
    assert.ok(reference.cases.length >= 10);
    const engine = startEngine(test);
    const encoded = await encode(
      engine,
      entityModel,
      reference.cases.map(({ text }) => text),
    );
    reference.cases.forEach(({ text, offsets, logits }, index) => {
      const converter = new OffsetConverter(text);
      const { starts, ends, logits: found, columns } = encoded[index] as EncodedText;
      assert.deepEqual(
        Array.from(starts, (start, token) => [start, ends[token]]),
        offsets.map((pair) => pair.map((offset) => converter.fromCodePoint(codePoint(offset)))),
        text,
      );
      const differences = logits.flatMap((row, token) =>
        row.map((value, column) => Math.abs(value - (found[token * columns + column] as number))),
      );
      assert.ok(Math.max(0, ...differences) < 1e-3, `${text}: logits differ by ${Math.max(...differences)}`);
    });
  });

  it('says the same of a text whatever is read with it', async (test) => {
    const engine = startEngine(test);
    const text = 'Tamoxifen for breast cancer caused nausea.';
    const [alone] = await encode(engine, entityModel, [text]);
    const others = [
      'Fever.',
      `${'A much longer sentence about many things of no interest, '.repeat(6)}end.`,
      '',
    ];
    const together = (await encode(engine, entityModel, [...others, text])).at(-1);
    assert.ok(alone && together);
    const { decoding } = await engine.load(entityModel);
    assert.deepEqual(decodeMentions(text, together, decoding), decodeMentions(text, alone, decoding));
  });

  it('reads every token of a text longer than any window, once', async (test) => {
    const engine = startEngine(test);
    const words = Array.from({ length: 3000 }, (_, index) => (index % 7 === 0 ? 'aspirin' : 'word'));
    const [encoded] = await encode(engine, entityModel, [words.join(' ')]);
    assert.equal(encoded?.starts.length, words.length);
    const { decoding } = await engine.load(entityModel);
    const mentions = decodeMentions(words.join(' '), encoded as EncodedText, decoding);
    const chemicals = mentions.filter(({ type }) => type === 'Chemical');
    assert.equal(new Set(chemicals.map(({ span }) => span.start)).size, chemicals.length);
    assert.ok(chemicals.length > 0.9 * (words.length / 7));
  });

  it('stops between two batches when it is cancelled', async (test) => {
    const engine = startEngine(test);
    const texts = Array.from(
      { length: 4000 },
      (_, index) => `Patient ${index} has fever and takes aspirin daily.`,
    );
    const controller = new AbortController();
    let read = 0;
    const complete = await engine.encode(
      entityModel,
      texts,
      (indices) => {
        read += indices.length;
        controller.abort();
      },
      controller.signal,
    );
    assert.equal(complete, false);
    assert.ok(read > 0 && read < texts.length, `${read} of ${texts.length} were read`);
  });

  it('rejects what was under way when it is killed, starts again and goes on', async (test) => {
    const states: EngineState[] = [];
    const restarted = deferred<void>();
    const engine = startEngine(test, (state) => {
      states.push(state);
      if (states.filter(({ kind }) => kind === 'running').length === 2) restarted.resolve();
    });
    await engine.load(tinyModel);
    const pending = engine.encode(entityModel, ['Fever.'], () => undefined);
    const { state } = engine;
    assert.equal(state.kind, 'running');
    process.kill(state.kind === 'running' ? state.processId : 0, 'SIGKILL');
    await assert.rejects(pending, (error) => error instanceof EngineError && error.code === 'engine/ended');
    await restarted.promise;
    assert.deepEqual(
      states.map(({ kind }) => kind),
      ['running', 'restarting', 'running'],
    );
    assert.equal((await encode(engine, tinyModel, ['asp'])).length, 1);
  });

  it('leaves a model alone that it ended over twice, and goes on with the others', async (test) => {
    // Loading the folder `large` ends this engine, as the system ends a process that takes too much memory.
    const folder = await folderWith(test, {
      'engine.cjs': `process.on('message', ({ kind, request, folder }) => {
        if (folder.endsWith('large')) process.kill(process.pid, 'SIGKILL');
        else process.send({ kind: 'loaded', request, model: { folder } });
      });`,
    });
    let running = deferred<void>();
    const engine = new EngineHost({
      script: join(folder, 'engine.cjs'),
      firstDelay: 1,
      onState: ({ kind }) => {
        if (kind === 'running') running.resolve();
      },
    });
    test.after(() => engine.stop());
    await engine.load('small');
    for (const _ of [1, 2]) {
      running = deferred();
      await assert.rejects(engine.load('large'), /signal SIGKILL/);
      await running.promise;
    }
    await assert.rejects(engine.load('large'), (error) => {
      assert.ok(error instanceof EngineError && error.code === 'model/ended-engine');
      assert.match(
        error.message,
        /^large: the engine process ended 2 times over this model \(signal SIGKILL\)/,
      );
      return true;
    });
    assert.equal((await engine.load('small')).folder, 'small');
    engine.restart();
    await assert.rejects(engine.load('large'), /signal SIGKILL/);
  });

  it('runs models on the processor where there is nothing else, and says why', async (test) => {
    const missing = process.platform === 'darwin' ? 'dml' : 'coreml';
    const log: string[] = [];
    const told = deferred<void>();
    const engine = new EngineHost({
      script,
      provider: missing,
      onLog: (line) => {
        log.push(line);
        told.resolve();
      },
    });
    test.after(() => engine.stop());
    const { execution } = await engine.load(tinyModel);
    assert.deepEqual(execution, {
      provider: 'cpu',
      fallback: `ONNX Runtime has no ${missing} on this platform`,
    });
    await told.promise;
    assert.match(log.join('\n'), /tiny-wordpiece runs on the processor: ONNX Runtime has no/);
    assert.equal((await encode(engine, tinyModel, ['asp'])).length, 1);
    engine.runOn('cpu');
    assert.deepEqual((await engine.load(tinyModel)).execution, { provider: 'cpu' });
  });

  it('gives up after crashing too often in a row', async (test) => {
    const folder = await folderWith(test, { 'engine.cjs': 'process.exit(3);' });
    const failed = deferred<EngineState>();
    const delays: number[] = [];
    const engine = new EngineHost({
      script: join(folder, 'engine.cjs'),
      firstDelay: 1,
      onState: (state) => {
        if (state.kind === 'restarting') delays.push(state.delay);
        if (state.kind === 'failed') failed.resolve(state);
      },
    });
    test.after(() => engine.stop());
    await assert.rejects(engine.load(tinyModel), EngineError);
    const state = await failed.promise;
    assert.match(state.kind === 'failed' ? state.reason : '', /exit code 3.*5 times in a row/);
    assert.deepEqual(delays, [1, 2, 4, 8]);
    await assert.rejects(engine.load(tinyModel), /not running/);
  });
});

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
