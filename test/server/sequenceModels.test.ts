import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineError, type EngineHost } from '../../server/inference/engineHost.ts';
import { SequenceReader } from '../../server/inference/sequenceReader.ts';
import { SequenceRelations } from '../../server/inference/sequenceRelations.ts';
import type { SequenceInput } from '../../server/suggestion/sequence/rules.ts';
import { marked } from '../unit/suggestion/relations/example.ts';
import { folderWith } from './corpus.ts';
import { startEngine } from './engines.ts';
import { classifierFamilies, compareClassifier } from './modelFamilies.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const tiny = (name: string): string => path(`../fixtures/tiny-sequence/${name}`);

async function classified(
  engine: EngineHost,
  folder: string,
  inputs: readonly SequenceInput[],
): Promise<(readonly number[] | undefined)[]> {
  const rows: (readonly number[] | undefined)[] = inputs.map(() => undefined);
  await engine.classify(folder, inputs, (indices, items) =>
    indices.forEach((index, position) => {
      const row = items[position];
      rows[index] = row && [...row];
    }),
  );
  return rows;
}

/** A text of which the first occurrence of some words must be kept. */
function keeping(words: string, text: string, second?: string): SequenceInput {
  const start = text.indexOf(words);
  return { text, kept: { start, end: start + words.length }, ...(second !== undefined && { second }) };
}

function assertClose(given: readonly number[] | undefined, wanted: readonly number[], what: string): void {
  const isClose =
    given?.length === wanted.length &&
    given.every((value, index) => Math.abs(value - (wanted[index] as number)) < 1e-3);
  assert.ok(isClose, `${what}: ${given} instead of ${wanted}`);
}

describe('a classifier of texts', () => {
  for (const name of classifierFamilies) {
    it(`gives the logits of the transformers library, for one text and for two: ${name}`, async (test) => {
      const { cases, difference } = await compareClassifier(startEngine(test), name);
      assert.ok(cases.some(({ second }) => second !== undefined));
      assert.ok(difference < 1e-3, `logits differ by ${difference}`);
    });
  }

  it('reads as many tokens as a model has places for', async (test) => {
    const engine = startEngine(test);
    for (const name of ['bert', 'roberta', 'deberta']) {
      const inputs = [keeping('pain', 'pain '.repeat(200)), keeping('pain', 'pain '.repeat(200), 'pain')];
      for (const row of await classified(engine, tiny(name), inputs)) {
        assert.ok(row?.length === 3 && row.every(Number.isFinite), `${name}: ${row}`);
      }
    }
  });

  it('reads what stands around the entities of a text that is too long', async (test) => {
    const engine = startEngine(test);
    const pair = '@CHEMICAL$ and @GENE$';
    // 16 tokens less [CLS] and [SEP] leave 14: the pair and at most 11 others.
    const near = `${'the '.repeat(30)}inhibits , , , , ${pair} , , , , , ${'the '.repeat(30)}`;
    const far = `inhibits ${'the '.repeat(30)}${pair}`;
    const [there, gone, atEnd] = await classified(engine, tiny('relations'), [
      keeping(pair, near),
      keeping(pair, far),
      keeping(pair, `${far} ${', '.repeat(20)}inhibited`),
    ]);
    assertClose(there, [2, 0, 6], 'within reach');
    assertClose(gone, [2, 0, 0], 'before the window');
    assertClose(atEnd, [2, 0, 0], 'behind the window');
  });

  it('says that what must be read does not fit', async (test) => {
    const engine = startEngine(test);
    const long = `@CHEMICAL$ ${'and '.repeat(20)}@GENE$`;
    const rows = await classified(engine, tiny('relations'), [
      keeping(long, long),
      keeping('the', 'the inhibits'),
      { text: '\u200b', kept: { start: 0, end: 1 } },
    ]);
    assert.equal(rows[0], undefined);
    assertClose(rows[1], [10, 0, 6], 'a text that fits');
    assert.equal(rows[2], undefined);
  });

  it('leaves a hypothesis whole whatever the text', async (test) => {
    const engine = startEngine(test);
    // 24 tokens less [CLS] and two [SEP] leave 21, of which the hypothesis takes 12.
    const hypothesis = `${'has '.repeat(11)}absent`;
    const [cut, skipped] = await classified(engine, tiny('entailment'), [
      keeping('fever', `${'with '.repeat(30)}no fever ${'with '.repeat(30)}`, hypothesis),
      keeping('no '.repeat(12).trim(), 'no '.repeat(12), hypothesis),
    ]);
    assertClose(cut, [0, 8, 4], 'a text that is cut');
    assert.equal(skipped, undefined);
  });

  it('stops between two batches when it is cancelled, and keeps what it has read', async (test) => {
    const engine = startEngine(test);
    const controller = new AbortController();
    const inputs = Array.from({ length: 3000 }, (_, index) =>
      keeping('and', `and ${'the '.repeat(index % 9)}`),
    );
    let read = 0;
    const complete = await engine.classify(
      tiny('bert'),
      inputs,
      (indices) => {
        read += indices.length;
        controller.abort();
      },
      controller.signal,
    );
    assert.equal(complete, false);
    assert.ok(read > 0 && read < inputs.length, `${read}`);
    const reader = new SequenceReader(engine, tiny('bert'));
    assert.equal(await reader.read(inputs, AbortSignal.abort()), undefined);
  });
});

describe('a reader of texts', () => {
  it('reads each text once', async (test) => {
    const engine = startEngine(test);
    const reader = new SequenceReader(engine, tiny('relations'));
    const inputs = ['inhibits', 'activates', 'inhibits'].map((text) => keeping(text, text));
    const first = await reader.read(inputs);
    assert.deepEqual(first?.[0], first?.[2]);
    // Without an engine, only what is known can be answered.
    engine.stop();
    const classify = test.mock.method(engine, 'classify');
    assert.deepEqual(await reader.read(inputs), first);
    assert.equal(classify.mock.callCount(), 0);
  });
});

describe('relations by a classifier of texts', () => {
  async function check(
    test: TestContext,
    folder: string,
    content: string,
    expected: readonly string[],
    wanted?: (type: string) => boolean,
  ): Promise<number> {
    const { text, entities } = marked(content);
    const suggester = new SequenceRelations(new SequenceReader(startEngine(test), folder));
    let skipped = 0;
    const relations = await suggester.predict(
      text,
      { entities, normalisations: [] },
      { onSkipped: (pairs) => (skipped += pairs), ...(wanted && { wanted }) },
    );
    const words = new Map(entities.map(({ id, words: own }) => [id, own]));
    assert.deepEqual(
      relations?.map(
        ({ type, arguments: [head, tail], score }) =>
          `${words.get(head.target)} ${type} ${words.get(tail.target)} ${score.toFixed(2)}`,
      ),
      expected,
    );
    return skipped;
  }

  it('joins what is masked', (test) =>
    check(
      test,
      tiny('relations'),
      '[Aspirin|Chemical] activates [COX|Gene] 😀. [TP53|Gene] is inhibited by [zinc|Chemical], and [iron|Animal].',
      ['Aspirin Upregulates COX 0.98', 'TP53 DownregulatedBy zinc 0.98'],
    ).then((skipped) => assert.equal(skipped, 0)));

  it('counts the pairs that do not fit', async (test) => {
    const content = `[Zinc|Chemical] ${'and '.repeat(20)}, [COX|Gene] and [iron|Chemical] inhibits [TP53|Gene].`;
    const skipped = await check(test, tiny('relations'), content, [
      'COX DownregulatedBy iron 0.98',
      'TP53 DownregulatedBy iron 0.98',
    ]);
    // Zinc with each of the genes.
    assert.equal(skipped, 2);
  });

  it('asks about wanted types alone', (test) =>
    check(
      test,
      tiny('relations'),
      '[Zinc|Chemical] inhibits [COX|Gene].',
      [],
      (type) => type === 'Causes',
    ).then((skipped) => assert.equal(skipped, 0)));

  it('joins what a text entails most, and nothing where it entails nothing', async (test) => {
    const folder = tiny('entailment');
    await check(test, folder, '[Zinc|Chemical] caused [gout|Disease].', ['Zinc Causes gout 0.98']);
    await check(test, folder, '[Zinc|Chemical] and [gout|Disease].', []);
    // Entailed alike.
    await check(test, folder, '[Zinc|Chemical] relieved and caused [gout|Disease].', []);
  });

  it('joins what is in one context', async (test) => {
    const content = '[Zinc|Chemical] was given. It caused [gout|Disease]. No [asthma|Disease].';
    const folder = await folderWith(test, {});
    await cp(tiny('entailment'), folder, { recursive: true });
    const asked = async (context: string, expected: readonly string[]): Promise<void> => {
      await change(join(folder, 'goldspan.json'), (settings) => Object.assign(settings, { context }));
      await check(test, folder, content, expected);
    };
    await asked('sentence', []);
    await asked('sentences:2', ['Zinc Causes gout 0.98']);
    await asked('sentences:3', ['Zinc Causes gout 0.98', 'Zinc Causes asthma 0.98']);
    await asked('document', ['Zinc Causes gout 0.98', 'Zinc Causes asthma 0.98']);
  });

  it('leaves out what the text negates, where it is told to', async (test) => {
    const content = 'No [gout|Disease] was caused by [zinc|Chemical].';
    await check(test, tiny('entailment'), content, ['zinc Causes gout 0.98']);
    const folder = await folderWith(test, {});
    await cp(tiny('entailment'), folder, { recursive: true });
    await change(join(folder, 'goldspan.json'), (settings) => {
      const [pair] = settings['pairs'] as [Record<string, unknown>];
      pair['present'] = true;
    });
    await check(test, folder, content, []);
  });
});

async function change(file: string, edit: (content: Record<string, unknown>) => void): Promise<void> {
  const content = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  edit(content);
  await writeFile(file, JSON.stringify(content));
}

describe('a broken folder of a classifier', () => {
  async function check(
    test: TestContext,
    name: string,
    damage: (folder: string) => Promise<void>,
    code: string,
    message: RegExp,
  ): Promise<void> {
    const folder = await folderWith(test, {});
    await cp(tiny(name), folder, { recursive: true });
    await damage(folder);
    const engine = startEngine(test);
    await assert.rejects(engine.loadSequence(folder), (error) => {
      assert.ok(error instanceof EngineError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
    // The engine goes on with other models.
    await engine.loadSequence(tiny(name));
  }
  const settings = (edit: (content: Record<string, unknown>) => void) => (folder: string) =>
    change(join(folder, 'goldspan.json'), edit);
  const config = (edit: (content: Record<string, unknown>) => void) => (folder: string) =>
    change(join(folder, 'config.json'), edit);

  for (const [what, name, damage, code, message] of [
    [
      'settings that are wrong, each with its place',
      'relations',
      settings((content) => Object.assign(content, { threshold: 50, input: { kind: 'mask' } })),
      'model/invalid-settings',
      /goldspan\.json: threshold: should be a number from 0 to 1 and is 50; .*goldspan\.json: input\.mask: is missing;/,
    ],
    [
      'settings that are no JSON',
      'relations',
      (folder: string) => writeFile(join(folder, 'goldspan.json'), '{"task": "relations",}'),
      'model/invalid-json',
      /goldspan\.json: not valid JSON/,
    ],
    [
      'labels without names, and nothing that says what they mean',
      'relations',
      config((content) => Object.assign(content, { id2label: { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' } })),
      'model/invalid-settings',
      /pairs\[0\]\.relations\.LABEL_0: is missing; give the relation that the label stands for/,
    ],
    [
      'one label',
      'relations',
      config((content) => Object.assign(content, { id2label: { 0: 'score' } })),
      'model/missing-labels',
      /config\.json: a classifier has at least two labels, and "id2label" names 1\./,
    ],
    [
      'fewer labels than logits',
      'entailment',
      config((content) => Object.assign(content, { id2label: { 0: 'contradiction', 1: 'entailment' } })),
      'model/label-count',
      /model\.onnx: the graph gives logits of shape \[1, 3\], but config\.json names 2 labels/,
    ],
    [
      'a graph that gives logits for tokens',
      'assertion',
      (folder: string) =>
        cp(path('../fixtures/tiny-wordpiece/onnx/model.onnx'), join(folder, 'onnx', 'model.onnx')),
      'model/wrong-head',
      /which are for tokens and not for whole texts/,
    ],
    [
      'a mark that the tokenizer does not know',
      'assertion',
      settings((content) =>
        Object.assign(content, { input: { kind: 'markers', finding: ['<e> ', ' </e>'], tokens: true } }),
      ),
      'model/unknown-mark',
      /goldspan\.json: input\.finding\[0\]: "<e>" is no token of .*tokenizer\.json, which reads it as \[UNK\]/,
    ],
    [
      'a mark that was added to the tokenizer and not to the model',
      'assertion',
      async (folder: string) => {
        await change(join(folder, 'tokenizer.json'), (content) => {
          const added = content['added_tokens'] as Record<string, unknown>[];
          added.push({ ...added.at(-1), id: 900, content: '<e>' });
        });
        await settings((content) =>
          Object.assign(content, { input: { kind: 'markers', finding: ['<e>', '<e>'], tokens: true } }),
        )(folder);
      },
      'model/run-failed',
      /model\.onnx: the model does not run: .* tokenizer\.json and the graph come from the same export/,
    ],
    [
      'no tokenizer',
      'bert',
      (folder: string) => rm(join(folder, 'tokenizer.json')),
      'model/missing-tokenizer',
      /tokenizer\.json: the file is missing/,
    ],
    [
      'no graph',
      'bert',
      (folder: string) => rm(join(folder, 'onnx'), { recursive: true }),
      'model/missing-graph',
      /optimum-cli export onnx --task text-classification/,
    ],
  ] as const) {
    it(`has ${what}`, (test) => check(test, name, damage, code, message));
  }

  it('may have marks that fall apart, which is doubtful where a part is unknown', async (test) => {
    const folder = await folderWith(test, {});
    await cp(tiny('assertion'), folder, { recursive: true });
    const marks = async (finding: readonly string[]): Promise<readonly string[]> => {
      const input = { kind: 'markers', finding };
      await change(join(folder, 'goldspan.json'), (content) => Object.assign(content, { input }));
      return (await startEngine(test).loadSequence(folder)).notes;
    };
    assert.deepEqual(await marks(['has no ', ' .']), []);
    const [note] = await marks(['has <e> ', ' .']);
    assert.match(note ?? '', /input\.finding\[0\]: "has <e>" is no token of .* reads it as has \[UNK\]/);
  });
});
