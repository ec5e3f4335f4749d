/** Gold sentences of the CRAFT articles, and how many of their ends are found. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentences } from '../../server/text/sentences.ts';

/** The folder of the articles in a data folder. */
export function articlesFolder(data: string): string {
  return join(data, 'sentences', 'craft');
}

export interface Article {
  readonly text: string;
  /** Where each gold sentence ends. */
  readonly ends: ReadonlySet<number>;
}

export interface EndCounts {
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
}

export function readArticles(data: string): Article[] {
  const folder = articlesFolder(data);
  if (!existsSync(folder)) return [];
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
export function isInside(text: string, end: number): boolean {
  return /^[^\S\n]*\S/.test(text.slice(end, end + 20));
}

export function countEnds(
  articles: readonly Article[],
  only: (text: string, end: number) => boolean = () => true,
): EndCounts {
  let [gold, predicted, correct] = [0, 0, 0];
  for (const { text, ends } of articles) {
    for (const { end } of sentences(text)) {
      if (!only(text, end)) continue;
      predicted += 1;
      if (ends.has(end)) correct += 1;
    }
    for (const end of ends) if (only(text, end)) gold += 1;
  }
  return { gold, predicted, correct };
}
