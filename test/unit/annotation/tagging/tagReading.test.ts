import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalTag, entitiesOfTags, tagForm } from '../../../../server/annotation/tagging/tagReading.ts';
import { span } from '../../../../server/text/positions.ts';

describe('tagForm and canonicalTag', () => {
  const cases: readonly (readonly [tag: string, form: string, canonical: string])[] = [
    ['O', 'outside', 'O'],
    ['', 'outside', 'O'],
    ['_', 'outside', 'O'],
    ['-', 'unaligned', 'O'],
    ['B-A', 'prefixed', 'B-A'],
    ['L-cell-line', 'prefixed', 'L-cell-line'],
    ['B', 'prefixed', 'B'],
    ['Disease', 'bare', 'I-Disease'],
    ['BP', 'bare', 'I-BP'],
    ['OTHER', 'bare', 'I-OTHER'],
  ];
  for (const [tag, form, canonical] of cases) {
    it(JSON.stringify(tag), () => {
      assert.equal(tagForm(tag), form);
      assert.equal(canonicalTag(tag), canonical);
    });
  }
});

describe('entitiesOfTags', () => {
  const text = '😀 left knee\npain';
  const tokens = [span(0, 2), span(3, 7), span(8, 12)];
  const places = (columns: readonly string[]) =>
    entitiesOfTags(text, [
      { tokens, columns: columns.map((column) => column.split(' ')) },
      { tokens: [span(13, 17)], columns: columns.map(() => ['I-Sign']) },
    ]).map(({ id, type, words, fragments }) => `${id} ${type} ${fragments[0].start} ${words}`);

  it('orders mentions of several columns by place, the longer first', () => {
    assert.deepEqual(places(['O O B-Joint', 'O B-Site I-Site']), [
      'T1 Site 3 left knee',
      'T2 Joint 8 knee',
      'T3 Sign 13 pain',
    ]);
  });
  it('takes a mention once that two columns have', () => {
    assert.deepEqual(places(['S-Face O O', 'Face O O']), ['T1 Face 0 😀', 'T2 Sign 13 pain']);
  });
  it('gives nothing for nothing', () => assert.deepEqual(entitiesOfTags('', []), []));
});
