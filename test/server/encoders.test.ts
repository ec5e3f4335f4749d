import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../server/inference/engineHost.ts';
import { poolings } from '../../server/inference/messages.ts';
import { folderWith } from './corpus.ts';
import { startEngine } from './engines.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A copy of a tiny encoder with files beside it. */
async function encoderWith(
  test: TestContext,
  family: string,
  files: Readonly<Record<string, object>>,
): Promise<string> {
  const folder = await folderWith(test, {});
  await cp(path(`../fixtures/tiny-encoders/${family}`), folder, { recursive: true });
  await mkdir(join(folder, '1_Pooling'));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(content));
  return folder;
}

interface Reference {
  readonly cases: readonly {
    readonly name: string;
    readonly vectors: Readonly<Record<string, readonly number[]>>;
  }[];
}

describe('an encoder of names', () => {
  for (const family of ['bert', 'xlm-roberta']) {
    it(`gives the vectors of the reference under every pooling: ${family}`, async (test) => {
      const engine = startEngine(test);
      const file = path(`../fixtures/tiny-encoders/${family}/reference.json`);
      const { cases } = JSON.parse(await readFile(file, 'utf8')) as Reference;
      for (const pooling of poolings.filter((each) => each !== 'none')) {
        const folder = await encoderWith(test, family, { 'goldspan.json': { task: 'names', pooling } });
        const { dimensions } = await engine.loadEncoder(folder);
        const vectors = await engine.encodeNames(
          folder,
          cases.map(({ name }) => name),
        );
        cases.forEach(({ name, vectors: expected }, index) => {
          const difference = Math.max(
            ...(expected[pooling] ?? []).map((value, at) =>
              Math.abs(value - (vectors[index]?.[at] ?? Number.NaN)),
            ),
          );
          assert.equal(vectors[index]?.length, dimensions);
          assert.ok(difference < 1e-3, `${pooling} of ${name} differs by ${difference}`);
        });
      }
    });
  }

  it('may pool by itself: the one in the box gives the vectors of its training', async (test) => {
    const engine = startEngine(test);
    const folder = path('../../models/concepts');
    const { cases } = JSON.parse(await readFile(path('../fixtures/concepts-reference.json'), 'utf8')) as {
      cases: { name: string; ids: number[]; vector: number[] }[];
    };
    const vectors = await engine.encodeNames(
      folder,
      cases.map(({ name }) => name),
    );
    assert.equal((await engine.loadEncoder(folder)).dimensions, 256);
    const unknown = 1;
    cases.forEach(({ name, ids, vector }, index) => {
      const found = vectors[index] ?? new Float32Array();
      // A name without a piece is near nothing.
      if (ids.length === 1 && ids[0] === unknown && found.every((value) => value === 0)) return;
      const difference = Math.max(...vector.map((value, at) => Math.abs(value - (found[at] ?? Number.NaN))));
      assert.ok(difference < 1e-3, `${name} differs by ${difference}`);
    });
  });

  it('pools as sentence-transformers wrote it, and by the first token where nothing is said', async (test) => {
    const engine = startEngine(test);
    const mean = await encoderWith(test, 'bert', {
      '1_Pooling/config.json': { pooling_mode_cls_token: false, pooling_mode_mean_tokens: true },
    });
    assert.equal((await engine.loadEncoder(mean)).pooling, 'mean');
    assert.equal((await engine.loadEncoder(await encoderWith(test, 'bert', {}))).pooling, 'cls');
  });

  it('says the same of a name whatever is read with it, and of a long one by its beginning', async (test) => {
    const engine = startEngine(test);
    const folder = path('../fixtures/tiny-encoders/bert');
    const long = 'breast cancer '.repeat(40);
    const [alone] = await engine.encodeNames(folder, ['heart failure']);
    const [together, one, other] = await engine.encodeNames(folder, [
      'heart failure',
      long,
      `${long} and more`,
    ]);
    assert.ok(alone?.every((value, at) => Math.abs(value - (together?.[at] ?? Number.NaN)) < 1e-5));
    assert.deepEqual(one, other);
  });

  for (const [what, files, code, message] of [
    [
      'no pooling where there are vectors of tokens',
      { 'goldspan.json': { pooling: 'none' } },
      'model/invalid-pooling',
      /a vector for each token/,
    ],
    [
      'a pooling that there is not',
      { 'goldspan.json': { pooling: 'sum' } },
      'model/invalid-pooling',
      /Choose from cls, mean/,
    ],
    [
      'several poolings',
      { '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true } },
      'model/invalid-pooling',
      /cls and mean/,
    ],
    [
      'prefixes that are no texts',
      { 'goldspan.json': { prefix: { query: 1 } } },
      'model/invalid-prefix',
      /"prefix" needs texts/,
    ],
  ] as const) {
    it(`is refused with ${what}`, async (test) => {
      const folder = await encoderWith(test, 'bert', files);
      await assert.rejects(startEngine(test).loadEncoder(folder), (error) => {
        assert.ok(error instanceof EngineError && error.code === code);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('is refused where the graph classifies', async (test) =>
    assert.rejects(startEngine(test).loadEncoder(path('../fixtures/model-families/bert-cased')), (error) => {
      assert.ok(error instanceof EngineError && error.code === 'model/wrong-head');
      assert.match(error.message, /the graph gives logits, and no vectors.*--task feature-extraction/);
      return true;
    }));
});
