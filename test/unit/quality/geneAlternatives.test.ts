import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { countGenes, type GeneSentence, readGeneSentences } from '../../quality/geneAlternatives.ts';
import { documentOf } from './documents.ts';

const text = 'human p53 gene binds Mdm2';

/** Gold `p53 gene`, alternatives `p53` and `human p53 gene`; gold `Mdm2`. */
const sentence: GeneSentence = {
  characters: text.replaceAll(' ', ''),
  mentions: [
    { first: 5, last: 11 },
    { first: 17, last: 20 },
  ],
  alternatives: [
    { first: 5, last: 7 },
    { first: 0, last: 11 },
  ],
};

describe('countGenes', () => {
  function check(entities: readonly string[], expected: readonly [number, number, number]): void {
    const { gold, predicted, correct } = countGenes([sentence], [documentOf(text, entities)], 'GeneMention');
    assert.deepEqual([gold, predicted, correct], expected);
  }

  it('takes the gold mentions', () => check(['GeneMention 6 14', 'GeneMention 21 25'], [2, 2, 2]));
  it('takes an alternative in the place of its mention', () => check(['GeneMention 6 9'], [2, 1, 1]));
  it('takes a longer alternative', () => check(['GeneMention 0 14'], [2, 1, 1]));
  it('counts a mention once, however many of its forms are suggested', () =>
    check(['GeneMention 0 14', 'GeneMention 6 14', 'GeneMention 6 9'], [2, 1, 1]));
  it('does not take another extent', () => check(['GeneMention 10 14'], [2, 1, 0]));
  it('passes over other types', () => check(['Gene 6 14'], [2, 0, 0]));

  it('takes an alternative only for a mention that it overlaps', () => {
    const apart: GeneSentence = { ...sentence, alternatives: [{ first: 12, last: 16 }] };
    const { predicted, correct } = countGenes(
      [apart],
      [documentOf(text, ['GeneMention 15 20'])],
      'GeneMention',
    );
    assert.deepEqual([predicted, correct], [0, 0]);
  });

  it('does not compare other sentences', () =>
    assert.throws(() => countGenes([sentence], [documentOf('Mdm2', [])], 'GeneMention'), /Sentence 1/));
});

describe('readGeneSentences', () => {
  it('joins mentions and alternatives to the sentences', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'goldspan-genes-'));
    try {
      await writeFile(join(folder, 'devel.in'), `P1 ${text}\nP2 No gene here\n`);
      assert.deepEqual(readGeneSentences(folder), [], 'without the other files');
      await writeFile(join(folder, 'GENE.eval'), 'P1|5 11|p53 gene\nP1|17 20|Mdm2\n');
      await writeFile(join(folder, 'ALTGENE.eval'), 'P1|5 7|p53\nP1|0 11|human p53 gene\n');
      assert.deepEqual(readGeneSentences(folder), [
        sentence,
        { characters: 'Nogenehere', mentions: [], alternatives: [] },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
