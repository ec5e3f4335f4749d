/**
 * Where the parts of a BioC document lie in its text. Offsets in BioC count from the beginning of the document, but not
 * all software counts the same unit: the definition says bytes, most files have code points.
 */
import { compareWords } from '../../annotation/words.ts';
import { type Offset, OffsetConverter, type Span, span, utf16 } from '../../text/positions.ts';
import { fromUnit, lengthIn, type OffsetUnit, offsetUnits, toUnit } from '../offsetUnits.ts';
import type { BiocAnnotation, BiocDocument, BiocPassage, BiocStretch } from './parts.ts';

/**
 * How far two passages may be apart for the offset of the second to follow from the first: "after the previous passage
 * and one space" is the usual convention. A passage with another offset has it in its metadata.
 */
export const longestGap = 1;

/** How many spaces between two sentences are taken for what their offsets leave out. */
export const longestSentenceGap = 16;

/** A stretch of the text with an offset of its own in the file. */
export interface Piece {
  readonly stretch: BiocStretch;
  readonly span: Span;
  /** The offset in the file. */
  readonly offset: number;
  /** Whether the offset follows from what is before it. */
  readonly regular: boolean;
  readonly offsets: OffsetConverter;
}

export interface PassagePiece extends Piece {
  readonly stretch: BiocPassage;
  readonly sentences: readonly Piece[];
  /** The text is the sentences' texts. */
  readonly bySentence: boolean;
}

export interface Layout {
  readonly unit: OffsetUnit;
  readonly text: string;
  readonly passages: readonly PassagePiece[];
}

/**
 * Puts the texts of the passages together. Between two passages stands a line feed, unless their offsets leave no room
 * for one; between sentences, as many spaces as their offsets leave room for.
 */
export function layOut(document: BiocDocument, unit: OffsetUnit): Layout {
  let text = '';
  let reached = 0;
  const passages: PassagePiece[] = [];
  for (const stretch of document.passages) {
    const expected = passages.length === 0 ? 0 : reached;
    const offset = stretch.offset ?? expected + (passages.length === 0 ? 0 : 1);
    const gap = offset - expected;
    const regular = passages.length === 0 ? gap === 0 : gap >= 0 && gap <= longestGap;
    if (passages.length > 0) text += regular && gap === 0 ? '' : '\n';
    const start = text.length;
    const inner = layOutPassage(stretch, offset, start, unit);
    text += inner.text;
    const offsets = new OffsetConverter(inner.text);
    passages.push({
      stretch,
      span: span(start, text.length),
      offset,
      regular,
      offsets,
      sentences: inner.sentences,
      bySentence: inner.bySentence,
    });
    reached = offset + lengthIn(offsets, unit);
  }
  return { unit, text, passages };
}

function layOutPassage(
  { text: whole, sentences }: BiocPassage,
  passageOffset: number,
  passageStart: number,
  unit: OffsetUnit,
): { text: string; sentences: Piece[]; bySentence: boolean } {
  const bySentence = !whole && sentences.length > 0;
  let text = bySentence ? '' : (whole ?? '');
  const whence = bySentence ? undefined : new OffsetConverter(text);
  let reached = passageOffset;
  const pieces: Piece[] = [];
  for (const stretch of sentences) {
    const words = stretch.text ?? '';
    const offsets = new OffsetConverter(words);
    const offset = stretch.offset ?? reached;
    const gap = offset - reached;
    let start: number | undefined;
    let regular = true;
    if (whence === undefined) {
      regular = gap >= 0 && gap <= longestSentenceGap;
      text += ' '.repeat(regular ? gap : pieces.length === 0 ? 0 : 1);
      start = text.length;
      text += words;
    } else {
      start = fromUnit(whence, unit, offset - passageOffset);
      regular = start !== undefined && text.startsWith(words, start);
    }
    if (start !== undefined) {
      const from = passageStart + start;
      pieces.push({ stretch, span: span(from, from + words.length), offset, regular, offsets });
    }
    reached = offset + lengthIn(offsets, unit);
  }
  return { text, sentences: pieces, bySentence };
}

/** The place in the text of an offset in the file that belongs to a piece or lies elsewhere in the document. */
export function locate(
  { passages, unit }: Layout,
  owner: Piece | undefined,
  offset: number,
): Offset | undefined {
  const within = owner === undefined ? undefined : placeIn(owner, unit, offset);
  if (within !== undefined) return within;
  for (const [index, passage] of passages.entries()) {
    const inside = placeIn(passage, unit, offset);
    if (inside !== undefined) return inside;
    const next = passages[index + 1];
    const end = passage.offset + lengthIn(passage.offsets, unit);
    // Line feeds between passages are one long in every unit.
    if (next?.regular && offset > end && offset < next.offset) {
      return utf16(passage.span.end + (offset - end));
    }
  }
  return undefined;
}

function placeIn({ offset: origin, span: { start }, offsets }: Piece, unit: OffsetUnit, offset: number) {
  const inside = fromUnit(offsets, unit, offset - origin);
  return inside === undefined ? undefined : utf16(start + inside);
}

/** The offset in the file of a place in the text, as {@link locate} takes it back. */
export function fileOffset(passage: Piece, unit: OffsetUnit, offset: Offset): number | undefined {
  const inside = toUnit(passage.offsets, unit, utf16(offset - passage.span.start));
  return inside === undefined ? undefined : passage.offset + inside;
}

/** An annotation with the piece that lists it; none for the document's own. */
export interface Listed<Part> {
  readonly part: Part;
  readonly owner: Piece | undefined;
  readonly level: 'sentence' | 'passage' | 'document';
}

/** The annotations or relations of a document in the order of the file. */
export function* listed<Kind extends 'annotations' | 'relations'>(
  document: BiocDocument,
  { passages }: Layout,
  kind: Kind,
): Generator<Listed<BiocStretch[Kind][number]>, void, undefined> {
  for (const passage of passages) {
    for (const sentence of passage.sentences) {
      for (const part of sentence.stretch[kind]) yield { part, owner: sentence, level: 'sentence' };
    }
    for (const part of passage.stretch[kind]) yield { part, owner: passage, level: 'passage' };
  }
  for (const part of document[kind]) yield { part, owner: undefined, level: 'document' };
}

/** The fragments of an annotation, ascending; undefined where a location is no stretch of the text. */
export function fragmentsOf(
  layout: Layout,
  owner: Piece | undefined,
  { locations }: BiocAnnotation,
): Span[] | undefined {
  const fragments: Span[] = [];
  for (const { offset, length } of locations) {
    const start = locate(layout, owner, offset);
    const end = locate(layout, owner, offset + length);
    if (start === undefined || end === undefined || end < start) return undefined;
    fragments.push(span(start, end));
  }
  return fragments.sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * The layout in the unit that fits best: the one in which most annotations have their words at their offsets, then the
 * one in which most passages follow each other, then the one given.
 * @param usual what the documents before it in the file had.
 */
export function fittingLayout(document: BiocDocument, usual: OffsetUnit): { layout: Layout; plain: boolean } {
  const stretches = document.passages.flatMap((passage) => [passage, ...passage.sentences]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the range up to 0x7f.
  const plain = stretches.every(({ text }) => text === undefined || /^[\x00-\x7f]*$/.test(text));
  // In ASCII all units are the same.
  if (plain) return { layout: layOut(document, 'code points'), plain };
  const order = [usual, ...offsetUnits.filter((unit) => unit !== usual)];
  const tried = order.map((unit) => {
    const layout = layOut(document, unit);
    return { layout, fit: fitOf(document, layout) };
  });
  const { layout } = tried.reduce((best, next) =>
    next.fit.words > best.fit.words ||
    (next.fit.words === best.fit.words && next.fit.closeness > best.fit.closeness)
      ? next
      : best,
  );
  return { layout, plain };
}

function fitOf(document: BiocDocument, layout: Layout): { words: number; closeness: number } {
  let words = 0;
  for (const { part, owner } of listed(document, layout, 'annotations')) {
    const fragments = fragmentsOf(layout, owner, part);
    if (fragments === undefined || part.text === undefined) continue;
    if (compareWords(layout.text, fragments, part.text) !== 'different') words += 1;
  }
  const closeness = layout.passages.filter(({ regular }) => regular).length;
  return { words, closeness };
}
