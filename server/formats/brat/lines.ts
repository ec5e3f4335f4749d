/**
 * The lines of a brat standoff file. Each line keeps its text and its own terminator, so that the file can be put
 * together again byte for byte, and knows the places of its parts, so that an edit can replace one part alone.
 */
import type { Span } from '../../text/positions.ts';
import { span } from '../../text/positions.ts';

/** U+FEFF, which some editors put at the start of a file. brat does not expect it. */
export const byteOrderMark = '\uFEFF';

/** A part of a line with its place in the file, in UTF-16 code units. */
export interface Part {
  readonly text: string;
  readonly span: Span;
}

/** One filled role, `Theme:T3`. */
export interface ArgumentPart {
  readonly role: Part;
  readonly target: Part;
}

/** A line as it stands in the file. */
export interface RawLine {
  /** Without the terminator. */
  readonly text: string;
  /** Empty only where the file ends without one. */
  readonly terminator: '' | '\n' | '\r\n' | '\r';
  /** Where the text stands in the file, in UTF-16 code units. */
  readonly span: Span;
}

export interface BlankLine extends RawLine {
  readonly kind: 'blank';
}

/** A line that cannot be read. It is kept in place; an id that can be read is not given to anything else. */
export interface UnparsedLine extends RawLine {
  readonly kind: 'unparsed';
  readonly id?: Part;
  /** What is wrong and what the line should look like. */
  readonly reason: string;
}

/** `T1⇥Protein 0 5;9 12⇥words`. */
export interface EntityLine extends RawLine {
  readonly kind: 'entity';
  readonly id: Part;
  readonly type: Part;
  /** The whole column of offsets, `0 5;9 12`. */
  readonly offsets: Part;
  /** The offsets in the order of the file, as brat counts: code points. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** The column of words. What follows the words, if anything, is not part of it. */
  readonly words: Part;
  /** Whether the text at the offsets is what the words say, white space and notation aside. */
  readonly agrees: boolean;
}

/** `R1⇥Part-of Arg1:T1 Arg2:T2`. */
export interface RelationLine extends RawLine {
  readonly kind: 'relation';
  readonly id: Part;
  readonly type: Part;
  readonly arguments: readonly [ArgumentPart, ArgumentPart];
}

/** `E1⇥Binding:T3 Theme:T1 Theme2:E2`. */
export interface EventLine extends RawLine {
  readonly kind: 'event';
  readonly id: Part;
  readonly type: Part;
  readonly trigger: Part;
  readonly arguments: readonly ArgumentPart[];
}

/** `A1⇥Negation E1`, `A2⇥Confidence E1 High`, and the older `M1⇥Negation E1`. */
export interface AttributeLine extends RawLine {
  readonly kind: 'attribute';
  readonly id: Part;
  readonly type: Part;
  readonly target: Part;
  readonly value?: Part;
}

/** `N1⇥Reference T1 UMLS:C0027051⇥name`. */
export interface NormalisationLine extends RawLine {
  readonly kind: 'normalisation';
  readonly id: Part;
  readonly type: Part;
  readonly target: Part;
  /** Absent where the file names no terminology. */
  readonly system?: Part;
  readonly identifier: Part;
  readonly name?: Part;
}

/** `#1⇥AnnotatorNotes T1⇥text`. */
export interface NoteLine extends RawLine {
  readonly kind: 'note';
  readonly id: Part;
  readonly type: Part;
  readonly target: Part;
  readonly note: Part;
}

/** `*⇥Equiv T1 T2 T3`. It has no id. */
export interface EquivalenceLine extends RawLine {
  readonly kind: 'equivalence';
  readonly type: Part;
  readonly members: readonly Part[];
}

export type StandoffLine =
  | BlankLine
  | UnparsedLine
  | EntityLine
  | RelationLine
  | EventLine
  | AttributeLine
  | NormalisationLine
  | NoteLine
  | EquivalenceLine;

/** The id of a line, or `undefined` where it has none or it cannot be read. */
export function idOf(line: StandoffLine): string | undefined {
  return 'id' in line ? line.id?.text : undefined;
}

/** The ids that a line refers to, with their places. */
export function referencesOf(line: StandoffLine): readonly Part[] {
  switch (line.kind) {
    case 'relation':
      return line.arguments.map(({ target }) => target);
    case 'event':
      return [line.trigger, ...line.arguments.map(({ target }) => target)];
    case 'attribute':
    case 'normalisation':
    case 'note':
      return [line.target];
    case 'equivalence':
      return line.members;
    default:
      return noReferences;
  }
}

const noReferences: readonly Part[] = [];

/**
 * Cuts a file into lines. CRLF, LF and CR end a line, as in the Language Server Protocol and in Python's universal
 * newlines. An empty file has no line, and a final terminator begins no further one. A byte order mark at the start
 * belongs to no line.
 */
export function splitLines(content: string): RawLine[] {
  const lines: RawLine[] = [];
  let start = content.startsWith(byteOrderMark) ? 1 : 0;
  let lineFeed = content.indexOf('\n');
  let carriageReturn = content.indexOf('\r');
  while (lineFeed >= 0 || carriageReturn >= 0) {
    const isLineFeed = carriageReturn < 0 || (lineFeed >= 0 && lineFeed < carriageReturn);
    const end = isLineFeed ? lineFeed : carriageReturn;
    const terminator = isLineFeed ? '\n' : lineFeed === end + 1 ? '\r\n' : '\r';
    lines.push({ text: content.slice(start, end), terminator, span: span(start, end) });
    start = end + terminator.length;
    if (!isLineFeed) carriageReturn = content.indexOf('\r', start);
    if (terminator !== '\r') lineFeed = content.indexOf('\n', start);
  }
  if (start < content.length) {
    lines.push({ text: content.slice(start), terminator: '', span: span(start, content.length) });
  }
  return lines;
}

/** The part of a line between two positions that count from the start of the line. */
export function part(line: RawLine, start: number, end: number): Part {
  return { text: line.text.slice(start, end), span: span(line.span.start + start, line.span.start + end) };
}

/**
 * The index of the line that holds a position of the file; a terminator belongs to the line before it. -1 where the
 * file has no line there. Costs a binary search.
 */
export function lineIndexAt(lines: readonly RawLine[], position: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle] as RawLine).span.start <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
