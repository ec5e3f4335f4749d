/** Entities of the public corpora and of somebody's own, as the command line suggests them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotatedDocument, PredictedEntity } from '../../server/annotation/document.ts';
import { type Calibration, calibrated } from '../../server/suggestion/calibration.ts';
import { annotated, readAnnotated } from './annotated.ts';
import type { Choice } from './choice.ts';
import { corpora, maccrobat, readSplit } from './corpora.ts';
import { type KnownWords, scoreEntities, type TypeNames } from './entityScores.ts';
import { crossValidated } from './folds.ts';
import { countGenes, readGeneSentences } from './geneAlternatives.ts';
import { readModelFolder } from './modelFolder.ts';
import { otherCorpora } from './otherCorpora.ts';
import { matchTypes, parseTypes, typesIn } from './ownCorpus.ts';
import { figuresOf, percent, type Report, type Row } from './report.ts';
import { trainingWords } from './trainingWords.ts';

export interface EntityOptions {
  /** The data folder. */
  readonly data: string;
  /** A model folder instead of the model in the box. */
  readonly model?: string;
  /** The folder of the model in the box. */
  readonly box: string;
  /** A folder with the models of MACCROBAT's cross-validation. */
  readonly folds?: string;
  /** How many documents of each corpus to read at most; Infinity for all. */
  readonly limit: number;
}

/** Which annotations of a corpus the model has learnt from, and how a title says it. */
const trainings = {
  split: 'learnt from: its training split',
  all: 'learnt from: all of it, so that the figures say nothing of other texts; --folds measures that',
  'cross-validation': 'learnt from: the other folds',
  'other types': 'learnt from: its texts with other types',
  none: 'learnt from: nothing of it',
  unknown: 'nothing is known of what was learnt from it',
} as const;

export type Training = keyof typeof trainings;

/** What was measured, beside the figures. */
interface Measured {
  readonly key: string;
  readonly corpus: string;
  readonly training: Training;
  /** The folds of cross-validation that were measured. */
  readonly folds?: string;
  readonly floor?: number;
}

const columns = [
  'type',
  'precision',
  'recall',
  'f1',
  'unseenRecall',
  'gold=mentions',
  'unseen',
  'calibrationError',
  'chanceError',
];

/** The dev splits of the corpora whose training splits the model has learnt, and MACCROBAT. */
export async function measureEntities(options: EntityOptions, choice: Choice, report: Report): Promise<void> {
  const { data, model, limit } = options;
  for (const corpus of corpora) {
    const { key, name, dev, types, floor } = corpus;
    if (!choice.wants('entities', key) || !existsSync(join(data, dev))) continue;
    const gold = (await readSplit(data, corpus, 'dev')).slice(0, limit);
    const words = await wordsOf(data);
    const predicted = await annotated(gold, model);
    const measured = { key, corpus: name, training: 'split', floor } as const;
    const rows = strictRows(measured, gold, predicted, types, words);
    const sentences = readGeneSentences(join(data, 'corpora', key, 'dev')).slice(0, limit);
    if (sentences.length > 0) {
      const type = rows[0]?.['type'] as string;
      const counts = countGenes(sentences, predicted, type);
      const documents = gold.length;
      rows.push({ ...measured, documents, type, convention: 'alternatives', ...figuresOf(counts) });
    }
    const shown = sentences.length > 0 ? ['convention', ...columns] : columns;
    report.table('entities', `${titleOf(measured, gold)}, floor ${percent(floor)}`, rows, shown);
  }
  if (choice.wants('entities', maccrobat.key) && existsSync(join(data, maccrobat.folder)))
    await measureMaccrobat(options, report);
}

async function measureMaccrobat(
  { data, model, box, folds, limit }: EntityOptions,
  report: Report,
): Promise<void> {
  const { key, name, folder, types } = maccrobat;
  if (folds !== undefined) {
    const found = await crossValidated(data, folds, limit);
    const measured = {
      key,
      corpus: name,
      training: 'cross-validation',
      folds: `${found.folds.join(', ')} of ${maccrobat.folds}`,
    } as const;
    // The models of the folds have no calibration of their own: what is judged is that of the model in the box.
    const { calibrations } = readModelFolder(box);
    const predicted = found.predicted.map((document) => calibratedAs(document, calibrations));
    const rows = strictRows(measured, found.gold, predicted, types, found.known);
    report.table('entities', titleOf(measured, found.gold), rows, columns);
    return;
  }
  const gold = (await readAnnotated(join(data, folder))).slice(0, limit);
  const measured = { key, corpus: name, training: 'all' } as const;
  const rows = strictRows(measured, gold, await annotated(gold, model), types);
  report.table('entities', titleOf(measured, gold), rows, columns);
}

function calibratedAs(
  document: AnnotatedDocument,
  calibrations: ReadonlyMap<string, Calibration>,
): AnnotatedDocument {
  const entities = (document.annotations.entities as readonly PredictedEntity[]).map((entity) => ({
    ...entity,
    score: calibrated(entity.score, calibrations.get(entity.type)),
  }));
  return { ...document, annotations: { ...document.annotations, entities } };
}

/** Corpora that the types were not learnt from. */
export async function measureOtherCorpora(
  { data, model, limit }: EntityOptions,
  choice: Choice,
  report: Report,
): Promise<void> {
  for (const { key, name, path, read, types, training, differs } of otherCorpora) {
    if (!choice.wants('others', key) || !existsSync(join(data, path))) continue;
    const gold = (await read(join(data, path))).slice(0, limit);
    const measured = { key, corpus: name, training };
    const rows = strictRows(measured, gold, await annotated(gold, model), types, await wordsOf(data));
    const named = rows.map((row) => ({ ...row, differs }));
    report.table('others', `${titleOf(measured, gold)}. ${differs}`, named, [
      'goldTypes=in the corpus',
      ...columns,
    ]);
  }
}

/**
 * A corpus in any readable format. @param types as in `Problem=Disease,Drug=Chemical`; without it, types of the same name.
 * @returns a sentence about why nothing could be measured, where that is so.
 */
export async function measureOwnCorpus(
  path: string,
  types: string | undefined,
  options: { readonly model?: string; readonly box: string; readonly limit: number },
  report: Report,
): Promise<string | undefined> {
  const gold = (await readAnnotated(path)).slice(0, options.limit);
  if (gold.length === 0) return `There is no document that can be read in ${path}.`;
  const predicted = await annotated(gold, options.model);
  const { types: named } = readModelFolder(options.model ?? options.box);
  const suggested = [...new Set([...named, ...typesIn(predicted)])];
  const matched = matchTypes(gold, suggested, types === undefined ? undefined : parseTypes(types));
  for (const remark of matched.remarks) console.error(remark);
  if (Object.keys(matched.types).length === 0)
    return `No type of ${path} is one of the model's. Map them with --types GOLD=SUGGESTED,...; the model suggests ${suggested.join(', ')}.`;
  const measured = { key: path, corpus: path, training: 'unknown' } as const;
  const rows = strictRows(measured, gold, predicted, matched.types);
  report.table('own', `${path}: ${gold.length} documents`, rows, ['goldTypes=in the corpus', ...columns]);
  return undefined;
}

const wordsRead = new Map<string, Promise<KnownWords>>();

/** Read once, since all training splits together take a while. */
function wordsOf(data: string): Promise<KnownWords> {
  const reading = wordsRead.get(data) ?? trainingWords(data);
  wordsRead.set(data, reading);
  return reading;
}

/** A row a type, after one for all together where there are several. */
function strictRows(
  measured: Measured,
  gold: readonly AnnotatedDocument[],
  predicted: readonly AnnotatedDocument[],
  types: TypeNames,
  words?: Parameters<typeof scoreEntities>[3],
): Row[] {
  return scoreEntities(gold, predicted, types, words ?? new Map()).map((scores) => {
    const { type, unseen, unseenFound, calibrationError, chanceError } = scores;
    const goldTypes = Object.keys(types).filter((own) => types[own] === type);
    return {
      ...measured,
      documents: gold.length,
      type,
      goldTypes: goldTypes.join(', '),
      convention: 'strict',
      ...figuresOf(scores),
      ...(words && { unseen, unseenRecall: unseenFound / unseen }),
      calibrationError,
      chanceError,
    };
  });
}

function titleOf({ corpus, training, folds }: Measured, gold: readonly AnnotatedDocument[]): string {
  const part = folds === undefined ? '' : ` of the folds ${folds}`;
  return `${corpus}: ${gold.length} documents${part}; ${trainings[training]}`;
}
