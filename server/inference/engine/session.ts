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
    throw new ModelError(
      'model/invalid-graph',
      `${graphFile}: ONNX Runtime cannot load the graph: ${reason(error)}. Export the model again.`,
      { cause: error },
    );
  }
}
