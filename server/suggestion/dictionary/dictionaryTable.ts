/** The names of a dictionary as a table: a name and a type in each line, with a tab between. */
import type { DictionaryEntry } from './dictionary.ts';

/** A line that is not a name and a type. */
export interface TableProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/**
 * Reads a table. Lines that are empty or begin with `#` say nothing, nor does a heading `name` and `type`; further columns
 * are left alone.
 */
export function readDictionaryTable(content: string): {
  readonly entries: DictionaryEntry[];
  readonly problems: TableProblem[];
} {
  const entries: DictionaryEntry[] = [];
  const problems: TableProblem[] = [];
  content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((row, index) => {
      if (row.trim() === '' || row.startsWith('#')) return;
      const [name = '', type = ''] = row.split('\t').map((cell) => cell.trim());
      if (index === 0 && name.toLowerCase() === 'name' && type.toLowerCase() === 'type') return;
      const line = index + 1;
      if (!row.includes('\t'))
        problems.push({ line, message: 'there is no tab between a name and its type' });
      else if (!/[\p{L}\p{N}]/u.test(name))
        problems.push({ line, message: 'there is no name before the tab' });
      else if (!/^\S+$/.test(type)) {
        problems.push({ line, message: `the type ${JSON.stringify(type)} is not one word` });
      } else entries.push({ name, type });
    });
  return { entries, problems };
}
