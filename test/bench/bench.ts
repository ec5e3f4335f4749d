/**
 * What Goldspan costs, measured in one run on the samples: `npm run bench`. Ratios and percentiles rather than bare
 * times, since machines differ. Everything runs for real: the engine process, the language server over stdio.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findWorkbench } from '../../scripts/workbench/locate.ts';
import { findDocuments } from '../../server/corpus/discovery.ts';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { Predictor } from '../../server/inference/predictor.ts';
import { sentences } from '../../server/text/sentences.ts';
import { Editor } from '../server/editor.ts';
import { measureWorkbench } from '../workbench/measure.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const samples = path('../../samples');
const model = path('../../models/entities');
const script = path('../../dist/engine.cjs');
const longNote = join(samples, 'longitudinal-record.txt');

const rows: [figure: string, value: string, target?: string][] = [];

await engineAgainstSession();
await abstractsPerSecond();
await keystrokes();
await inTheWorkbench();
print();

/** The same batches twice: the time until the engine's answers are here, and the time its session ran meanwhile. */
async function engineAgainstSession(): Promise<void> {
  const engine = new EngineHost({ script });
  const text = await readFile(longNote, 'utf8');
  const segments = [...new Set(sentences(text).map(({ start, end }) => text.slice(start, end)))];
  await engine.load(model);
  const ratios: number[] = [];
  for (let round = 0; round < 7; round++) {
    const before = (await engine.usage()).runMilliseconds;
    const begun = performance.now();
    await engine.encode(model, segments, () => undefined);
    const whole = performance.now() - begun;
    ratios.push(whole / ((await engine.usage()).runMilliseconds - before));
  }
  rows.push([
    'engine time / session.run time, same batches (median of 7)',
    quantile(ratios, 0.5).toFixed(2),
    '≤ 1.25',
  ]);
  rows.push([
    'resident memory of the engine, model loaded and used',
    megabytes((await engine.usage()).residentBytes),
  ]);
  engine.stop();
}

/** From text to decoded entities, nothing cached. */
async function abstractsPerSecond(): Promise<void> {
  const engine = new EngineHost({ script });
  const { documents } = await findDocuments(samples);
  const abstracts = await Promise.all(
    documents.filter(({ id }) => id.startsWith('abstract')).map(({ textPath }) => readFile(textPath, 'utf8')),
  );
  await engine.load(model);
  const rates: number[] = [];
  for (let round = 0; round < 10; round++) {
    const begun = performance.now();
    for (const abstract of abstracts) await new Predictor(engine, model).predict(abstract);
    rates.push(abstracts.length / ((performance.now() - begun) / 1000));
  }
  rows.push(['abstracts per second (median of 10 rounds)', quantile(rates, 0.5).toFixed(0)]);
  engine.stop();
}

/** One character typed at a time, all over the 10,000-word note: the time until the layers of that version are here. */
async function keystrokes(): Promise<void> {
  const begun = performance.now();
  const editor = await Editor.start(samples);
  const started = performance.now();
  const uri = await editor.open(longNote);
  await editor.layers(uri);
  const opened = performance.now();
  const times: number[] = [];
  for (let stroke = 0; stroke < 100; stroke++) {
    const length = editor.text(uri).length;
    // A fixed stride that meets headings, lists and prose alike.
    const place = (stroke * 7919 * 31) % length;
    const sent = performance.now();
    await editor.replace(uri, place, place, 'x');
    await editor.layers(uri);
    times.push(performance.now() - sent);
  }
  const server = editor.server.pid as number;
  rows.push(['language server start, process to initialised', milliseconds(started - begun)]);
  rows.push([
    '10,000-word note: open to complete layers, model load included',
    milliseconds(opened - started),
    '≤ 3000 ms',
  ]);
  rows.push(['10,000-word note: keystroke to layers, median', milliseconds(quantile(times, 0.5))]);
  rows.push(['10,000-word note: keystroke to layers, p95', milliseconds(quantile(times, 0.95)), '≤ 100 ms']);
  rows.push(['resident memory of the language server', await residentMemory(server)]);
  await editor.stop();
}

/** What the extension costs a real VS Code, where there is one on this machine. */
async function inTheWorkbench(): Promise<void> {
  const { programs } = findWorkbench();
  if (programs === undefined) {
    rows.push(['in VS Code: activation of the extension', 'no workbench']);
    return;
  }
  const figures = await measureWorkbench(programs);
  rows.push(['in VS Code: activation of the extension', milliseconds(figures.activationMilliseconds)]);
  for (const [name, bytes] of [
    ['language server', figures.serverResidentBytes],
    ['engine', figures.engineResidentBytes],
  ] as const) {
    if (bytes !== undefined) rows.push([`in VS Code: resident memory of the ${name}`, megabytes(bytes)]);
  }
}

async function residentMemory(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? 'not known on this system' : megabytes(Number(kilobytes) * 1024);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] as number;
}

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}

function print(): void {
  const width = Math.max(...rows.map(([figure]) => figure.length));
  for (const [figure, value, target] of rows) {
    console.log(`${figure.padEnd(width)}  ${value.padStart(10)}${target ? `   target ${target}` : ''}`);
  }
}
