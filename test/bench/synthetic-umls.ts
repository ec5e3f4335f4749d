/**
 * Writes a `MRCONSO.RRF` of the size of UMLS with made-up names, the same on every run, to measure or try an import
 * with: `node test/bench/synthetic-umls.ts FILE [NAMES]`, by default 7.4 million names, about 700 MB.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { conceptRows, syntheticConcepts } from './syntheticTerms.ts';

const [path, given = '7400000'] = process.argv.slice(2);
const names = Number(given);
if (path === undefined || !(names >= 1)) {
  console.error('Say where to: node test/bench/synthetic-umls.ts FILE [NAMES]');
  process.exit(2);
}
const file = createWriteStream(path);
let rows = '';
for (const concept of syntheticConcepts(names)) {
  rows += conceptRows(concept);
  if (rows.length < 2 ** 20) continue;
  if (!file.write(rows)) await once(file, 'drain');
  rows = '';
}
file.end(rows);
await once(file, 'finish');
