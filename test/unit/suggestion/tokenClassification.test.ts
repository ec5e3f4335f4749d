import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Aggregation,
  decodeLabels,
  typesOfLabels,
} from '../../../server/suggestion/tokenClassification.ts';

/** A token: its text, its label, and how sure the classifier is. `##` before it marks the continuation of a word. */
type Token = readonly [token: string, label: string, probability?: number];

/**
 * @param tokens in the order of the text, with a space between them where the later has no `##`.
 * @param expected type, words and probability of each mention.
 */
function check(tokens: readonly Token[], aggregation: Aggregation, expected: readonly string[]): void {
  const labels = ['O', ...new Set(tokens.map(([, label]) => label).filter((label) => label !== 'O'))];
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [token] of tokens) {
    if (text !== '' && !token.startsWith('##')) text += ' ';
    starts.push(text.length);
    text += token.replace('##', '');
    ends.push(text.length);
  }
  const logits = tokens.flatMap(([, label, probability = 0.94]) => {
    const rest = (1 - probability) / Math.max(1, labels.length - 1);
    return labels.map((name) => Math.log(name === label ? probability : rest));
  });
  const mentions = decodeLabels(
    text,
    {
      starts: Uint32Array.from(starts),
      ends: Uint32Array.from(ends),
      subwords: Uint8Array.from(tokens, ([token]) => (token.startsWith('##') ? 1 : 0)),
      logits: Float32Array.from(logits),
    },
    labels,
    aggregation,
  );
  assert.deepEqual(
    mentions.map(
      ({ type, start, end, probability }) =>
        `${type} ${text.slice(starts[start], ends[end - 1])} ${probability.toFixed(2)}`,
    ),
    expected,
  );
}

describe('labels of words', () => {
  it('may follow BIO', () =>
    check(
      [
        ['lung', 'B-Disease'],
        ['cancer', 'I-Disease'],
        ['flu', 'B-Disease'],
        ['now', 'O'],
      ],
      'word',
      ['Disease lung cancer 0.94', 'Disease flu 0.94'],
    ));
  it('may follow BIOES and BILUO', () => {
    for (const [end, single] of ['ES', 'LU']) {
      check(
        [
          ['lung', 'B-Disease'],
          ['cancer', `${end}-Disease`],
          ['flu', `${single}-Disease`],
          ['measles', `${single}-Disease`],
        ],
        'word',
        ['Disease lung cancer 0.94', 'Disease flu 0.94', 'Disease measles 0.94'],
      );
    }
  });
  it('may follow IOB1', () =>
    check(
      [
        ['lung', 'I-Disease'],
        ['cancer', 'I-Disease'],
        ['flu', 'B-Disease'],
      ],
      'word',
      ['Disease lung cancer 0.94', 'Disease flu 0.94'],
    ));
  it('may be bare types', () =>
    check(
      [
        ['lung', 'DISEASE'],
        ['cancer', 'DISEASE'],
        ['aspirin', 'CHEM'],
      ],
      'word',
      ['DISEASE lung cancer 0.94', 'CHEM aspirin 0.94'],
    ));
  it('may have hyphens in the type', () =>
    check([['pain', 'B-Sign-symptom']], 'word', ['Sign-symptom pain 0.94']));
});

describe('tokens of a word', () => {
  const gingivitis: readonly Token[] = [
    ['g', 'B-Disease', 0.6],
    ['##ing', 'O', 0.9],
    ['##itis', 'I-Disease', 0.8],
    ['hurts', 'O'],
  ];
  it('never fall apart: the first decides', () => check(gingivitis, 'word', ['Disease gingitis 0.60']));
  it('end at punctuation, whatever the tokenizer calls a word', () =>
    check(
      [
        ['flu', 'B-Disease'],
        ['##,', 'I-Disease'],
        ['##measles', 'B-Disease'],
      ],
      'word',
      ['Disease flu, 0.94', 'Disease measles 0.94'],
    ));
  it('begin with the white space before them where that is a token', () =>
    check(
      [
        ['for', 'O'],
        ['## ', 'B-Drug'],
        ['##asp', 'O'],
        ['##irin', 'I-Drug'],
      ],
      'word',
      ['Drug  aspirin 0.94'],
    ));
  it('are words of letters beyond ASCII and of digits', () =>
    check(
      [
        ['β', 'B-Gene'],
        ['##₂', 'O'],
        ['##é', 'O'],
      ],
      'word',
      ['Gene β₂é 0.94'],
    ));
  it('each count in the aggregation none', () =>
    check(gingivitis, 'none', ['Disease g 0.60', 'Disease itis 0.80']));
  it('fall apart in the aggregation simple', () =>
    check(gingivitis, 'simple', ['Disease g 0.60', 'Disease itis 0.80']));
  it('agree with the first in the aggregation first', () =>
    check(gingivitis, 'first', ['Disease gingitis 0.60']));
  it('agree with the surest in the aggregation max', () => check(gingivitis, 'max', []));
  it('agree with the mean in the aggregation average', () =>
    // O 0.40, I-Disease 0.35, B-Disease 0.25.
    check(gingivitis, 'average', []));
  it('join where the reference joins: one type, without B', () =>
    check(
      [
        ['lung', 'B-Disease', 0.9],
        ['cancer', 'I-Disease', 0.8],
        ['flu', 'B-Disease', 0.7],
        ['aspirin', 'I-Drug', 0.6],
      ],
      'simple',
      ['Disease lung cancer 0.85', 'Disease flu 0.70', 'Drug aspirin 0.60'],
    ));
  it('may be none', () => {
    for (const aggregation of ['word', 'none', 'simple', 'first', 'average', 'max'] as const) {
      check([], aggregation, []);
    }
  });
});

describe('typesOfLabels', () => {
  const labels = ['O', 'B-Disease', 'E-Disease', 'CHEM', '_'];
  it('names the types of words in any scheme', () =>
    assert.deepEqual(typesOfLabels(labels, 'word'), ['CHEM', 'Disease']));
  it('names what the reference takes for types', () =>
    assert.deepEqual(typesOfLabels(labels, 'simple'), ['CHEM', 'Disease', '_']));
});
