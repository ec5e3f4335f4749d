import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../../../scripts/samples/random.ts';
import { type SemanticGroup, semanticGroups } from '../../../../server/terminology/concept.ts';
import { groupCode } from '../../../../server/terminology/index/layout.ts';
import { codings } from '../../../../server/terminology/vectors/coding.ts';
import type { Neighbour } from '../../../../server/terminology/vectors/nameVectors.ts';
import {
  anyVector,
  decoded,
  expectedAmongSigns,
  type Named,
  similarityOf,
  withVectors,
} from './vectorFiles.ts';

/** The same numbers but for rounding: a row in eight bits has a scale of 32 bits. */
function assertNear(found: readonly (number | undefined)[], expected: readonly (number | undefined)[]): void {
  assert.equal(found.length, expected.length);
  for (const [place, one] of expected.entries()) {
    const other = found[place];
    const isNear = one === undefined ? other === undefined : Math.abs((other ?? Number.NaN) - one) < 1e-5;
    assert.ok(isNear, `${other} instead of ${one}`);
  }
}

const similaritiesOf = (all: readonly Neighbour[]): number[] => all.map(({ similarity }) => similarity);

const anyGroup = fc.option(fc.constantFrom<SemanticGroup>('DISO', 'CHEM', 'ANAT'), { nil: undefined });

function anyNamed(dimensions: number): fc.Arbitrary<Named> {
  return fc
    .record({ group: anyGroup, vector: fc.option(anyVector(dimensions), { nil: undefined, freq: 9 }) })
    .map(({ group, vector }) => ({ ...(group && { group }), ...(vector && { vector }) }));
}

const anySearch = fc.constantFrom(1, 8, 40, 128, 130, 300).chain((dimensions) =>
  fc.record({
    named: fc.array(anyNamed(dimensions), { minLength: 1, maxLength: 60 }),
    query: anyVector(dimensions),
    count: fc.integer({ min: 0, max: 12 }),
    groups: fc.subarray(['DISO', 'CHEM', 'PROC'] as const),
    modulus: fc.integer({ min: 1, max: 3 }),
  }),
);

/** Vectors of the wished length from a seeded generator. */
function manyVectors(count: number, dimensions: number, seed: number): Float32Array[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: dimensions }, () => Math.round(random.next() * 200 - 100) || 1),
  );
}

describe('the nearest names', () => {
  for (const coding of codings) {
    it(`are those that comparing with every row finds, in groups and under a condition: ${coding}`, () =>
      fc.assert(
        fc.asyncProperty(anySearch, ({ named, query, count, groups, modulus }) =>
          withVectors(
            named,
            coding,
            ({ vectors }) => {
              const accepts = (wording: number): boolean => wording % modulus === 0;
              const similarities = named.map(({ vector }) => vector && similarityOf(coding, query, vector));
              const wanted = named.flatMap(({ group }, wording): Neighbour[] => {
                const similarity = similarities[wording];
                const isIn = groups.length === 0 || groups.some((each) => each === group);
                return similarity !== undefined && isIn && accepts(wording) ? [{ wording, similarity }] : [];
              });
              const expected = wanted
                .sort((one, other) => other.similarity - one.similarity || one.wording - other.wording)
                .slice(0, count);
              const found = vectors.nearest(query, count, { groups, accepts });
              assertNear(similaritiesOf(found), similaritiesOf(expected));
              for (const { wording, similarity } of found) {
                assert.ok(wanted.some((each) => each.wording === wording));
                assertNear([similarity], [similarities[wording]]);
              }
              const all = named.map((_, wording) => wording);
              assertNear(vectors.profiles(query, [all])[0]?.each ?? [], similarities);
            },
            query.length,
          ),
        ),
        { numRuns: 60 },
      ));
  }

  it('are looked for among the rows with the most equal signs, whatever the order of the rows', async () => {
    const dimensions = 24;
    const all = manyVectors(6000, dimensions, 7);
    const groups = ['CHEM', 'ANAT', 'DISO'] as const;
    const [query = new Float32Array()] = manyVectors(1, dimensions, 8);
    const nearestLast = [...all].sort(
      (one, other) => similarityOf('binary', query, one) - similarityOf('binary', query, other),
    );
    for (const ordered of [all, nearestLast, nearestLast.toReversed()]) {
      const named = ordered.map(
        (vector, place): Named => ({ vector, group: groups[place % 3] as SemanticGroup }),
      );
      const code = (wording: number): number => groupCode(named[wording]?.group);
      await withVectors(named, 'binary', ({ vectors }) => {
        for (const count of [1, 10, 200]) {
          const found = vectors.nearest(query, count);
          const expected = expectedAmongSigns(
            named,
            query,
            count,
            (one, other) => code(one) - code(other) || one - other,
          );
          assertNear(similaritiesOf(found), similaritiesOf(expected));
          // Of equally near ones at the end, rounding may keep either.
          const least = (expected.at(-1)?.similarity ?? 0) + 1e-5;
          for (const { wording, similarity } of expected)
            if (similarity > least) assert.ok(found.some((each) => each.wording === wording));
        }
      });
    }
  });

  it('are found behind many that are not accepted', async () => {
    const all = manyVectors(9000, 64, 3);
    const [query = new Float32Array()] = manyVectors(1, 64, 4);
    await withVectors(
      all.map((vector) => ({ vector })),
      'int8',
      ({ vectors }) => {
        const last = new Set(
          vectors
            .nearest(query, 9000)
            .slice(-5)
            .map(({ wording }) => wording),
        );
        assert.equal(last.size, 5);
        const found = vectors.nearest(query, 10, { accepts: (wording) => last.has(wording) });
        assert.deepEqual(new Set(found.map(({ wording }) => wording)), last);
      },
    );
  });

  for (const coding of codings) {
    it(`are in the order of their wordings where they are equally near: ${coding}`, async () => {
      const vector = Float32Array.of(1, -1, 1);
      const named = Array.from(
        { length: 2500 },
        (_, place): Named => ({
          vector,
          group: semanticGroups[(7 * place) % 15] as SemanticGroup,
        }),
      );
      await withVectors(named, coding, ({ vectors }) => {
        const found = vectors.nearest(vector, 40, { groups: ['DISO', 'ANAT'] });
        const expected = named.flatMap(({ group }, wording) =>
          group === 'DISO' || group === 'ANAT' ? [wording] : [],
        );
        assert.deepEqual(
          found.map(({ wording }) => wording),
          expected.slice(0, 40),
        );
        assert.ok(found.every(({ similarity }) => Math.abs(similarity - 1) < 1e-6));
      });
    });
  }

  for (const coding of codings) {
    it(`are told of several names together, coded as ${coding}`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(anyVector(16), { minLength: 1, maxLength: 300 }),
          anyVector(16),
          async (vectors, query) => {
            const named = vectors.map((vector): Named => ({ vector }));
            await withVectors([...named, {}], coding, (opened) => {
              const all = [...named.keys(), named.length];
              const [profile] = opened.vectors.profiles(query, [all]);
              const sum = new Float32Array(16);
              for (const row of vectors.map((vector) => decoded(coding, vector)))
                for (const [at, component] of row.entries()) sum[at] = (sum[at] as number) + component;
              const length = Math.hypot(...sum);
              const product = sum.reduce((total, each, at) => total + each * (query[at] as number), 0);
              if (length > 1e-3) assertNear([profile?.mean], [product / length / Math.hypot(...query)]);
              assert.equal(profile?.each.at(-1), undefined);
            });
          },
        ),
        { numRuns: 20 },
      ));
  }

  it('are none where a vector is of zeros, and an error where it has other dimensions', async () => {
    await withVectors([{ vector: Float32Array.of(1, 2) }], 'binary', ({ vectors }) => {
      assert.deepEqual(vectors.nearest(new Float32Array(2), 3), []);
      assert.deepEqual(vectors.profiles(new Float32Array(2), [[0]]), [
        { each: [undefined], mean: undefined },
      ]);
      assert.throws(() => vectors.nearest(new Float32Array(3), 1), RangeError);
      assert.throws(() => vectors.profiles(new Float32Array(1), [[0]]), RangeError);
    });
  });

  it('may be asked for while the rows of some groups are not yet read', async () => {
    const named: Named[] = [
      { group: 'DISO', vector: Float32Array.of(1, 1) },
      { group: 'CHEM', vector: Float32Array.of(1, -1) },
      { vector: Float32Array.of(-1, -1) },
    ];
    await withVectors(named, 'int8', ({ vectors }) => {
      const query = Float32Array.of(1, 0.5);
      const order = (groups: SemanticGroup[]): number[] =>
        vectors.nearest(query, 3, { groups }).map(({ wording }) => wording);
      assert.deepEqual(order(['CHEM']), [1]);
      assert.deepEqual(order(['CHEM', 'DISO']), [0, 1]);
      assert.deepEqual(order(['LIVB']), []);
      assert.deepEqual(order([]), [0, 1, 2]);
    });
  });
});
