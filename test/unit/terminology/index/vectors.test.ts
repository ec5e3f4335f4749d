import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildIndex } from '../../../../server/terminology/index/builder.ts';
import { openIndex } from '../../../../server/terminology/index/files.ts';
import type { TerminologyIndex } from '../../../../server/terminology/index/terminologyIndex.ts';
import {
  binaryLength,
  encodeBinary,
  encodeInt8,
  int8Scale,
} from '../../../../server/terminology/index/vectors.ts';
import { type VectorRow, writeVectors } from '../../../../server/terminology/index/vectorWriter.ts';
import { concept, inFolder, manyConcepts } from './indexes.ts';

const dimensions = 40;
const vector = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: dimensions, maxLength: dimensions })
  .filter((values) => values.some((value) => value !== 0))
  .map((values) => {
    const length = Math.hypot(...values);
    return Float32Array.from(values, (value) => value / length);
  });

/** An index of as many concepts as vectors, with these. */
async function withVectors<T>(
  vectors: readonly Float32Array[],
  coding: 'int8' | 'binary',
  use: (index: TerminologyIndex) => T,
): Promise<T> {
  return inFolder(async (folder) => {
    const path = join(folder, 'terms.index');
    await buildIndex(path, { concepts: manyConcepts(vectors.length), retired: [], sources: [] });
    const scale = coding === 'int8' ? int8Scale(vectors) : 1;
    const rows = vectors.map((each, wording): VectorRow => {
      const code = coding === 'int8' ? encodeInt8(each, scale) : encodeBinary(each);
      return { wording, row: new Uint8Array(code.buffer) };
    });
    const bytesPerRow = coding === 'int8' ? dimensions : binaryLength(dimensions);
    await writeVectors(path, path, { encoder: 'abc', dimensions, coding, scale, bytesPerRow }, rows);
    assert.deepEqual(readdirSync(folder), ['terms.index']);
    const index = openIndex(path);
    try {
      return use(index);
    } finally {
      index.close();
    }
  });
}

const some = fc.array(vector, { minLength: 1, maxLength: 60 });

describe('the vectors of an index', () => {
  it('in eight bits are near where their cosine is high', async () => {
    await fc.assert(
      fc.asyncProperty(some, vector, fc.integer({ min: 1, max: 10 }), async (vectors, query, count) => {
        await withVectors(vectors, 'int8', (index) => {
          const found = index.vectors?.nearest(query, count) ?? [];
          const cosines = vectors.map((each) =>
            each.reduce((sum, value, at) => sum + value * (query[at] as number), 0),
          );
          const best = cosines.toSorted((a, b) => b - a).slice(0, count);
          assert.equal(found.length, best.length);
          for (const [place, { wording, similarity }] of found.entries()) {
            // Each component is off by at most half a step on either side.
            assert.ok(Math.abs(similarity - (cosines[wording] as number)) < 0.05);
            assert.ok(Math.abs(similarity - (best[place] as number)) < 0.05);
          }
        });
      }),
      { numRuns: 30 },
    );
  });
  it('in one bit are near where signs are equal, the first of equal ones first', async () => {
    await fc.assert(
      fc.asyncProperty(some, vector, fc.integer({ min: 0, max: 10 }), async (vectors, query, count) => {
        await withVectors(vectors, 'binary', (index) => {
          const similarities = vectors.map((each) => {
            const unequal = each.filter((value, at) => value > 0 !== (query[at] as number) > 0).length;
            return 1 - (2 * unequal) / dimensions;
          });
          const expected = similarities
            .map((similarity, wording) => ({ wording, similarity }))
            .sort((a, b) => b.similarity - a.similarity || a.wording - b.wording)
            .slice(0, count);
          assert.deepEqual(index.vectors?.nearest(query, count), expected);
        });
      }),
      { numRuns: 30 },
    );
  });
  it('may be left out for some wordings, and leave all else as it was', async () => {
    await inFolder(async (folder) => {
      const [plain, path] = [join(folder, 'plain.index'), join(folder, 'terms.index')];
      const concepts = [concept('X:1', ['ABC']), concept('X:2', ['asthma', 'bronchial asthma'])];
      await buildIndex(plain, { concepts, retired: [], sources: [] });
      const statement = {
        encoder: 'abc',
        dimensions: 8,
        coding: 'binary',
        scale: 1,
        bytesPerRow: 4,
      } as const;
      const rows = [1, 2].map((wording) => ({ wording, row: Uint8Array.of(wording, 0, 0, 0) }));
      assert.equal(await writeVectors(plain, path, statement, rows), 2);
      const index = openIndex(path);
      assert.deepEqual([...index.concepts()], concepts);
      assert.deepEqual(index.vectors?.statement, { ...statement, rows: 2 });
      assert.deepEqual(index.vectors?.nearest(new Float32Array(8).fill(-1), 1), [
        { wording: 1, similarity: 0.75 },
      ]);
      assert.deepEqual([...(index.vectors?.row(1) ?? [])], [2, 0, 0, 0]);
      index.verify();
      index.close();
    });
  });
  it('are refused where they do not fit, and leave nothing behind', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'terms.index');
      await buildIndex(path, { concepts: manyConcepts(3), retired: [], sources: [] });
      const statement = { encoder: 'abc', dimensions: 8, coding: 'int8', scale: 1, bytesPerRow: 8 } as const;
      const row = new Uint8Array(8);
      const refused: readonly VectorRow[][] = [
        [{ wording: 0, row: new Uint8Array(7) }],
        [
          { wording: 1, row },
          { wording: 1, row },
        ],
        [{ wording: 3, row }],
      ];
      for (const rows of refused) await assert.rejects(writeVectors(path, path, statement, rows), RangeError);
      assert.deepEqual(readdirSync(folder), ['terms.index']);
      await writeVectors(path, path, statement, [{ wording: 2, row }]);
      const index = openIndex(path);
      assert.throws(() => index.vectors?.nearest(new Float32Array(7), 1), RangeError);
      index.close();
    });
  });
});
