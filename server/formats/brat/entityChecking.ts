/** Comparing the entities of a standoff file with the text they annotate. */
import type { Entity } from '../../annotation/document.ts';
import { wordsAt } from '../../annotation/document.ts';
import type { Problem, Repair } from '../../annotation/problems.ts';
import type { WordsAgreement } from '../../annotation/words.ts';
import { compareWords, lineFragments, trimmedFragments } from '../../annotation/words.ts';
import type { OffsetConverter, Span } from '../../text/positions.ts';
import { codePoint, span } from '../../text/positions.ts';
import type { EntityLine, Part } from './lines.ts';
import { part } from './lines.ts';
import { storedOffsets, storedWords } from './spelling.ts';

/** A text with the converter that belongs to it. */
export interface AnnotatedText {
  readonly text: string;
  readonly offsets: OffsetConverter;
}

/** What a line for an entity says about a text. */
export interface CheckedEntity {
  /** The line with its column of words and with whether they agree. */
  readonly line: EntityLine;
  /** Absent where the offsets are no fragments of the text. */
  readonly entity?: Entity;
  readonly problems: readonly Problem[];
  /** Whether the offsets lead to other words than the stored ones, or outside the text: offset repair may help. */
  readonly misplaced: boolean;
}

/** Compares one entity with the text. Costs time for the entity's words and one conversion for each offset. */
export function checkEntity(line: EntityLine, target: AnnotatedText): CheckedEntity {
  const inOrder: Span[] = [];
  for (const [start, end] of line.ranges) {
    const converted = toSpan(start, end, target.offsets);
    if (converted === undefined) return outside(line, start, end, target.offsets);
    if (converted.start > converted.end) return inverted(line, start, end, target);
    inOrder.push(converted);
  }
  const ascending = (
    inOrder.length === 1 ? inOrder : inOrder.toSorted((a, b) => a.start - b.start || a.end - b.end)
  ) as [Span, ...Span[]];
  if (ascending.some(({ start }, index) => index > 0 && start < (ascending[index - 1] as Span).end)) {
    return overlapping(line, ascending, target);
  }
  const { words, agreement } = readWords(line, inOrder, target.text);
  const checked: EntityLine = { ...line, words, agrees: agreement !== 'different' };
  // Nearly every line is like this; a large file is read as fast as these are.
  const isPlain = agreement === 'equal' && inOrder.length === 1;
  const entity: Entity = {
    id: line.id.text,
    type: line.type.text,
    fragments: ascending,
    words: checked.agrees && !isPlain ? wordsAt(target.text, ascending) : words.text,
  };
  if (isPlain && isFirm(words.text)) {
    return { line: checked, entity, problems: noProblems, misplaced: false };
  }
  const problems: Problem[] = [];
  const textPlace = hullOf(ascending);
  if (agreement !== 'equal' && agreement !== 'different') {
    problems.push(unusualWords(checked, ascending, agreement, target, textPlace));
  } else if (ascending.some((fragment, index) => fragment !== inOrder[index])) {
    problems.push({
      code: 'brat/fragments-unordered',
      severity: 'warning',
      message: `The fragments of ${entity.id} are not in the order of the text. Write them in ascending order.`,
      place: line.offsets.span,
      textPlace,
      repairs: [rewriting(checked, ascending, target, 'Write the fragments in the order of the text')],
    });
  } else if (agreement === 'equal') {
    problems.push(...looseEnds(checked, ascending, target));
  }
  return { line: checked, entity, problems, misplaced: !checked.agrees };
}

/** A span that is true, but has no text or has white space at an end, which is a slip more often than not. */
function looseEnds(
  line: EntityLine,
  fragments: readonly [Span, ...Span[]],
  target: AnnotatedText,
): Problem[] {
  const shared = { severity: 'warning', place: line.offsets.span, textPlace: hullOf(fragments) } as const;
  const id = line.id.text;
  if (fragments.some(({ start, end }) => start === end)) {
    const message = `A fragment of ${id} has no text. Annotate the words that are meant, or remove the line.`;
    return [{ ...shared, code: 'brat/span-empty', message }];
  }
  const [first, ...rest] = trimmedFragments(target.text, fragments);
  if (first === undefined) {
    const message = `The span of ${id} is white space alone. Annotate the words that are meant, or remove the line.`;
    return [{ ...shared, code: 'brat/span-white-space', message }];
  }
  // Fragments that a line break divides may well have white space at the break.
  if (!/^\s|\s$/.test(wordsAt(target.text, fragments))) return [];
  const message = `The span of ${id} has white space at an end, which exact comparison counts as another span.`;
  const repairs = [
    rewriting(line, [first, ...rest], target, `Leave out the white space at the ends of ${id}`),
  ];
  return [{ ...shared, code: 'brat/span-white-space', message, repairs }];
}

/** Converts brat's offsets of one fragment; `undefined` where one of them is no position of the text. */
export function toSpan(start: number, end: number, offsets: OffsetConverter): Span | undefined {
  const from = offsets.fromCodePoint(codePoint(start));
  const to = offsets.fromCodePoint(codePoint(end));
  return from === undefined || to === undefined ? undefined : span(from, to);
}

/** The edit that writes offsets and words of an entity anew, as brat would. */
export function rewriting(
  line: EntityLine,
  fragments: readonly [Span, ...Span[]],
  { text, offsets }: AnnotatedText,
  title: string,
): Repair {
  const divided = lineFragments(text, fragments);
  const place = span(line.offsets.span.start, line.words.span.end);
  const newText = `${storedOffsets(divided, offsets)}\t${storedWords(text, divided)}`;
  return { title, edits: [{ span: place, newText }], safe: true };
}

export function hullOf(fragments: readonly [Span, ...Span[]]): Span {
  return span(fragments[0].start, (fragments.at(-1) as Span).end);
}

/**
 * Finds the column of words. Text may contain tabs, so the words that the offsets promise are looked for first. brat
 * would let anything follow them after a space; but then the words are longer than the offsets say, and either may be
 * wrong. Only blanks and further columns may follow.
 */
function readWords(
  line: EntityLine,
  fragments: readonly Span[],
  text: string,
): { words: Part; agreement: WordsAgreement } {
  const rest = line.words.text;
  const origin = line.words.span.start - line.span.start;
  const expected = wordsAt(text, fragments);
  if (rest.startsWith(expected) && /^\s*?(?:\t|$)/.test(rest.slice(expected.length))) {
    return { words: part(line, origin, origin + expected.length), agreement: 'equal' };
  }
  const tab = rest.indexOf('\t');
  const column = part(line, origin, tab < 0 ? line.text.length : origin + tab);
  const agreement = compareWords(text, fragments, column.text);
  if (tab >= 0 && (agreement === 'different' || agreement === 'missing')) {
    const whole = compareWords(text, fragments, rest);
    if (whole !== 'different' && whole !== 'missing') return { words: line.words, agreement: whole };
  }
  return { words: column, agreement };
}

function unusualWords(
  line: EntityLine,
  fragments: readonly [Span, ...Span[]],
  agreement: Exclude<WordsAgreement, 'equal' | 'different'>,
  target: AnnotatedText,
  textPlace: Span,
): Problem {
  const id = line.id.text;
  const trimmed = trimmedFragments(target.text, lineFragments(target.text, fragments));
  const canonical = trimmed.length === 0 ? fragments : (trimmed as [Span, ...Span[]]);
  const shared = { place: line.words.span, textPlace };
  const repairs = (written: readonly [Span, ...Span[]], title: string): Pick<Problem, 'repairs'> => {
    // The column of words cannot hold a tab, and white space at its ends is not told from what divides columns.
    if (/^\s|\t|\s$/.test(storedWords(target.text, written))) return {};
    const repair = rewriting(line, written, target, title);
    const [edit] = repair.edits;
    const origin = line.span.start;
    const old = line.text.slice((edit?.span.start ?? origin) - origin, (edit?.span.end ?? origin) - origin);
    return edit?.newText === old ? {} : { repairs: [repair] };
  };
  switch (agreement) {
    case 'missing':
      return {
        ...shared,
        code: 'brat/words-missing',
        severity: 'warning',
        message: `The words of ${id} are missing, so that its offsets cannot be checked.`,
        ...repairs(fragments, `Write the words of ${id} as in the text`),
      };
    case 'white-space':
      return {
        ...shared,
        code: 'brat/white-space-differs',
        severity: 'warning',
        message:
          `The words of ${id} and the text differ in white space. brat refuses such a line; ` +
          'a mention across a line break has one fragment for each line.',
        ...repairs(canonical, `Write the offsets and words of ${id} as brat does`),
      };
    case 'joined':
      return {
        ...shared,
        code: 'brat/words-joined',
        severity: 'warning',
        message: `The words of the fragments of ${id} are joined without a space, as before brat 1.3.`,
        ...repairs(fragments, 'Join the words with a space'),
      };
    case 'notation':
      return {
        ...shared,
        code: 'brat/words-notation',
        severity: 'information',
        message: `The words of ${id} write gaps or line breaks as [...] or \\n, which brat does not read.`,
        ...repairs(canonical, `Write the words of ${id} as in the text`),
      };
    case 'composition':
      return {
        ...shared,
        code: 'brat/words-composition',
        severity: 'warning',
        message: `The words of ${id} and the text are the same characters, composed differently in Unicode.`,
        ...repairs(fragments, `Write the words of ${id} as in the text`),
      };
  }
}

function outside(line: EntityLine, start: number, end: number, offsets: OffsetConverter): CheckedEntity {
  const { codePoint: length } = offsets.length;
  const problem: Problem = {
    code: 'brat/offset-outside-text',
    severity: 'error',
    message:
      `${line.id.text} is at ${start} to ${end}, but the text has only ${length} characters ` +
      '(Unicode code points). The entity is left out until its offsets are corrected.',
    place: line.offsets.span,
  };
  return { line: withWordsColumn(line), problems: [problem], misplaced: true };
}

function inverted(line: EntityLine, start: number, end: number, target: AnnotatedText): CheckedEntity {
  const checked = withWordsColumn(line);
  const turned = line.ranges
    .map(([a, b]) => toSpan(Math.min(a, b), Math.max(a, b), target.offsets))
    .filter((fragment) => fragment !== undefined);
  const agrees =
    turned.length === line.ranges.length && compareWords(target.text, turned, checked.words.text) === 'equal';
  const problem: Problem = {
    code: 'brat/offsets-inverted',
    severity: 'error',
    message: `${line.id.text} starts at ${start}, after its end at ${end}. The entity is left out until its offsets are corrected.`,
    place: line.offsets.span,
    ...(agrees && {
      repairs: [rewriting(checked, turned as [Span, ...Span[]], target, 'Exchange start and end')],
    }),
  };
  return { line: checked, problems: [problem], misplaced: !agrees };
}

function overlapping(
  line: EntityLine,
  fragments: readonly [Span, ...Span[]],
  target: AnnotatedText,
): CheckedEntity {
  const [first, ...rest] = fragments;
  const united: [Span, ...Span[]] = [first];
  for (const next of rest) {
    const last = united[united.length - 1] as Span;
    if (next.start > last.end) united.push(next);
    else united[united.length - 1] = span(last.start, Math.max(last.end, next.end));
  }
  const checked = withWordsColumn(line);
  const repair = rewriting(checked, united, target, 'Unite the overlapping fragments');
  const problem: Problem = {
    code: 'brat/fragments-overlap',
    severity: 'error',
    message: `Fragments of ${line.id.text} overlap. The entity is left out until its offsets are corrected.`,
    place: line.offsets.span,
    textPlace: hullOf(fragments),
    repairs: [{ ...repair, safe: false }],
  };
  return { line: checked, problems: [problem], misplaced: false };
}

function withWordsColumn(line: EntityLine): EntityLine {
  const tab = line.words.text.indexOf('\t');
  if (tab < 0) return line;
  const origin = line.words.span.start - line.span.start;
  return { ...line, words: part(line, origin, origin + tab) };
}

const noProblems: readonly Problem[] = [];

/** Whether words have text and no white space at their ends. */
function isFirm(words: string): boolean {
  return words !== '' && words === words.trim();
}
