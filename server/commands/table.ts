/** Aligned tables for a terminal. */
import type { Colours } from './colours.ts';

export interface Row {
  readonly cells: readonly string[];
  readonly style?: 'bold' | 'dim';
}

/**
 * A table: the first column to the left, the others to the right, or to the left as well where they hold words; a heading in
 * bold. Every line ends in a line feed and
 * has no white space at its end. Width is counted in code points.
 */
export function renderTable(
  heading: readonly string[],
  rows: readonly Row[],
  colours: Colours,
  others: 'numbers' | 'words' = 'numbers',
): string {
  const lines: Row[] = [{ cells: heading, style: 'bold' }, ...rows];
  const widths = heading.map((_, column) =>
    lines.reduce((widest, { cells }) => Math.max(widest, lengthOf(cells[column] ?? '')), 0),
  );
  return lines
    .map(({ cells, style }) => {
      const padded = cells.map((cell, column) => {
        const filler = ' '.repeat((widths[column] as number) - lengthOf(cell));
        return column === 0 || others === 'words' ? cell + filler : filler + cell;
      });
      const line = padded.join('  ').trimEnd();
      return `${style === undefined ? line : colours[style](line)}\n`;
    })
    .join('');
}

function lengthOf(cell: string): number {
  return [...cell].length;
}
