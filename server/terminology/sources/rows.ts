/** Tables: rows of cells between tabs, commas or semicolons, with the names of their columns. */
import { CsvError, parse } from 'csv-parse/sync';
import { linesOf } from './lines.ts';
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
 * so that each line is read for itself and quotes that do not match spoil one row, which is counted and passed over.
 * Lines that begin with `#` are comments.
 */
export async function* quotedRows(file: SourceFile, tally: Tally, separator = '\t'): AsyncGenerator<Row> {
  for await (const { text, number } of linesOf(file, tally)) {
    if (text.trim() === '' || text.startsWith('#')) continue;
    if (!text.includes('"')) {
      yield { cells: text.split(separator), line: number };
      continue;
    }
    try {
      const [cells = []] = parse(text, { delimiter: separator, relax_quotes: true }) as string[][];
      yield { cells, line: number };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      tally.row();
      tally.malformed(file.path, number, 'The quotes of this row do not match; mend it to have it read.');
    }
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
  let header: readonly string[] | undefined;
  for await (const { cells, line } of rows) {
    if (header === undefined) {
      header = cells.map((cell) => cell.trim().replace(/^#/, ''));
      const missing = required.find((column) => !header?.includes(column));
      if (missing === undefined) continue;
      tally.malformed(
        path,
        line,
        `The table has no column ${missing} (${header.join(', ')}); it was not read.`,
      );
      return;
    }
    tally.row();
    const named = new Map(header.map((name, index) => [name, cells[index]?.trim() ?? '']));
    const empty = required.find((column) => named.get(column) === '');
    if (empty !== undefined) {
      tally.malformed(path, line, `This row has nothing in the column ${empty}.`);
      continue;
    }
    const entries = [...required, ...others].map((column) => [column, named.get(column) ?? '']);
    yield { cells: Object.fromEntries(entries) as Record<Required | Other, string>, line };
  }
}
