/** What the command line costs when it converts: the time for a corpus, and the memory for collections of growing size. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { isFileProblem } from '../../server/corpus/fileProblems.ts';
import { findSources } from '../../server/corpus/sources.ts';
import type { FormatWriter } from '../../server/formats/format.ts';
import { pubtator } from '../../server/formats/pubtator/pubtator.ts';
import { writeCollection } from './collections.ts';
import { atMost, type Figure, median, megabytes, ratio, seconds } from './figures.ts';
import { commandLine, corpusFile, peakMemory, samples } from './places.ts';

/** 500 documents from PubTator to BioC XML, the start of the process included. */
export async function measureConversion(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bench-'));
  let path = corpusFile('corpora/bc5cdr/train.pubtator');
  const what =
    path === undefined ? '500 copies of the sample abstracts' : 'the 500 training abstracts of BC5CDR';
  path ??= await copiesOfAbstracts(join(folder, 'samples.pubtator'), 500);
  const times: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    times.push((await convert(path, 'bioc-xml', join(folder, 'out'))).milliseconds);
  }
  await rm(folder, { recursive: true });
  const name = `${what}, PubTator to BioC XML, process start included (median of 7)`;
  return [atMost(name, median(times), 1000, seconds)];
}

const directions = [
  ['bioc-xml', 'pubtator'],
  ['pubtator', 'bioc-xml'],
] as const;

/** How much more memory a collection may take than one of a quarter of its size. */
const growth = 1.25;

/** The most memory that a conversion has resident, for collections of growing size. */
export async function measureConversionMemory(isLong: boolean): Promise<Figure[]> {
  const sizes = [10, 50, 200, ...(isLong ? [1000] : [])];
  const figures: Figure[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bench-'));
  for (const [from, to] of directions) {
    const peaks: number[] = [];
    for (const size of sizes) {
      const path = join(folder, `collection-${size}`);
      await writeCollection(path, from, size * 1e6);
      const { milliseconds, peakBytes } = await convert(path, to, join(folder, 'out'));
      await rm(path);
      await rm(join(folder, 'out'), { recursive: true });
      peaks.push(peakBytes);
      figures.push(
        { name: `${from} to ${to}, ${size} MB: peak resident memory`, value: megabytes(peakBytes) },
        { name: `${from} to ${to}, ${size} MB: time`, value: seconds(milliseconds) },
      );
    }
    const [before, last] = peaks.slice(-2) as [number, number];
    const name = `${from} to ${to}: peak at ${sizes.at(-1)} MB / peak at ${sizes.at(-2)} MB`;
    figures.push(atMost(name, last / before, growth, ratio));
  }
  await rm(folder, { recursive: true });
  return figures;
}

/** Runs `goldspan convert` in a process of its own. */
async function convert(
  path: string,
  to: string,
  out: string,
): Promise<{ milliseconds: number; peakBytes: number }> {
  const begun = performance.now();
  const given = ['--import', peakMemory, commandLine, 'convert', path, '--to', to, '--out', out];
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const milliseconds = performance.now() - begun;
  const kilobytes = /^peak resident kilobytes: (\d+)$/m.exec(output)?.[1];
  if (code !== 0 || kilobytes === undefined) throw new Error(`goldspan convert failed: ${output}`);
  return { milliseconds, peakBytes: Number(kilobytes) * 1024 };
}

/** The abstracts among the samples over and over, as one PubTator file, each copy with an id of its own. */
async function copiesOfAbstracts(path: string, count: number): Promise<string> {
  const { sources } = await findSources(samples);
  const documents: AnnotatedDocument[] = [];
  for (const source of sources.filter(({ name }) => name.startsWith('abstract'))) {
    for await (const read of source.read()) if (!isFileProblem(read)) documents.push(read);
  }
  const writer = pubtator.write?.() as FormatWriter;
  const copies = Array.from({ length: count }, (_, index) => {
    const document = documents[index % documents.length] as AnnotatedDocument;
    return writer.document({ ...document, id: String(index + 1) }).content;
  });
  await writeFile(path, writer.begin() + copies.join('') + writer.end());
  return path;
}
