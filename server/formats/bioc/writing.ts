/** From a document to the parts of a BioC document. */
import type { AnnotatedDocument, Metadata } from '../../annotation/document.ts';
import { OffsetConverter, type Span, span } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { lengthIn, type OffsetUnit, offsetUnits, toUnit, unitTitles } from '../offsetUnits.ts';
import { writeAnnotations } from './annotationWriting.ts';
import { longestGap } from './layout.ts';
import { Levels } from './levels.ts';
import {
  type BiocAnnotation,
  type BiocCollection,
  type BiocDocument,
  type BiocRelation,
  collectionMetadata,
  layoutNames,
  sameCollection,
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

/** A document as it stands in a file, and what BioC has no place for. */
export interface WrittenDocument {
  readonly parts: BiocDocument;
  /** What begins the file; only with the first document. */
  readonly collection?: BiocCollection;
  readonly losses: readonly Loss[];
}

/**
 * Prepares the documents of one file, which has one collection, that of its first document, and one unit of offsets:
 * code points, or what the first document in which units differ was read in.
 */
export class CollectionWriting {
  #collection: BiocCollection | undefined;
  #unit: OffsetUnit | undefined;

  get begun(): boolean {
    return this.#collection !== undefined;
  }

  document(document: AnnotatedDocument): WrittenDocument {
    const losses: Loss[] = [];
    const { id } = document;
    const { collection, rest } = takeCollection(document.metadata);
    const { [layoutNames.unit]: named, ...infons } = rest;
    const offered = offsetUnits.find((each) => each === named) ?? 'code points';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the range up to 0x7f.
    if (!/^[\x00-\x7f]*$/.test(document.text)) this.#unit ??= offered;
    const unit = this.#unit ?? 'code points';
    if (named !== undefined && named !== unit) {
      const message = `${layoutNames.unit} = ${JSON.stringify(named)}; offsets count ${unitTitles[unit]}`;
      losses.push({ code: 'bioc/metadata-dropped', id, message });
    }
    const parts = partsOf(document, infons, unit, losses);
    if (this.#collection === undefined) {
      this.#collection = collection;
      return { parts, collection, losses };
    }
    if (!sameCollection(collection, this.#collection)) {
      const fields = Object.entries(collectionMetadata(collection));
      const shown = fields.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(', ');
      const message = `the document comes from another collection than the first one in the file (${shown || 'without any field'})`;
      losses.push({ code: 'bioc/collection-dropped', id, message });
    }
    return { parts, losses };
  }
}

function partsOf(
  document: AnnotatedDocument,
  infons: Metadata,
  unit: OffsetUnit,
  losses: Loss[],
): BiocDocument {
  const { id, text, tokens } = document;
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
  return {
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
    // Last, as the sentences take theirs.
    infons: Object.fromEntries(kept),
  };
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
    const isGap = between === '' || (between === '\n' && all.length > 0);
    if (!isGap) fill(own.start);
    all.push({ span: own, infons: metadata });
    reached = own.end;
  }
  if (reached < text.length || all.length === 0) fill(text.length);
  return all;
}
