import * as ort from 'onnxruntime-node';
import type { Execution, ExecutionProvider } from '../messages.ts';
import { ModelError, reason } from './failure.ts';

/**
 * The session of a graph. Where `provider` cannot be used here, the graph runs on the processor, and `execution` says why.
 * @throws ModelError where ONNX Runtime cannot load the graph.
 */
export async function createSession(
  graphFile: string,
  provider: ExecutionProvider = 'cpu',
): Promise<{ session: ort.InferenceSession; execution: Execution }> {
  if (provider !== 'cpu') {
    const fallback = await whyNot(provider, graphFile);
    if (typeof fallback !== 'string') return { session: fallback, execution: { provider } };
    return { session: await onProcessor(graphFile), execution: { provider: 'cpu', fallback } };
  }
  return { session: await onProcessor(graphFile), execution: { provider } };
}

/** The session, or why there is none. */
async function whyNot(
  provider: ExecutionProvider,
  graphFile: string,
): Promise<ort.InferenceSession | string> {
  // ONNX Runtime leaves out without an error what it was built without.
  if (!ort.listSupportedBackends().some(({ name }) => name === provider)) {
    return `ONNX Runtime has no ${provider} on this platform`;
  }
  try {
    return await ort.InferenceSession.create(graphFile, {
      ...sessionOptions,
      executionProviders: [provider, 'cpu'],
    });
  } catch (error) {
    return reason(error);
  }
}

async function onProcessor(graphFile: string): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(graphFile, sessionOptions);
  } catch (error) {
    throw sessionFailure(graphFile, error);
  }
}

export const sessionOptions: ort.InferenceSession.SessionOptions = {
  logSeverityLevel: 3,
  // A plan of memory is worth its time for inputs of one shape; sentences have many.
  enableMemPattern: false,
  // Threads that spin while a graph runs take a fifth off its time; after it they would keep a core busy while the user thinks.
  // Blocks of work that are dealt out as threads become free even out what other programs take of the cores.
  extra: { session: { force_spinning_stop: '1', dynamic_block_base: '4' } },
};

/** What ONNX Runtime says where it cannot load a graph, and what to do about it. */
export function sessionFailure(graphFile: string, error: unknown): ModelError {
  const said = reason(error);
  const failure = (code: string, advice: string): ModelError =>
    new ModelError(code, `${graphFile}: ONNX Runtime cannot load the graph: ${said}. ${advice}`, {
      cause: error,
    });
  if (/escapes model directory/i.test(said)) {
    return failure(
      'model/external-data-outside',
      'Weights are read from the folder of the graph alone; put their file there and export the model again, so that the graph ' +
        'names it without a path.',
    );
  }
  if (/external data/i.test(said)) {
    return failure(
      'model/missing-external-data',
      'The weights are in files of their own; put all files of the export into the folder of the graph.',
    );
  }
  if (isOutOfMemory(said)) return outOfMemory(graphFile, error);
  if (/not a registered function\/op|No Op registered|not implemented/i.test(said)) {
    return failure(
      'model/unsupported-operator',
      'Export the model with the operators of ONNX alone, for example with optimum-cli export onnx.',
    );
  }
  return failure('model/invalid-graph', 'Export the model again.');
}

/** What went wrong when a graph ran, and what to do about it. */
export function runFailure(graphFile: string, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const said = reason(error);
  if (isOutOfMemory(said)) return outOfMemory(graphFile, error);
  return new ModelError(
    'model/run-failed',
    `${graphFile}: the model does not run: ${said}. Check that the settings in the folder, tokenizer.json and the graph come ` +
      'from the same export.',
    { cause: error },
  );
}

function isOutOfMemory(said: string): boolean {
  return /failed to allocate memory|bad[ _]alloc|out of memory/i.test(said);
}

function outOfMemory(graphFile: string, error: unknown): ModelError {
  return new ModelError(
    'model/out-of-memory',
    `${graphFile}: the model needs more memory than there is: ${reason(error)}. Use an export of eight bits ` +
      '(model_quantized.onnx) or a smaller model, or set a shorter "window" in goldspan.json.',
    { cause: error },
  );
}
