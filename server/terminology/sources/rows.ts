/** Tables: rows of cells between tabs, commas or semicolons, with the names of their columns. */
import { CsvError, parse } from 'csv-parse/sync';
import { type Line, linesOf } from './lines.ts';
import type { SourceFile, Tally } from './source.ts';

export interface Row {
  readonly cells: readonly string[];
  /** Counted from 1. */
  readonly line: number;
}

/** Rows of a table without quotes, such as RF2, gene_info and the release files of UMLS. Blank lines are no rows. */
export async function* plainRows(file: SourceFile, tally: Tally, separator = '\t'): AsyncGenerator<Row> {
  for await (const { text, number } of linesOf(file, tally)) {
    if (text.trim() !== '') yield { cells: text.split(separator), line: number };
  }
}

/**
 * Rows of a table whose cells may be in quotes, and then contain separators. No terminology has line ends in its cells,
 * so that quotes that do not match spoil one row, which is counted and passed over. Lines that begin with `#` are comments.
 */
export async function* quotedRows(file: SourceFile, tally: Tally, separator = '\t'): AsyncGenerator<Row> {
  let lines: Line[] = [];
  for await (const line of linesOf(file, tally)) {
    if (line.text.trim() === '' || line.text.startsWith('#')) continue;
    lines.push(line);
    if (lines.length < batchSize) continue;
    yield* quotedBatch(lines, file, tally, separator);
    lines = [];
  }
  yield* quotedBatch(lines, file, tally, separator);
}

/** How many lines are parsed in one go, which is several times faster than one by one. */
const batchSize = 512;

function* quotedBatch(
  lines: readonly Line[],
  file: SourceFile,
  tally: Tally,
  separator: string,
): Generator<Row> {
  if (!lines.some(({ text }) => text.includes('"'))) {
    for (const { text, number } of lines) yield { cells: text.split(separator), line: number };
    return;
  }
  const rows = parsed(lines.map(({ text }) => text).join('\n'), separator);
  if (rows?.length === lines.length) {
    for (const [index, cells] of rows.entries()) yield { cells, line: lines[index]?.number ?? 0 };
    return;
  }
  // Some quotes do not match: each line for itself.
  for (const { text, number } of lines) {
    const [cells] = parsed(text, separator) ?? [];
    if (cells !== undefined) {
      yield { cells, line: number };
      continue;
    }
    tally.row();
    tally.malformed(file.path, number, 'The quotes of this row do not match; mend it to have it read.');
  }
}

function parsed(text: string, separator: string): string[][] | undefined {
  const options = {
    delimiter: separator,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: '\n',
  };
  try {
    return parse(text, options) as string[][];
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

/** A row with its cells by the names of their columns. */
export interface TableRecord<Column extends string> {
  /** Empty where the table lacks the column or the row the cell. */
  readonly cells: Readonly<Record<Column, string>>;
  readonly line: number;
}

/**
 * Rows as records by the names in the first row.
 * @param required columns without which a row says nothing: one that has them not is counted as malformed.
 */
export async function* recordsOf<Required extends string, Other extends string = never>(
  { path }: SourceFile,
  rows: AsyncIterable<Row>,
  tally: Tally,
  required: readonly Required[],
  others: readonly Other[] = [],
): AsyncGenerator<TableRecord<Required | Other>> {
  const columns = [...required, ...others];
  let places: readonly number[] | undefined;
  for await (const { cells, line } of rows) {
    if (places === undefined) {
      const header = cells.map((cell) => cell.trim().replace(/^#/, ''));
      places = columns.map((column) => header.indexOf(column));
      const missing = required.find((column) => !header.includes(column));
      if (missing === undefined) continue;
      tally.malformed(
        path,
        line,
        `The table has no column ${missing} (${header.join(', ')}); it was not read.`,
      );
      return;
    }
    tally.row();
    const named = {} as Record<Required | Other, string>;
    for (const [index, column] of columns.entries()) named[column] = cells[places[index] ?? -1]?.trim() ?? '';
    const empty = required.find((column) => named[column] === '');
    if (empty === undefined) yield { cells: named, line };
    else tally.malformed(path, line, `This row has nothing in the column ${empty}.`);
  }
}
