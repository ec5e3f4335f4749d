import assert from 'node:assert/strict';
import { appendFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError, EngineHost } from '../../server/inference/engineHost.ts';
import type { SequenceInput } from '../../server/suggestion/sequence/rules.ts';
import { folderWith } from './corpus.ts';
import { encode, engineScript, entityModel, startEngine, tinyModel } from './engines.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** A graph that quantises at run time and reads one window at a time, so that two sessions share its texts in bulk. */
const eightBits = fixture('model-families/bert-eight-bits');

/** Of many lengths, one of no token and one of several windows. */
const texts = [
  '',
  'the patient denies chest pain, '.repeat(150),
  ...Array.from(
    { length: 300 },
    (_, index) => `day ${index}: ${'fever and a cough 😷 '.repeat(index % 9)}again.`,
  ),
];

function startBulkEngine(test: TestContext): EngineHost {
  const engine = new EngineHost({ script: engineScript, isBulk: true, firstDelay: 1 });
  test.after(() => engine.stop());
  return engine;
}

describe('the engine in bulk', () => {
  for (const folder of [eightBits, entityModel, tinyModel]) {
    it(`says the same as one session, to the last bit: ${folder.split('/').at(-1)}`, async (test) => {
      const alone = await encode(startEngine(test), folder, texts);
      assert.deepEqual(await encode(startBulkEngine(test), folder, texts), alone);
    });
  }

  it('says the same of a text whatever is read with it', async (test) => {
    const engine = startBulkEngine(test);
    const together = await encode(engine, eightBits, texts);
    for (const index of [0, 1, 10, 301]) {
      assert.deepEqual(await encode(engine, eightBits, [texts[index] as string]), [together[index]]);
    }
  });

  it('gives classifiers the same answers as one session', async (test) => {
    const inputs = texts.map(
      (text): SequenceInput => ({ text, kept: { start: 0, end: Math.min(5, text.length) } }),
    );
    const folder = await copyOf(test, fixture('tiny-sequence/bert'));
    await nameOperator(join(folder, 'onnx/model.onnx'));
    const answers = async (engine: EngineHost): Promise<(Float32Array | undefined)[]> => {
      const rows: (Float32Array | undefined)[] = [];
      const isComplete = await engine.classify(folder, inputs, (indices, items) =>
        indices.forEach((index, position) => {
          rows[index] = items[position];
        }),
      );
      assert.equal(isComplete, true);
      return rows;
    };
    const alone = await answers(startEngine(test));
    assert.ok(alone.filter((row) => row !== undefined).length > 300);
    assert.deepEqual(await answers(startBulkEngine(test)), alone);
  });

  it('gives names the same vectors as one session', async (test) => {
    const folder = await copyOf(test, fixture('tiny-encoders/bert'));
    await nameOperator(join(folder, 'onnx/model.onnx'));
    const names = texts.map((text) => text.slice(0, 60));
    const alone = await startEngine(test).encodeNames(folder, names);
    assert.equal(alone.length, names.length);
    assert.deepEqual(await startBulkEngine(test).encodeNames(folder, names), alone);
  });

  it('stops between two windows when it is cancelled, and reads on when it is asked again', async (test) => {
    const engine = startBulkEngine(test);
    const many = Array.from({ length: 4000 }, (_, index) => `${texts[index % texts.length]} ${index}`);
    const controller = new AbortController();
    let read = 0;
    const isComplete = await engine.encode(
      eightBits,
      many,
      (indices) => {
        read += indices.length;
        controller.abort();
      },
      controller.signal,
    );
    assert.equal(isComplete, false);
    assert.ok(read > 0 && read < many.length, `${read} of ${many.length} were read`);
    const readBefore = read;
    assert.equal((await encode(engine, eightBits, texts)).length, texts.length);
    assert.equal(read, readBefore);
  });

  it('rejects what was under way when it is killed among the texts, starts again and says the same', async (test) => {
    let tellRestarted: () => void;
    const restarted = new Promise<void>((resolve) => {
      tellRestarted = resolve;
    });
    let starts = 0;
    const engine = new EngineHost({
      script: engineScript,
      isBulk: true,
      firstDelay: 1,
      onState: ({ kind }) => {
        if (kind === 'running') starts += 1;
        if (starts === 2) tellRestarted();
      },
    });
    test.after(() => engine.stop());
    const before = await encode(engine, eightBits, texts);
    let isKilled = false;
    const pending = engine.encode(eightBits, texts, () => {
      const { state } = engine;
      if (!isKilled && state.kind === 'running') process.kill(state.processId, 'SIGKILL');
      isKilled = true;
    });
    await assert.rejects(pending, (error) => error instanceof EngineError && error.code === 'engine/ended');
    await restarted;
    assert.deepEqual(await encode(engine, eightBits, texts), before);
  });

  it('tells of a graph that cannot be loaded or run what one session tells', async (test) => {
    const damaged = await copyOf(test, eightBits);
    await writeFile(join(damaged, 'onnx/model_quantized.onnx'), 'DynamicQuantizeLinear, and nothing else');
    // A tokenizer that knows more tokens than the graph has.
    const mismatched = await copyOf(test, eightBits);
    await cp(join(entityModel, 'tokenizer.json'), join(mismatched, 'tokenizer.json'));
    for (const [folder, code] of [
      [damaged, 'model/invalid-graph'],
      [mismatched, 'model/run-failed'],
    ] as const) {
      const failures = await Promise.all(
        [startEngine(test), startBulkEngine(test)].map((engine) =>
          engine.load(folder).then(
            () => assert.fail('it was loaded'),
            (error: EngineError) => ({ code: error.code, message: error.message }),
          ),
        ),
      );
      assert.equal(failures[0]?.code, code);
      assert.deepEqual(failures[1], failures[0]);
    }
  });
});

async function copyOf(test: TestContext, folder: string): Promise<string> {
  const copy = await folderWith(test, {});
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** Has a graph taken for one that quantises at run time: adds a description that names the operator, a field at its end. */
async function nameOperator(graphFile: string): Promise<void> {
  const operator = 'DynamicQuantizeLinear';
  await appendFile(graphFile, `\x32${String.fromCharCode(operator.length)}${operator}`);
}
