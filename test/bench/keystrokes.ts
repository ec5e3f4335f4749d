/** What a keystroke costs in a long note, from the editor to the server and the model and back. */
import { Editor } from '../server/editor.ts';
import { atMost, type Figure, median, megabytes, milliseconds, quantile } from './figures.ts';
import { longNote, samples } from './places.ts';
import { residentMemory } from './residentMemory.ts';

/** One character typed at a time, all over the 10,000-word note: the time until the layers of that version are here. */
export async function measureKeystrokes(): Promise<Figure[]> {
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
  const memory = await residentMemory(editor.server.pid as number);
  await editor.stop();
  const note = '10,000-word note';
  return [
    { name: 'language server start, process to initialised', value: milliseconds(started - begun) },
    atMost(`${note}: open to complete layers, model load included`, opened - started, 3000, milliseconds),
    { name: `${note}: keystroke to layers, median`, value: milliseconds(median(times)) },
    atMost(`${note}: keystroke to layers, p95`, quantile(times, 0.95), 100, milliseconds),
    {
      name: 'resident memory of the language server',
      value: memory === undefined ? 'not known on this system' : megabytes(memory),
    },
  ];
}
