/** What can be folded in each kind of document. Ranges are lines from 0, both ends included. */
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { sectionLines } from '../formats/brat/configurationTypes.ts';
import { readLine } from '../formats/brat/lineGrammar.ts';
import { idOf, referencesOf, type StandoffLine, splitLines } from '../formats/brat/lines.ts';
import { readLine as readTokenLine } from '../formats/conll/lines.ts';
import { LineIndex } from '../text/lines.ts';
import { sections } from '../text/sections.ts';
import { headingLevels } from './headingLevels.ts';
import type { Language } from './noteTexts.ts';

/** The ranges of a document that is neither a note nor an annotation file. */
export function foldByLanguage(language: Language, content: string): FoldingRange[] {
  return byLanguage[language](content);
}

const byLanguage: Readonly<Record<Language, (content: string) => FoldingRange[]>> = {
  'brat-configuration': foldConfiguration,
  pubtator: foldPubtator,
  conll: foldTokens,
};

/** The sections of a note, those under a higher heading inside it. Takes time linear in the text. */
export function foldNote(text: string): FoldingRange[] {
  const lines = new LineIndex(text);
  const headed = sections(text).filter(({ heading }) => heading !== undefined);
  const levels = headingLevels(text, headed);
  const ends = headed.map(({ heading, body }) =>
    heading !== undefined && heading.end > body.end ? heading.end : body.end,
  );
  return headed.flatMap(({ heading, body }, index) => {
    let last = index;
    while (last + 1 < headed.length && (levels[last + 1] ?? 0) > (levels[index] ?? 0)) last += 1;
    const start = lines.positionAt(heading?.start ?? body.start).line;
    return range(start, lines.positionAt(ends[last] ?? body.end).line, FoldingRangeKind.Region);
  });
}

/**
 * An annotation with the lines about it that follow it directly, and runs of lines of one kind, each line taken with
 * those about it.
 */
export function foldStandoff(content: string): FoldingRange[] {
  const lines = splitLines(content).map(readLine);
  const groups: { readonly kind: StandoffLine['kind']; readonly start: number; end: number }[] = [];
  let members = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const group = groups.at(-1);
    const id = idOf(line);
    const isAbout = aboutOthers.has(line.kind) && referencesOf(line).every(({ text }) => members.has(text));
    if (group !== undefined && group.end === index - 1 && isAbout) {
      group.end = index;
      if (id !== undefined) members.add(id);
    } else {
      groups.push({ kind: line.kind, start: index, end: index });
      members = new Set(id === undefined ? [] : [id]);
    }
  }
  const runs: { readonly kind: StandoffLine['kind']; readonly start: number; end: number; count: number }[] =
    [];
  for (const { kind, start, end } of groups) {
    const run = runs.at(-1);
    if (run?.kind === kind) Object.assign(run, { end, count: run.count + 1 });
    else runs.push({ kind, start, end, count: 1 });
  }
  return [
    ...runs
      .filter(({ kind, count }) => count > 1 && kind !== 'blank' && kind !== 'unparsed')
      .flatMap(({ kind, start, end }) =>
        range(start, end, kind === 'note' ? FoldingRangeKind.Comment : FoldingRangeKind.Region),
      ),
    ...groups.flatMap(({ start, end }) => range(start, end)),
  ];
}

const aboutOthers: ReadonlySet<StandoffLine['kind']> = new Set(['attribute', 'normalisation', 'note']);

/** The sections of a configuration file, the types under a type, and what `# region` and `# endregion` enclose. */
export function foldConfiguration(content: string): FoldingRange[] {
  const lines = splitLines(content);
  const numbers = new Map(lines.map(({ span }, index) => [span.start, index]));
  const found: FoldingRange[] = [];
  const headers = lines.flatMap(({ text }, index) => (/^\s*\[.*\]\s*$/.test(text) ? [index] : []));
  for (const [index, start] of headers.entries()) {
    found.push(...range(start, lastWritten(lines, start, headers[index + 1] ?? lines.length)));
  }
  const entries = sectionLines(content).map(({ section, line }) => ({
    section,
    line: numbers.get(line.span.start) ?? 0,
    depth: line.text.length - line.text.trimStart().length,
  }));
  for (const [index, { section, line, depth }] of entries.entries()) {
    let last = index;
    for (
      let next = entries[last + 1];
      next?.section === section && next.depth > depth;
      next = entries[last + 1]
    )
      last += 1;
    found.push(...range(line, entries[last]?.line ?? line));
  }
  const regions: number[] = [];
  for (const [index, { text }] of lines.entries()) {
    if (/^\s*#\s*region\b/.test(text)) regions.push(index);
    const start = /^\s*#\s*endregion\b/.test(text) ? regions.pop() : undefined;
    if (start !== undefined) found.push(...range(start, index, FoldingRangeKind.Region));
  }
  return found.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

/** One range for each PubTator document; a blank line or the next title ends it. */
export function foldPubtator(content: string): FoldingRange[] {
  return blocks(content, ({ text }) => /^[^|\t]*\|t\|/.test(text));
}

/** One range for each sentence of a file of tokens and tags, and one for each document where the file marks them. */
export function foldTokens(content: string): FoldingRange[] {
  const lines = splitLines(content);
  const marks = lines.flatMap(({ text }, index) =>
    readTokenLine(text, undefined).kind === 'document' ? [index] : [],
  );
  const documents = marks.flatMap((start, index) =>
    range(start, lastWritten(lines, start, marks[index + 1] ?? lines.length), FoldingRangeKind.Region),
  );
  const isMark = new Set(marks);
  const sentences = blocks(content, (_, index) => isMark.has(index) || isMark.has(index - 1));
  return [...documents, ...sentences].sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

type Lines = ReturnType<typeof splitLines>;

/** Runs of lines that are not blank, cut where a line begins something new. */
function blocks(content: string, begins: (line: Lines[number], index: number) => boolean): FoldingRange[] {
  const found: FoldingRange[] = [];
  let start: number | undefined;
  let last = 0;
  for (const [index, line] of splitLines(content).entries()) {
    const isBlank = line.text.trim() === '';
    if (start !== undefined && (isBlank || begins(line, index))) {
      found.push(...range(start, last));
      start = undefined;
    }
    if (isBlank) continue;
    start ??= index;
    last = index;
  }
  return start === undefined ? found : [...found, ...range(start, last)];
}

/** The last line between two that is not blank. */
function lastWritten(lines: Lines, start: number, end: number): number {
  let last = end - 1;
  while (last > start && lines[last]?.text.trim() === '') last -= 1;
  return last;
}

/** Nothing where there would be only one line. */
function range(startLine: number, endLine: number, kind?: FoldingRangeKind): FoldingRange[] {
  return endLine > startLine ? [{ startLine, endLine, ...(kind !== undefined && { kind }) }] : [];
}
