import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CrossEncoder } from '../../server/inference/crossEncoder.ts';
import { EngineError } from '../../server/inference/engineHost.ts';
import { startEngine } from './engines.ts';
import { goldspan } from './goldspan.ts';
import { compareCrossEncoder, crossEncoderFamilies, linkingCopy, linkingFolder } from './linkingModels.ts';

describe('a cross-encoder', () => {
  for (const family of crossEncoderFamilies) {
    it(`gives the scores of the reference: ${family}`, async (test) => {
      const { count, difference } = await compareCrossEncoder(startEngine(test), family);
      assert.ok(count >= 20);
      assert.ok(difference < 1e-3, `scores differ by ${difference}`);
    });
  }

  it('scores the other way round for the other label', async (test) => {
    const engine = startEngine(test);
    const folder = await linkingCopy(test, 'cross-roberta', {
      'goldspan.json': { task: 'ranking', positive: 'different' },
    });
    const names = ['breast cancer', 'pain'];
    const same = await (await CrossEncoder.load(engine, linkingFolder('cross-roberta'))).scores(
      'cancer',
      names,
    );
    const different = await (await CrossEncoder.load(engine, folder)).scores('cancer', names);
    assert.equal(same.length, 2);
    for (const [index, score] of same.entries()) {
      assert.ok(Math.abs(score + (different[index] ?? Number.NaN)) < 1e-4);
    }
  });

  it('scores in the order of the names, each one for itself, and says what does not fit', async (test) => {
    const encoder = await CrossEncoder.load(startEngine(test), linkingFolder('cross-bert'));
    const long = 'heart failure '.repeat(60);
    const names = ['pain', 'heart failure', long, 'pain'];
    const scores = await encoder.scores('heart attack', names);
    assert.equal(scores.length, 4);
    assert.equal(scores[2], Number.NEGATIVE_INFINITY);
    assert.equal(scores[0], scores[3]);
    const [alone] = await encoder.scores('heart attack', ['heart failure']);
    assert.equal(scores[1], alone);
    assert.deepEqual([...(await encoder.scores('', ['pain']))], [Number.NEGATIVE_INFINITY]);
    assert.deepEqual([...(await encoder.scores('heart attack', []))], []);
    const logOdds = await encoder.logOdds([
      ...names.map((name) => ({ mention: 'heart attack', name })),
      { mention: 'IL2', name: 'pain' },
    ]);
    assert.deepEqual(
      names.map((name) => logOdds('heart attack', name)),
      [...scores],
    );
    assert.equal(logOdds('IL2', 'pain'), (await encoder.scores('IL2', ['pain']))[0]);
    assert.equal(logOdds('IL2', 'heart failure'), Number.NEGATIVE_INFINITY);
  });

  for (const [what, folderOf, code, message] of [
    [
      'has several labels and names none',
      (test: TestContext) => linkingCopy(test, 'cross-roberta', { 'goldspan.json': { task: 'ranking' } }),
      'model/invalid-settings',
      /goldspan\.json: positive: is missing; .*one of "different", "same"/,
    ],
    [
      'names a label that there is not',
      (test: TestContext) =>
        linkingCopy(test, 'cross-bert', { 'goldspan.json': { task: 'ranking', positive: 'yes' } }),
      'model/invalid-settings',
      /goldspan\.json: positive: config\.json has no such label as "yes"/,
    ],
    [
      'has a field that means nothing',
      (test: TestContext) => linkingCopy(test, 'cross-bert', { 'goldspan.json': { prefix: 'a' } }),
      'model/invalid-settings',
      /goldspan\.json: prefix: there is no such field here/,
    ],
    [
      'does something else',
      async () => fileURLToPath(new URL('../fixtures/tiny-sequence/bert', import.meta.url)),
      'model/other-task',
      /goldspan\.json: the task of this model is "relations", and not to rank names/,
    ],
    [
      'has no logits',
      (test: TestContext) => linkingCopy(test, 'medcpt-query', { 'goldspan.json': { task: 'ranking' } }),
      'model/missing-labels',
      /config\.json: there is no "id2label"/,
    ],
  ] as const) {
    it(`is refused where it ${what}`, async (test) =>
      assert.rejects(CrossEncoder.load(startEngine(test), await folderOf(test)), (error) => {
        assert.ok(error instanceof EngineError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      }));
  }

  it('is explained', async () => {
    const one = await goldspan(['models', 'check', linkingFolder('cross-bert')]);
    assert.equal(one.code, 0);
    assert.match(one.output, /^cross-bert: ranking, 0\.\d MB\. It can be used\.$/m);
    assert.match(one.output, /^gives {9}one number, the higher the better a name fits$/m);
    assert.match(
      one.output,
      /^reads {9}a mention and a name, 64 tokens together; what is longer gets no number$/m,
    );
    const two = await goldspan(['models', 'check', linkingFolder('cross-roberta')]);
    assert.match(two.output, /^gives {9}the log-odds of same among different, same$/m);
  });
});
