/** What the language server really does at a keystroke in a note of 1 MB, with few and with many annotations. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settleRequest } from '../../server/protocol.ts';
import { Editor } from '../server/editor.ts';
import { type Figure, median, milliseconds, quantile, ratio } from './figures.ts';
import { spanDocument } from './spanDocuments.ts';

const textLength = 1_000_000;
const few = 1000;
const many = 10_000;
const strokes = 25;

export async function measureLargeNote(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const suggestions of [false, true]) {
    const [atFew, atMany] = [await keystrokes(few, suggestions), await keystrokes(many, suggestions)];
    const what = suggestions ? 'with suggestions' : 'without suggestions';
    figures.push(
      { name: `${what}: open to complete layers, 10,000 spans`, value: milliseconds(atMany.opening) },
      ...quantiles(`${what}: keystroke until the server is free, 10,000 spans`, atMany.free),
      {
        name: `${what}: keystroke until the server is free, 10,000 spans / 1,000`,
        value: ratio(median(atMany.free) / median(atFew.free)),
      },
      ...quantiles(`${what}: keystroke to complete layers, 10,000 spans`, atMany.complete),
      {
        name: `${what}: keystroke to complete layers, 10,000 spans / 1,000`,
        value: ratio(median(atMany.complete) / median(atFew.complete)),
      },
    );
  }
  return figures;
}

function quantiles(name: string, times: readonly number[]): Figure[] {
  return [
    { name: `${name}, median`, value: milliseconds(median(times)) },
    { name: `${name}, p95`, value: milliseconds(quantile(times, 0.95)) },
  ];
}

/** The milliseconds until the server answers something else, and until it has sent what is drawn. */
async function keystrokes(
  mentions: number,
  suggestions: boolean,
): Promise<{ opening: number; free: number[]; complete: number[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-bench-'));
  const { text, content } = spanDocument(textLength, mentions);
  await writeFile(join(folder, 'note.txt'), text);
  await writeFile(join(folder, 'note.ann'), content);
  const editor = await Editor.start(folder, { settings: { suggestions } });
  const begun = performance.now();
  const uri = await editor.open(join(folder, 'note.txt'));
  // The model reads so long a text for longer than the editor of the tests waits for anything.
  let layers = await editor.layers(uri).catch(() => undefined);
  layers ??= await editor.layers(uri);
  const opening = performance.now() - begun;
  if (layers.gold !== mentions) throw new Error('The server has not read every span.');
  const free: number[] = [];
  const complete: number[] = [];
  for (let stroke = 0; stroke < strokes; stroke += 1) {
    const place = (stroke * 7919 * 31) % textLength;
    const sent = performance.now();
    await editor.replace(uri, place, place, 'x');
    // There is no such note, so that the answer costs nothing: it comes when the server has time for it.
    await editor.request(settleRequest, { uri: 'file:///none.txt' });
    free.push(performance.now() - sent);
    await editor.layers(uri);
    complete.push(performance.now() - sent);
  }
  await editor.stop();
  await rm(folder, { recursive: true, force: true });
  return { opening, free, complete };
}
