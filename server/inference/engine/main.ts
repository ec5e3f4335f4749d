/**
 * The engine process: owns every ONNX session and every tokenizer, because a session blocks the thread that runs it
 * and a native abort ends the process it happens in. Work is taken in the order it came.
 */
import { type EngineReply, type EngineRequest, type Execution, executionProviders } from '../messages.ts';
import { EncoderModel } from './encoderModel.ts';
import { failureOf } from './failure.ts';
import { Model } from './model.ts';
import { RelationModel } from './relationModel.ts';
import { SequenceModel } from './sequenceModel.ts';
import type { Machine } from './sideBySide.ts';

/** Models by folder. A model is loaded once; a failure is forgotten, so that a mended folder can be tried again. */
class Loaded<Kind extends { readonly description: { readonly execution: Execution } }> {
  readonly #byFolder = new Map<string, Promise<Kind>>();
  readonly #load: (folder: string) => Promise<Kind>;

  constructor(load: (folder: string) => Promise<Kind>) {
    this.#load = load;
  }

  in(folder: string): Promise<Kind> {
    let model = this.#byFolder.get(folder);
    if (model === undefined) {
      model = this.#load(folder);
      this.#byFolder.set(folder, model);
      model.then(
        ({ description: { execution } }) => tellFallback(folder, execution),
        () => this.#byFolder.delete(folder),
      );
    }
    return model;
  }

  async all(): Promise<Kind[]> {
    const settled = await Promise.allSettled(this.#byFolder.values());
    return settled.flatMap((model) => (model.status === 'fulfilled' ? [model.value] : []));
  }
}

/** What the process prints goes to the log of the editor, or to standard error of the command line. */
function tellFallback(folder: string, { fallback }: Execution): void {
  if (fallback !== undefined) process.stderr.write(`${folder} runs on the processor: ${fallback}.\n`);
}

/** What the models run on, and whether many texts wait for them, as the host says when it starts the process. */
const provider = executionProviders.find((each) => each === process.argv[2]) ?? 'cpu';
const machine: Machine = { provider, isBulk: process.argv[3] === 'bulk' };
const models = new Loaded((folder) => Model.load(folder, machine));
const encoders = new Loaded((folder) => EncoderModel.load(folder, machine));
const relationModels = new Loaded((folder) => RelationModel.load(folder, provider));
const sequenceModels = new Loaded((folder) => SequenceModel.load(folder, machine));
const cancelled = new Set<number>();
let queue = Promise.resolve();

function send(reply: EngineReply): void {
  // A host that is gone is heard of below.
  process.send?.(reply, () => undefined);
}

async function encode({ request, folder, texts }: Extract<EngineRequest, { kind: 'encode' }>): Promise<void> {
  const model = await models.in(folder);
  const complete = await model.encode(
    texts,
    () => cancelled.has(request),
    (indices, items) => send({ kind: 'encoded', request, indices, items }),
  );
  send({ kind: 'done', request, cancelled: !complete });
}

async function classify({
  request,
  folder,
  inputs,
}: Extract<EngineRequest, { kind: 'classify' }>): Promise<void> {
  const model = await sequenceModels.in(folder);
  const complete = await model.classify(
    inputs,
    () => cancelled.has(request),
    (indices, items) => send({ kind: 'classified', request, indices, items }),
  );
  send({ kind: 'done', request, cancelled: !complete });
}

async function usage(request: number): Promise<void> {
  const all = [models, relationModels, sequenceModels, encoders].map((kind) => kind.all());
  const loaded = (await Promise.all<{ readonly runMilliseconds: number }[]>(all)).flat();
  const runMilliseconds = loaded.reduce((total, model) => total + model.runMilliseconds, 0);
  send({ kind: 'usage', request, residentBytes: process.memoryUsage.rss(), runMilliseconds });
}

async function answer(message: Exclude<EngineRequest, { kind: 'cancel' }>): Promise<void> {
  const { request } = message;
  switch (message.kind) {
    case 'load':
      return send({ kind: 'loaded', request, model: (await models.in(message.folder)).description });
    case 'encode':
      return encode(message);
    case 'loadRelations': {
      const { description } = await relationModels.in(message.folder);
      return send({ kind: 'relationsLoaded', request, model: description });
    }
    case 'tokenise': {
      const items = await (await relationModels.in(message.folder)).tokenise(message.texts);
      return send({ kind: 'tokenised', request, items });
    }
    case 'relate': {
      const model = await relationModels.in(message.folder);
      return send({ kind: 'related', request, logits: await model.relate(message.texts, message.input) });
    }
    case 'loadSequence': {
      const { description } = await sequenceModels.in(message.folder);
      return send({ kind: 'sequenceLoaded', request, model: description });
    }
    case 'classify':
      return classify(message);
    case 'loadEncoder':
      return send({ kind: 'encoderLoaded', request, model: (await encoders.in(message.folder)).description });
    case 'encodeNames': {
      const vectors = await (await encoders.in(message.folder)).encode(message.names, () =>
        cancelled.has(request),
      );
      return send({ kind: 'namesEncoded', request, vectors });
    }
    case 'usage':
      return usage(request);
  }
}

async function handle(message: Exclude<EngineRequest, { kind: 'cancel' }>): Promise<void> {
  try {
    await answer(message);
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
// The host has gone: nothing is left to do. A thread that is stopped in the middle of a run ends the process with an abort, so it
// is ended from outside, which stops no thread by itself.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
