/** What a bench says: figures, each with its target, where there is one, and whether it is met. */

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly target?: string;
  readonly isMet?: boolean;
}

type Wording = (value: number) => string;

/** A figure that must not be above a limit. */
export function atMost(name: string, value: number, limit: number, wording: Wording): Figure {
  return { name, value: wording(value), target: `≤ ${wording(limit)}`, isMet: value <= limit };
}

/** A figure that must not be below a limit. */
export function atLeast(name: string, value: number, limit: number, wording: Wording): Figure {
  return { name, value: wording(value), target: `≥ ${wording(limit)}`, isMet: value >= limit };
}

/** The smallest of the values that at least a share of them do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Runs something several times, first a few times to warm up, and gives the milliseconds that each run took. */
export function timed(runs: number, warmUp: number, work: () => unknown): number[] {
  const times: number[] = [];
  for (let run = 0; run < warmUp + runs; run += 1) {
    const begun = performance.now();
    work();
    if (run >= warmUp) times.push(performance.now() - begun);
  }
  return times;
}

export function milliseconds(value: number): string {
  if (value < 1) return `${value.toFixed(3)} ms`;
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function seconds(value: number): string {
  return `${(value / 1000).toFixed(2)} s`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}

export function ratio(value: number): string {
  return value.toFixed(2);
}

export function print(heading: string, figures: readonly Figure[]): void {
  console.log(`\n${heading}`);
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, target, isMet } of figures) {
    const verdict = target === undefined ? '' : `   target ${target}: ${isMet ? 'met' : 'MISSED'}`;
    console.log(`  ${name.padEnd(width)}  ${value.padStart(10)}${verdict}`);
  }
}
