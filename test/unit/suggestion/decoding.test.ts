import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DecodingRule, decodeMentions } from '../../../server/suggestion/decoding.ts';

/** Tokens are the words of the text; `labels` names the favoured label of each. */
function scoresFor(text: string, labels: readonly string[], names: readonly string[]) {
  const tokens = [...text.matchAll(/\S+/g)];
  return {
    starts: Uint32Array.from(tokens, ({ index }) => index),
    ends: Uint32Array.from(tokens, ({ index, 0: word }) => index + word.length),
    subwords: new Uint8Array(labels.length),
    logits: Float32Array.from(labels.flatMap((label) => names.map((name) => (name === label ? 9 : 0)))),
    columns: names.length,
  };
}

const names = ['O', 'B-Disease', 'I-Disease', 'B-Drug', 'I-Drug'];
const bio: DecodingRule = { kind: 'labels', labels: names, aggregation: 'word' };

function check(text: string, labels: readonly string[], expected: readonly string[], rule = bio): void {
  const mentions = decodeMentions(text, scoresFor(text, labels, names), rule);
  assert.deepEqual(
    mentions.map(({ span: { start, end }, type }) => `${type} ${text.slice(start, end)}`),
    expected,
  );
}

describe('decodeMentions with labels', () => {
  it('gives mentions of words', () =>
    check('has lung cancer now', ['O', 'B-Disease', 'I-Disease', 'O'], ['Disease lung cancer']));
  it('finds nothing in nothing', () => check('', [], []));
});

describe('decodeMentions with a chain for each type', () => {
  const chain = {
    start: [0, 0, -1e4],
    end: [0, 0, 0],
    transitions: [
      [0, 0, -1e4],
      [0, 0, 0],
      [0, 0, 0],
    ],
  };
  it('lets types overlap and puts the longer first', () => {
    const rule: DecodingRule = {
      kind: 'crf',
      heads: [
        { ...chain, type: 'Anatomy', labels: [0, 1, 2] },
        { ...chain, type: 'Disease', labels: [3, 4, 5] },
      ],
    };
    const text = 'lung cancer';
    const scores = {
      ...scoresFor(text, ['O', 'O'], names),
      logits: Float32Array.from([0, 9, 0, 0, 9, 0, 9, 0, 0, 0, 0, 9]),
      columns: 6,
    };
    assert.deepEqual(
      decodeMentions(text, scores, rule).map(({ span: { start, end }, type, score }) => [
        type,
        start,
        end,
        score > 0.99,
      ]),
      [
        ['Disease', 0, 11, true],
        ['Anatomy', 0, 4, true],
      ],
    );
  });
});
