/** The host's side of the engine process: starts it, talks to it, and starts it again after a crash. */
import { type ChildProcess, fork } from 'node:child_process';
import type { RelationInput, TokenPlaces } from '../suggestion/relations/model.ts';
import type { SequenceInput } from '../suggestion/sequence/rules.ts';
import type {
  EncodedText,
  EncoderDescription,
  EngineReply,
  EngineRequest,
  ExecutionProvider,
  ModelDescription,
  ModelFailure,
  RelationModelDescription,
  SequenceModelDescription,
} from './messages.ts';

export type EngineState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'running'; readonly processId: number }
  /** It ended unexpectedly and starts again after `delay` milliseconds. */
  | { readonly kind: 'restarting'; readonly delay: number; readonly reason: string }
  /** It ended too often; only {@link EngineHost.restart} tries again. */
  | { readonly kind: 'failed'; readonly reason: string };

/** A request that the engine answered with a failure, or could not answer because it ended. */
export class EngineError extends Error {
  readonly code: string;

  constructor({ code, message }: ModelFailure) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
  }
}

export interface EngineHostOptions {
  /** The engine's script. */
  readonly script: string;
  /** What the models run on at first, where it is there; the processor by default. */
  readonly provider?: ExecutionProvider;
  /** Whether many texts are to be read, soonest all together, rather than one that somebody waits for. */
  readonly isBulk?: boolean;
  readonly onState?: (state: EngineState) => void;
  /** What the engine's native libraries print; it never holds document text. */
  readonly onLog?: (line: string) => void;
  /** The delay before the first restart, doubled for each further one. */
  readonly firstDelay?: number;
}

type BatchHandler<Item> = (indices: readonly number[], items: readonly Item[]) => void;

/** A reply that is not the last one to its request. */
type Batch = Extract<EngineReply, { kind: 'encoded' | 'classified' }>;

interface Waiting {
  /** The folder of the model that it is for. */
  readonly folder?: string;
  readonly resolve: (reply: EngineReply) => void;
  readonly reject: (error: EngineError) => void;
  readonly onBatch?: (batch: Batch) => void;
}

/** Crashes without a single answer between them after which the engine stays down. */
const crashLimit = 5;

/**
 * Crashes over one model's work, without an answer of it between them, after which it is left alone, so that a model that is
 * too large for the machine does not keep the others from their work.
 */
const crashesOfModel = 2;

export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #waiting = new Map<number, Waiting>();
  #process: ChildProcess | undefined;
  #state: EngineState = { kind: 'stopped' };
  #provider: ExecutionProvider;
  #nextRequest = 1;
  #crashes = 0;
  /** How the engine last ended over the work of a model, and how often it did, by folder. */
  readonly #endings = new Map<string, { readonly ending: string; readonly count: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#provider = options.provider ?? 'cpu';
  }

  get state(): EngineState {
    return this.#state;
  }

  /** @throws EngineError where the folder holds no usable model or the engine is down. */
  async load(folder: string): Promise<ModelDescription> {
    const reply = await this.#ask((request) => ({ kind: 'load', request, folder }));
    return (reply as Extract<EngineReply, { kind: 'loaded' }>).model;
  }

  /**
   * Reads texts with the model of a folder, which is loaded first where it is not yet. `onBatch` gets results as they
   * come, in any order. Resolves to false where `signal` stopped it between two batches.
   * @throws EngineError where the model cannot be used or the engine ended meanwhile.
   */
  async encode(
    folder: string,
    texts: readonly string[],
    onBatch: BatchHandler<EncodedText>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    return this.#inBatches(
      (request) => ({ kind: 'encode', request, folder, texts: [...texts] }),
      (batch) => batch.kind === 'encoded' && onBatch(batch.indices, batch.items),
      signal,
    );
  }

  /** @throws EngineError where the folder holds no usable classifier of texts or the engine is down. */
  async loadSequence(folder: string): Promise<SequenceModelDescription> {
    const reply = await this.#ask((request) => ({ kind: 'loadSequence', request, folder }));
    return (reply as Extract<EngineReply, { kind: 'sequenceLoaded' }>).model;
  }

  /**
   * Reads texts with the classifier of a folder. `onBatch` gets a row of logits for each text as they come, in any order,
   * and undefined for one that does not fit. Resolves to false where `signal` stopped it between two batches.
   * @throws EngineError where the model cannot be used or the engine ended meanwhile.
   */
  async classify(
    folder: string,
    inputs: readonly SequenceInput[],
    onBatch: BatchHandler<Float32Array | undefined>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    return this.#inBatches(
      (request) => ({ kind: 'classify', request, folder, inputs: [...inputs] }),
      (batch) => batch.kind === 'classified' && onBatch(batch.indices, batch.items),
      signal,
    );
  }

  /** @throws EngineError where the folder holds no usable relation model or the engine is down. */
  async loadRelations(folder: string): Promise<RelationModelDescription> {
    const reply = await this.#ask((request) => ({ kind: 'loadRelations', request, folder }));
    return (reply as Extract<EngineReply, { kind: 'relationsLoaded' }>).model;
  }

  /** Where the tokens of texts are, for the relation model of a folder. @throws EngineError as {@link relate}. */
  async tokenise(folder: string, texts: readonly string[]): Promise<readonly TokenPlaces[]> {
    const reply = await this.#ask((request) => ({ kind: 'tokenise', request, folder, texts: [...texts] }));
    return (reply as Extract<EngineReply, { kind: 'tokenised' }>).items;
  }

  /**
   * The logits of each pair, row-major. Every text must have a token.
   * @throws EngineError where the model cannot be used or the engine ended meanwhile.
   */
  async relate(folder: string, texts: readonly string[], input: RelationInput): Promise<Float32Array> {
    const reply = await this.#ask((request) => ({
      kind: 'relate',
      request,
      folder,
      texts: [...texts],
      input,
    }));
    return (reply as Extract<EngineReply, { kind: 'related' }>).logits;
  }

  /** @throws EngineError where the folder holds no usable encoder of names or the engine is down. */
  async loadEncoder(folder: string): Promise<EncoderDescription> {
    const reply = await this.#ask((request) => ({ kind: 'loadEncoder', request, folder }));
    return (reply as Extract<EngineReply, { kind: 'encoderLoaded' }>).model;
  }

  /**
   * The vectors of names, of length 1, in their order. Prefixes are for the caller to put before them.
   * @throws EngineError where the model cannot be used or the engine ended meanwhile.
   */
  async encodeNames(folder: string, names: readonly string[]): Promise<readonly Float32Array[]> {
    const reply = await this.#ask((request) => ({ kind: 'encodeNames', request, folder, names: [...names] }));
    return (reply as Extract<EngineReply, { kind: 'namesEncoded' }>).vectors;
  }

  /** Resident memory of the engine process and the time it has spent inside ONNX sessions. */
  async usage(): Promise<{ residentBytes: number; runMilliseconds: number }> {
    const reply = await this.#ask((request) => ({ kind: 'usage', request }));
    const { residentBytes, runMilliseconds } = reply as Extract<EngineReply, { kind: 'usage' }>;
    return { residentBytes, runMilliseconds };
  }

  /** Lets models run on something else. The process starts anew where it runs on another; what was asked of it is not done. */
  runOn(provider: ExecutionProvider): void {
    if (provider === this.#provider) return;
    this.#provider = provider;
    if (this.#state.kind !== 'stopped') this.restart();
  }

  /** Ends the process, whatever it is doing, and starts a new one with its crashes forgotten. */
  restart(): void {
    this.stop();
    this.#crashes = 0;
    this.#endings.clear();
    this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    const process = this.#process;
    this.#process = undefined;
    process?.removeAllListeners('exit');
    process?.kill();
    this.#rejectAll('the engine was stopped');
    this.#setState({ kind: 'stopped' });
  }

  async #inBatches(
    build: (request: number) => EngineRequest,
    onBatch: (batch: Batch) => void,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    if (signal?.aborted) return false;
    let cancel: (() => void) | undefined;
    try {
      const reply = await this.#ask((request) => {
        cancel = () => this.#send({ kind: 'cancel', request });
        signal?.addEventListener('abort', cancel, { once: true });
        return build(request);
      }, onBatch);
      return !(reply as Extract<EngineReply, { kind: 'done' }>).cancelled;
    } finally {
      if (cancel) signal?.removeEventListener('abort', cancel);
    }
  }

  #ask(build: (request: number) => EngineRequest, onBatch?: (batch: Batch) => void): Promise<EngineReply> {
    if (this.#state.kind === 'stopped') this.#start();
    if (this.#state.kind !== 'running') {
      const reason = this.#state.kind === 'stopped' ? 'it did not start' : this.#state.reason;
      return Promise.reject(
        new EngineError({ code: 'engine/down', message: `The engine is not running: ${reason}.` }),
      );
    }
    return new Promise((resolve, reject) => {
      const message = build(this.#nextRequest++);
      const folder = 'folder' in message ? message.folder : undefined;
      const refused = folder === undefined ? undefined : this.#refusal(folder);
      if (refused !== undefined) return reject(refused);
      this.#waiting.set(message.request, {
        resolve,
        reject,
        ...(onBatch && { onBatch }),
        ...(folder && { folder }),
      });
      this.#send(message);
    });
  }

  #refusal(folder: string): EngineError | undefined {
    const { ending = '', count = 0 } = this.#endings.get(folder) ?? {};
    if (count < crashesOfModel) return undefined;
    return new EngineError({
      code: 'model/ended-engine',
      message:
        `${folder}: the engine process ended ${count} times over this model (${ending}), which happens where a model needs ` +
        'more memory than there is. Use an export of eight bits (model_quantized.onnx) or a smaller model, or set a shorter ' +
        '"window" in goldspan.json, and restart the engine.',
    });
  }

  #send(message: EngineRequest): void {
    if (this.#process?.connected) this.#process.send(message, () => undefined);
  }

  #start(): void {
    // `execArgv` is emptied so that the engine does not inherit a debugger's port.
    const child = fork(this.#options.script, [this.#provider, this.#options.isBulk ? 'bulk' : 'single'], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => this.#options.onLog?.(chunk.trimEnd()));
    }
    child.on('message', (reply: EngineReply) => this.#receive(reply));
    child.on('error', (error) => this.#options.onLog?.(error.message));
    child.on('exit', (code, signal) => this.#onExit(signal ? `signal ${signal}` : `exit code ${code}`));
    this.#setState({ kind: 'running', processId: child.pid ?? 0 });
  }

  #receive(reply: EngineReply): void {
    this.#crashes = 0;
    const waiting = this.#waiting.get(reply.request);
    if (waiting === undefined) return;
    if (waiting.folder !== undefined) this.#endings.delete(waiting.folder);
    if (reply.kind === 'encoded' || reply.kind === 'classified') {
      waiting.onBatch?.(reply);
      return;
    }
    this.#waiting.delete(reply.request);
    if (reply.kind === 'failed') waiting.reject(new EngineError(reply.failure));
    else waiting.resolve(reply);
  }

  #onExit(ending: string): void {
    this.#process = undefined;
    this.#crashes += 1;
    // Requests are answered in their order, so the process was at work on the oldest.
    const [current] = this.#waiting.values();
    if (current?.folder !== undefined) {
      const { count = 0 } = this.#endings.get(current.folder) ?? {};
      this.#endings.set(current.folder, { ending, count: count + 1 });
    }
    const reason = `the engine process ended unexpectedly (${ending})`;
    if (this.#crashes >= crashLimit) {
      this.#setState({ kind: 'failed', reason: `${reason}, ${crashLimit} times in a row` });
    } else {
      const delay = (this.#options.firstDelay ?? 250) * 2 ** (this.#crashes - 1);
      this.#timer = setTimeout(() => this.#start(), delay);
      this.#setState({ kind: 'restarting', delay, reason });
    }
    this.#rejectAll(reason);
  }

  #rejectAll(reason: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting)
      reject(new EngineError({ code: 'engine/ended', message: `Not done: ${reason}.` }));
  }

  #setState(state: EngineState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}
