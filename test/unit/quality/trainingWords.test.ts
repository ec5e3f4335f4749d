import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { trainingWords } from '../../quality/trainingWords.ts';

/** A PubTator document whose title is one disease. */
const pubtator = (id: string, disease: string, type: string): string =>
  `${id}|t|${disease}\n${id}|a|\n${id}\t0\t${disease.length}\t${disease}\t${type}\n\n`;

it('knows the words of all training splits, but for documents that were left out of the training', async () => {
  const data = await mkdtemp(join(tmpdir(), 'goldspan-training-'));
  const files = {
    'heldout-pmids.txt': '7\n',
    'corpora/bc5cdr/train.pubtator':
      pubtator('1', 'Asthma', 'Disease') +
      pubtator('7', 'Gout', 'Disease') +
      pubtator('2', 'Mumps', 'Disease'),
    'corpora/ncbi-disease/dev.pubtator': pubtator('2', 'Mumps', 'Modifier'),
    'corpora/ncbi-disease/train.pubtator': pubtator('3', 'Ataxia', 'Modifier'),
    'corpora/s800/train.pubtator': pubtator('4', 'E. coli', 'Species') + pubtator('5', 'Flu', 'Disease'),
    'corpora/bc2gm/train.tsv': 'IL\tB-GENE\n2\tI-GENE\n\np53\tB-GENE\n',
  };
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(data, name)), { recursive: true });
      await writeFile(join(data, name), content);
    }
    assert.deepEqual(
      await trainingWords(data),
      new Map([
        ['Disease', new Set(['asthma', 'ataxia'])],
        ['GeneMention', new Set(['il 2', 'p53'])],
        ['Species', new Set(['e. coli'])],
      ]),
    );
  } finally {
    await rm(data, { recursive: true });
  }
});
