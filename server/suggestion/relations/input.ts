/** Candidates as numbers for a relation model; `models/training/relations/instances.py` makes the same of its corpora. */
import { type Candidate, tokensBetween } from './candidates.ts';
import type { RelationInput } from './model.ts';
import type { Place, PlacedRows } from './places.ts';

const featureCount = 10;

/** Stands for the end of any row. */
const endOfRow = 1_000_000;

/**
 * The numbers of some candidates: a row of features a pair, in the order of the candidates and of their pairs.
 * @returns with them the rows that the mentions are in, ascending; others need not be read.
 */
export function relationInput(
  { places, types }: PlacedRows,
  candidates: readonly Candidate[],
): { rows: number[]; input: RelationInput } {
  const used = [...new Set(candidates.flatMap(({ pairs }) => pairs.flat()))];
  const mention = new Map(used.map((place, index) => [place, index]));
  const rows = [...new Set(used.map(({ row }) => row))].sort((a, b) => a - b);
  const text = new Map(rows.map((row, index) => [row, index]));
  const positions = places.map(({ position }) => position).sort((a, b) => a - b);
  const pairs: number[] = [];
  const features: number[] = [];
  const bounds: number[] = [];
  for (const candidate of candidates) {
    for (const [head, tail] of candidate.pairs) {
      pairs.push(mention.get(head) as number, mention.get(tail) as number);
      features.push(...featuresOf(head, tail, candidate, positions));
      bounds.push(...boundsOf(head, tail));
    }
  }
  const input = {
    types: rows.map((row) => types[row] as Uint8Array),
    mentions: Int32Array.from(used.flatMap(({ row, first, end }) => [text.get(row) as number, first, end])),
    pairs: Int32Array.from(pairs),
    features: Float32Array.from(features),
    featureCount,
    bounds: Int32Array.from(bounds),
  };
  return { rows, input };
}

/** @param positions of all places, ascending. */
function featuresOf(
  head: Place,
  tail: Place,
  { heads, tails }: Candidate,
  positions: readonly number[],
): number[] {
  const low = Math.min(head.position, tail.position);
  const high = Math.max(head.position, tail.position);
  const between = Math.max(0, countBelow(positions, high) - countBelow(positions, low + 1));
  const isInFirstRow = (places: readonly Place[]): number => Number(places.some(({ row }) => row === 0));
  return [
    Number(head.row === tail.row),
    Number(head.position < tail.position),
    Math.log1p(Math.max(0, tokensBetween(head, tail))) / 3,
    Math.log1p(Math.abs(head.row - tail.row)),
    Math.log1p(heads.length) / 2,
    Math.log1p(tails.length) / 2,
    isInFirstRow(heads),
    isInFirstRow(tails),
    Math.log1p(between) / 2,
    Math.log1p(heads.length * tails.length) / 3,
  ];
}

/** How many ascending numbers are below a limit. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** In one row what stands between the two; in two rows what follows the earlier and what precedes the later. */
function boundsOf(head: Place, tail: Place): [number, number, number, number] {
  if (head.row === tail.row) {
    const low = Math.min(head.end, tail.end);
    const high = Math.max(head.first, tail.first);
    return [low, high, low, high];
  }
  return head.position < tail.position
    ? [head.end, endOfRow, 0, tail.first]
    : [0, head.first, tail.end, endOfRow];
}
