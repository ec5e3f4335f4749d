/** What vectors of names cost to make and to search, by their number, and what a search misses. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Coding } from '../../server/terminology/vectors/coding.ts';
import {
  atLeast,
  atMost,
  type Figure,
  median,
  megabytes,
  milliseconds,
  quantile,
  seconds,
} from './figures.ts';
import { step } from './steps.ts';

const umlsSize = 7_400_000;
const thousands = (value: number): string => value.toLocaleString('en');
const share = (value: number): string => value.toFixed(3);

/** Sizes at which a search must not take longer than so many milliseconds. */
const limits: Readonly<Record<string, number>> = { 'binary 100000': 2, [`binary ${umlsSize}`]: 100 };

interface Encoded {
  readonly names: number;
  readonly milliseconds: number;
}

interface Searched {
  readonly bytes: number;
  readonly opening: number;
  readonly first: number;
  readonly times: number[];
  readonly accepting: number[];
  readonly growth: number;
}

interface Recalled {
  readonly coding: Coding;
  readonly rows: number;
  /** Of the ten nearest by comparing the query with every row, and with every vector before it was coded. */
  readonly amongRows: number;
  readonly amongVectors: number;
}

export async function measureVectors(isLong: boolean): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bench-'));
  const run = <T>(...given: string[]): Promise<{ result: T; peakBytes: number }> =>
    step<T>('./vectorsProcess.ts', [given[0] as string, join(folder, 'bench.vectors'), ...given.slice(1)]);
  try {
    const figures: Figure[] = [];
    const { result: encoded, peakBytes } = await run<Encoded>('encode', isLong ? 'all' : 'some');
    const speed = (1000 * encoded.names) / encoded.milliseconds;
    figures.push(
      { name: `encoding ${thousands(encoded.names)} names of the box`, value: seconds(encoded.milliseconds) },
      { name: 'encoding: names a second', value: speed.toFixed(0) },
      { name: 'encoding: peak resident memory without the engine', value: megabytes(peakBytes) },
    );
    for (const rows of [10_000, 100_000, 1_000_000, ...(isLong ? [umlsSize] : [])])
      for (const coding of ['binary', 'int8'] as const)
        figures.push(...searching(rows, coding, (await run<Searched>('search', coding, `${rows}`)).result));
    const size = isLong ? ['all', `${umlsSize}`] : ['some'];
    const { result: recalled } = await run<Recalled[]>('recall', ...size);
    return [...figures, ...recalled.flatMap(missing)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function searching(rows: number, coding: Coding, found: Searched): Figure[] {
  const what = `${thousands(rows)} rows, ${coding}`;
  const limit = limits[`${coding} ${rows}`];
  const time = median(found.times);
  return [
    { name: `${what}: size of the file`, value: megabytes(found.bytes) },
    atMost(`${what}: opening`, found.opening, 20, milliseconds),
    { name: `${what}: the first search, which reads the rows`, value: milliseconds(found.first) },
    limit === undefined
      ? { name: `${what}: the nearest ten, median`, value: milliseconds(time) }
      : atMost(`${what}: the nearest ten, median`, time, limit, milliseconds),
    { name: `${what}: the nearest ten, p95`, value: milliseconds(quantile(found.times, 0.95)) },
    { name: `${what}: of one in a hundred, median`, value: milliseconds(median(found.accepting)) },
    { name: `${what}: growth of resident memory`, value: megabytes(found.growth) },
  ];
}

function missing({ coding, rows, amongRows, amongVectors }: Recalled): Figure[] {
  const what = `${thousands(rows)} rows, ${coding}`;
  return [
    atLeast(`${what}: of the ten nearest rows, found`, amongRows, 0.98, share),
    { name: `${what}: of the ten nearest vectors before coding, found`, value: share(amongVectors) },
  ];
}
