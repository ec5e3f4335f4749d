/** What the demonstration shows of scores, tags and losses. */
import type { Colours } from '../../server/commands/colours.ts';
import type { CompareOutput } from '../../server/commands/compare.ts';
import { type Row, renderTable } from '../../server/commands/table.ts';
import type { Scores } from '../../server/comparison/counting.ts';
import type { LossReport } from '../../server/export/lossReport.ts';

/** Strict scores by type and over all, with the F1 of the mode `partial` beside them. At most 80 columns wide. */
export function renderScores({ modes }: Pick<CompareOutput, 'modes'>, colours: Colours): string {
  const { strict, partial } = modes;
  if (strict === undefined || partial === undefined) return '';
  const rows = strict.types.map(
    (scores): Row => ({
      cells: cells(scores.type, scores, {
        ...scores,
        partial: partial.types.find(({ type }) => type === scores.type),
      }),
    }),
  );
  rows.push({
    cells: cells('all', strict.micro, { ...strict.micro, partial: partial.micro }),
    style: 'bold',
  });
  rows.push({
    cells: cells('mean of documents', strict.macro.documents, { partial: partial.macro.documents }),
    style: 'dim',
  });
  return renderTable(['', 'gold', 'suggested', 'precision', 'recall', 'F1', 'partial F1'], rows, colours);
}

function cells(
  name: string,
  { precision, recall, f1 }: Scores,
  beside: { readonly possible?: number; readonly actual?: number; readonly partial?: Scores | undefined },
): string[] {
  const scores = [precision, recall, f1, beside.partial?.f1 ?? null];
  return [
    name,
    beside.possible?.toString() ?? '',
    beside.actual?.toString() ?? '',
    ...scores.map((score) => score?.toFixed(4) ?? '–'),
  ];
}

/** The longest stretch of a tag file that is shown. */
const shownLines = 21;

/** The head of a CoNLL file up to the end of its first sentence, its columns aligned, tags of mentions coloured. */
export function renderTags(
  content: string,
  { width, colours }: { readonly width: number; readonly colours: Colours },
): string {
  const lines = content.split('\n', shownLines + 1);
  const begins = lines.indexOf('') + 1;
  const ends = lines.indexOf('', begins);
  const shown = lines.slice(0, ends === -1 ? shownLines : Math.min(ends, shownLines));
  const rows = shown.map((line) => line.split('\t'));
  const longest = Math.max(...rows.map(([token = '']) => token.length));
  const column = Math.min(longest, Math.max(1, width - 20)) + 2;
  return rows
    .map(([token = '', tag = '']) => {
      const row = `  ${token.padEnd(column)}${tag === 'O' ? colours.dim(tag) : colours.yellow(tag)}`;
      return `${row.trimEnd()}\n`;
    })
    .join('');
}

/** A whole number with its thousands apart, as English writes it. */
export function thousands(count: number): string {
  return count.toLocaleString('en-GB');
}

/** One sentence on how many mentions were written, and one for each kind of loss. */
export function renderLosses({ mentions, kinds }: LossReport, file: string): string[] {
  const { kept, altered, lost } = mentions;
  const written = `${thousands(kept)} written as annotated, ${thousands(altered)} altered, ${thousands(lost)} left out`;
  return [
    `${thousands(kept + altered + lost)} mentions: ${written}.`,
    ...kinds.map(({ count, meaning }) => `  ${thousands(count)}: ${meaning}`),
    ...(kinds.length > 0 ? [`Every place is in ${file}.`] : []),
  ];
}
