/** Paragraphs of running text: which line breaks are there only because the line was full. */
import { titles, unfinished } from './abbreviations.ts';
import { headingOf, isUnderline } from './headings.ts';
import { isSpace } from './whiteSpace.ts';

/** A line without the white space around it. Offsets are UTF-16 code units into the text, half-open. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** White space before the first character, and how far the line reaches, both in code units. */
  readonly indentation: number;
  readonly width: number;
  readonly words: string;
}

/** Lines between two blank lines (or form feeds, or the text's ends). Never empty. */
export type Block = readonly Line[];

/**
 * Divides a text into blocks: runs of lines that are not blank. Lines end as in {@link LineIndex}, and also at U+2028
 * and at a vertical tab; a form feed and U+2029 part blocks like a blank line. Every character that is not white space
 * is in exactly one line of one block. Takes time linear in the text.
 */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  let block: Line[] = [];
  const close = () => {
    if (block.length > 0) found.push(block);
    block = [];
  };
  let lineStart = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : lineFeed;
    if (!endsLine(code)) continue;
    const line = lineBetween(text, lineStart, index);
    if (line === undefined) close();
    else block.push(line);
    if (code === formFeed || code === paragraphSeparator) close();
    if (code === carriageReturn && text.charCodeAt(index + 1) === lineFeed) index += 1;
    lineStart = index + 1;
  }
  close();
  return found;
}

const lineFeed = 0x0a;
const formFeed = 0x0c;
const carriageReturn = 0x0d;
const lineSeparator = 0x2028;
const paragraphSeparator = 0x2029;

function endsLine(code: number): boolean {
  return (
    (code >= lineFeed && code <= carriageReturn) || code === lineSeparator || code === paragraphSeparator
  );
}

function lineBetween(text: string, from: number, to: number): Line | undefined {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  if (start === end) return undefined;
  return { start, end, indentation: start - from, width: end - from, words: text.slice(start, end) };
}

/**
 * Divides a block into paragraphs: runs of lines whose breaks are only wraps, so that a sentence may go on over them.
 * A line goes on in the next one if
 *
 * - neither is a heading or a ruled line, and the next does not start a list item, and
 * - it ends in a word or a mark that asks for more ("of", "Dr.", a hyphen; a comma before lower case), or
 * - the block is wrapped (its lines are cut at one width of 40 to 130) and the next word had no room on the line.
 *   Before a capital or a digit most breaks of the block have to look like that, before lower case or under a hanging
 *   indent half of them; or
 * - a line of 60 to 130 without a stop is followed by lower case, in a paragraph that does not start in lower case.
 *
 * The decisions for a block depend on nothing but its own lines.
 */
export function paragraphsOf(block: Block): Line[][] {
  const described = block.map((line, index) => describe(line, block[index - 1], block[index + 1]));
  const shape = shapeOf(described);
  const found: Line[][] = [];
  let ordinal = -1;
  let first: DescribedLine | undefined;
  let previous: DescribedLine | undefined;
  for (const line of described) {
    if (first !== undefined && previous !== undefined && goesOn(first, previous, line, shape, ordinal)) {
      found[found.length - 1]?.push(line.line);
    } else {
      found.push([line.line]);
      if (line.item === 'counted') ordinal = line.ordinal;
      first = line;
    }
    previous = line;
  }
  return found;
}

interface DescribedLine {
  readonly line: Line;
  /** A heading on its own, or a ruled line. */
  readonly alone: boolean;
  /** Starts with a heading, a bullet, a rule, or the label of a value or a speaker, which few wrapped lines do. */
  readonly starts: boolean;
  readonly item: 'bullet' | 'counted' | 'none';
  /** The number or letter of a counted item. */
  readonly ordinal: number;
  readonly firstWordLength: number;
}

interface BlockShape {
  readonly width: number;
  /** Breaks at which a sentence could go on, and how many of them come where the next word had no room. */
  readonly breaks: number;
  readonly full: number;
}

const narrowestWrap = 40;
const widestWrap = 130;

function describe(line: Line, before: Line | undefined, after: Line | undefined): DescribedLine {
  const ruled = !/[\p{L}\p{N}]/u.test(line.words.slice(0, widestWrap));
  const heading = headingOf({
    line: line.words,
    afterBlank: before === undefined,
    underlined: after !== undefined && isUnderline(after.words),
    following: after?.words ?? '',
  });
  const bullet = /^(?:[-*+•·–—◦▪‣●○►❖✓✔➢]\s|[•·▪‣●◦►❖➢]|-(?=\p{L})|\[[ xX✓]?\])/u.test(line.words);
  const counted =
    /^\(?(?:(\d{1,3})|([A-Za-z])|[ivx]{2,4})[.)](?:\s|$|(?<=\d\.)(?=\p{Lu}\p{Ll}))/u.exec(line.words) ??
    /^#\s?(\d{1,2})[.):]?\s/.exec(line.words);
  const letter = counted?.[2]?.toLowerCase().charCodeAt(0);
  return {
    line,
    alone: ruled || heading?.alone === true || isUnderline(line.words),
    starts:
      ruled ||
      heading !== undefined ||
      bullet ||
      /^(?:\[\p{L}[\p{L} _]*\]|\p{Lu}[\p{L} _]{0,24}:)(?:\s|$)/u.test(line.words),
    item: bullet ? 'bullet' : counted ? 'counted' : 'none',
    ordinal: counted?.[1] === undefined ? (letter ?? -1) : Number(counted[1]),
    firstWordLength: /^\S{0,40}/.exec(line.words)?.[0].length ?? 0,
  };
}

function shapeOf(lines: readonly DescribedLine[]): BlockShape {
  let width = 0;
  for (const { line } of lines) if (line.width <= widestWrap) width = Math.max(width, line.width);
  let breaks = 0;
  let full = 0;
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index - 1] as DescribedLine;
    const next = lines[index] as DescribedLine;
    if (line.alone || next.starts || next.item !== 'none' || line.line.width > widestWrap) continue;
    const isFull = isFullBefore(line, next, width, 0);
    // A line that ends its sentence early says nothing about wrapping.
    if (isFull || !/[.!?:;]$/.test(line.line.words)) breaks += 1;
    if (isFull) full += 1;
  }
  return { width, breaks, full };
}

function isFullBefore(line: DescribedLine, next: DescribedLine, width: number, slack: number): boolean {
  return line.line.width <= widestWrap && line.line.width + 1 + next.firstWordLength + slack > width;
}

/** Whether `line`, of a paragraph that starts with `first`, goes on in `next`. */
function goesOn(
  first: DescribedLine,
  line: DescribedLine,
  next: DescribedLine,
  shape: BlockShape,
  ordinal: number,
): boolean {
  if (line.alone || next.starts) return false;
  if (next.item === 'counted' && startsItem(line, next, shape, ordinal)) return false;
  const lower = startsLower(next.line.words);
  if ((lower || line.line.width >= 30) && asksForMore(line.line.words, lower)) return true;
  if (shape.width < narrowestWrap) return false;
  const hanging = line.item !== 'none' && next.line.indentation > line.line.indentation;
  if (lower || hanging) {
    const wrapped = shape.breaks === 1 ? shape.width >= 60 : shape.full * 2 >= shape.breaks;
    if (wrapped && isFullBefore(line, next, shape.width, 10)) return true;
    const { width, words } = line.line;
    return (
      lower && width >= 60 && width <= widestWrap && !/[.!?:;]$/.test(words) && !startsLower(first.line.words)
    );
  }
  return shape.breaks > 1 && shape.full * 3 >= shape.breaks * 2 && isFullBefore(line, next, shape.width, 0);
}

/** Whether "5. …" starts an item, rather than ending the sentence of a full line ("… grade" / "2. The patient"). */
function startsItem(line: DescribedLine, next: DescribedLine, shape: BlockShape, ordinal: number): boolean {
  if (next.ordinal === ordinal + 1 || next.ordinal === 1) return true;
  if (shape.width < narrowestWrap || /[.!?:;]$/.test(line.line.words)) return true;
  return !isFullBefore(line, next, shape.width, 0);
}

function startsLower(words: string): boolean {
  return /^["'“‘([]?\p{Ll}/u.test(words);
}

function asksForMore(words: string, lower: boolean): boolean {
  const last = words.charAt(words.length - 1);
  if (last === ',') return lower;
  if ('-–/(&'.includes(last)) return /[\p{L}\p{N}][-–/]$|[\s\p{L}][(&]$/u.test(words.slice(-2));
  // In capitals these letters are names: "vitamin A", "type I", "sent to OR".
  const named = /\p{Lu}\p{Lu}$|(?:^|\s)[AI]$/u.test(words.slice(-2));
  const word = /(?<![^\s(])(\p{L}+)\.?$/u.exec(words.slice(-20))?.[1]?.toLowerCase();
  if (word === undefined) return false;
  return last === '.' ? titles.has(word) : unfinished.has(word) && !named;
}
