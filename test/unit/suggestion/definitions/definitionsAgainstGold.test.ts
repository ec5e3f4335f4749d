/**
 * Measures definitions against half of the gold standard of Ab3P (MED1250) in the data folder: `GOLDSPAN_DATA`, or
 * `../shared/data` beside the checkout. A definition counts as found when both forms are the gold ones, white space
 * apart; a pair counts once a record. The rules were made with these records in view, so that the figures are no estimate
 * for unseen text; the two parts show how much they vary.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { countDefinitions, definitionsFile, readDefinedTexts } from '../../../quality/definitions.ts';
import { ratesOf } from '../../../quality/entityScores.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const file = definitionsFile(data);
const skip = existsSync(file) ? false : `no gold abbreviations at ${file}; set GOLDSPAN_DATA to measure`;

const parts = [
  { part: 'with even numbers', parity: 0, precision: 0.97, recall: 0.85 },
  { part: 'with odd numbers', parity: 1, precision: 0.98, recall: 0.85 },
];

for (const { part, parity, ...floor } of parts) {
  test(`definitions in the records ${part}`, { skip }, (context) => {
    const records = readDefinedTexts(data).filter((_, index) => index % 2 === parity);
    assert.ok(records.length > 150);
    const { precision, recall } = ratesOf(countDefinitions(records));
    context.diagnostic(
      `${records.length} records: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`,
    );
    assert.ok(precision >= floor.precision, `precision is ${precision}`);
    assert.ok(recall >= floor.recall, `recall is ${recall}`);
  });
}
