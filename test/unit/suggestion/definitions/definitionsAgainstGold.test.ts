/**
 * Measures definitions against half of the gold standard of Ab3P (MED1250) in the data folder: `GOLDSPAN_DATA`, or
 * `../shared/data` beside the checkout. A definition counts as found when both forms are the gold ones, white space
 * apart; a pair counts once a record. The rules were made with these records in view, so that the figures are no estimate
 * for unseen text; the two parts show how much they vary.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findDefinitions } from '../../../../server/suggestion/definitions/definitions.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const file = join(data, 'abbreviations', 'med1250', 'half.txt');
const skip = existsSync(file) ? false : `no gold abbreviations at ${file}; set GOLDSPAN_DATA to measure`;

interface Gold {
  readonly text: string;
  readonly pairs: ReadonlySet<string>;
}

/**
 * The records whose abstract is there: an identifier, a title, the abstract, and `  short form|long form` lines, with
 * nothing between them. Of many others the file has only a title or an abstract. Lines after `//` are remarks.
 */
function readRecords(): Gold[] {
  const records: Gold[] = [];
  for (const block of readFileSync(file, 'utf8').split(/\n\s*\n/)) {
    const lines = block
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('//'));
    const isPair = (line: string): boolean => /^ {1,2}[^|]+\|[^|]+$/.test(line);
    const words = lines.filter((line) => !isPair(line));
    if (words.length < 3 || !/^\d+\s*$/.test(words[0] ?? '')) continue;
    const pairs = lines.filter(isPair).map((line) => line.split('|').map(plain).join('|'));
    records.push({ text: words.slice(1).join('\n'), pairs: new Set(pairs) });
  }
  return records;
}

function plain(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim();
}

function score(records: readonly Gold[]): { precision: number; recall: number } {
  let right = 0;
  let found = 0;
  let wanted = 0;
  for (const { text, pairs } of records) {
    const own = new Set(
      findDefinitions(text).map(
        ({ shortForm, longForm }) =>
          `${plain(text.slice(shortForm.start, shortForm.end))}|${plain(text.slice(longForm.start, longForm.end))}`,
      ),
    );
    found += own.size;
    wanted += pairs.size;
    for (const pair of own) if (pairs.has(pair)) right += 1;
  }
  return { precision: right / found, recall: right / wanted };
}

const parts = [
  { part: 'with even numbers', parity: 0, precision: 0.97, recall: 0.85 },
  { part: 'with odd numbers', parity: 1, precision: 0.98, recall: 0.85 },
];

for (const { part, parity, ...floor } of parts) {
  test(`definitions in the records ${part}`, { skip }, (context) => {
    const records = readRecords().filter((_, index) => index % 2 === parity);
    assert.ok(records.length > 150);
    const { precision, recall } = score(records);
    context.diagnostic(
      `${records.length} records: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`,
    );
    assert.ok(precision >= floor.precision, `precision is ${precision}`);
    assert.ok(recall >= floor.recall, `recall is ${recall}`);
  });
}
