/** Divides the documents of a corpus into training, development and test sets. */
import { compareText } from '../annotation/identity.ts';

/** Names the generator and the rule, for whoever has to draw the same split elsewhere. */
export const splitMethod =
  'documents sorted by id in code unit order, Fisher-Yates shuffle from the last to the first with mulberry32(seed), ' +
  'then cut into consecutive parts of the sizes given by the fractions with the largest remainder';

/**
 * Draws disjoint sets of documents with sizes in the given proportions. The same ids, fractions and seed give the
 * same sets on every machine and in any order of the ids. Whole documents are drawn, as sentences of one document are
 * too alike to stand on both sides. Each set comes in code unit order.
 *
 * The fractions must be at least 0 and have a positive sum. The seed counts modulo 2^32.
 */
export function splitDocuments(
  ids: readonly string[],
  fractions: readonly number[],
  seed: number,
): string[][] {
  const shuffled = [...ids].sort(compareText);
  const random = mulberry32(seed);
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const moved = shuffled[last] as string;
    shuffled[last] = shuffled[other] as string;
    shuffled[other] = moved;
  }
  let start = 0;
  return sizesOf(ids.length, fractions).map((size) => {
    const part = shuffled.slice(start, start + size).sort(compareText);
    start += size;
    return part;
  });
}

/** Whole sizes that add up to the count: rounded down, then one more each for the largest remainders, earlier first. */
function sizesOf(count: number, fractions: readonly number[]): number[] {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  const exact = fractions.map((fraction) => (fraction / sum) * count);
  const sizes = exact.map(Math.floor);
  // Without the last digits, so that an error as that of 0.1 + 0.2 cannot decide about a document.
  const rest = (size: number): number => Number((size - Math.floor(size)).toFixed(9));
  const remainders = exact.map((size, index) => ({ index, rest: rest(size) }));
  remainders.sort((a, b) => b.rest - a.rest || a.index - b.index);
  const missing = count - sizes.reduce((total, size) => total + size, 0);
  for (const { index } of remainders.slice(0, missing)) sizes[index] = (sizes[index] as number) + 1;
  return sizes;
}

/** Tommy Ettinger's mulberry32: 32 bits of state, numbers from 0 to below 1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
