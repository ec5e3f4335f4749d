/** Sessions of one graph that read batches at the same time. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Execution, ExecutionProvider } from '../messages.ts';
import { filesOfGraph } from './modelFiles.ts';
import { createSession, sessionFailure, sessionOptions } from './session.ts';
import { type GraphSession, ThreadSession } from './threadSession.ts';

/** On what models run, and for what: many texts are read in another way than the one that somebody waits for. */
export interface Machine {
  readonly provider: ExecutionProvider;
  readonly isBulk: boolean;
}

/**
 * The sessions that read the batches of a graph. One with all cores answers a single text soonest. But between the steps of a
 * graph its threads wait for each other, so where many texts are to be read, two sessions get half of the cores each and a
 * thread of their own, as `run` keeps the one that it is called on. There are never more than two, since each holds all weights.
 * @throws ModelError where ONNX Runtime cannot load the graph.
 */
export async function createSessions(
  graphFile: string,
  { provider, isBulk }: Machine,
): Promise<{ sessions: readonly GraphSession[]; execution: Execution }> {
  const cores = Math.floor(availableParallelism() / 2);
  if (!isBulk || provider !== 'cpu' || cores === 0 || !(await fitsTwice(graphFile))) {
    const { session, execution } = await createSession(graphFile, provider);
    return { sessions: [session], execution };
  }
  const options = { ...sessionOptions, intraOpNumThreads: cores };
  const opening = [1, 2].map(() => ThreadSession.open({ graphFile, options }));
  try {
    return { sessions: await Promise.all(opening), execution: { provider } };
  } catch (error) {
    throw sessionFailure(graphFile, error);
  }
}

/** A session holds weights up to twice, as the graph has them and as its steps want them, and there are two. */
async function fitsTwice(graphFile: string): Promise<boolean> {
  const files = await Promise.all((await filesOfGraph(graphFile)).map((file) => stat(file)));
  return 4 * files.reduce((total, { size }) => total + size, 0) < process.availableMemory();
}

/**
 * Has each batch read by the next session that is free. Between two batches the event loop runs, so that a cancellation that
 * has arrived is heard, and `cancelled` is asked.
 * @param batches the shortest first, as {@link batchesByLength} makes them.
 * @returns whether all were read. Nothing is read any more when this settles.
 * @throws what `read` throws, of the first that does.
 */
export async function readBatches(
  batches: readonly number[][],
  sessions: readonly GraphSession[],
  cancelled: () => boolean,
  read: (batch: number[], session: GraphSession) => Promise<void>,
): Promise<boolean> {
  // The longest first where there are several sessions, since they then end at about the same time.
  const waiting = sessions.length > 1 ? batches.toReversed() : [...batches];
  let isCancelled = false;
  const reading = sessions.map(async (session) => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      await nextTurn();
      isCancelled ||= cancelled();
      if (isCancelled) return;
      try {
        await read(batch, session);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  });
  const failed = (await Promise.allSettled(reading)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return !isCancelled;
}
