import { type Coding, encodeRow, similarityTo } from './coding.ts';
import type { SimilarityScale } from './layout.ts';

/**
 * The scale of an encoder's similarities, from the vectors of some names that have nothing to do with each other; each is
 * compared with its own row and with that of the next. Vectors of zeros do not count; without two others, unrelated names
 * are taken to have a similarity of 0 and the same one of 1.
 */
export function similarityScale(coding: Coding, vectors: readonly Float32Array[]): SimilarityScale {
  const used = vectors.filter((vector) => vector.some((component) => component !== 0));
  if (used.length < 2) return { unrelated: 0, same: 1 };
  const rows = used.map((vector) => encodeRow(coding, vector));
  let [unrelated, same] = [0, 0];
  for (const [at, vector] of used.entries()) {
    const similarity = similarityTo(coding, vector);
    same += similarity(rows[at] as Uint8Array, 0);
    unrelated += similarity(rows[(at + 1) % rows.length] as Uint8Array, 0);
  }
  return { unrelated: unrelated / used.length, same: same / used.length };
}
