/**
 * Damages documents that other projects annotated and finds their annotations again, where the documents are at hand: in
 * the folder that the environment variable GOLDSPAN_DATA names, or in `../shared/data` beside the checkout.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeededRandom } from '../../../../scripts/samples/random.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import { formatNamed } from '../../../../server/formats/registry.ts';
import { type Annotated, addOutcome, damagedBy, noOutcome, randomEdits, realigned } from './damage.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');

async function documentsOf(path: string): Promise<Annotated[]> {
  if (path.endsWith('.pubtator')) {
    const documents: Annotated[] = [];
    for await (const read of formatNamed('pubtator')?.read([readFileSync(path, 'utf8')], path) ?? []) {
      if (read.kind !== 'document') continue;
      const { text, annotations } = read.document;
      documents.push({ text, entities: annotations.entities.map(({ fragments }) => fragments) });
    }
    return documents;
  }
  return readdirSync(path)
    .filter((name) => name.endsWith('.ann'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(path, name.replace(/\.ann$/, '.txt')), 'utf8');
      const { annotations } = parseStandoff(readFileSync(join(path, name), 'utf8'), text);
      return { text, entities: annotations.entities.map(({ fragments }) => fragments) };
    });
}

/**
 * What is asked of each corpus: the part of the surviving spans that have their place again, and the part of all spans
 * that may be said to be certainly elsewhere. Abstracts are short: ten edits of up to two hundred characters leave
 * little of one, and where annotated words may be edited too, a lonely span without neighbours often stays unplaced.
 */
const asked = [
  { touching: false, restored: 0.99, wrong: 0.0005 },
  { touching: true, restored: 0.97, wrong: 0.0025 },
];

for (const corpus of ['maccrobat', 'bc5cdr/train.pubtator', 'ncbi-disease/train.pubtator']) {
  const path = join(data, 'corpora', corpus);
  const skip = existsSync(path) ? false : `there is no ${path}; set GOLDSPAN_DATA to the data folder`;
  for (const { touching, restored, wrong } of asked) {
    const name = `the spans of ${corpus} are found again after edits${touching ? ' of annotated words too' : ''}`;
    test(name, { skip }, async () => {
      const documents = await documentsOf(path);
      assert.ok(documents.length > 100);
      const random = new SeededRandom(7);
      const sum = { ...noOutcome };
      for (const [index, document] of documents.entries()) {
        const other = documents[(index + random.integer(1, documents.length - 1)) % documents.length];
        const edits = randomEdits(document, random.integer(1, 10), random, other?.text ?? '', touching);
        const damaged = damagedBy(document, edits);
        addOutcome(sum, damaged, realigned(damaged));
      }
      assert.ok(sum.restored >= restored * sum.surviving, JSON.stringify(sum));
      assert.ok(sum.certainAndWrong <= wrong * (sum.surviving + sum.edited), JSON.stringify(sum));
    });
  }
}
