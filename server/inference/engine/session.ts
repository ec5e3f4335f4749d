import * as ort from 'onnxruntime-node';
import { ModelError, reason } from './failure.ts';

/** @throws ModelError where ONNX Runtime cannot load the graph. */
export async function createSession(graphFile: string): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(graphFile, {
      logSeverityLevel: 3,
      // Spinning threads keep a core busy while the user thinks.
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw sessionFailure(graphFile, error);
  }
}

/** What ONNX Runtime says where it cannot load a graph, and what to do about it. */
function sessionFailure(graphFile: string, error: unknown): ModelError {
  const said = reason(error);
  const failure = (code: string, advice: string): ModelError =>
    new ModelError(code, `${graphFile}: ONNX Runtime cannot load the graph: ${said}. ${advice}`, {
      cause: error,
    });
  if (/external data/i.test(said)) {
    return failure(
      'model/missing-external-data',
      'The weights are in files of their own; put all files of the export into the folder of the graph.',
    );
  }
  if (/not a registered function\/op|No Op registered|not implemented/i.test(said)) {
    return failure(
      'model/unsupported-operator',
      'Export the model with the operators of ONNX alone, for example with optimum-cli export onnx.',
    );
  }
  return failure('model/invalid-graph', 'Export the model again.');
}
