/** From a document to the parts of a BioC document. */
import type { AnnotatedDocument, Metadata } from '../../annotation/document.ts';
import { OffsetConverter, type Span, span } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { lengthIn, type OffsetUnit, offsetUnits, toUnit } from '../offsetUnits.ts';
import { writeAnnotations } from './annotationWriting.ts';
import { longestGap } from './layout.ts';
import { Levels } from './levels.ts';
import {
  type BiocAnnotation,
  type BiocCollection,
  type BiocDocument,
  type BiocRelation,
  layoutNames,
  takeCollection,
} from './parts.ts';

/** A stretch of the text with the offset it gets in the file. */
export interface WrittenPassage {
  readonly span: Span;
  readonly infons: Metadata;
  readonly offset: number;
  /** Whether the offset follows from the passage before it. */
  readonly regular: boolean;
  readonly offsets: OffsetConverter;
  /** Empty unless the passage is written as sentences. */
  readonly sentences: readonly Span[];
}

/** Where annotations and relations are listed: by passage and sentence, or in the document. */
export interface Lists {
  readonly annotations: BiocAnnotation[];
  readonly relations: BiocRelation[];
}

/**
 * The parts of a document, its collection, and what BioC has no place for. Offsets count code points, or what the
 * document was read in.
 */
export function writeDocument(document: AnnotatedDocument): {
  parts: BiocDocument;
  collection: BiocCollection;
  losses: Loss[];
} {
  const { id, text, tokens } = document;
  const losses: Loss[] = [];
  const { collection, rest } = takeCollection(document.metadata);
  const { [layoutNames.unit]: named, ...infons } = rest;
  const unit = offsetUnits.find((each) => each === named) ?? 'code points';
  if (named !== undefined && named !== unit) {
    losses.push({ code: 'bioc/metadata-dropped', message: `${layoutNames.unit} = ${JSON.stringify(named)}` });
  }
  const passages = passagesFor(document, unit, losses);
  const written = passages.map(({ sentences }) => sentences);
  const left = (document.sentences?.length ?? 0) - written.flat().length;
  if (left > 0) {
    const message = `${left} sentence boundaries, in passages that are not divided into sentences by spaces alone`;
    losses.push({ code: 'bioc/sentences-dropped', message });
  }
  if (tokens?.length) losses.push({ code: 'bioc/tokens-dropped', message: `${tokens.length} tokens` });
  const { own, byPassage, bySentence } = writeAnnotations(document, passages, unit, losses);
  let sentenceNumber = 0;
  const kept = new Map(Object.entries(infons));
  const parts: BiocDocument = {
    id,
    passages: passages.map((passage, index) => ({
      infons: passage.infons,
      offset: passage.offset,
      text: passage.sentences.length > 0 ? undefined : text.slice(passage.span.start, passage.span.end),
      ...(byPassage[index] as Lists),
      sentences: passage.sentences.map((sentence, inner) => {
        sentenceNumber += 1;
        return {
          infons: takeSentenceInfons(kept, sentenceNumber),
          offset: passage.offset + (toUnit(passage.offsets, unit, relative(sentence.start, passage)) ?? 0),
          text: text.slice(sentence.start, sentence.end),
          ...(bySentence[index]?.[inner] as Lists),
        };
      }),
    })),
    ...own,
    infons: Object.fromEntries(kept),
  };
  return { parts, collection, losses };
}

/** A place in the text as an offset from the start of a passage. */
export function relative(offset: number, passage: Pick<WrittenPassage, 'span'>): Span['start'] {
  return span(offset - passage.span.start, 0).start;
}

function takeSentenceInfons(infons: Map<string, string>, number: number): Metadata {
  const prefix = `sentence.${number}.`;
  const own = [...infons].filter(([key]) => key.startsWith(prefix));
  for (const [key] of own) infons.delete(key);
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** The passages of a document, and more of them for text that is in none. */
function passagesFor(document: AnnotatedDocument, unit: OffsetUnit, losses: Loss[]): WrittenPassage[] {
  const { text, sentences = [] } = document;
  const given = stretches(document, losses);
  const levels = new Levels(
    text,
    given.map((each) => each.span),
    sentences,
  );
  const written: WrittenPassage[] = [];
  let reached = 0;
  for (const [index, { span: own, infons: metadata }] of given.entries()) {
    const before = written[index - 1];
    const gap = before === undefined ? 0 : own.start - before.span.end;
    const { [layoutNames.offset]: named, ...infons } = metadata;
    const wanted = named !== undefined && /^\d+$/.test(named) ? Number(named) : undefined;
    const distance = (wanted ?? 0) - reached;
    // An offset that would be taken for a gap of another length than the text has would move everything after it.
    const leap = index === 0 ? distance !== 0 : (distance < 0 || distance > longestGap) && gap === 1;
    const usable = wanted !== undefined && leap;
    if (named !== undefined && !usable && Number(named) !== reached + gap) {
      losses.push({
        code: 'bioc/metadata-dropped',
        message: `${layoutNames.offset} = ${named} of passage ${index + 1}`,
      });
    }
    const offset = usable ? wanted : reached + gap;
    const offsets = new OffsetConverter(text.slice(own.start, own.end));
    written.push({
      span: own,
      infons,
      offset,
      regular: !usable,
      offsets,
      sentences: levels.sentences[index] ?? [],
    });
    reached = offset + lengthIn(offsets, unit);
  }
  return written;
}

function stretches(
  { text, passages = [] }: AnnotatedDocument,
  losses: Loss[],
): { span: Span; infons: Metadata }[] {
  const all: { span: Span; infons: Metadata }[] = [];
  let reached = 0;
  const fill = (end: number) => {
    if (passages.length > 0) {
      const message = `the text from ${reached} to ${end} is in no passage and becomes one of its own`;
      losses.push({ code: 'bioc/passage-added', message });
    }
    all.push({ span: span(reached, end), infons: {} });
  };
  for (const [index, { span: own, metadata }] of passages.entries()) {
    if (own.start < reached || own.end < own.start || own.end > text.length) {
      losses.push({
        code: 'bioc/passage-dropped',
        message: `passage ${index + 1}, which overlaps or leaves the text`,
      });
      continue;
    }
    const between = text.slice(reached, own.start);
    const isGap = all.length === 0 ? between === '' : /^\n{0,16}$/.test(between);
    if (!isGap) fill(own.start);
    all.push({ span: own, infons: metadata });
    reached = own.end;
  }
  if (reached < text.length || all.length === 0) fill(text.length);
  return all;
}
