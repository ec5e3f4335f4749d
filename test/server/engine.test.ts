import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EngineError, EngineHost, type EngineState } from '../../server/inference/engineHost.ts';
import type { EncodedText } from '../../server/inference/messages.ts';
import { decodeMentions } from '../../server/suggestion/decoding.ts';
import { codePoint, OffsetConverter } from '../../server/text/positions.ts';
import { folderWith } from './corpus.ts';
import { encode, engineScript, entityModel, startEngine, tinyModel } from './engines.ts';

const references = new URL('../fixtures/entities-reference.json', import.meta.url);

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
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
    const reference = JSON.parse(await readFile(references, 'utf8')) as Reference;
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
      script: engineScript,
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
