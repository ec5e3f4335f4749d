/** MACCROBAT by cross-validation: it has no split, and the model in the box has learnt all of it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { annotated, readAnnotated } from './annotated.ts';
import { maccrobat } from './corpora.ts';
import { type KnownWords, knownWords } from './entityScores.ts';

/** The fold that a document of MACCROBAT belongs to; the training of the models divides them in the same way. */
export function foldOf({ id }: AnnotatedDocument): number {
  const name = `maccrobat-${id.split('/').at(-1)}`;
  const digest = createHash('sha1').update(name).digest('hex');
  return Number(BigInt(`0x${digest}`) % BigInt(maccrobat.folds));
}

export interface CrossValidated {
  readonly gold: readonly AnnotatedDocument[];
  /** The same documents, each with the suggestions of the model that has not learnt it. */
  readonly predicted: readonly AnnotatedDocument[];
  /** What the model of a document has seen of the corpus, by the document's index. */
  readonly known: (index: number) => KnownWords;
  readonly folds: readonly number[];
}

/**
 * The documents of the folds that there is a model for. Empty where the corpus is not there.
 * @param models a folder with the model folders `0`, `1`, and so on.
 * @param limit how many documents of the corpus to take part at most.
 */
export async function crossValidated(
  data: string,
  models: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<CrossValidated> {
  const folder = join(data, maccrobat.folder);
  const documents = existsSync(folder) ? await readAnnotated(folder) : [];
  const gold: AnnotatedDocument[] = [];
  const predicted: AnnotatedDocument[] = [];
  const known: KnownWords[] = [];
  const all = Array.from({ length: maccrobat.folds }, (_, fold) => fold);
  const folds = all.filter((fold) => existsSync(join(models, String(fold))));
  for (const fold of folds) {
    const own = documents.slice(0, limit).filter((document) => foldOf(document) === fold);
    const others = documents.filter((document) => foldOf(document) !== fold);
    const words = knownWords(others, maccrobat.types);
    gold.push(...own);
    predicted.push(...(await annotated(own, join(models, String(fold)))));
    known.push(...own.map(() => words));
  }
  return { gold, predicted, known: (index) => known[index] ?? new Map(), folds };
}
