import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildIndex } from '../../../server/terminology/index/builder.ts';
import { linkingRows } from '../../quality/linking.ts';
import { linkingCorpora, readMentions } from '../../quality/linkingMentions.ts';
import { concept } from '../terminology/index/indexes.ts';

const title = 'Wheezing fever (WF) and blue and green pox.';
const abstract = 'WF is no Crimson Ague, which nobody names.';
const text = `${title}\n${abstract}`;

function row(id: string, words: string, concepts: string): string {
  const start = text.lastIndexOf(words);
  return `${id}\t${start}\t${start + words.length}\t${words}\tDisease\t${concepts}`;
}

function documents(id: string): string {
  return [
    `${id}|t|${title}`,
    `${id}|a|${abstract}`,
    row(id, 'Wheezing fever', 'D1'),
    row(id, 'WF', 'D1'),
    row(id, 'blue and green pox', 'D2|D3'),
    row(id, 'Crimson Ague', 'D4'),
    row(id, 'nobody', '-1'),
    '\n',
  ].join('\n');
}

/** A data folder with one document to train on, one held out, and one to measure. */
async function withData<T>(use: (data: string) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'goldspan-linking-'));
  try {
    mkdirSync(join(data, 'corpora/bc5cdr'), { recursive: true });
    writeFileSync(join(data, 'heldout-pmids.txt'), '12\n');
    writeFileSync(join(data, 'corpora/bc5cdr/train.pubtator'), documents('12'));
    writeFileSync(join(data, 'corpora/bc5cdr/dev.pubtator'), documents('13'));
    return await use(data);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const corpus = linkingCorpora.find(({ key }) => key === 'bc5cdr-disease') as (typeof linkingCorpora)[number];

describe('gold mentions', () => {
  it('have their concepts, and their abbreviations written out', async () => {
    await withData(async (data) => {
      const { mentions, without } = await readMentions(data, corpus, 'dev');
      assert.deepEqual(
        mentions.map(({ words, expanded, concepts }) => [words, expanded, concepts.join(' ')]),
        [
          ['Wheezing fever', 'Wheezing fever', 'MESH:D1'],
          ['WF', 'Wheezing fever', 'MESH:D1'],
          ['blue and green pox', 'blue and green pox', 'MESH:D2 MESH:D3'],
          ['Crimson Ague', 'Crimson Ague', 'MESH:D4'],
        ],
      );
      assert.equal(without, 1);
    });
  });
  it('of training documents are left out where the document is held out', async () => {
    await withData(async (data) =>
      assert.deepEqual((await readMentions(data, corpus, 'train')).mentions, []),
    );
  });
});

describe('how often gold mentions are linked', () => {
  it('depends on the protocol', async () => {
    await withData(async (data) => {
      const index = join(data, 'terms.index');
      const concepts = [
        concept('MESH:D1', ['wheezing fever'], { group: 'DISO' }),
        concept('MESH:D2', ['blue pox'], { group: 'DISO' }),
        concept('MESH:D3', ['green pox'], { group: 'DISO' }),
        // The same name elsewhere is no candidate: not a terminology of the corpus, another group.
        concept('X:1', ['wheezing fever'], { group: 'DISO' }),
        concept('MESH:D9', ['wheezing fever'], { group: 'CHEM' }),
      ];
      await buildIndex(index, { concepts, retired: [], sources: [] });
      const rows = await linkingRows({
        data,
        index,
        wants: (key) => key === corpus.key,
        sources: ['lexical'],
      });
      const figures = rows.map(({ protocol, accuracy, coverage, mentions }) => ({
        protocol,
        accuracy,
        coverage,
        mentions,
      }));
      assert.deepEqual(figures, [
        { protocol: 'SapBERT', accuracy: 1, coverage: 0.75, mentions: 3 },
        // Neither the abbreviation nor the mention whose concept the index lacks is linked.
        { protocol: 'strict', accuracy: 0.5, coverage: 0.75, mentions: 4 },
      ]);
    });
  });
});
