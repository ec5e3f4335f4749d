import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EngineError } from '../../server/inference/engineHost.ts';
import { NameEncoder } from '../../server/inference/nameEncoder.ts';
import { folderWith } from './corpus.ts';
import { startEngine } from './engines.ts';
import { goldspan } from './goldspan.ts';
import { compareEncoder, encoderFamilies, linkingCopy, linkingFolder } from './linkingModels.ts';

async function tokenizerOf(family: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(linkingFolder(family), 'tokenizer.json'), 'utf8')) as Record<
    string,
    unknown
  >;
}

describe('an encoder of names and mentions', () => {
  for (const family of encoderFamilies) {
    it(`gives the vectors of the reference: ${family}`, async (test) => {
      const { difference, count } = await compareEncoder(startEngine(test), family);
      assert.ok(count >= 15);
      assert.ok(difference < 1e-3, `vectors differ by ${difference}`);
    });
  }

  for (const direction of ['Left', 'Right']) {
    it(`reads the last token of a decoder whose tokenizer pads on the ${direction.toLowerCase()}`, async (test) => {
      for (const family of ['gpt-neox', 'mistral']) {
        const padding = {
          ...{ strategy: { Fixed: 60 }, direction, pad_to_multiple_of: null },
          ...{ pad_id: 2, pad_type_id: 0, pad_token: '<pad>' },
        };
        const folder = await linkingCopy(test, family, {
          'tokenizer.json': { ...(await tokenizerOf(family)), padding },
        });
        const { difference } = await compareEncoder(startEngine(test), family, folder);
        assert.ok(difference < 1e-3, `vectors of ${family} differ by ${difference}`);
      }
    });
  }

  it('puts an end token after a text only once', async (test) => {
    const tokenizer = await tokenizerOf('gpt-neox');
    const special = { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } };
    const parts = [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }];
    const processor = { type: 'TemplateProcessing', single: parts, pair: parts, special_tokens: special };
    const folder = await linkingCopy(test, 'gpt-neox', {
      'tokenizer.json': { ...tokenizer, post_processor: processor },
    });
    const { difference, model } = await compareEncoder(startEngine(test), 'gpt-neox', folder);
    assert.ok(difference < 1e-3, `vectors differ by ${difference}`);
    assert.equal(model.endToken, undefined);
    const without = await linkingCopy(test, 'gpt-neox', { 'goldspan.json': { pooling: 'last' } });
    assert.ok((await compareEncoder(startEngine(test), 'gpt-neox', without)).difference > 0.1);
  });

  it('knows what sentence-transformers wrote beside it', async (test) => {
    const { description } = await NameEncoder.load(startEngine(test), linkingFolder('mpnet'));
    const { pooling, prefix, window, notes, dimensions } = description;
    assert.deepEqual(
      { pooling, prefix, window, dimensions },
      { pooling: 'mean', prefix: { query: 'query: ', name: 'passage: ' }, window: 24, dimensions: 12 },
    );
    assert.match(notes.join('\n'), /config_sentence_transformers\.json: prompts\.Classification stand/);
  });

  for (const [what, files, expected] of [
    [
      'what goldspan.json says comes first',
      { 'goldspan.json': { prefix: { name: 'n ' }, pooling: 'cls' } },
      ['cls', 'query: ', 'n '],
    ],
    [
      'passage and corpus stand before names, too',
      { 'config_sentence_transformers.json': { prompts: { corpus: 'c ', passage: 'p ' } } },
      ['mean', '', 'p '],
    ],
    [
      'the usual prompt stands before both',
      { 'config_sentence_transformers.json': { prompts: { any: 'a ' }, default_prompt_name: 'any' } },
      ['mean', 'a ', 'a '],
    ],
    [
      'the pooling may have a folder of another name',
      {
        'modules.json': [
          { path: '', type: 'sentence_transformers.models.Transformer' },
          { path: 'pooling', type: 'sentence_transformers.models.Pooling' },
        ],
        'pooling/config.json': { pooling_mode: 'lasttoken' },
      },
      ['last', 'query: ', 'passage: '],
    ],
    [
      'the mean over a root has the direction of the mean',
      {
        '1_Pooling/config.json': { pooling_mode_mean_tokens: false, pooling_mode_mean_sqrt_len_tokens: true },
      },
      ['mean', 'query: ', 'passage: '],
    ],
    [
      'the mean is what is not said',
      { '1_Pooling/config.json': { word_embedding_dimension: 12 } },
      ['mean', 'query: ', 'passage: '],
    ],
    [
      'the first token counts where nothing is said',
      { 'modules.json': undefined, '1_Pooling/config.json': undefined },
      ['cls', 'query: ', 'passage: '],
    ],
  ] as const) {
    it(`of settings: ${what}`, async (test) => {
      const folder = await linkingCopy(test, 'mpnet', files);
      const { pooling, prefix } = (await NameEncoder.load(startEngine(test), folder)).description;
      assert.deepEqual([pooling, prefix.query, prefix.name], expected);
    });
  }

  it('puts words into lower case where that is asked for', async (test) => {
    const engine = startEngine(test);
    const family = 'gpt-neox';
    const folder = await linkingCopy(test, family, { 'sentence_bert_config.json': { do_lower_case: true } });
    const encoder = await NameEncoder.load(engine, folder);
    const [upper, lower] = await encoder.encodeNames(['IL-2', 'il-2']);
    assert.deepEqual(upper, lower);
    const [other] = await (await NameEncoder.load(engine, linkingFolder(family))).encodeNames(['IL-2']);
    assert.notDeepEqual(upper, other);
  });

  it('has a fingerprint for all that changes vectors of names, and one for mentions', async (test) => {
    const engine = startEngine(test);
    const both = async (files: Readonly<Record<string, unknown>>): Promise<[string, string]> => {
      const { fingerprint, queryFingerprint } = (
        await NameEncoder.load(engine, await linkingCopy(test, 'mpnet', files))
      ).description;
      return [fingerprint, queryFingerprint];
    };
    const [names, mentions] = await both({});
    assert.notEqual(names, mentions);
    for (const [files, namesChange, mentionsChange] of [
      [{ 'goldspan.json': { name: 'another name' } }, false, false],
      [{ 'goldspan.json': { prefix: { name: '' } } }, true, false],
      [{ 'goldspan.json': { prefix: { query: '' } } }, false, true],
      [{ 'goldspan.json': { pooling: 'max' } }, true, true],
      [{ 'goldspan.json': { window: 25 } }, true, true],
      [{ 'goldspan.json': { endToken: '<mask>' } }, true, true],
      [{ 'sentence_bert_config.json': { max_seq_length: 24, do_lower_case: true } }, true, true],
    ] as const) {
      const [ownNames, ownMentions] = await both(files);
      const found = [ownNames !== names, ownMentions !== mentions];
      assert.deepEqual(found, [namesChange, mentionsChange], JSON.stringify(files));
    }
  });

  it('has the fingerprint of the model that reads mentions', async (test) => {
    const engine = startEngine(test);
    const { description } = await NameEncoder.load(engine, linkingFolder('medcpt-names'));
    const query = await engine.loadEncoder(linkingFolder('medcpt-query'));
    assert.equal(description.queryFingerprint, query.queryFingerprint);
    assert.equal(description.mentions.folder, query.folder);
    assert.notEqual(description.fingerprint, description.queryFingerprint);
  });

  it('has nothing to say of nothing', async (test) => {
    const encoder = await NameEncoder.load(startEngine(test), linkingFolder('medcpt-names'));
    assert.deepEqual(await encoder.encodeNames([]), []);
    assert.deepEqual(await encoder.encodeMentions([]), []);
  });
});

describe('an encoder of names is refused', () => {
  const dense = [
    { path: '', type: 'sentence_transformers.models.Transformer' },
    { path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
    { path: '2_Dense', type: 'sentence_transformers.models.Dense' },
  ];
  for (const [what, family, files, code, message] of [
    [
      'a module that is not in the graph',
      'mpnet',
      { 'modules.json': dense },
      'model/unapplied-module',
      /modules\.json: .*"Dense" \(2_Dense\).*--library sentence_transformers/,
    ],
    [
      'such a module, whatever pooling is said',
      'mpnet',
      { 'modules.json': dense, 'goldspan.json': { pooling: 'mean' } },
      'model/unapplied-module',
      /"Dense"/,
    ],
    [
      'no list of modules',
      'mpnet',
      { 'modules.json': {} },
      'model/invalid-modules',
      /the top level is no list/,
    ],
    [
      'a module without a path',
      'mpnet',
      { 'modules.json': [{ type: 'x' }] },
      'model/invalid-modules',
      /module 0 has no/,
    ],
    [
      'no module that pools',
      'mpnet',
      { 'modules.json': dense.slice(0, 1) },
      'model/invalid-pooling',
      /no module that pools/,
    ],
    [
      'no settings of the module that pools',
      'mpnet',
      { '1_Pooling/config.json': undefined },
      'model/missing-file',
      /1_Pooling.config\.json: the file is missing, though .*modules\.json names it/,
    ],
    [
      'a pooling that is not known',
      'mpnet',
      { '1_Pooling/config.json': { pooling_mode: 'weightedmean' } },
      'model/invalid-pooling',
      /1_Pooling.config\.json: the pooling "weightedmean" is not known/,
    ],
    [
      'several poolings',
      'mpnet',
      { '1_Pooling/config.json': { pooling_mode: 'cls+mean' } },
      'model/invalid-pooling',
      /joined, cls and mean/,
    ],
    [
      'a pooling of the words without their prompt',
      'mpnet',
      { '1_Pooling/config.json': { pooling_mode_mean_tokens: true, include_prompt: false } },
      'model/invalid-pooling',
      /"include_prompt": false/,
    ],
    [
      'a prompt that is no text',
      'mpnet',
      { 'config_sentence_transformers.json': { prompts: { query: 1 } } },
      'model/invalid-prefix',
      /prompts\.query is no text/,
    ],
    [
      'an end token that there is not',
      'gpt-neox',
      { 'goldspan.json': { endToken: '<end>' } },
      'model/invalid-end-token',
      /goldspan\.json: the end token "<end>" is no token of .*tokenizer\.json/,
    ],
    [
      'an end token that is no text',
      'gpt-neox',
      { 'goldspan.json': { endToken: 1 } },
      'model/invalid-end-token',
      /"endToken" is 1/,
    ],
    [
      'a query model that is no path',
      'mpnet',
      { 'goldspan.json': { queryModel: 1 } },
      'model/invalid-query-model',
      /"queryModel" is 1/,
    ],
    [
      'itself as its query model',
      'mpnet',
      { 'goldspan.json': { queryModel: '.' } },
      'model/invalid-query-model',
      /"queryModel" is "\."/,
    ],
    [
      'a query model that is not there',
      'mpnet',
      { 'goldspan.json': { queryModel: '../elsewhere' } },
      'model/missing-folder',
      /goldspan\.json: "queryModel" leads to a model that cannot be used: .*elsewhere: there is no such folder/,
    ],
    [
      'a prefix of mentions that another model reads',
      'mpnet',
      { 'goldspan.json': { queryModel: '../mpnet-query', prefix: { query: 'q ' } } },
      'model/invalid-prefix',
      /goldspan\.json of that model/,
    ],
    [
      'a query model with a query model',
      'mpnet',
      { 'goldspan.json': { queryModel: linkingFolder('medcpt-names') } },
      'model/invalid-query-model',
      /which has a "queryModel" itself/,
    ],
  ] as const) {
    it(`with ${what}`, async (test) => {
      const folder = await linkingCopy(test, family, files);
      await assert.rejects(NameEncoder.load(startEngine(test), folder), (error) => {
        assert.ok(error instanceof EngineError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('with a query model of other dimensions', async (test) => {
    const queryModel = linkingFolder('../../../models/concepts');
    const folder = await linkingCopy(test, 'mpnet', { 'goldspan.json': { queryModel } });
    await assert.rejects(NameEncoder.load(startEngine(test), folder), (error) => {
      assert.ok(error instanceof EngineError && error.code === 'model/dimension-mismatch');
      assert.match(
        error.message,
        /goldspan\.json: "queryModel" leads to .*256 dimensions; those of names have 12/,
      );
      return true;
    });
  });

  it('with a pooling where the graph pools by itself', async (test) => {
    const folder = await folderWith(test, {});
    await cp(linkingFolder('../../../models/concepts'), folder, { recursive: true });
    await writeFile(join(folder, 'goldspan.json'), JSON.stringify({ pooling: 'mean' }));
    await assert.rejects(NameEncoder.load(startEngine(test), folder), (error) => {
      assert.ok(error instanceof EngineError && error.code === 'model/wrong-head');
      assert.match(error.message, /goldspan\.json: "pooling" is "mean", but the graph pools by itself/);
      return true;
    });
  });
});

describe('goldspan models check', () => {
  it('explains an encoder with a model for mentions', async () => {
    const { code, output } = await goldspan(['models', 'check', linkingFolder('medcpt-names')]);
    assert.equal(code, 0);
    assert.match(output, /^medcpt-names: names, 0\.\d MB\. It can be used\.$/m);
    assert.match(output, /^gives {9}vectors of 12 dimensions$/m);
    assert.match(output, /^pooling {7}the vector of the first token \(cls\)$/m);
    assert.match(output, /^mentions {6}read by .*medcpt-query$/m);
    assert.match(output, /^reads {9}the first 64 tokens of a name$/m);
    assert.match(output, /^ +\.\..medcpt-query.onnx.model\.onnx, \d+ kB$/m);
  });

  it('explains a decoder', async () => {
    const { output } = await goldspan(['models', 'check', linkingFolder('gpt-neox')]);
    assert.match(
      output,
      /^pooling {7}the vector of the last token \(last\); "<\/s>" stands after every text$/m,
    );
    assert.match(
      output,
      /^prefixes {6}names "Represent this passage\\npassage: ", mentions "Instruct: .*\\nQuery: "$/m,
    );
  });

  it('knows an encoder by its files, and doubts a decoder without an end token', async (test) => {
    const folder = await linkingCopy(test, 'gpt-neox', { 'goldspan.json': { pooling: 'last' } });
    const { output } = await goldspan(['models', 'check', folder, '--json']);
    const { task, encoder, notes } = JSON.parse(output) as {
      task: string;
      encoder: { pooling: string; dimensions: number };
      notes: string[];
    };
    assert.deepEqual([task, encoder.pooling, encoder.dimensions], ['names', 'last', 12]);
    assert.match(notes.join('\n'), /tokenizer\.json: nothing stands after a text.*"endToken": null/);
    await writeFile(join(folder, 'goldspan.json'), JSON.stringify({ pooling: 'last', endToken: null }));
    assert.doesNotMatch((await goldspan(['models', 'check', folder])).output, /doubtful/);
  });

  it('says why an encoder cannot be used', async (test) => {
    const folder = await linkingCopy(test, 'medcpt-names', {});
    const { code, complaints } = await goldspan(['models', 'check', folder]);
    assert.equal(code, 2);
    assert.match(complaints, /^goldspan: model\/missing-folder: .*goldspan\.json: "queryModel" leads to/);
  });

  it('does not take an encoder for a model of entities', async () => {
    const { code, complaints } = await goldspan(
      ['annotate', '-', '--to', 'jsonl', '--model', linkingFolder('medcpt-query')],
      'Pain.',
    );
    assert.equal(code, 2);
    assert.match(complaints, /model\/other-task: .*BertModel gives vectors and finds no entities/);
  });
});
