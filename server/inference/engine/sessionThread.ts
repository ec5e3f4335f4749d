/**
 * A thread of the engine process with a session of its own: opens the graph that it was started for, says what the graph
 * takes and gives, and then runs what comes. It ends with the process.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';
import { reason } from './failure.ts';
import {
  type Answer,
  type GraphDescription,
  partsOf,
  type RunRequest,
  type TensorParts,
  type ThreadStart,
  tensorOf,
} from './threadSession.ts';

const { graphFile, options } = workerData as ThreadStart;

async function answer<Result>(work: () => Promise<Result>): Promise<void> {
  const answered = await work().then(
    (result): Answer<Result> => ({ result }),
    (error: unknown): Answer<Result> => ({ error: reason(error) }),
  );
  parentPort?.postMessage(answered);
}

const opening = ort.InferenceSession.create(graphFile, options);

answer(async (): Promise<GraphDescription> => {
  const { inputNames, outputNames, inputMetadata } = await opening;
  return { inputNames, outputNames, inputMetadata };
});

parentPort?.on('message', ({ inputs, output }: RunRequest) =>
  answer(async (): Promise<TensorParts> => {
    const feeds = Object.entries(inputs).map(([name, parts]) => [name, tensorOf(parts)]);
    const outputs = await (await opening).run(Object.fromEntries(feeds), [output]);
    return partsOf(outputs[output] as ort.Tensor);
  }),
);
