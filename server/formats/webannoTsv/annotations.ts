/** From the cells of WebAnno TSV to feature structures. */
import { type Span, span } from '../../text/positions.ts';
import type { ReadProblem } from '../format.ts';
import type { Structure } from '../uima/structures.ts';
import { Assembly } from './assembly.ts';
import type { Block, Row } from './blocks.ts';
import { type Level, type LinkCell, readLevel } from './cells.ts';
import type { Draft, Unit } from './drafts.ts';
import { splitCell } from './escaping.ts';
import type { Layer } from './header.ts';
import type { PlacedText } from './text.ts';

/** Reads the annotations of a document. Spans come in the order of the text, the longer first. */
export function readAnnotations(
  { layers, sentences }: Block,
  placed: PlacedText,
  report: (problem: ReadProblem) => void,
): Structure[] {
  const drafts: Draft[] = [];
  /** Annotations by the number in brackets; of a number that is used again, the last. */
  const numbered = new Map<string, Draft>();
  const links = new Map<string, Draft>();
  const units = new Map<string, Unit>();
  const rows = sentences.flatMap((sentence) => sentence.rows).filter((row) => placed.rows.has(row));
  let tokenNumber = 0;
  let token = '';

  for (const row of rows) {
    const place = placed.rows.get(row) as Span;
    if (row.token !== token) {
      token = row.token;
      tokenNumber += 1;
    }
    const unit: Unit = { row, place, drafts: new Map(), numbers: new Map() };
    if (!units.has(row.id)) units.set(row.id, unit);
    let column = 0;
    for (const layer of layers) {
      const cells = row.cells.slice(column, column + layer.columns.length);
      column += layer.columns.length;
      // A slot without links is marked in the column of its targets alone.
      if (cells.every((cell) => cell === '_')) continue;
      const stacks = cells.map((cell) => splitCell(cell, '|'));
      const depth = Math.max(...stacks.map(({ length }) => length));
      if (stacks.some(({ length }, index) => length < depth && cells[index] !== '_')) {
        report(unequalStacks(row, layer));
      }
      for (let level = 0; level < depth; level += 1) {
        const values = readLevel(
          layer,
          stacks.map((stack) => stack[level]),
        );
        const known = knownDraft(values, layer, { numbered, links });
        const existing = known !== undefined && known.lastToken >= tokenNumber - 1 ? known : undefined;
        if (known !== existing) report(numberUsedAgain(row, layer));
        const draft = existing ?? newDraft(layer, row, place, drafts.length, values);
        if (existing === undefined) drafts.push(draft);
        else extend(existing, row, place, placed);
        if (placed.disagreeing.has(row)) draft.agrees = false;
        draft.lastToken = tokenNumber;
        fill(draft, values, row, report);
        if (values.number !== undefined) {
          numbered.set(values.number, draft);
          unit.numbers.set(values.number, draft);
        }
        if (values.link !== undefined) links.set(linkKey(layer, values.link), draft);
        const there = unit.drafts.get(layer.name);
        if (there === undefined) unit.drafts.set(layer.name, [draft]);
        else there.push(draft);
      }
    }
  }
  return new Assembly(drafts, units, numbered, report).structures();
}

function linkKey({ name }: Layer, { chain, place }: LinkCell): string {
  return `${name} ${chain}-${place}`;
}

/** The annotation of an earlier row with the number, or the place in a chain, that cells have. */
function knownDraft(
  { number, link }: Level,
  layer: Layer,
  {
    numbered,
    links,
  }: { readonly numbered: ReadonlyMap<string, Draft>; readonly links: ReadonlyMap<string, Draft> },
): Draft | undefined {
  if (link !== undefined) return links.get(linkKey(layer, link));
  const draft = number === undefined || layer.kind !== 'span' ? undefined : numbered.get(number);
  return draft?.layer === layer ? draft : undefined;
}

function newDraft(layer: Layer, row: Row, place: Span, order: number, { source, link }: Level): Draft {
  return {
    layer,
    order,
    first: row,
    span: place,
    lastToken: 0,
    words: row.words,
    agrees: true,
    values: new Map(),
    slots: new Map(),
    ...(source !== undefined && { source }),
    ...(link !== undefined && { link }),
  };
}

function extend(draft: Draft, row: Row, place: Span, { text }: PlacedText): void {
  draft.words += text.slice(draft.span.end, place.start) + row.words;
  draft.span = span(Math.min(draft.span.start, place.start), Math.max(draft.span.end, place.end));
}

function fill(draft: Draft, level: Level, row: Row, report: (problem: ReadProblem) => void): void {
  for (const [feature, value] of level.features) {
    const stored = draft.values.get(feature);
    if (stored === undefined && value !== undefined) draft.values.set(feature, value);
    else if (stored !== undefined && value !== stored) report(unequalValues(row, feature, stored, value));
  }
  for (const [feature, slot] of level.slots) draft.slots.set(feature, slot);
}

function unequalStacks({ line, id }: Row, { name }: Layer): ReadProblem {
  return {
    code: 'webanno-tsv/stacks',
    severity: 'warning',
    message: `Row ${id}: the columns of ${name} have different numbers of values between |. What is missing is read as no value.`,
    line,
  };
}

function unequalValues(
  { line, id }: Row,
  feature: string,
  stored: string,
  value: string | undefined,
): ReadProblem {
  return {
    code: 'webanno-tsv/values',
    severity: 'warning',
    message: `Row ${id}: ${feature} is ${value === undefined ? 'empty' : `"${value}"`}, but "${stored}" in an earlier row of the same annotation. The earlier value was kept.`,
    line,
  };
}

function numberUsedAgain({ line, id }: Row, { name }: Layer): ReadProblem {
  return {
    code: 'webanno-tsv/number',
    severity: 'warning',
    message: `Row ${id}: the number of an annotation of ${name} was used before, but not by the token before this one. It is read as another annotation.`,
    line,
  };
}
