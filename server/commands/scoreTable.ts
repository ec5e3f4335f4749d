/** Comparison reports as tables for people. */

import { type Counts, type Mode, modes, type ScoredCounts, type Scores } from '../comparison/counting.ts';
import type { ComparisonReport, ModeReport } from '../comparison/report.ts';
import type { ConfusionCell, TypeCounts } from '../comparison/types.ts';
import type { Colours } from './colours.ts';
import { type Row, renderTable } from './table.ts';

/** What counts are shown apart by. */
export type Breakdown = 'type' | 'document';

export const breakdowns: readonly Breakdown[] = ['type', 'document'];

/** The widest confusion matrix that is shown as a matrix; wider ones are shown as a list of their largest cells. */
const widestMatrix = 10;
const longestList = 20;

/**
 * The scores of a comparison: one line a mode, or with a breakdown one table a mode, and with `type` also which types
 * were taken for which.
 */
export function renderScores(report: ComparisonReport, by: ReadonlySet<Breakdown>, colours: Colours): string {
  const shown = modes.flatMap((mode): [Mode, ModeReport][] => {
    const found = report.modes[mode];
    return found === undefined ? [] : [[mode, found]];
  });
  if (by.size === 0) return renderModes(shown, colours);
  const tables: string[] = [];
  for (const [mode, found] of shown) {
    if (by.has('type')) tables.push(renderTypes(mode, found, colours));
    if (by.has('document')) tables.push(renderDocuments(mode, found, colours));
  }
  if (by.has('type')) tables.push(renderConfusion(report.confusion, colours));
  return tables.filter((table) => table !== '').join('\n');
}

function renderModes(shown: readonly [Mode, ModeReport][], colours: Colours): string {
  const columns = columnsOf(shown.map(([mode]) => mode));
  const rows = shown.map(([mode, { micro }]): Row => ({ cells: [mode, ...micros(micro, columns)] }));
  return renderTable(['mode', ...headings(columns)], rows, colours);
}

function renderTypes(mode: Mode, { micro, macro, types }: ModeReport, colours: Colours): string {
  const columns = columnsOf([mode]);
  const rows = types.map((each): Row => ({ cells: [each.type, ...typeCells(each, columns)] }));
  const filler = ['', '', ...columns.map(() => '')];
  rows.push({ cells: ['macro average', ...filler, ...scoreCells(macro.types)], style: 'dim' });
  rows.push({ cells: ['all', ...micros(micro, columns)], style: 'bold' });
  const table = renderTable([mode, ...headings(columns)], rows, colours);
  if (!rows.some(({ cells }) => cells.some((cell, index) => index > 0 && cell.includes('/')))) return table;
  return `${table}a/b: a of the gold mentions of the type, b of its predicted mentions\n`;
}

function renderDocuments(mode: Mode, { micro, macro, documents }: ModeReport, colours: Colours): string {
  const columns = columnsOf([mode]);
  const rows = documents.map((each): Row => ({ cells: [each.id, ...micros(each, columns)] }));
  const filler = ['', '', ...columns.map(() => '')];
  rows.push({ cells: ['macro average', ...filler, ...scoreCells(macro.documents)], style: 'dim' });
  rows.push({ cells: ['all', ...micros(micro, columns)], style: 'bold' });
  return renderTable([mode, ...headings(columns)], rows, colours);
}

/** INC never occurs in the mode `partial`, and PAR only there. */
function columnsOf(shown: readonly Mode[]): (keyof Counts)[] {
  const columns: (keyof Counts)[] = ['correct'];
  if (shown.some((mode) => mode !== 'partial')) columns.push('incorrect');
  if (shown.includes('partial')) columns.push('partial');
  return [...columns, 'missing', 'spurious'];
}

const abbreviations: Record<keyof Counts, string> = {
  correct: 'COR',
  incorrect: 'INC',
  partial: 'PAR',
  missing: 'MIS',
  spurious: 'SPU',
};

function headings(columns: readonly (keyof Counts)[]): string[] {
  const counts = columns.map((column) => abbreviations[column]);
  return ['gold', 'predicted', ...counts, 'precision', 'recall', 'F1'];
}

function micros(counts: ScoredCounts, columns: readonly (keyof Counts)[]): string[] {
  const { possible, actual } = counts;
  return [`${possible}`, `${actual}`, ...columns.map((column) => `${counts[column]}`), ...scoreCells(counts)];
}

function typeCells(counts: TypeCounts, columns: readonly (keyof Counts)[]): string[] {
  const { possible, actual, gold, predicted } = counts;
  const cells = columns.map((column) => {
    if (column === 'missing') return `${gold.missing}`;
    if (column === 'spurious') return `${predicted.spurious}`;
    return gold[column] === predicted[column] ? `${gold[column]}` : `${gold[column]}/${predicted[column]}`;
  });
  return [`${possible}`, `${actual}`, ...cells, ...scoreCells(counts)];
}

function scoreCells({ precision, recall, f1 }: Scores): string[] {
  return [precision, recall, f1].map((value) => (value === null ? '–' : value.toFixed(4)));
}

/** Nothing where no type was taken for another. */
function renderConfusion(cells: readonly ConfusionCell[], colours: Colours): string {
  const mistaken = cells.filter(
    ({ gold, predicted }) => gold !== null && predicted !== null && gold !== predicted,
  );
  if (mistaken.length === 0) return '';
  const types = [...new Set(cells.flatMap(({ gold, predicted }) => [gold, predicted]))];
  const named = types.filter((type) => type !== null).sort();
  if (named.length > widestMatrix) {
    const rows = mistaken
      .toSorted((a, b) => b.count - a.count)
      .slice(0, longestList)
      .map(({ gold, predicted, count }): Row => ({ cells: [`${gold} as ${predicted}`, `${count}`] }));
    return renderTable(['most frequent confusions', 'count'], rows, colours);
  }
  const counts = new Map(
    cells.map(({ gold, predicted, count }) => [JSON.stringify([gold, predicted]), count]),
  );
  const line = (gold: string | null): Row => ({
    cells: [
      gold ?? '(none)',
      ...[...named, null].map((predicted) => `${counts.get(JSON.stringify([gold, predicted])) ?? ''}`),
    ],
  });
  const rows = [...named.map(line), line(null)];
  return renderTable(['gold as predicted', ...named, '(none)'], rows, colours);
}
