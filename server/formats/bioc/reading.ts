/** From the parts of a BioC document to a document. */
import type { AnnotatedDocument, Metadata, Passage } from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { ReadProblem } from '../format.ts';
import { lengthIn, type OffsetUnit, unitTitles } from '../offsetUnits.ts';
import { readAnnotations } from './annotationReading.ts';
import { fittingLayout, type Layout, type Piece } from './layout.ts';
import { type BiocDocument, layoutNames, placed } from './parts.ts';

/** What reading a document gives, and the unit to try first in the next one. */
export interface ReadDocument {
  readonly document: AnnotatedDocument;
  readonly problems: readonly ReadProblem[];
  readonly unit: OffsetUnit;
}

/**
 * Reads one document. The unit of its offsets is found by trial against the words of its annotations; one that is not
 * code points is reported and kept in the metadata, so that writing uses it again.
 * @param collection metadata that every document of the collection carries.
 * @param usual the unit of the documents before it.
 */
export function readDocument(parts: BiocDocument, collection: Metadata, usual: OffsetUnit): ReadDocument {
  const { layout, plain } = fittingLayout(parts, usual);
  const { text, unit } = layout;
  const problems: ReadProblem[] = [];
  if (unit !== 'code points') problems.push(unusualUnit(parts, unit));
  problems.push(...layoutProblems(layout));
  const passages = passagesOf(layout);
  const pieces = layout.passages.flatMap(({ sentences }) => sentences);
  const sentences: Span[] = pieces.map(({ span }) => span);
  const { annotations, problems: found } = readAnnotations(parts, layout, sentences);
  problems.push(...found);
  const metadata = {
    ...collection,
    ...parts.infons,
    ...sentenceInfons(pieces),
    ...(unit !== 'code points' && { [layoutNames.unit]: unit }),
  };
  const [only] = passages;
  const single = passages.length === 1 && Object.keys(only?.metadata ?? {}).length === 0;
  const document: AnnotatedDocument = {
    id: parts.id,
    text,
    annotations,
    ...(passages.length > 0 && !single && { passages }),
    ...(sentences.length > 0 && { sentences }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
  return {
    document,
    problems: problems.map((problem) => ({ ...problem, document: parts.id })),
    unit: plain ? usual : unit,
  };
}

function passagesOf({ passages }: Layout): Passage[] {
  return passages.map(({ span, stretch, offset, regular }) => ({
    span,
    metadata: { ...stretch.infons, ...(!regular && { [layoutNames.offset]: String(offset) }) },
  }));
}

/** Infons of sentences, for which the document model has no place: `sentence.3.key`, counted from 1. */
function sentenceInfons(sentences: readonly Piece[]): Metadata {
  return Object.fromEntries(
    sentences.flatMap(({ stretch }, index) =>
      Object.entries(stretch.infons).map(([key, value]) => [`sentence.${index + 1}.${key}`, value]),
    ),
  );
}

function unusualUnit({ place }: BiocDocument, unit: OffsetUnit): ReadProblem {
  return {
    code: 'bioc/unit',
    severity: 'information',
    message: `The offsets count ${unitTitles[unit]}; they are read and will be written that way.`,
    ...placed(place),
  };
}

function* layoutProblems({ passages, unit }: Layout): Generator<ReadProblem, void, undefined> {
  for (const [index, passage] of passages.entries()) {
    const { stretch, regular, sentences, bySentence } = passage;
    const at = placed(stretch.place);
    if (stretch.offset === undefined) {
      const message = 'The passage has no offset; it is read as following the passage before it.';
      yield { code: 'bioc/offset-missing', severity: 'warning', message, ...at };
    }
    const before = passages[index - 1];
    if (!regular && before !== undefined && passage.offset < before.offset) {
      const message = `The passage has the offset ${passage.offset}, but the passage before it has ${before.offset}. Its annotations are placed inside it.`;
      yield { code: 'bioc/passages-disordered', severity: 'warning', message, ...at };
    } else if (
      !regular &&
      before !== undefined &&
      passage.offset - before.offset < lengthIn(before.offsets, unit)
    ) {
      const message = `The passage has the offset ${passage.offset}, which lies inside the passage before it (${unitTitles[unit]}). Its annotations are placed inside it.`;
      yield { code: 'bioc/passages-overlap', severity: 'warning', message, ...at };
    }
    for (const sentence of sentences) {
      if (sentence.regular) continue;
      const where = bySentence ? 'does not follow the sentence before it' : 'does not have its text there';
      const message = `The sentence at offset ${sentence.offset} ${where}.`;
      yield {
        code: 'bioc/sentence-misplaced',
        severity: 'warning',
        message,
        ...placed(sentence.stretch.place),
      };
    }
    if (sentences.length < stretch.sentences.length) {
      const message = `${stretch.sentences.length - sentences.length} sentences begin outside their passage and are left out.`;
      yield { code: 'bioc/sentences-left-out', severity: 'error', message, ...at };
    }
  }
}
