/** Opens a file of vectors. */
import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { readWhole } from '../index/files.ts';
import { type IndexedNames, UnusableVectors, vectorsPathOf } from './layout.ts';
import { NameVectors } from './nameVectors.ts';
import type { VectorsBytes } from './reading.ts';

/**
 * The vectors in a file, which stays open until they are closed; the index, whose wordings they are, has to stay open, too.
 * @throws UnusableVectors where the file cannot be read, is none of vectors or damaged, or belongs to another index.
 */
export function openVectors(path: string, index: IndexedNames): NameVectors {
  let bytes: VectorsBytes;
  try {
    bytes = openVectorsBytes(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableVectors(path, `cannot be read (${reason}).`, index.path);
  }
  try {
    return new NameVectors(bytes, index);
  } catch (error) {
    bytes.close();
    throw error;
  }
}

/** The vectors in the file beside an index; undefined where there is none. @throws UnusableVectors as {@link openVectors}. */
export function vectorsBeside(index: IndexedNames): NameVectors | undefined {
  const path = vectorsPathOf(index.path);
  return existsSync(path) ? openVectors(path, index) : undefined;
}

function openVectorsBytes(path: string): VectorsBytes {
  const file = openSync(path, 'r');
  return {
    path,
    length: fstatSync(file).size,
    readInto: (bytes, offset) => readWhole(file, bytes, offset),
    close: () => closeSync(file),
  };
}
