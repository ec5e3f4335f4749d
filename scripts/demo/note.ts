/** Shows a note in a terminal with its gold and suggested mentions, so that they can be told apart without colour. */
import type { Entity } from '../../server/annotation/document.ts';
import { joinedFragments, trimmedFragments } from '../../server/annotation/words.ts';
import type { Colours } from '../../server/commands/colours.ts';
import type { Alignment } from '../../server/comparison/alignment.ts';
import { LineIndex } from '../../server/text/lines.ts';
import type { Span } from '../../server/text/positions.ts';
import { sections } from '../../server/text/sections.ts';
import { type Glyph, glyphsOf, wrapGlyphs, wrapText } from './wrapping.ts';

/** Who found a mention with this span and this type. */
export type Finder = 'both' | 'gold' | 'suggested';

/** What stands around a mention. The marks say what colours say too. */
export const marks: Readonly<Record<Finder, readonly [opening: string, closing: string]>> = {
  both: ['[', ']'],
  gold: ['{', '}'],
  suggested: ['<', '>'],
};

/** A mention to show; offsets are UTF-16 code units, half-open. */
export interface ShownMention {
  readonly finder: Finder;
  readonly type: string;
  /** Ascending and without white space at their ends; pieces of one line or of several. */
  readonly fragments: readonly Span[];
}

/** The mentions of an alignment. A pair that differs in span or type is shown as two mentions, one of each side. */
export function mentionsOf(text: string, { pairs, missing, spurious }: Alignment): ShownMention[] {
  const shown = ({ type, fragments }: Entity, finder: Finder): ShownMention => ({
    finder,
    type,
    fragments: trimmedFragments(text, joinedFragments(text, fragments)),
  });
  return [
    ...pairs.flatMap(({ gold, predicted, sameSpan, sameType }) =>
      sameSpan && sameType ? [shown(gold, 'both')] : [shown(gold, 'gold'), shown(predicted, 'suggested')],
    ),
    ...missing.map((gold) => shown(gold, 'gold')),
    ...spurious.map((predicted) => shown(predicted, 'suggested')),
  ];
}

/**
 * The legend of {@link renderNote} with the numbers of one note. Pairs that differ in span or type are counted apart
 * from mentions that one side alone has.
 */
export function renderLegend(
  { pairs, missing, spurious }: Alignment,
  types: readonly string[],
  { width, colours }: { readonly width: number; readonly colours: Colours },
): string[] {
  const same = pairs.filter(({ sameSpan, sameType }) => sameSpan && sameType).length;
  const differing = pairs.length - same;
  const entry = (finder: Finder, words: string, count: number): string => {
    const [opening, closing] = marks[finder];
    return `${colourOf(finder, colours)(`${opening}${words}${closing}`)} ${count}`;
  };
  const letters = types.map((type) => `${labelOf(type)} ${type}`).join(', ');
  const rows = [
    [
      entry('both', 'gold and suggested', same),
      entry('gold', 'gold only', missing.length),
      entry('suggested', 'suggested only', spurious.length),
    ].join('   '),
    ...wrapText(letters, width),
  ];
  if (differing === 0) return rows;
  const verb = differing === 1 ? 'mention differs' : 'mentions differ';
  // No-break spaces keep the example on one row.
  const explanation = `${differing} ${verb} in span or type; both versions are shown, as in {left\u00a0<leg\u00a0pain/D>/D}.`;
  return [...rows, ...wrapText(explanation, width)];
}

interface Style {
  readonly finder?: Finder;
  readonly heading?: boolean;
  /** The letter of a type, which is no word of the note. */
  readonly label?: boolean;
}

const plain: Style = {};

/** Rows take at most this many columns, as longer ones are hard to read, and at least the narrowest. */
const widest = 100;
const narrowest = 40;

/** The width to write in, for a terminal's columns; 80 where they are not known. */
export function readableWidth(columns: number | undefined): number {
  return Math.max(narrowest, Math.min(widest, columns ?? 80));
}

/**
 * The rows of a note, at most `width` columns each, without line ends. A mention stands in {@link marks} with the first
 * letter of its type behind a slash: `[HTN/D]`. The fragments of a discontinuous mention are joined by dots:
 * `{breast…/D} and {…cancer/D}`. Headings are bold and have a mark in the margin.
 */
export function renderNote(
  text: string,
  mentions: readonly ShownMention[],
  { width, colours }: { readonly width: number; readonly colours: Colours },
): string[] {
  const headings = sections(text).flatMap(({ heading }) => (heading === undefined ? [] : [heading]));
  const writer = new NoteWriter(text, mentions, headings);
  const lines = new LineIndex(text);
  const rows: string[] = [];
  for (let number = 0; number < lines.count; number += 1) {
    const line = lines.lineSpan(number) as Span;
    // The line end that closes a file is no line of its own.
    if (number === lines.count - 1 && line.start === line.end && number > 0) break;
    const words = text.slice(line.start, line.end);
    const indent = Math.min(/^\s*(?:[-*•]\s+|\d+[.)]\s+)?/.exec(words)?.[0].length ?? 0, 12);
    const isHeading = headings.some(({ start, end }) => start < line.end && end > line.start);
    const wrapped = wrapGlyphs(writer.write(line), { width: width - margin, indent, blank: plain });
    wrapped.forEach((row, index) => {
      const edge = isHeading && index === 0 ? colours.bold('■') : colours.dim('│');
      rows.push(`${edge} ${paint(row, colours)}`.trimEnd());
    });
  }
  return rows;
}

/** The edge and the blank beside it. */
const margin = 2;

/** A mark that opens or closes at an offset. */
interface Edge {
  readonly at: number;
  readonly opens: boolean;
  /** Stands before the mark. */
  readonly label: string;
  readonly mark: string;
  readonly piece: Piece;
}

interface Piece extends Span {
  readonly finder: Finder;
}

class NoteWriter {
  readonly #text: string;
  readonly #headings: readonly Span[];
  readonly #edges: Edge[];
  /** The pieces around the current place, the last opened last: its colour counts. */
  #open: Piece[] = [];
  #next = 0;

  constructor(text: string, mentions: readonly ShownMention[], headings: readonly Span[]) {
    this.#text = text;
    this.#headings = headings;
    this.#edges = edgesOf(mentions);
  }

  /** The glyphs of a line. Lines have to be asked for in the order of the text, as mentions may run over their ends. */
  write(line: Span): Glyph<Style>[] {
    const glyphs: Glyph<Style>[] = [];
    let place: number = line.start;
    const writeTo = (end: number): void => {
      while (place < end) {
        const stop = this.#headings
          .flatMap(({ start, end: last }) => [start, last])
          .filter((edge) => edge > place && edge < end)
          .reduce((nearest, edge) => Math.min(nearest, edge), end);
        const style = this.#styleAt(place);
        glyphs.push(...glyphsOf(this.#text.slice(place, stop), style));
        place = stop;
      }
    };
    for (let edge = this.#edges[this.#next]; edge !== undefined; edge = this.#edges[this.#next]) {
      // What opens at the very end of a line belongs to the next one.
      if (edge.at > line.end || (edge.at === line.end && edge.opens)) break;
      writeTo(edge.at);
      const { finder } = edge.piece;
      glyphs.push(...glyphsOf(edge.label, { finder, label: true }), ...glyphsOf(edge.mark, { finder }));
      if (edge.opens) this.#open.push(edge.piece);
      else this.#open = this.#open.filter((piece) => piece !== edge.piece);
      this.#next += 1;
    }
    writeTo(line.end);
    return glyphs;
  }

  #styleAt(place: number): Style {
    const heading = this.#headings.some(({ start, end }) => start <= place && place < end);
    const finder = this.#open.at(-1)?.finder;
    return { ...(heading && { heading }), ...(finder !== undefined && { finder }) };
  }
}

/** All marks in the order of the text; at one place those that close come first, and what is around opens first. */
function edgesOf(mentions: readonly ShownMention[]): Edge[] {
  const pieces = mentions.flatMap(({ finder, type, fragments }) => {
    const [opening, closing] = marks[finder];
    return fragments.map(({ start, end }, index) => {
      const piece: Piece = { start, end, finder };
      const isFirst = index === 0;
      const isLast = index === fragments.length - 1;
      const opens: Edge = {
        at: start,
        opens: true,
        label: '',
        mark: isFirst ? opening : `${opening}…`,
        piece,
      };
      const label = `${isLast ? '' : '…'}${labelOf(type)}`;
      const closes: Edge = { at: end, opens: false, label, mark: closing, piece };
      return { piece, opens, closes };
    });
  });
  const inOrder = pieces
    .filter(({ piece }) => piece.end > piece.start)
    .sort((a, b) => a.piece.start - b.piece.start || b.piece.end - a.piece.end);
  const closing = inOrder.map(({ closes }) => closes).reverse();
  return [...closing, ...inOrder.map(({ opens }) => opens)].sort((a, b) => a.at - b.at);
}

/** What stands behind a mention for its type: a slash and the first letter. */
function labelOf(type: string): string {
  return `/${Array.from(type)[0] ?? ''}`;
}

function paint(row: readonly Glyph<Style>[], colours: Colours): string {
  let painted = '';
  for (let index = 0; index < row.length; ) {
    const style = (row[index] as Glyph<Style>).style;
    let run = '';
    for (; row[index]?.style === style; index += 1) run += (row[index] as Glyph<Style>).text;
    painted += paintRun(run, style, colours);
  }
  return painted;
}

function paintRun(run: string, { finder, heading, label }: Style, colours: Colours): string {
  const weighted = heading ? colours.bold(run) : run;
  if (finder === undefined) return weighted;
  const coloured = colourOf(finder, colours)(weighted);
  return label ? colours.dim(coloured) : coloured;
}

/** The colour of what one side found; the legend uses it too. */
export function colourOf(finder: Finder, colours: Colours): (text: string) => string {
  switch (finder) {
    case 'both':
      return colours.green;
    case 'gold':
      return colours.yellow;
    case 'suggested':
      return colours.magenta;
  }
}
