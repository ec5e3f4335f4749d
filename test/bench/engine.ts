/** What the engine process costs beside the models that run in it, and what the models in the box cost a document. */
import { readFile } from 'node:fs/promises';
import { type AnnotatedDocument, noAnnotations } from '../../server/annotation/document.ts';
import { ReadingAhead } from '../../server/commands/readingAhead.ts';
import { type StageName, Stages, stageNames } from '../../server/commands/stages.ts';
import { findDocuments } from '../../server/corpus/discovery.ts';
import { nothingDeclared } from '../../server/corpus/schemas.ts';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { sentences } from '../../server/text/sentences.ts';
import { atLeast, atMost, type Figure, median, megabytes, ratio, seconds } from './figures.ts';
import {
  engineScript,
  longNote,
  model,
  nameEncoder,
  relationModels,
  samples,
  terminology,
} from './places.ts';

export async function measureEngine(): Promise<Figure[]> {
  return [await engineAgainstSession(), ...(await loading()), ...(await reading())];
}

/** The same batches twice: the time until the engine's answers are here, and the time its session ran meanwhile. */
async function engineAgainstSession(): Promise<Figure> {
  const engine = new EngineHost({ script: engineScript });
  const segments = segmentsOf(await readFile(longNote, 'utf8'));
  await engine.load(model);
  const ratios: number[] = [];
  for (let round = 0; round < 7; round++) {
    const before = (await engine.usage()).runMilliseconds;
    const begun = performance.now();
    await engine.encode(model, segments, () => undefined);
    const whole = performance.now() - begun;
    ratios.push(whole / ((await engine.usage()).runMilliseconds - before));
  }
  engine.stop();
  return atMost('engine time / session.run time, same batches (median of 7)', median(ratios), 1.25, ratio);
}

/** All models of the box, from no process to ready, and the memory of the engine when it has read every sample. */
async function loading(): Promise<Figure[]> {
  const times: number[] = [];
  const memory: number[] = [];
  const documents = await sampleDocuments('');
  for (let round = 0; round < 5; round++) {
    const engine = new EngineHost({ script: engineScript, isBulk: true });
    const begun = performance.now();
    const stages = await loaded(engine, stageNames);
    times.push(performance.now() - begun);
    await stages.prepare(documents.map(({ text }) => text));
    for (const document of documents) await stages.annotate(document, nothingDeclared, false);
    memory.push((await engine.usage()).residentBytes);
    engine.stop();
  }
  return [
    atMost('all models loaded, start of the engine included (median of 5)', median(times), 1500, seconds),
    atMost(
      'resident memory of the engine, all samples read (median of 5)',
      median(memory),
      400 * 2 ** 20,
      megabytes,
    ),
  ];
}

const rounds = 10;

/**
 * From text to decoded annotations, nothing of these texts cached, read together as the command line does. Each round has read
 * notes before, as in the middle of a corpus: the index of concepts is read as far as it is needed.
 */
async function reading(): Promise<Figure[]> {
  const engine = new EngineHost({ script: engineScript, isBulk: true });
  const documents = await sampleDocuments('abstract');
  const notes = [...(await sampleDocuments('discharge')), ...(await sampleDocuments('oncology'))];
  const rate = async (only: readonly StageName[]): Promise<number> => {
    const rates: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const stages = await loaded(engine, only);
      for (const note of notes) await stages.annotate(note, nothingDeclared, false);
      const begun = performance.now();
      const ahead = new ReadingAhead(stages);
      for (const document of documents) {
        const work = (): Promise<AnnotatedDocument> => stages.annotate(document, nothingDeclared, false);
        await ahead.addDocument(document.text, work, async () => undefined);
      }
      await ahead.flush();
      rates.push(documents.length / ((performance.now() - begun) / 1000));
    }
    return median(rates);
  };
  const entities = await rate(['ner']);
  const everything = await rate(stageNames);
  // The entity model has the same tokenizer.
  const [relationModel = ''] = relationModels;
  await engine.loadRelations(relationModel);
  const tokens = await engine.tokenise(
    relationModel,
    documents.flatMap(({ text }) => segmentsOf(text)),
  );
  const perDocument = tokens.reduce((total, { starts }) => total + starts.length, 0) / documents.length;
  engine.stop();
  const aSecond = (value: number): string => value.toFixed(0);
  const microseconds = 1e6 / (entities * perDocument);
  return [
    atLeast(`abstracts a second, entities (median of ${rounds})`, entities, 40, aSecond),
    atLeast(`abstracts a second, everything (median of ${rounds})`, everything, 15, aSecond),
    atMost('a token of these, entities', microseconds, 60, (value) => `${value.toFixed(0)} µs`),
  ];
}

function loaded(engine: EngineHost, only: readonly StageName[]): Promise<Stages> {
  return Stages.load(engine, {
    only,
    wishes: { types: [], names: new Map(), thresholds: new Map() },
    models: [],
    box: { entityModel: model, relationModels, terminology, nameEncoder },
    systems: [],
    onSkipped: () => undefined,
  });
}

async function sampleDocuments(prefix: string): Promise<AnnotatedDocument[]> {
  const { documents } = await findDocuments(samples);
  const chosen = documents.filter(({ id }) => id.startsWith(prefix));
  return Promise.all(
    chosen.map(async ({ id, textPath }) => ({
      id,
      text: await readFile(textPath, 'utf8'),
      annotations: noAnnotations,
    })),
  );
}

/** The sentences of a text, each once. */
function segmentsOf(text: string): string[] {
  return [...new Set(sentences(text).map(({ start, end }) => text.slice(start, end)))];
}
