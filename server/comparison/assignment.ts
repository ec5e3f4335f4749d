/** The assignment problem on a sparse bipartite graph. */

/** A possible pair of a row and a column; the weight is a positive safe integer. */
export interface Edge {
  readonly column: number;
  readonly weight: number;
}

/**
 * Pairs rows with columns, each used at most once, so that the sum of the weights is as large as it can be. Returns
 * the column of each row, or -1 for a row left alone.
 *
 * Solved by successive shortest augmenting paths with potentials (Kuhn 1955, in the sparse form of Jonker and
 * Volgenant 1987): every row also has a column of its own with weight zero, which stands for staying alone, so that
 * each row can always be placed. The cost is O(R (E + C) log C) at worst for R rows, C columns and E edges; a row
 * whose best column is free costs its own edges only, so that sparse graphs take near-linear time. The sum of all
 * weights has to stay below 2^53.
 *
 * The answer depends on the order of rows, columns and edges only where several pairings are equally good.
 */
export function maximumAssignment(edges: readonly (readonly Edge[])[], columns: number): number[] {
  const rows = edges.length;
  const total = columns + rows;
  const rowOf = new Int32Array(total).fill(-1);
  const columnOf = new Int32Array(rows).fill(-1);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(total);
  const distance = new Float64Array(total);
  const cameFrom = new Int32Array(total);
  // The search in which a column was last reached and last settled; a new search then needs no clearing.
  const reachedIn = new Int32Array(total).fill(-1);
  const settledIn = new Int32Array(total).fill(-1);

  for (let source = 0; source < rows; source++) {
    const frontier = new Frontier();
    const settled: number[] = [];
    const relax = (row: number, base: number, column: number, weight: number): void => {
      const candidate = base - weight - (rowPotential[row] as number) - (columnPotential[column] as number);
      if (reachedIn[column] === source && candidate >= (distance[column] as number)) return;
      reachedIn[column] = source;
      distance[column] = candidate;
      cameFrom[column] = row;
      frontier.push(candidate, column);
    };

    let row = source;
    let base = 0;
    let end = -1;
    while (end === -1) {
      for (const { column, weight } of edges[row] as readonly Edge[]) {
        if (settledIn[column] !== source) relax(row, base, column, weight);
      }
      // The heap prefers the lower of equally near columns, so that of two equal rows the later stays alone.
      const alone = total - 1 - row;
      if (settledIn[alone] !== source) relax(row, base, alone, 0);

      let nearest = frontier.pop();
      while (settledIn[nearest] === source) nearest = frontier.pop();
      settledIn[nearest] = source;
      base = distance[nearest] as number;
      if (rowOf[nearest] === -1) {
        end = nearest;
      } else {
        settled.push(nearest);
        row = rowOf[nearest] as number;
      }
    }

    const length = distance[end] as number;
    rowPotential[source] = (rowPotential[source] as number) + length;
    for (const column of settled) {
      const slack = length - (distance[column] as number);
      columnPotential[column] = (columnPotential[column] as number) - slack;
      const owner = rowOf[column] as number;
      rowPotential[owner] = (rowPotential[owner] as number) + slack;
    }
    for (let column = end; ; ) {
      const owner = cameFrom[column] as number;
      const before = columnOf[owner] as number;
      rowOf[column] = owner;
      columnOf[owner] = column;
      if (owner === source) break;
      column = before;
    }
  }
  return Array.from(columnOf, (column) => (column < columns ? column : -1));
}

/** A binary heap of columns by distance, then by column. Outdated entries are left in it. */
class Frontier {
  readonly #distances: number[] = [];
  readonly #columns: number[] = [];

  push(distance: number, column: number): void {
    let index = this.#columns.length;
    this.#distances.push(distance);
    this.#columns.push(column);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** Takes out the nearest column. The heap must not be empty. */
  pop(): number {
    const last = this.#columns.length - 1;
    this.#swap(0, last);
    this.#distances.pop();
    const column = this.#columns.pop() as number;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      if (left >= last) break;
      const right = left + 1;
      const child = right < last && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, index)) break;
      this.#swap(index, child);
      index = child;
    }
    return column;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#distances[a] as number) - (this.#distances[b] as number);
    return (
      difference < 0 || (difference === 0 && (this.#columns[a] as number) < (this.#columns[b] as number))
    );
  }

  #swap(a: number, b: number): void {
    const distance = this.#distances[a] as number;
    this.#distances[a] = this.#distances[b] as number;
    this.#distances[b] = distance;
    const column = this.#columns[a] as number;
    this.#columns[a] = this.#columns[b] as number;
    this.#columns[b] = column;
  }
}
