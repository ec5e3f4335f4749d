import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Edge, maximumAssignment } from '../../../server/comparison/assignment.ts';

/** The largest sum of weights, by trying every assignment. */
function bestByTrying(
  edges: readonly (readonly Edge[])[],
  row = 0,
  used: ReadonlySet<number> = new Set(),
): number {
  if (row === edges.length) return 0;
  let best = bestByTrying(edges, row + 1, used);
  for (const { column, weight } of edges[row] as readonly Edge[]) {
    if (used.has(column)) continue;
    best = Math.max(best, weight + bestByTrying(edges, row + 1, new Set([...used, column])));
  }
  return best;
}

function weightOf(edges: readonly (readonly Edge[])[], columnOf: readonly number[]): number {
  return columnOf.reduce((sum, column, row) => {
    if (column === -1) return sum;
    const edge = edges[row]?.find((candidate) => candidate.column === column);
    assert.ok(edge !== undefined, `row ${row} got column ${column}, to which it has no edge`);
    return sum + edge.weight;
  }, 0);
}

const graph = fc.integer({ min: 1, max: 6 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    edges: fc.array(
      fc.uniqueArray(
        fc.record({
          column: fc.integer({ min: 0, max: columns - 1 }),
          weight: fc.integer({ min: 1, max: 12 }),
        }),
        { selector: (edge) => edge.column },
      ),
      { maxLength: 6 },
    ),
  }),
);

describe('maximumAssignment', () => {
  it('gives the empty answer to the empty problem', () => {
    assert.deepEqual(maximumAssignment([], 0), []);
    assert.deepEqual(maximumAssignment([[], []], 3), [-1, -1]);
  });

  it('leaves a row alone when that is worth more', () => {
    const edges = [
      [
        { column: 0, weight: 1 },
        { column: 1, weight: 5 },
      ],
      [{ column: 1, weight: 1 }],
    ];
    assert.deepEqual(maximumAssignment(edges, 2), [1, -1]);
  });

  it('moves an earlier row away when the whole gains', () => {
    const edges = [
      [
        { column: 0, weight: 5 },
        { column: 1, weight: 4 },
      ],
      [{ column: 0, weight: 4 }],
    ];
    assert.deepEqual(maximumAssignment(edges, 2), [1, 0]);
  });

  it('is as good as the best of all assignments, with each column used once', () => {
    fc.assert(
      fc.property(graph, ({ columns, edges }) => {
        const columnOf = maximumAssignment(edges, columns);
        const used = columnOf.filter((column) => column !== -1);
        assert.equal(new Set(used).size, used.length);
        assert.equal(weightOf(edges, columnOf), bestByTrying(edges));
      }),
      { numRuns: 500 },
    );
  });
});
