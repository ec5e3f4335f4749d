/** From a relation model's logits to relations. */
import type { PredictedRelation } from '../../annotation/document.ts';
import { calibrated } from '../calibration.ts';
import type { Candidate } from './candidates.ts';
import type { Place } from './places.ts';

/**
 * The likeliest relation of each candidate whose pairs are likely enough to be related at all. Where a candidate stands for two
 * concepts, its pairs vote by log-sum-exp, and the pair that speaks most for the relation is its evidence: their entities
 * are the arguments.
 *
 * @param logits a row for each pair of each candidate, in their order.
 */
export function decodeRelations(
  candidates: readonly Candidate[],
  logits: Float32Array,
  columns: number,
  model: string,
): Omit<PredictedRelation, 'id'>[] {
  const found: Omit<PredictedRelation, 'id'>[] = [];
  let row = 0;
  for (const { head, pairs } of candidates) {
    const rows = pairs.map((_, index) =>
      logits.subarray((row + index) * columns, (row + index + 1) * columns),
    );
    row += pairs.length;
    if (rows.length === 0) continue;
    const [start, end] = head.columns;
    const probabilities = softmax(pooled(rows, start, end));
    if (1 - (probabilities[0] as number) <= head.threshold) continue;
    let best = 1;
    for (let index = 2; index < probabilities.length; index += 1) {
      if ((probabilities[index] as number) > (probabilities[best] as number)) best = index;
    }
    const evidence = pairs[strongest(rows, start, start + best)] as readonly [Place, Place];
    const score = calibrated(probabilities[best] as number, head.calibration);
    const novelty = head.novelty && softmax(pooled(rows, ...head.novelty))[1];
    found.push({
      type: head.types[best - 1] as string,
      arguments: [
        { role: 'Arg1', target: evidence[0].entity.id },
        { role: 'Arg2', target: evidence[1].entity.id },
      ],
      score: Math.round(score * 1e4) / 1e4,
      model,
      ...(novelty !== undefined && { novelty: Math.round(novelty * 1e4) / 1e4 }),
    });
  }
  return found;
}

/** log-sum-exp of some columns over the pairs. */
function pooled(rows: readonly Float32Array[], start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => {
    const values = rows.map((row) => row[start + index] as number);
    const highest = Math.max(...values);
    return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
  });
}

function softmax(values: readonly number[]): number[] {
  const highest = Math.max(...values);
  const weights = values.map((value) => Math.exp(value - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The pair in which a column exceeds that of unrelated pairs most; of equal ones the first. */
function strongest(rows: readonly Float32Array[], unrelated: number, column: number): number {
  const gain = (row: Float32Array): number => (row[column] as number) - (row[unrelated] as number);
  return rows.reduce((best, row, index) => (gain(row) > gain(rows[best] as Float32Array) ? index : best), 0);
}
