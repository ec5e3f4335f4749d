/** A session in a thread of its own, so that it runs while others do, and what the thread and the engine say to each other. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';

/** What a graph takes and gives. */
export type GraphDescription = Pick<ort.InferenceSession, 'inputNames' | 'outputNames' | 'inputMetadata'>;

/** A graph that can be run, here or in a thread. */
export interface GraphSession extends GraphDescription {
  run(
    inputs: Readonly<Record<string, ort.Tensor>>,
    outputs: readonly [string],
  ): Promise<ort.InferenceSession.ReturnType>;
}

export interface ThreadStart {
  readonly graphFile: string;
  readonly options: ort.InferenceSession.SessionOptions;
}

export interface RunRequest {
  readonly inputs: Readonly<Record<string, TensorParts>>;
  readonly output: string;
}

/** Of an error, its words: an error of ONNX Runtime does not get whole from one thread to another. */
export type Answer<Result> = { readonly result: Result } | { readonly error: string };

/** A tensor without its methods, which do not get from one thread to another. */
export type TensorParts = Pick<ort.Tensor, 'type' | 'data' | 'dims'>;

export function partsOf({ type, data, dims }: ort.Tensor): TensorParts {
  return { type, data, dims };
}

export function tensorOf({ type, data, dims }: TensorParts): ort.Tensor {
  return new ort.Tensor(type, data as ort.Tensor.DataType, dims);
}

export class ThreadSession implements GraphSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: ort.InferenceSession['inputMetadata'];
  readonly #thread: Worker;

  /** @throws Error with the words of ONNX Runtime where it cannot load the graph. */
  static async open(start: ThreadStart): Promise<ThreadSession> {
    const thread = new Worker(new URL('sessionThread.cjs', import.meta.url), { workerData: start });
    return new ThreadSession(thread, await answerOf<GraphDescription>(thread));
  }

  private constructor(thread: Worker, { inputNames, outputNames, inputMetadata }: GraphDescription) {
    this.#thread = thread;
    this.inputNames = inputNames;
    this.outputNames = outputNames;
    this.inputMetadata = inputMetadata;
  }

  /** One run at a time: the next is asked for when this one is done. */
  async run(
    inputs: Readonly<Record<string, ort.Tensor>>,
    [output]: readonly [string],
  ): Promise<Record<string, ort.Tensor>> {
    const parts = Object.entries(inputs).map(([name, tensor]) => [name, partsOf(tensor)]);
    const request: RunRequest = { inputs: Object.fromEntries(parts), output };
    this.#thread.postMessage(request);
    return { [output]: tensorOf(await answerOf<TensorParts>(this.#thread)) };
  }
}

/** The next answer. Where the thread ended instead, the error that it ended with is thrown. */
async function answerOf<Result>(thread: Worker): Promise<Result> {
  const [answer] = (await once(thread, 'message')) as [Answer<Result>];
  if ('error' in answer) throw new Error(answer.error);
  return answer.result;
}
