/** Gold definitions of abbreviations, and how many of them are found. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDefinitions } from '../../server/suggestion/definitions/definitions.ts';

/** The half of the gold standard of Ab3P (MED1250) in a data folder. */
export function definitionsFile(data: string): string {
  return join(data, 'abbreviations', 'med1250', 'half.txt');
}

export interface DefinedText {
  readonly text: string;
  readonly pairs: ReadonlySet<string>;
}

/**
 * The records whose abstract is there: an identifier, a title, the abstract, and `  short form|long form` lines, with
 * nothing between them. Of many others the file has only a title or an abstract. Lines after `//` are remarks.
 */
export function readDefinedTexts(data: string): DefinedText[] {
  const records: DefinedText[] = [];
  const file = definitionsFile(data);
  if (!existsSync(file)) return [];
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

/**
 * A definition is right when both forms are the gold ones, white space apart; a pair counts once a record.
 */
export function countDefinitions(records: readonly DefinedText[]): {
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
} {
  let [gold, predicted, correct] = [0, 0, 0];
  for (const { text, pairs } of records) {
    const own = new Set(
      findDefinitions(text).map(
        ({ shortForm, longForm }) =>
          `${plain(text.slice(shortForm.start, shortForm.end))}|${plain(text.slice(longForm.start, longForm.end))}`,
      ),
    );
    predicted += own.size;
    gold += pairs.size;
    for (const pair of own) if (pairs.has(pair)) correct += 1;
  }
  return { gold, predicted, correct };
}
