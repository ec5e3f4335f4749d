/** Files of vectors for tests, and what a search in them has to find. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Concept, SemanticGroup } from '../../../../server/terminology/concept.ts';
import { buildIndex } from '../../../../server/terminology/index/builder.ts';
import { openIndex } from '../../../../server/terminology/index/opening.ts';
import type { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import { type Coding, encodeRow } from '../../../../server/terminology/vectors/coding.ts';
import {
  candidatesFor,
  type NameVectors,
  type Neighbour,
} from '../../../../server/terminology/vectors/nameVectors.ts';
import { openVectors } from '../../../../server/terminology/vectors/opening.ts';
import type { VectorsBytes } from '../../../../server/terminology/vectors/reading.ts';
import { writeVectors } from '../../../../server/terminology/vectors/writing.ts';
import { concept, inFolder } from '../index/indexes.ts';

export const encoder = {
  name: 'ours',
  fingerprint: '0123456789abcdef',
  pooling: 'none',
  prefix: '',
};
export const choice = { groups: [], without: [] };
export const scale = { unrelated: 0, same: 1 };

/** A concept's only name, its group, and its vector where it has one. */
export interface Named {
  readonly group?: SemanticGroup;
  readonly vector?: Float32Array;
}

export interface Opened {
  readonly folder: string;
  readonly index: TerminologyIndex;
  readonly vectors: NameVectors;
}

/** An index with a concept for each, whose wordings thus have the numbers of the places, and the vectors beside it. */
export async function withVectors<T>(
  named: readonly Named[],
  coding: Coding,
  use: (opened: Opened) => T | Promise<T>,
  dimensions = named.find(({ vector }) => vector)?.vector?.length ?? 1,
): Promise<T> {
  return inFolder(async (folder) => {
    const index = await indexFor(folder, named);
    const path = join(folder, 'terms.vectors');
    writeVectors(path, index, { encoder, dimensions, coding, choice, scale }, () => rowsOf(named, coding));
    const vectors = openVectors(path, index);
    try {
      return await use({ folder, index, vectors });
    } finally {
      vectors.close();
      index.close();
    }
  });
}

export async function indexFor(folder: string, named: readonly Named[]): Promise<TerminologyIndex> {
  const path = join(folder, 'terms.index');
  const concepts = named.map(
    ({ group }, place): Concept => concept(`X:${place}`, [`name ${place}`], group && { group }),
  );
  await buildIndex(path, { concepts, retired: [], sources: [] });
  return openIndex(path);
}

export function* rowsOf(
  named: readonly Named[],
  coding: Coding,
): Generator<{ wording: number; row: Uint8Array }> {
  for (const [wording, { vector }] of named.entries())
    if (vector !== undefined) yield { wording, row: encodeRow(coding, vector) };
}

/** The similarity as it is defined, worked out from the vectors themselves. */
export function similarityOf(coding: Coding, query: Float32Array, vector: Float32Array): number {
  const row = decoded(coding, vector);
  const product = row.reduce((sum, component, at) => sum + component * (query[at] as number), 0);
  return product / Math.hypot(...query);
}

/** What is kept of a vector, of length 1. */
export function decoded(coding: Coding, vector: Float32Array): number[] {
  const most = Math.max(...vector.map(Math.abs));
  const row = Array.from(vector, (component) =>
    coding === 'binary' ? (component > 0 ? 1 : -1) : Math.round(component / (most / 127)),
  );
  const length = Math.hypot(...row);
  return row.map((component) => component / length);
}

/** The number of components whose signs differ. */
export function unequalSigns(one: Float32Array, other: Float32Array): number {
  return one.filter((component, at) => component > 0 !== (other[at] as number) > 0).length;
}

/**
 * What a search has to find among signs: of the rows in the order of their groups and wordings, those with the fewest
 * unequal signs, and of these the most similar.
 */
export function expectedAmongSigns(
  named: readonly Named[],
  query: Float32Array,
  count: number,
  order: (one: number, other: number) => number,
): Neighbour[] {
  const rows = named.flatMap(({ vector }, wording) => (vector ? [{ wording, vector }] : []));
  return rows
    .map(({ wording, vector }) => ({ wording, vector, unequal: unequalSigns(query, vector) }))
    .sort((one, other) => one.unequal - other.unequal || order(one.wording, other.wording))
    .slice(0, Math.max(candidatesFor(rows.length), 10 * count))
    .map(({ wording, vector }) => ({ wording, similarity: similarityOf('binary', query, vector) }))
    .sort((one, other) => other.similarity - one.similarity || one.wording - other.wording)
    .slice(0, count);
}

/** Vectors whose similarities are exact or clearly apart: their components are small whole numbers. */
export function anyVector(dimensions: number): fc.Arbitrary<Float32Array> {
  return fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: dimensions, maxLength: dimensions })
    .filter((values) => values.some((value) => value !== 0))
    .map((values) => Float32Array.from(values));
}

/** The bytes of a file, or others in their place, in memory; `onRead` is told of every read. */
export function bytesInMemory(
  path: string,
  content?: Buffer,
  onRead: (offset: number, length: number) => void = () => undefined,
): VectorsBytes {
  const bytes = content ?? readFileSync(path);
  return {
    path,
    length: bytes.length,
    readInto(into, offset) {
      onRead(offset, into.length);
      return bytes.copy(into, 0, offset, offset + into.length);
    },
    close: () => undefined,
  };
}
