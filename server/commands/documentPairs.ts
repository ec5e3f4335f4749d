/** Reads two annotated versions of a corpus and puts the documents together by id. */
import { stat } from 'node:fs/promises';
import type { DocumentPair } from '../comparison/report.ts';
import { findDocuments } from '../corpus/discovery.ts';
import type { FileProblem } from '../corpus/fileProblems.ts';
import type { CorpusDocument } from '../corpus/reading.ts';
import { LineIndex } from '../text/lines.ts';
import { utf16 } from '../text/positions.ts';
import { AnnotationReader } from './annotationReader.ts';
import { Progress } from './progress.ts';

export interface DocumentPairs {
  /** In the order of the ids. */
  readonly pairs: readonly DocumentPair[];
  /** Ids with gold but without predicted annotations. They are among the pairs, with nothing predicted. */
  readonly missingFromPredicted: readonly string[];
  /** Ids with predicted but without gold annotations. They are not among the pairs: there is nothing to score by. */
  readonly missingFromGold: readonly string[];
  /** Ids whose texts differ. They are not among the pairs; a problem says where. */
  readonly textsDiffer: readonly string[];
  /** Why a document or a whole side is not among the pairs. */
  readonly problems: readonly FileProblem[];
  /** Errors inside annotation files: lines that could not be read and offsets that do not fit their words. */
  readonly annotationErrors: readonly FileProblem[];
}

/**
 * Reads both sides and pairs documents by their path inside the folder, without extension. Two single files are one
 * pair, whatever their names. A document counts as annotated where it has an annotation file, even an empty one.
 * What cannot be read never stops the rest.
 */
export async function readDocumentPairs(goldPath: string, predictedPath: string): Promise<DocumentPairs> {
  const [gold, predicted] = await Promise.all([findDocuments(goldPath), findDocuments(predictedPath)]);
  const golds = gold.documents.filter(({ annotated }) => annotated);
  const predictions = predicted.documents.filter(({ annotated }) => annotated);
  const areFiles = (await isFile(goldPath)) && (await isFile(predictedPath));
  const byId = new Map(predictions.map((document) => [areFiles ? golds[0]?.id : document.id, document]));

  const pairs: DocumentPair[] = [];
  const missingFromPredicted: string[] = [];
  const textsDiffer: string[] = [];
  const problems: FileProblem[] = [...gold.problems, ...predicted.problems];
  const reader = new AnnotationReader();

  const progress = new Progress('documents', golds.length);
  for (const paths of golds) {
    const counterpart = byId.get(paths.id);
    const goldDocument = await reader.read(paths);
    const predictedDocument = counterpart === undefined ? undefined : await reader.read(counterpart);
    progress.advance();
    if (goldDocument === undefined || (counterpart !== undefined && predictedDocument === undefined))
      continue;
    const { id, text, standoff } = goldDocument;
    if (predictedDocument === undefined) {
      missingFromPredicted.push(id);
    } else if (text !== predictedDocument.text) {
      textsDiffer.push(id);
      problems.push(textDifference(goldDocument, predictedDocument));
      continue;
    }
    const entities = predictedDocument?.standoff.annotations.entities ?? [];
    pairs.push({ id, text, gold: standoff.annotations.entities, predicted: entities });
  }
  progress.end();

  const goldIds = new Set(golds.map(({ id }) => id));
  const missingFromGold = areFiles ? [] : predictions.map(({ id }) => id).filter((id) => !goldIds.has(id));
  problems.push(...reader.unreadable);
  const { annotationErrors } = reader;
  return { pairs, missingFromPredicted, missingFromGold, textsDiffer, problems, annotationErrors };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** Where two texts begin to differ, without a word of them. */
function textDifference(gold: CorpusDocument, predicted: CorpusDocument): FileProblem {
  let offset = 0;
  while (offset < gold.text.length && gold.text[offset] === predicted.text[offset]) offset += 1;
  const { line, character } = new LineIndex(gold.text).positionAt(utf16(offset));
  const normalised = (text: string): string => text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const reason =
    normalised(gold.text) === normalised(predicted.text)
      ? ' They differ only in line ends or a byte order mark; give both sides the same file.'
      : ' Give both sides the same text.';
  return {
    path: gold.textPath,
    line: line + 1,
    column: character + 1,
    code: 'compare/texts-differ',
    severity: 'error',
    message:
      `From here on the text is not that of ${predicted.textPath}, so that offsets cannot be compared; ` +
      `the document is left out.${reason}`,
  };
}
