/** Recognises section headings, line by line. */
import { bodySystems, kindOfKnownTitle, kindOfTitle, labels, type SectionKind } from './sectionKinds.ts';

/** A heading at the start of a line. */
export interface Heading {
  /** Its end, after its colon or markup: exclusive, in UTF-16 code units from the line's first character. */
  readonly end: number;
  /** The heading's words in lower case with single blanks, without numbering, markup and colon. */
  readonly title: string;
  readonly kind?: SectionKind;
  /** True where the heading is the whole line. */
  readonly alone: boolean;
}

/** A line without the white space around it, and what its neighbours are like. */
export interface LineContext {
  readonly line: string;
  /** True where the line before is blank, or there is none. */
  readonly afterBlank: boolean;
  /** True where the next line is nothing but a rule under this one. */
  readonly underlined: boolean;
  /** The text that follows, as far as the caller looks; empty where there is none. */
  readonly following: string;
}

/** No heading is longer; a longer line can still begin with one. */
const longestHeading = 90;
const mostWords = 9;

/**
 * The heading that a line is or begins with, if any. The rules, first match first:
 *
 * 1. markup: `## Title`, `**Title**`, or a line underlined by the next one;
 * 2. `TITLE:` in capitals, unless it labels a value (`WBC: 10.2`), a relative or a speaker;
 * 3. `Title:` in any case where the title is known, or where nothing follows and it is written as a title;
 * 4. a known title alone on its line; or a line in capitals after a blank line, with a text after it that is not.
 *
 * Looks at the first hundred characters of a line only.
 */
export function headingOf({ line, afterBlank, underlined, following }: LineContext): Heading | undefined {
  if (!/^[\p{L}\d#*_[(]/u.test(line)) return undefined;
  const short = line.length <= longestHeading;
  if (short) {
    const marked = /^#{1,6}\s+(.+?)[\s#]*$/u.exec(line) ?? /^(?:\*\*|__)([^*_]+)(?:\*\*|__):?$/u.exec(line);
    if (marked) return heading(line.length, marked[1] as string, true);
    if (underlined && !/[.!?;,]$/.test(line)) return heading(line.length, line, true);
  }
  const colon = line.slice(0, longestHeading).indexOf(':');
  if (colon > 0) return colonHeading(line, colon);
  return short ? bareHeading(line, afterBlank, following) : undefined;
}

/** True for a line of dashes, equals signs or the like, which rules off or underlines. */
export function isUnderline(line: string): boolean {
  return line.length >= 3 && /^([-=_~*#])\1+$/.test(line);
}

function colonHeading(line: string, colon: number): Heading | undefined {
  let end = colon + 1;
  if (/^\*\*/.test(line.slice(end))) end += 2;
  const title = normaliseTitle(line.slice(0, colon));
  if (!isTitleLike(title) || labels.has(title)) return undefined;
  const rest = line.slice(end, end + 20).trim();
  const alone = line.slice(end).trim() === '';
  // "10:30", "1:40" and "http://" hold colons too.
  if (!alone && !/^[\s*(]/.test(line.slice(end)) && !/^\p{Lu}/u.test(rest)) return undefined;
  const capitals = isCapitals(line.slice(0, colon));
  const value = /^[<>~+-]?\d/.test(rest) && !/^\d{1,2}[.)]\s*\D/.test(rest);
  const words = title.split(' ').length;
  if (kindOfKnownTitle(title) !== undefined) {
    // "P: 84" is a pulse, "all: …" a word.
    if (title.length === 1 && (value || !capitals)) return undefined;
    return title === 'all' && line.startsWith('all') ? undefined : heading(end, title, alone);
  }
  if (capitals) {
    if (value || (words === 1 && title.length <= 4 && !alone)) return undefined;
    return heading(end, title, alone);
  }
  if (alone && /^\p{Lu}/u.test(line) && (words <= 4 || isTitleCase(line.slice(0, colon))))
    return heading(end, title, true);
  return undefined;
}

function bareHeading(line: string, afterBlank: boolean, following: string): Heading | undefined {
  const title = normaliseTitle(line);
  if (!isTitleLike(title)) return undefined;
  const capitals = isCapitals(line);
  if (kindOfKnownTitle(title) !== undefined && title.length > 2) {
    // "Back" may be an item of a list, "BACK" hardly.
    if (/[.!?;,]$/.test(line) || !(capitals || (/^\p{Lu}/u.test(line) && !bodySystems.has(title))))
      return undefined;
    return heading(line.length, title, true);
  }
  if (!capitals || !afterBlank || /\d|[.!?;,]$/.test(line) || following === '' || isCapitals(following))
    return undefined;
  if (title.length < 5 || /^(no|none|not|denies|normal|negative|patient|the|he|she)\b/.test(title))
    return undefined;
  return heading(line.length, title, true);
}

function heading(end: number, words: string, alone: boolean): Heading {
  const title = normaliseTitle(words);
  const kind = kindOfTitle(title);
  return kind === undefined ? { end, title, alone } : { end, title, kind, alone };
}

function normaliseTitle(words: string): string {
  return words
    .replace(/^[\s#*_[(]*(?:\d{1,2}[.)]\s+)?/, '')
    .replace(/[\s:*_#\]),]+$/, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

function isTitleLike(title: string): boolean {
  return /^\p{L}/u.test(title) && title.split(' ').length <= mostWords && !/[.!?;]\s/.test(title);
}

function isCapitals(words: string): boolean {
  return /\p{Lu}/u.test(words) && !/\p{Ll}/u.test(words);
}

/** Every word of four or more letters starts with a capital. */
function isTitleCase(words: string): boolean {
  return !/(?<![\p{L}'’-])\p{Ll}[\p{L}]{3,}/u.test(words);
}
