import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Entity, noAnnotations } from '../../../server/annotation/document.ts';
import {
  type TaggedDocument,
  type TaggingOptions,
  tagDocument,
} from '../../../server/annotation/tagging/tagging.ts';
import { type ConllLayout, tagColumnsOf, writeConll } from '../../../server/export/conll.ts';
import { reportLosses } from '../../../server/export/lossReport.ts';
import { span } from '../../../server/text/positions.ts';

const options: TaggingOptions = {
  scheme: 'bio',
  overlap: 'columns',
  discontinuous: 'hull',
  misaligned: 'expand',
};

const text = '😀 left knee. Well.';
const knee: Entity = { id: 'T1', type: 'B', fragments: [span(8, 12)], words: 'knee' };
const leftKnee: Entity = { id: 'T2', type: 'S', fragments: [span(3, 12)], words: 'left knee' };
const slip: Entity = { id: 'T3', type: 'S', fragments: [span(14, 16)], words: 'We' };

function tag(...entities: Entity[]): TaggedDocument {
  return tagDocument({ id: 'ward/note-1', text, annotations: { ...noAnnotations, entities } }, options);
}

function check(
  name: string,
  document: TaggedDocument,
  layout: Partial<ConllLayout>,
  lines: readonly string[],
): void {
  it(name, () => {
    const standard: ConllLayout = { columns: ['token', 'tag'], documentMark: 'docstart', tagColumns: 1 };
    const written = writeConll(document, { ...standard, ...layout });
    assert.deepEqual(written, lines.map((line) => `${line.replaceAll(' ', '\t')}\n`).join(''));
  });
}

describe('writeConll', () => {
  check('token and tag, the document marked as in CoNLL-2003', tag(leftKnee), {}, [
    '-DOCSTART- O',
    '',
    '😀 O',
    'left B-S',
    'knee I-S',
    '. O',
    '',
    'Well O',
    '. O',
    '',
  ]);
  check('offsets in code points', tag(leftKnee), { columns: ['token', 'start', 'end', 'tag'] }, [
    '-DOCSTART- 0 0 O',
    '',
    '😀 0 1 O',
    'left 2 6 B-S',
    'knee 7 11 I-S',
    '. 11 12 O',
    '',
    'Well 13 17 O',
    '. 17 18 O',
    '',
  ]);
  check(
    'one column for each level of overlap',
    tag(knee, leftKnee),
    { tagColumns: 3, documentMark: 'none' },
    ['😀 O O O', 'left B-S O O', 'knee I-S B-B O', '. O O O', '', 'Well O O O', '. O O O', ''],
  );

  it('marks the document by a comment', () => {
    const written = writeConll(tag(), { columns: ['tag'], documentMark: 'comment', tagColumns: 1 });
    assert.equal(written, '# doc_id = ward/note-1\nO\nO\nO\nO\n\nO\nO\n\n');
  });
});

describe('tagColumnsOf', () => {
  it('is the largest number of columns in the corpus, and at least 1', () => {
    assert.equal(tagColumnsOf([]), 1);
    assert.equal(tagColumnsOf([tag(), tag(knee, leftKnee), tag(knee)]), 2);
  });
});

describe('reportLosses', () => {
  it('says nothing where nothing was lost', () => {
    assert.deepEqual(reportLosses([tag(knee)]), {
      offsets: 'code points',
      mentions: { kept: 1, altered: 0, lost: 0 },
      kinds: [],
    });
  });

  it('counts every kind and lists its places in code points', () => {
    const report = reportLosses([tag(slip, knee), tag(knee, { ...knee, id: 'T9' })]);
    assert.deepEqual(report.mentions, { kept: 2, altered: 1, lost: 1 });
    assert.deepEqual(
      report.kinds.map(({ kind, effect, count, places }) => ({ kind, effect, count, places })),
      [
        {
          kind: 'duplicate-dropped',
          effect: 'lost',
          count: 1,
          places: [
            {
              document: 'ward/note-1',
              entity: 'T9',
              type: 'B',
              spans: [[7, 11]],
              words: 'knee',
              written: [],
            },
          ],
        },
        {
          kind: 'expanded',
          effect: 'altered',
          count: 1,
          places: [
            {
              document: 'ward/note-1',
              entity: 'T3',
              type: 'S',
              spans: [[13, 15]],
              words: 'We',
              written: [[13, 17]],
            },
          ],
        },
      ],
    );
  });

  it('gives null for an offset that is no position of the text', () => {
    const inside: Entity = { id: 'T4', type: 'S', fragments: [span(1, 2)], words: '\ude00' };
    const [expanded] = reportLosses([tag(inside)]).kinds;
    assert.deepEqual(expanded?.places[0]?.spans, [[null, 1]]);
    assert.deepEqual(expanded?.places[0]?.written, [[0, 1]]);
  });
});
