/**
 * Measures sentences against the gold sentences of the CRAFT articles in the data folder: `GOLDSPAN_DATA`, or
 * `../shared/data` beside the checkout. The rules were made on every other article; a few general ones came from reading
 * what was left in the others.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sentences } from '../../../server/text/sentences.ts';

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const folder = join(data, 'sentences', 'craft');
const skip = existsSync(folder) ? false : `no gold sentences at ${folder}; set GOLDSPAN_DATA to measure`;

interface Article {
  readonly text: string;
  /** Where each gold sentence ends. */
  readonly ends: ReadonlySet<number>;
}

interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

function readArticles(): Article[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sent.txt'));
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name.replace('.sent.txt', '.txt')), 'utf8');
    return { text, ends: goldEnds(text, readFileSync(join(folder, name), 'utf8')) };
  });
}

/** Finds each gold sentence (`# text = …`) in the text, whatever the white space in either. */
function goldEnds(text: string, gold: string): Set<number> {
  const ends = new Set<number>();
  let at = 0;
  for (const line of gold.split('\n')) {
    if (!line.startsWith('# text = ')) continue;
    for (const character of line.slice('# text = '.length).replaceAll(/\s/g, '')) {
      while (/\s/.test(text.charAt(at))) at += 1;
      assert.equal(text.slice(at, at + character.length), character);
      at += character.length;
    }
    ends.add(at);
  }
  return ends;
}

/** The ends of sentences that the article's paragraphs do not give away: those with text after them on the line. */
function isInside(text: string, end: number): boolean {
  return /^[^\S\n]*\S/.test(text.slice(end, end + 20));
}

function score(articles: readonly Article[], only: (text: string, end: number) => boolean): Counts {
  const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  for (const { text, ends } of articles) {
    const found = new Set<number>(sentences(text).map(({ end }) => end));
    for (const end of found) {
      if (only(text, end)) counts[ends.has(end) ? 'truePositives' : 'falsePositives'] += 1;
    }
    for (const end of ends) if (only(text, end) && !found.has(end)) counts.falseNegatives += 1;
  }
  return counts;
}

function f1({ truePositives, falsePositives, falseNegatives }: Counts): number {
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}

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
    const articles = readArticles().filter((_, index) => index % 2 === parity);
    const all = score(articles, () => true);
    const inside = score(articles, isInside);
    context.diagnostic(
      `${articles.length} articles, all ends: F1 ${f1(all).toFixed(4)} ${JSON.stringify(all)}`,
    );
    context.diagnostic(`ends inside paragraphs: F1 ${f1(inside).toFixed(4)} ${JSON.stringify(inside)}`);
    assert.ok(f1(all) >= 0.997, `F1 of all ends is ${f1(all)}`);
    assert.ok(f1(inside) >= 0.996, `F1 of ends inside paragraphs is ${f1(inside)}`);
  });
}

for (const width of [60, 72, 80, 100]) {
  test(`lines wrapped at ${width} give the sentences of the unwrapped text`, { skip }, (context) => {
    const articles = readArticles()
      .filter((_, index) => index % 2 === 1)
      .map(({ text }) => ({
        text: wrap(text, width),
        ends: new Set<number>(sentences(text).map(({ end }) => end)),
      }));
    const all = score(articles, () => true);
    context.diagnostic(`F1 ${f1(all).toFixed(4)} ${JSON.stringify(all)}`);
    assert.ok(f1(all) >= 0.988, `F1 is ${f1(all)}`);
  });
}
