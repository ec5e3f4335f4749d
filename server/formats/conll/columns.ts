/** What the columns of a CoNLL file hold, found from its lines: dialects do not say it. */
import { tagForm } from '../../annotation/tagging/tagReading.ts';
import { OffsetConverter } from '../../text/positions.ts';

/** Where the columns are that are read, by index. */
export interface Columns {
  readonly separator: 'tab' | 'space';
  /** How many a line has. */
  readonly count: number;
  readonly token: number;
  /** Start and end of the token. */
  readonly offsets?: readonly [start: number, end: number];
  /** One for each level of nested mentions, never empty. */
  readonly tags: readonly number[];
  /** Columns that a document has no place for: parts of speech, phrases, placeholders. */
  readonly others: readonly number[];
  /** How sure it is that these are columns of a CoNLL file, from 0 to 1. */
  readonly certainty: number;
}

/** Cuts a line at its separator. Tokens keep their inner spaces where columns are divided by tabs. */
export function cellsOf(line: string, separator: Columns['separator']): string[] {
  if (separator === 'tab') return line.split('\t');
  return line.replace(/^[ \t]+|[ \t]+$/g, '').split(/[ \t]+/);
}

/** CoNLL-2012 has some dozens. A line of prose has one for each word, and to look for offsets among them takes its cube. */
const mostColumns = 100;

/**
 * Finds the columns from lines that are neither empty nor comments. Undefined where no column can be one of tags.
 *
 * Columns of integers that tell the length of another column are offsets; columns of tags in any scheme are tags, but
 * for phrases (`I-NP`) beside other tags; the first column that is left is the token. Without letters of a scheme, the
 * last column that mostly says `O` has the tags.
 */
export function findColumns(lines: readonly string[]): Columns | undefined {
  const withTab = lines.filter((line) => line.trim().includes('\t')).length;
  const separator = withTab * 2 >= lines.length ? 'tab' : 'space';
  const all = lines.map((line) => cellsOf(line, separator));
  const count = mostFrequent(all.map(({ length }) => length));
  if (count === undefined || count < 2 || count > mostColumns) return undefined;
  const rows = all.filter(({ length }) => length === count);
  const regularity = rows.length / all.length;
  const columns = Array.from({ length: count }, (_, index) => rows.map((row) => row[index] as string));

  const indices = columns.map((_, index) => index);
  const offsets = findOffsets(columns);
  const free = indices.filter((index) => !offsets?.used.includes(index));
  const tagLike = free.filter((index) => isTagColumn(columns[index] as string[]));
  const integers = free.filter((index) => (columns[index] as string[]).every(isInteger));
  const token =
    offsets?.token ??
    free.find((index) => !tagLike.includes(index) && !integers.includes(index)) ??
    free.find((index) => !tagLike.includes(index)) ??
    0;
  const candidates = tagLike.filter((index) => index !== token);
  const phrases = candidates.filter((index) => isPhraseColumn(columns[index] as string[]));
  const named =
    phrases.length < candidates.length ? candidates.filter((index) => !phrases.includes(index)) : candidates;
  const bare = free.findLast((index) => index !== token && isBareTagColumn(columns[index] as string[]));
  const tags = named.length > 0 ? named : bare === undefined ? [] : [bare];
  if (tags.length === 0) return undefined;

  const hasLetters = tags.some((index) => columns[index]?.some((tag) => tagForm(tag) === 'prefixed'));
  const sureness = hasLetters ? 0.9 : named.length > 0 ? 0.6 : 0.3;
  const read = new Set([token, ...(offsets?.pair ?? []), ...tags]);
  return {
    separator,
    count,
    token,
    ...(offsets !== undefined && { offsets: offsets.pair }),
    tags,
    others: indices.filter((index) => !read.has(index)),
    certainty: regularity < 0.9 ? 0 : sureness,
  };
}

/** Whether a cell can be a tag of the columns found; for lines that may be comments. */
export function isTag(cell: string | undefined): boolean {
  if (cell === undefined) return false;
  const form = tagForm(cell);
  return form === 'outside' || form === 'prefixed';
}

interface Offsets {
  readonly token: number;
  readonly pair: readonly [number, number];
  readonly used: readonly number[];
}

/** The pair of integer columns whose distance most often is the length of a third column, in any unit. */
function findOffsets(columns: readonly (readonly string[])[]): Offsets | undefined {
  const indices = columns.map((_, index) => index);
  const integers = indices.filter((index) => columns[index]?.every(isInteger));
  if (integers.length < 2) return undefined;
  const candidates = indices.flatMap((token) =>
    integers.flatMap((start) =>
      integers
        .filter((end) => start !== end && start !== token && end !== token)
        .map((end): Offsets => ({ token, pair: [start, end], used: [token, start, end] })),
    ),
  );
  const fits = ({ token, pair: [start, end] }: Offsets): number =>
    (columns[token] ?? []).filter((words, row) => {
      const width = Number(columns[end]?.[row]) - Number(columns[start]?.[row]);
      const { length } = new OffsetConverter(words);
      return width === length.codePoint || width === length.utf16 || width === length.byte;
    }).length;
  // Of columns that fit equally, such as one of digits, start before end and near the token.
  const distance = ({ token, pair: [start, end] }: Offsets): number =>
    Math.abs(end - start - 1) * 4 + Math.abs(start - token - 1);
  const best = candidates
    .map((offsets) => ({ offsets, fitting: fits(offsets) }))
    .sort((a, b) => b.fitting - a.fitting || distance(a.offsets) - distance(b.offsets))[0];
  const rows = columns[0]?.length ?? 0;
  return best !== undefined && best.fitting * 2 >= rows ? best.offsets : undefined;
}

function isInteger(cell: string): boolean {
  return /^\d+$/.test(cell);
}

function isTagColumn(cells: readonly string[]): boolean {
  const forms = cells.map((cell) => tagForm(cell.trim()));
  const fitting = forms.filter((form) => form !== 'bare').length;
  const telling = cells.some((cell, index) => cell.trim() === 'O' || forms[index] === 'prefixed');
  return telling && fitting >= cells.length * 0.95;
}

/** Phrases of the CoNLL-2000 task, which CoNLL-2003 has in its third column. */
const phraseTypes = new Set([
  'NP',
  'VP',
  'PP',
  'ADVP',
  'ADJP',
  'SBAR',
  'PRT',
  'CONJP',
  'INTJ',
  'LST',
  'UCP',
  'PC',
  'NC',
  'VC',
]);

function isPhraseColumn(cells: readonly string[]): boolean {
  const types = cells
    .filter((cell) => tagForm(cell.trim()) === 'prefixed')
    .map((cell) => cell.trim().slice(2));
  return types.length > 0 && types.every((type) => phraseTypes.has(type));
}

function isBareTagColumn(cells: readonly string[]): boolean {
  const outside = cells.filter((cell) => cell.trim() === 'O').length;
  const types = new Set(cells.filter((cell) => cell.trim() !== 'O'));
  return outside >= cells.length * 0.3 && types.size <= Math.max(1, cells.length / 4);
}

function mostFrequent(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0];
}
