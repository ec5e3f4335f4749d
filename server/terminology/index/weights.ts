/** How much a stem says about a name, and how much a name says in all. */

/**
 * The inverse document frequency of a stem.
 * @param frequency the number of wordings with the stem; 0 weighs as 1.
 */
export function stemWeight(frequency: number, wordings: number): number {
  return Math.log(1 + wordings / Math.max(1, frequency));
}

const leastNorm = 0.5;
const step = 1.02;

/** The norm of a wording, the root of the sum of its stems' squared weights, in a byte; each step is two per cent. */
export function encodeNorm(norm: number): number {
  return Math.min(255, Math.max(0, Math.round(Math.log(norm / leastNorm) / Math.log(step))));
}

/** The norms that the bytes of {@link encodeNorm} stand for. */
export const norms: Float64Array = Float64Array.from({ length: 256 }, (_, byte) => leastNorm * step ** byte);
