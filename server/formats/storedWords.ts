/** Words stored beside offsets, checked while a file is read. */
import { wordsAt } from '../annotation/document.ts';
import type { Severity } from '../annotation/problems.ts';
import { compareWords } from '../annotation/words.ts';
import { type OffsetConverter, type Span, utf16 } from '../text/positions.ts';
import { fromUnit, type OffsetUnit, offsetUnits, toUnit, unitTitles } from './offsetUnits.ts';

export interface CheckedWords {
  /** As the text has them, unless they differ: then as they are stored. */
  readonly words: string;
  readonly finding?: {
    /** The second half of a problem's code. */
    readonly code: 'words-missing' | 'words-vary' | 'words-differ';
    readonly severity: Severity;
    readonly message: string;
  };
}

/**
 * Compares stored words with the text at the fragments.
 * @param stored undefined where the file has no words.
 */
export function checkWords(
  text: string,
  fragments: readonly Span[],
  stored: string | undefined,
): CheckedWords {
  const words = wordsAt(text, fragments);
  const agreement = compareWords(text, fragments, stored ?? '');
  switch (agreement) {
    case 'equal':
      return { words };
    case 'missing': {
      const message = `The words are missing, so that the offsets of ${shown(words)} cannot be checked.`;
      return { words, finding: { code: 'words-missing', severity: 'warning', message } };
    }
    case 'different': {
      const message = `The file says ${shown(stored ?? '')}, but the text at the offsets is ${shown(words)}.`;
      return { words: stored ?? '', finding: { code: 'words-differ', severity: 'error', message } };
    }
    default: {
      const severity = agreement === 'notation' ? 'information' : 'warning';
      const message = `The file says ${shown(stored ?? '')} where the text has ${shown(words)}. The text counts.`;
      return { words, finding: { code: 'words-vary', severity, message } };
    }
  }
}

/**
 * Where words that are not at their offsets could be: at the same numbers in another unit, or else nearby. A sentence
 * for a message, empty where they are not found. Costs one search of the text in each direction.
 * @param start where the offsets point, in the unit of the file.
 */
export function whereElse(
  text: string,
  offsets: OffsetConverter,
  unit: OffsetUnit,
  start: number,
  end: number,
  words: string,
): string {
  if (words.trim() === '') return '';
  for (const other of offsetUnits) {
    if (other === unit) continue;
    const from = fromUnit(offsets, other, start);
    const to = fromUnit(offsets, other, end);
    if (from === undefined || to === undefined || text.slice(from, to) !== words) continue;
    return ` The offsets count ${unitTitles[other]}: write ${place(offsets, unit, from, to)}.`;
  }
  const around = fromUnit(offsets, unit, start) ?? text.length;
  const before = text.lastIndexOf(words, around);
  const after = text.indexOf(words, around);
  const nearest = before < 0 ? after : after < 0 || around - before <= after - around ? before : after;
  return nearest < 0
    ? ''
    : ` The nearest place with these words is ${place(offsets, unit, nearest, nearest + words.length)}.`;
}

function place(offsets: OffsetConverter, unit: OffsetUnit, from: number, to: number): string {
  return `${toUnit(offsets, unit, utf16(from))} to ${toUnit(offsets, unit, utf16(to))}`;
}

function shown(words: string): string {
  return JSON.stringify(words.length > 80 ? `${words.slice(0, 79)}…` : words);
}
