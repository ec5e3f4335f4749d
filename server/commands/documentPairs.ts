/** Reads two annotated versions of a corpus and puts the documents together by id. */
import { stat } from 'node:fs/promises';
import type { DocumentPair } from '../comparison/report.ts';
import type { FileProblem } from '../corpus/fileProblems.ts';
import { LineIndex } from '../text/lines.ts';
import { utf16 } from '../text/positions.ts';
import { AnnotationReader, type SourcedDocument } from './annotationReader.ts';

export interface DocumentPairs {
  /** In the order of the gold documents. */
  readonly pairs: readonly DocumentPair[];
  /** Ids with gold but without predicted annotations. They are among the pairs, with nothing predicted. */
  readonly missingFromPredicted: readonly string[];
  /** Ids with predicted but without gold annotations. They are not among the pairs: there is nothing to score by. */
  readonly missingFromGold: readonly string[];
  /** Ids whose texts differ. They are not among the pairs; a problem says where. */
  readonly textsDiffer: readonly string[];
  /** Why a document or a whole side is not among the pairs. */
  readonly problems: readonly FileProblem[];
  /** Errors inside annotation files: what could not be read and offsets that do not fit their words. */
  readonly annotationErrors: readonly FileProblem[];
}

/**
 * Reads both sides, which may be in different formats, and pairs documents by their id: for texts with files beside them
 * the path inside the folder without extension. Where no id is on both sides, folders in the ids are passed over. Two
 * files of one document each are one pair, whatever the ids. An id that a side has twice is paired in order. A text without
 * any annotation file is no document. What cannot be read never stops the rest. Both sides are held in memory.
 */
export async function readDocumentPairs(goldPath: string, predictedPath: string): Promise<DocumentPairs> {
  const reader = new AnnotationReader();
  const golds = await collected(reader, goldPath);
  const predictions = await collected(reader, predictedPath);
  const areFiles = (await isFile(goldPath)) && (await isFile(predictedPath));
  const areOnePair = areFiles && golds.length === 1 && predictions.length === 1;
  const counterparts = areOnePair ? predictions : pairedById(golds, predictions);

  const pairs: DocumentPair[] = [];
  const missingFromPredicted: string[] = [];
  const textsDiffer: string[] = [];
  const problems: FileProblem[] = [...reader.unreadable];
  for (const [index, gold] of golds.entries()) {
    const { id, text, annotations } = gold.document;
    const predicted = counterparts[index];
    if (predicted === undefined) {
      missingFromPredicted.push(id);
    } else if (text !== predicted.document.text) {
      textsDiffer.push(id);
      problems.push(textDifference(gold, predicted));
      continue;
    }
    pairs.push({
      id,
      text,
      gold: annotations.entities,
      predicted: predicted?.document.annotations.entities ?? [],
    });
  }
  const used = new Set(counterparts);
  return {
    pairs,
    missingFromPredicted,
    missingFromGold: predictions.filter((it) => !used.has(it)).map(({ document }) => document.id),
    textsDiffer,
    problems,
    annotationErrors: reader.annotationErrors,
  };
}

async function collected(reader: AnnotationReader, path: string): Promise<SourcedDocument[]> {
  const documents: SourcedDocument[] = [];
  for await (const document of reader.read(path)) documents.push(document);
  return documents;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** For each gold document the predicted one that belongs to it. */
function pairedById(
  golds: readonly SourcedDocument[],
  predictions: readonly SourcedDocument[],
): (SourcedDocument | undefined)[] {
  const whole = pairedBy(({ document }) => document.id);
  if (whole.some((it) => it !== undefined)) return whole;
  return pairedBy(({ document }) => document.id.slice(document.id.lastIndexOf('/') + 1));

  function pairedBy(keyOf: (document: SourcedDocument) => string): (SourcedDocument | undefined)[] {
    const waiting = new Map<string, SourcedDocument[]>();
    for (const prediction of predictions) {
      const key = keyOf(prediction);
      const same = waiting.get(key);
      if (same === undefined) waiting.set(key, [prediction]);
      else same.push(prediction);
    }
    return golds.map((gold) => waiting.get(keyOf(gold))?.shift());
  }
}

/** Where two texts begin to differ, without a word of them. */
function textDifference(gold: SourcedDocument, predicted: SourcedDocument): FileProblem {
  const [text, other] = [gold.document.text, predicted.document.text];
  let offset = 0;
  while (offset < text.length && text[offset] === other[offset]) offset += 1;
  const { line, character } = new LineIndex(text).positionAt(utf16(offset));
  const normalised = (it: string): string => it.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const reason =
    normalised(text) === normalised(other)
      ? ' They differ only in line ends or a byte order mark; give both sides the same file.'
      : ' Give both sides the same text.';
  // Of a file that holds more than one text, a place in the text is no place in the file.
  const isText = gold.source.paths !== undefined;
  const where = isText
    ? 'From here on the text'
    : `The text of ${gold.document.id}, from its line ${line + 1}, character ${character + 1} on,`;
  return {
    path: gold.source.path,
    ...(isText && { line: line + 1, column: character + 1 }),
    code: 'compare/texts-differ',
    severity: 'error',
    message:
      `${where} is not that of ${predicted.source.path}, so that offsets cannot be compared; ` +
      `the document is left out.${reason}`,
  };
}
