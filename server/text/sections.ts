/** Divides a note or an abstract into sections, by their headings. */
import { type Heading, headingOf, isUnderline } from './headings.ts';
import { type Block, blocks, type Line, paragraphsOf } from './paragraphs.ts';
import { type Span, span } from './positions.ts';
import { bodySystems, labels, type SectionKind } from './sectionKinds.ts';
import { sentences } from './sentences.ts';
import { isSpace } from './whiteSpace.ts';

export type { SectionKind } from './sectionKinds.ts';

/** A stretch of a text under one heading, or before the first one. Spans are in UTF-16 code units, half-open. */
export interface Section {
  /** The heading with its numbering, markup, colon and underline. */
  readonly heading?: Span;
  /** The heading's words in lower case with single blanks: `family history`. */
  readonly title?: string;
  /** What the section is about, where its heading or its place tells. */
  readonly kind?: SectionKind;
  /** What follows the heading, without white space around it. Empty, at the heading's end, where nothing follows. */
  readonly body: Span;
}

/**
 * The sections of a text in order. They tile it: every character that is not white space is in exactly one heading or
 * one body, and no section crosses another. A text without headings is one section; an empty text has none.
 *
 * A heading starts its line; {@link headingOf} says what counts as one. The sections are flat: "VITAL SIGNS:" under
 * "PHYSICAL EXAMINATION" is a section of its own. A first line that is followed by a longer paragraph or by the
 * headings of a structured abstract is a title: a section of kind `title` without a heading.
 *
 * Takes time linear in the text.
 */
export function sections(text: string): Section[] {
  const blocksOfText = blocks(text);
  const lines = blocksOfText.flat();
  const headings = findHeadings(lines, new Set(blocksOfText.map((block) => block[0])));
  const found: Section[] = [];
  let lastMain: SectionKind | undefined;
  for (const [index, { heading, place }] of headings.entries()) {
    const lastLine = lines[(headings[index + 1]?.line ?? lines.length) - 1] as Line;
    const bodyStart = firstCharacter(text, place.end, lastLine.end);
    const body = bodyStart < lastLine.end ? span(bodyStart, lastLine.end) : span(place.end, place.end);
    const kind = kindInPlace(heading, text.slice(body.start, Math.min(body.end, body.start + 40)), lastMain);
    if (!bodySystems.has(heading.title)) lastMain = kind;
    const section = { heading: place, title: heading.title, body };
    found.push(kind === undefined ? section : { ...section, kind });
  }
  const leading = lines.slice(0, headings[0]?.line ?? lines.length);
  return leading.length > 0
    ? [...leadingSections(text, blocksOfText, leading, found[0]?.kind), ...found]
    : found;
}

interface PlacedHeading {
  /** The number of its first line. */
  readonly line: number;
  /** From its first character to the end of its colon, markup or underline. */
  readonly place: Span;
  readonly heading: Heading;
}

function findHeadings(lines: readonly Line[], firstOfBlock: ReadonlySet<Line | undefined>): PlacedHeading[] {
  const found: PlacedHeading[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    const next = lines[index + 1];
    const underlined = next !== undefined && !firstOfBlock.has(next) && isUnderline(next.words);
    const afterBlank = firstOfBlock.has(line);
    const heading = headingOf({ line: line.words, afterBlank, underlined, following: next?.words ?? '' });
    if (heading === undefined) continue;
    found.push({
      line: index,
      place: span(line.start, heading.alone && underlined ? next.end : line.start + heading.end),
      heading,
    });
    if (heading.alone && underlined) index += 1;
  }
  return found;
}

function firstCharacter(text: string, from: number, to: number): number {
  let index = from;
  while (index < to && isSpace(text.charCodeAt(index))) index += 1;
  return index;
}

/** The kind of a heading whose title means different things in different places. */
function kindInPlace(
  heading: Heading,
  following: string,
  lastMain: SectionKind | undefined,
): SectionKind | undefined {
  if (bodySystems.has(heading.title) && lastMain === 'review of systems') return lastMain;
  // "Objective: To compare …" opens an abstract; in a visit's note the findings follow.
  if (
    heading.title === 'objective' &&
    /^(?:To|We|Our|The (?:aim|objective|purpose|goal))\b/.test(following)
  ) {
    return 'objective';
  }
  return heading.kind;
}

/** The sections before the first heading: the title and the abstract of an article, or one section without a name. */
function leadingSections(
  text: string,
  blocksOfText: readonly Block[],
  leading: readonly Line[],
  firstKind: SectionKind | undefined,
): Section[] {
  const first = leading[0] as Line;
  const last = leading[leading.length - 1] as Line;
  const whole: Section = { body: span(first.start, last.end) };
  const titleLines = (paragraphsOf(blocksOfText[0] as Block)[0] as Line[]).filter(
    (line) => line.end <= last.end,
  );
  const title = span(first.start, (titleLines[titleLines.length - 1] as Line).end);
  if (!isTitleOfArticle(text.slice(title.start, title.end))) return [whole];
  const rest = leading.slice(titleLines.length);
  const restStart = rest[0]?.start;
  if (restStart === undefined) {
    return firstKind !== undefined && abstractKinds.has(firstKind)
      ? [{ kind: 'title', body: title }]
      : [whole];
  }
  // The abstract ends with its block; whatever follows before a heading has no name.
  const block = blocksOfText.find((lines) => (lines[lines.length - 1] as Line).end > restStart) as Block;
  const abstract = span(restStart, Math.min((block[block.length - 1] as Line).end, last.end));
  if (abstract.end - abstract.start < Math.max(shortestAbstract, title.end - title.start)) return [whole];
  const found: Section[] = [
    { kind: 'title', body: title },
    { kind: 'abstract', body: abstract },
  ];
  const after = rest.find((line) => line.start >= abstract.end);
  return after ? [...found, { body: span(after.start, last.end) }] : found;
}

const longestTitle = 300;
const shortestAbstract = 200;
const abstractKinds: ReadonlySet<SectionKind> = new Set([
  'abstract',
  'background',
  'objective',
  'methods',
  'results',
  'conclusion',
]);

/** One sentence of moderate length that tells of no patient, as the first line of a visit's note or a dialogue does. */
function isTitleOfArticle(words: string): boolean {
  if (words.length > longestTitle || !/\s/.test(words) || sentences(words).length !== 1) return false;
  const label = /^\[?([\p{L}_ ]+)[\]:]/u.exec(words)?.[1];
  if (label !== undefined && labels.has(label.toLowerCase())) return false;
  return !/^(?:This|The patient|Patient|Pt|He|She|Mr|Mrs|Ms|Dr|I|We)\b|\b(?:is an?|presents|presented)\b|:$/.test(
    words,
  );
}
