/** What an index of concepts costs to build, to open and to search, by its size. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { atMost, type Figure, median, megabytes, milliseconds, quantile, seconds } from './figures.ts';
import { peakMemory } from './places.ts';

const umlsSize = 7_400_000;

/**
 * The limits of an index of the size of UMLS, and of those up to a million names, in which the one in the box falls.
 */
const limits = {
  umls: { opening: 2000, mention: 100, resident: 2 ** 30 },
  small: { opening: 300, mention: 10, resident: 2 ** 30 },
};

interface Built {
  readonly milliseconds: number;
  readonly names: number;
  readonly bytes: number;
}

interface Lookups {
  readonly times: number[];
  readonly first: number;
  readonly firstTen: number;
}

interface Searched {
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
    for (const names of [10_000, 100_000, ...(isLong ? [1_000_000, umlsSize] : [])])
      figures.push(...(await measureSize(join(folder, `${names}.index`), names)));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSize(path: string, names: number): Promise<Figure[]> {
  const { result: built, peakBytes } = await step<Built>('build', path, names);
  const { result: searched } = await step<Searched>('search', path, names);
  await rm(path);
  const size = `${names.toLocaleString('en')} names`;
  const { opening, mention, resident } = names >= umlsSize ? limits.umls : limits.small;
  const figures: Figure[] = [
    names >= umlsSize
      ? atMost(`${size}: building`, built.milliseconds, 30 * 60_000, seconds)
      : { name: `${size}: building`, value: seconds(built.milliseconds) },
    atMost(`${size}: building, peak resident memory`, peakBytes, 6 * 2 ** 30, megabytes),
    { name: `${size}: size of the file`, value: megabytes(built.bytes) },
    atMost(`${size}: opening`, searched.opening, opening, milliseconds),
    { name: `${size}: resident memory when open`, value: megabytes(searched.residentAfterOpening) },
    atMost(`${size}: resident memory after 900 mentions`, searched.resident, resident, megabytes),
    { name: `${size}: the first 20 mentions, p95`, value: milliseconds(quantile(searched.first, 0.95)) },
  ];
  for (const [kind, { times, first, firstTen }] of Object.entries(searched.lookups)) {
    figures.push(
      { name: `${size}: ${kind} mention, median`, value: milliseconds(median(times)) },
      atMost(`${size}: ${kind} mention, p95`, quantile(times, 0.95), mention, milliseconds),
      {
        name: `${size}: ${kind} mention, its concept first / among ten`,
        value: `${first.toFixed(3)} / ${firstTen.toFixed(3)}`,
      },
    );
  }
  figures.push(atMost(`${size}: a letter typed, p95`, quantile(searched.typing, 0.95), 50, milliseconds));
  return figures;
}

/** Runs a step in a process of its own. */
async function step<T>(name: string, path: string, names: number): Promise<{ result: T; peakBytes: number }> {
  const script = fileURLToPath(new URL('./conceptsProcess.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', peakMemory, script, name, path, `${names}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const kilobytes = /^peak resident kilobytes: (\d+)$/m.exec(complaints)?.[1];
  if (code !== 0 || kilobytes === undefined) throw new Error(`The step ${name} failed: ${complaints}`);
  return { result: JSON.parse(output) as T, peakBytes: Number(kilobytes) * 1024 };
}
