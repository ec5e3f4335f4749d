/**
 * The engine process: owns every ONNX session and every tokenizer, because a session blocks the thread that runs it
 * and a native abort ends the process it happens in. Work is taken in the order it came.
 */
import type { EngineReply, EngineRequest } from '../messages.ts';
import { failureOf } from './failure.ts';
import { Model } from './model.ts';

const models = new Map<string, Promise<Model>>();
const cancelled = new Set<number>();
let queue = Promise.resolve();

function send(reply: EngineReply): void {
  process.send?.(reply);
}

/** A model is loaded once; a failure is forgotten, so that a mended folder can be tried again. */
function modelIn(folder: string): Promise<Model> {
  let model = models.get(folder);
  if (model === undefined) {
    model = Model.load(folder);
    models.set(folder, model);
    model.catch(() => models.delete(folder));
  }
  return model;
}

async function encode({ request, folder, texts }: Extract<EngineRequest, { kind: 'encode' }>): Promise<void> {
  const model = await modelIn(folder);
  const complete = await model.encode(
    texts,
    () => cancelled.has(request),
    (indices, items) => send({ kind: 'encoded', request, indices, items }),
  );
  send({ kind: 'done', request, cancelled: !complete });
}

async function usage(request: number): Promise<void> {
  const loaded = await Promise.allSettled(models.values());
  const runMilliseconds = loaded.reduce(
    (total, model) => total + (model.status === 'fulfilled' ? model.value.runMilliseconds : 0),
    0,
  );
  send({ kind: 'usage', request, residentBytes: process.memoryUsage.rss(), runMilliseconds });
}

async function handle(message: Exclude<EngineRequest, { kind: 'cancel' }>): Promise<void> {
  try {
    if (message.kind === 'load') {
      send({ kind: 'loaded', request: message.request, model: (await modelIn(message.folder)).description });
    } else if (message.kind === 'encode') {
      await encode(message);
    } else {
      await usage(message.request);
    }
  } catch (error) {
    const folder = 'folder' in message ? message.folder : 'engine';
    send({ kind: 'failed', request: message.request, failure: failureOf(error, folder) });
  } finally {
    cancelled.delete(message.request);
  }
}

process.on('message', (message: EngineRequest) => {
  if (message.kind === 'cancel') cancelled.add(message.request);
  else queue = queue.then(() => handle(message));
});
// The host has gone: nothing is left to do.
process.on('disconnect', () => process.exit(0));
