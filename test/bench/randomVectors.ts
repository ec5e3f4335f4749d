/** Vectors of nothing, for the time that a search takes. */
import { SeededRandom } from '../../scripts/samples/random.ts';
import { type Coding, encodeRow } from '../../server/terminology/vectors/coding.ts';
import { chosenGroups, type IndexedNames } from '../../server/terminology/vectors/layout.ts';
import { type VectorRow, writeVectors } from '../../server/terminology/vectors/writing.ts';

export const dimensions = 256;
export const statement = { name: 'bench', fingerprint: '0', pooling: 'none', prefix: '' };

/** Writes a row for every wording of an index. */
export function writeRandomVectors(path: string, index: IndexedNames, coding: Coding): void {
  function* rows(): Generator<VectorRow> {
    const random = new SeededRandom(2);
    const length = encodeRow(coding, new Float32Array(dimensions).fill(1)).length;
    for (let wording = 0; wording < index.counts.wordings; wording += 1) {
      const row = new Uint8Array(length);
      const numbers = new Int32Array(row.buffer, 0, dimensions / (coding === 'binary' ? 32 : 4));
      for (let at = 0; at < numbers.length; at += 1) numbers[at] = random.next() * 2 ** 32;
      if (coding === 'int8') new DataView(row.buffer).setFloat32(length - 4, 1 / 1180, true);
      yield { wording, row };
    }
  }
  const about = {
    ...{ encoder: statement, dimensions, coding },
    ...{ choice: { groups: chosenGroups, without: [] }, scale: { unrelated: 0, same: 1 } },
  };
  writeVectors(path, index, about, rows);
}

export function randomVector(random: SeededRandom): Float32Array {
  return Float32Array.from({ length: dimensions }, () => random.next() - 0.5);
}
