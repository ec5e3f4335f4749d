/** What the engine process costs beside the model that runs in it. */
import { readFile } from 'node:fs/promises';
import { findDocuments } from '../../server/corpus/discovery.ts';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { Predictor } from '../../server/inference/predictor.ts';
import { sentences } from '../../server/text/sentences.ts';
import { atMost, type Figure, median, megabytes, ratio } from './figures.ts';
import { engineScript, longNote, model, samples } from './places.ts';

export async function measureEngine(): Promise<Figure[]> {
  return [...(await engineAgainstSession()), await abstractsPerSecond()];
}

/** The same batches twice: the time until the engine's answers are here, and the time its session ran meanwhile. */
async function engineAgainstSession(): Promise<Figure[]> {
  const engine = new EngineHost({ script: engineScript });
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
  const { residentBytes } = await engine.usage();
  engine.stop();
  return [
    atMost('engine time / session.run time, same batches (median of 7)', median(ratios), 1.25, ratio),
    { name: 'resident memory of the engine, model loaded and used', value: megabytes(residentBytes) },
  ];
}

/** From text to decoded entities, nothing cached. */
async function abstractsPerSecond(): Promise<Figure> {
  const engine = new EngineHost({ script: engineScript });
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
  engine.stop();
  return { name: 'abstracts per second (median of 10 rounds)', value: median(rates).toFixed(0) };
}
