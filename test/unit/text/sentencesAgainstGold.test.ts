/**
 * Measures sentences against the gold sentences of the CRAFT articles in the data folder: `GOLDSPAN_DATA`, or
 * `../shared/data` beside the checkout. The rules were made on every other article; a few general ones came from reading
 * what was left in the others.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sentences } from '../../../server/text/sentences.ts';
import { ratesOf } from '../../quality/entityScores.ts';
import { articlesFolder, countEnds, isInside, readArticles } from '../../quality/sentences.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const folder = articlesFolder(data);
const skip = existsSync(folder) ? false : `no gold sentences at ${folder}; set GOLDSPAN_DATA to measure`;

/**
 * Breaks lines at the last blank before a width, as a mail program or an old record system does. Every other character
 * keeps its offset.
 */
function wrap(text: string, width: number): string {
  const units = text.split('');
  let lineStart = 0;
  let blank = -1;
  for (let index = 0; index < units.length; index += 1) {
    if (units[index] === '\n') {
      lineStart = index + 1;
      blank = -1;
    } else if (units[index] === ' ') blank = index;
    if (index - lineStart < width || blank < lineStart) continue;
    units[blank] = '\n';
    lineStart = blank + 1;
  }
  return units.join('');
}

const halves = [
  { half: 'made on', parity: 0 },
  { half: 'read afterwards', parity: 1 },
];

for (const { half, parity } of halves) {
  test(`boundary F1 on the articles ${half}`, { skip }, (context) => {
    const articles = readArticles(data).filter((_, index) => index % 2 === parity);
    const all = countEnds(articles);
    const inside = countEnds(articles, isInside);
    context.diagnostic(
      `${articles.length} articles, all ends: F1 ${ratesOf(all).f1.toFixed(4)} ${JSON.stringify(all)}`,
    );
    context.diagnostic(
      `ends inside paragraphs: F1 ${ratesOf(inside).f1.toFixed(4)} ${JSON.stringify(inside)}`,
    );
    assert.ok(ratesOf(all).f1 >= 0.997, `F1 of all ends is ${ratesOf(all).f1}`);
    assert.ok(ratesOf(inside).f1 >= 0.996, `F1 of ends inside paragraphs is ${ratesOf(inside).f1}`);
  });
}

for (const width of [60, 72, 80, 100]) {
  test(`lines wrapped at ${width} give the sentences of the unwrapped text`, { skip }, (context) => {
    const articles = readArticles(data)
      .filter((_, index) => index % 2 === 1)
      .map(({ text }) => ({
        text: wrap(text, width),
        ends: new Set<number>(sentences(text).map(({ end }) => end)),
      }));
    const all = countEnds(articles);
    context.diagnostic(`F1 ${ratesOf(all).f1.toFixed(4)} ${JSON.stringify(all)}`);
    assert.ok(ratesOf(all).f1 >= 0.988, `F1 is ${ratesOf(all).f1}`);
  });
}
