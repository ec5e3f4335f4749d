import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  isGeneMentionAnnotations,
  readGeneMentions,
} from '../../../server/formats/geneMention/geneMention.ts';

const sentences = 'P1 The IL-2 gene 😀 and p53 .\nP2 Nothing here.\n';

function check(annotations: string, expected: readonly string[], ...problems: readonly string[]): void {
  const read = readGeneMentions(sentences, annotations);
  assert.deepEqual(
    read.problems.map(({ file, line, code }) => `${file}:${line} ${code}`),
    problems,
  );
  assert.deepEqual(
    read.documents.flatMap(({ id, annotations: { entities } }) =>
      entities.map(({ fragments: [{ start, end }], words }) => `${id} ${start} ${end} ${words}`),
    ),
    expected,
  );
}

describe('files of the gene mention tasks', () => {
  it('have offsets that count no blanks and include the last character', () =>
    check('P1|3 10|IL-2 gene\nP1|15 17|p53\n', ['P1 4 13 IL-2 gene', 'P1 21 24 p53']));

  it('count a character beyond the basic plane once', () => check('P1|11 11|😀\n', ['P1 14 16 😀']));

  it('yield a document for every sentence', () => {
    const { documents } = readGeneMentions(sentences, '');
    assert.deepEqual(
      documents.map(({ id, text }) => [id, text]),
      [
        ['P1', 'The IL-2 gene 😀 and p53 .'],
        ['P2', 'Nothing here.'],
      ],
    );
    assert.deepEqual(readGeneMentions('', '').documents, []);
  });

  it('tell what is wrong and where', () => {
    check('P1|3 5|IL-2\n', ['P1 4 7 IL-2'], 'annotations:1 gene-mention/words-differ');
    check('P1|3 99|IL-2\n', [], 'annotations:1 gene-mention/bad-offset');
    check('P1|5 3|IL-2\n', [], 'annotations:1 gene-mention/bad-offset');
    check(
      'P9|3 6|IL-2\r\nP1|3 6\n',
      [],
      'annotations:1 gene-mention/unknown-sentence',
      'annotations:2 gene-mention/malformed-line',
    );
    const { problems } = readGeneMentions('P1 a\nP1 b\nP2\n', '');
    assert.deepEqual(
      problems.map(({ file, line, code }) => `${file}:${line} ${code}`),
      ['sentences:2 gene-mention/duplicate-id', 'sentences:3 gene-mention/malformed-line'],
    );
  });

  it('are recognised by their annotations', () => {
    assert.equal(isGeneMentionAnnotations('P00597715A0256|79 81|FSH\n'), true);
    for (const other of ['12|t|Fever 1 2\n', 'T1\tGENE 3 5\tp53\n', 'p53|3|5\n', ''])
      assert.equal(isGeneMentionAnnotations(other), false, other);
  });

  const folder = join(
    process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'),
    'corpora/bc2gm',
  );
  it('of BioCreative II are read whole, with the slips they have', {
    skip: existsSync(folder) ? false : `there is no ${folder}; set GOLDSPAN_DATA to the data folder`,
  }, () => {
    const contentOf = (path: string): string => readFileSync(join(folder, path), 'utf8');
    for (const [split, text, annotations, documents, mentions, slips] of [
      ['dev', 'devel.in', 'GENE.eval', 2500, 3061, 0],
      ['dev', 'devel.in', 'ALTGENE.eval', 2500, 2337, 0],
      ['train', 'train.in', 'GENE.eval', 12500, 15204, 1],
      ['train', 'train.in', 'ALTGENE.eval', 12500, 12162, 3],
    ] as const) {
      const read = readGeneMentions(contentOf(`${split}/${text}`), contentOf(`${split}/${annotations}`));
      const entities = read.documents.reduce((sum, it) => sum + it.annotations.entities.length, 0);
      assert.deepEqual([read.documents.length, entities, read.problems.length], [documents, mentions, slips]);
      assert.ok(read.problems.every(({ code }) => code === 'gene-mention/words-differ'));
    }
  });
});
