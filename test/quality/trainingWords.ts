/** What the model in the box has seen annotated, so that mentions with other words can be told apart. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { readAnnotated } from './annotated.ts';
import { corpora, readSplit, variants } from './corpora.ts';
import { type KnownWords, knownWords, type TypeNames } from './entityScores.ts';

const genes = { Gene: 'Gene', FamilyName: 'Gene' };

/** Corpora that the model has learnt from and is not measured on. */
const trainingOnly: readonly { readonly train: string; readonly types: TypeNames }[] = [
  { train: 'corpora/nlmgene/train.pubtator', types: genes },
  { train: 'corpora/gnormplus/train.pubtator', types: genes },
  {
    train: 'corpora/tmvar3/train.pubtator',
    types: { Disease: 'Disease', Gene: 'Gene', Species: 'Species', CellLine: 'CellLine', ...variants },
  },
  { train: 'corpora/bioid/train.pubtator', types: { CellLine: 'CellLine' } },
  { train: 'corpora/s800/train.pubtator', types: { Species: 'Species' } },
  { train: 'corpora/linnaeus/train.pubtator', types: { Species: 'Species' } },
];

/**
 * The lower-cased words of the mentions in every training split, by the model's type. Documents that no training may read,
 * and those that are in a dev split as well, were left out of the training, and are left out here.
 */
export async function trainingWords(data: string): Promise<KnownWords> {
  const known = new Map<string, Set<string>>();
  const omitted = new Set(heldOut(data));
  for (const corpus of corpora) {
    for (const { id } of await readIfThere(data, corpus.dev, () => readSplit(data, corpus, 'dev')))
      if (isPubMedIdentifier(id)) omitted.add(id);
  }
  const add = (documents: readonly AnnotatedDocument[], types: TypeNames): void => {
    const kept = documents.filter(({ id }) => !omitted.has(id));
    for (const [type, words] of knownWords(kept, types))
      known.set(type, new Set([...(known.get(type) ?? []), ...words]));
  };
  for (const corpus of corpora)
    add(await readIfThere(data, corpus.train, () => readSplit(data, corpus, 'train')), corpus.types);
  for (const { train, types } of trainingOnly)
    add(await readIfThere(data, train, () => readAnnotated(join(data, train))), types);
  return known;
}

const isPubMedIdentifier = (id: string): boolean => /^\d+$/.test(id);

/** The PubMed identifiers of documents that nothing may be fitted to; none where the data folder lists none. */
export function heldOut(data: string): string[] {
  const file = join(data, 'heldout-pmids.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').split(/\s+/) : [];
}

async function readIfThere(
  data: string,
  path: string,
  read: () => Promise<AnnotatedDocument[]>,
): Promise<AnnotatedDocument[]> {
  return existsSync(join(data, path)) ? await read() : [];
}
