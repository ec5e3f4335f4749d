/**
 * From what a model gives as probability to how often such suggestions are right (Platt, "Probabilistic outputs for
 * support vector machines", 1999, on log-odds as Guo et al., ICML 2017, have it).
 */

/** Slope and offset on log-odds; the slope is above 0, so that the order of suggestions of one type stays. */
export type Calibration = readonly [slope: number, offset: number];

/** Without a calibration, the probability itself. Both are 0 to 1. */
export function calibrated(probability: number, calibration: Calibration | undefined): number {
  if (calibration === undefined) return probability;
  const [slope, offset] = calibration;
  return 1 / (1 + Math.exp(-(slope * logOdds(probability) + offset)));
}

/** A probability nearer to 0 or 1 than one in ten thousand counts as that, since 0 and 1 have no finite log-odds. */
export function logOdds(probability: number): number {
  const inner = Math.min(1 - 1e-4, Math.max(1e-4, probability));
  return Math.log(inner / (1 - inner));
}
