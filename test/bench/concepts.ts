/** What an index of concepts costs to build, to open and to search, by its size. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, type Figure, median, megabytes, milliseconds, quantile, seconds } from './figures.ts';
import { terminology } from './places.ts';
import { step } from './steps.ts';

const script = './conceptsProcess.ts';
const umlsSize = 7_400_000;

/** What an index may cost: the one in the box, one of the size of UMLS. Milliseconds and bytes. */
interface Limits {
  readonly opening: number;
  readonly mention: number;
  readonly bytes?: number;
}
const boxLimits: Limits = { opening: 300, mention: 10, bytes: 40e6 };
const umlsLimits: Limits = { opening: 2000, mention: 100 };
const mostResident = 2 ** 30;

interface Built {
  readonly milliseconds: number;
}

interface Lookups {
  readonly times: number[];
  readonly first: number;
  readonly firstTen: number;
}

interface Searched {
  readonly bytes: number;
  readonly opening: number;
  readonly residentAfterOpening: number;
  readonly resident: number;
  readonly first: number[];
  readonly typing: number[];
  readonly lookups: Readonly<Record<string, Lookups>>;
}

export async function measureConcepts(isLong: boolean): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bench-'));
  try {
    const figures: Figure[] = [];
    if (existsSync(terminology)) figures.push(...(await searching(terminology, 'in the box', boxLimits)));
    for (const names of [10_000, 100_000, ...(isLong ? [1_000_000, umlsSize] : [])])
      figures.push(...(await measureSize(join(folder, `${names}.index`), names)));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Builds an index of made-up names, and searches it. */
async function measureSize(path: string, names: number): Promise<Figure[]> {
  const { result: built, peakBytes } = await step<Built>(script, ['build', path, `${names}`]);
  const size = `${names.toLocaleString('en')} names`;
  const isUmlsSize = names >= umlsSize;
  const figures = [
    limited(`${size}: building`, built.milliseconds, isUmlsSize ? 30 * 60_000 : undefined, seconds),
    atMost(`${size}: building, peak resident memory`, peakBytes, 6 * 2 ** 30, megabytes),
    ...(await searching(path, size, isUmlsSize ? umlsLimits : undefined)),
    ...(await linking(path, size, isUmlsSize ? umlsLimits : undefined)),
  ];
  await rm(path);
  return figures;
}

/** Opens an index and looks up mentions. @param limits where there are any. */
async function searching(path: string, size: string, limits: Limits | undefined): Promise<Figure[]> {
  const { result } = await step<Searched>(script, ['search', path]);
  const figures: Figure[] = [
    limited(`${size}: size of the file`, result.bytes, limits?.bytes, megabytes),
    limited(`${size}: opening`, result.opening, limits?.opening, milliseconds),
    { name: `${size}: resident memory when open`, value: megabytes(result.residentAfterOpening) },
    atMost(`${size}: resident memory after 900 mentions`, result.resident, mostResident, megabytes),
    { name: `${size}: the first 20 mentions, p95`, value: milliseconds(quantile(result.first, 0.95)) },
  ];
  for (const [kind, { times, first, firstTen }] of Object.entries(result.lookups)) {
    figures.push(
      { name: `${size}: ${kind} mention, median`, value: milliseconds(median(times)) },
      limited(`${size}: ${kind} mention, p95`, quantile(times, 0.95), limits?.mention, milliseconds),
      {
        name: `${size}: ${kind} mention, its concept first / among ten`,
        value: `${first.toFixed(3)} / ${firstTen.toFixed(3)}`,
      },
    );
  }
  return [
    ...figures,
    atMost(`${size}: a letter typed, p95`, quantile(result.typing, 0.95), 50, milliseconds),
  ];
}

/** Links mentions by letters and vectors, all candidates of each. */
async function linking(path: string, size: string, limits: Limits | undefined): Promise<Figure[]> {
  const { result } = await step<{ times: number[]; resident: number }>(script, ['fused', path]);
  const what = `${size}: a mention by letters and vectors`;
  return [
    { name: `${what}, median`, value: milliseconds(median(result.times)) },
    limited(`${what}, p95`, quantile(result.times, 0.95), limits?.mention, milliseconds),
    atMost(`${what}, resident memory`, result.resident, mostResident, megabytes),
  ];
}

/** A figure that has a limit where there is one. */
function limited(
  name: string,
  value: number,
  limit: number | undefined,
  wording: (value: number) => string,
): Figure {
  return limit === undefined ? { name, value: wording(value) } : atMost(name, value, limit, wording);
}
