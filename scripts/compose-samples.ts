/**
 * Composes the sample corpus: `node scripts/compose-samples.ts` writes every `.txt` and `.ann` of samples/ from the
 * sources in scripts/samples/, the same bytes on every run. `--check` writes nothing and exits 1 when a file of
 * samples/ differs from what the sources give. The configuration files and the README of samples/ are written by hand.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readMarkup } from './samples/markup.ts';
import { composeRecord } from './samples/record.ts';
import { standoffOf } from './samples/standoff.ts';

const sources = new URL('./samples/', import.meta.url);
const target = new URL('../samples/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, sources), 'utf8');

const conceptNames = new Map(
  read('concepts.tsv')
    .trimEnd()
    .split('\n')
    .map((line): [string, string] => {
      const [concept = '', name = ''] = line.split('\t');
      return [concept, name];
    }),
);

const markups = new Map<string, string>();
for (const file of readdirSync(new URL('documents/', sources)).sort()) {
  markups.set(file.replace(/\.markup$/, ''), read(`documents/${file}`));
}
markups.set(
  'longitudinal-record',
  composeRecord({
    letters: read('record/letters.markup'),
    contacts: read('record/contacts.markup'),
    reviews: read('record/reviews.markup'),
  }),
);

const check = process.argv.includes('--check');
let different = 0;
for (const [name, markup] of markups) {
  const document = readMarkup(markup, name);
  for (const [extension, content] of [
    ['txt', document.text],
    ['ann', standoffOf(document, conceptNames)],
  ] as const) {
    const file = new URL(`${name}.${extension}`, target);
    if (!check) {
      writeFileSync(file, content);
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
      different += 1;
      console.error(
        `samples/${name}.${extension} differs from its source. Run: node scripts/compose-samples.ts`,
      );
    }
  }
}
console.error(
  check ? `${markups.size} documents checked.` : `${markups.size} documents written to samples/.`,
);
process.exitCode = different > 0 ? 1 : 0;
