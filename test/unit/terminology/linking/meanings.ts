/** An encoder of names for tests: words that mean the same have the same part of a vector. */
import { join } from 'node:path';
import type { Concept } from '../../../../server/terminology/concept.ts';
import { buildIndex } from '../../../../server/terminology/index/builder.ts';
import { openIndex } from '../../../../server/terminology/index/opening.ts';
import type { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import { encodeIndex, type NamesEncoder } from '../../../../server/terminology/vectors/encoding.ts';
import { chosenGroups, vectorsPathOf } from '../../../../server/terminology/vectors/layout.ts';
import type { NameVectors } from '../../../../server/terminology/vectors/nameVectors.ts';
import { openVectors } from '../../../../server/terminology/vectors/opening.ts';
import { inFolder } from '../index/indexes.ts';

const meanings = [
  ['hives', 'urticaria'],
  ['sudden', 'acute'],
  ['shingles', 'zoster'],
  ['whooping', 'pertussis'],
  ['kidney', 'renal'],
  ['failure', 'insufficiency'],
];

/** One dimension for each meaning, the last for all other words. */
export function encoded(words: string): Float32Array {
  const vector = new Float32Array(meanings.length + 1);
  for (const word of words.toLowerCase().split(/\P{L}+/u)) {
    const meaning = meanings.findIndex((same) => same.includes(word));
    const at = meaning < 0 ? meanings.length : meaning;
    vector[at] = (vector[at] as number) + 1;
  }
  return vector;
}

const encoder: NamesEncoder = {
  statement: { name: 'meanings', fingerprint: '1', pooling: 'none', prefix: '' },
  dimensions: meanings.length + 1,
  encode: async (names) => names.map(encoded),
};

export async function withMeanings<T>(
  concepts: readonly Concept[],
  use: (opened: { readonly index: TerminologyIndex; readonly vectors: NameVectors }) => T | Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const path = join(folder, 'terms.index');
    await buildIndex(path, { concepts, retired: [], sources: [] });
    const index = openIndex(path);
    const choice = { groups: chosenGroups.filter((group) => group !== 'GENE'), without: [] };
    await encodeIndex(index, vectorsPathOf(path), encoder, { coding: 'int8', choice });
    const vectors = openVectors(vectorsPathOf(path), index);
    try {
      return await use({ index, vectors });
    } finally {
      vectors.close();
      index.close();
    }
  });
}
