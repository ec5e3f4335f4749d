/** Entities of the public corpora and of somebody's own, as the command line suggests them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { annotated, readAnnotated } from './annotated.ts';
import type { Choice } from './choice.ts';
import { corpora, maccrobat, readSplit } from './corpora.ts';
import { knownWords, scoreEntities, type TypeNames } from './entityScores.ts';
import { crossValidated } from './folds.ts';
import { countGenes, readGeneSentences } from './geneAlternatives.ts';
import { otherCorpora } from './otherCorpora.ts';
import { matchTypes, parseTypes, typesOfModel } from './ownCorpus.ts';
import { figuresOf, percent, type Report, type Row } from './report.ts';

export interface EntityOptions {
  /** The data folder. */
  readonly data: string;
  /** A model folder instead of the model in the box. */
  readonly model?: string;
  /** A folder with the models of MACCROBAT's cross-validation. */
  readonly folds?: string;
  /** How many documents of each corpus to read at most; Infinity for all. */
  readonly limit: number;
}

/** What was measured, beside the figures. */
interface Measured {
  readonly key: string;
  readonly corpus: string;
  /** What the training has seen of it. */
  readonly training: string;
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
];

/** The dev splits of the corpora whose training splits the model has learnt, and MACCROBAT. */
export async function measureEntities(options: EntityOptions, choice: Choice, report: Report): Promise<void> {
  const { data, model, limit } = options;
  for (const corpus of corpora) {
    const { key, name, dev, types, floor } = corpus;
    if (!choice.wants('entities', key) || !existsSync(join(data, dev))) continue;
    const gold = (await readSplit(data, corpus, 'dev')).slice(0, limit);
    const words = knownWords(await readSplit(data, corpus, 'train'), types);
    const predicted = await annotated(gold, model);
    const measured = { key, corpus: name, training: 'its training split', floor };
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

async function measureMaccrobat({ data, model, folds, limit }: EntityOptions, report: Report): Promise<void> {
  const { key, name, folder, types } = maccrobat;
  if (folds !== undefined) {
    const found = await crossValidated(data, folds, limit);
    const training = `none of it: cross-validation, folds ${found.folds.join(', ')} of ${maccrobat.folds}`;
    const measured = { key, corpus: name, training };
    const rows = strictRows(measured, found.gold, found.predicted, types);
    report.table('entities', titleOf(measured, found.gold), rows, columns);
    return;
  }
  const gold = (await readAnnotated(join(data, folder))).slice(0, limit);
  const training = 'all of it: the figures say nothing of other texts, --folds does';
  const measured = { key, corpus: name, training };
  const rows = strictRows(measured, gold, await annotated(gold, model), types);
  report.table('entities', titleOf(measured, gold), rows, columns);
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
    const rows = strictRows(measured, gold, await annotated(gold, model), types);
    const named = rows.map((row) => ({ ...row, differs }));
    report.table('others', `${titleOf(measured, gold)} (${differs})`, named, [
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
  const suggested = typesOfModel(options.model ?? options.box, predicted);
  const matched = matchTypes(gold, suggested, types === undefined ? undefined : parseTypes(types));
  for (const remark of matched.remarks) console.error(remark);
  if (Object.keys(matched.types).length === 0)
    return `No type of ${path} is one of the model's. Map them with --types GOLD=SUGGESTED,...; the model suggests ${suggested.join(', ')}.`;
  const measured = { key: path, corpus: path, training: 'unknown' };
  const rows = strictRows(measured, gold, predicted, matched.types);
  report.table('own', `${path}: ${gold.length} documents`, rows, ['goldTypes=in the corpus', ...columns]);
  return undefined;
}

/** A row a type, after one for all together where there are several. */
function strictRows(
  measured: Measured,
  gold: readonly AnnotatedDocument[],
  predicted: readonly AnnotatedDocument[],
  types: TypeNames,
  words?: ReturnType<typeof knownWords>,
): Row[] {
  return scoreEntities(gold, predicted, types, words ?? new Map()).map((scores) => {
    const { type, unseen, unseenFound, calibrationError } = scores;
    const goldTypes = Object.keys(types).filter((own) => types[own] === type || type === 'all');
    return {
      ...measured,
      documents: gold.length,
      type,
      goldTypes: goldTypes.join(', '),
      convention: 'strict',
      ...figuresOf(scores),
      ...(words && { unseen, unseenRecall: unseenFound / unseen }),
      calibrationError,
    };
  });
}

function titleOf({ corpus, training }: Measured, gold: readonly AnnotatedDocument[]): string {
  return `${corpus}: ${gold.length} documents; training has seen ${training}`;
}
