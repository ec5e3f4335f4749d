/** Sessions of one graph that read batches at the same time. */
import { readFile, stat } from 'node:fs/promises';
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

/** What reads the texts of a model. */
export interface Sessions {
  /** At least one, all of one graph. */
  readonly sessions: readonly GraphSession[];
  /** Padded tokens in one batch at most; one window is read at a time, however short, where it is 0. */
  readonly batchBudget: number;
  readonly execution: Execution;
}

/**
 * Padded tokens in one batch. A batch blocks the process until it is done, so this bounds how long a cancellation
 * waits.
 */
const usualBudget = 2048;

/**
 * Whether the graph quantises activations at run time. Such a node takes one scale for a whole batch, so a text's
 * result would depend on its neighbours; these graphs read one window at a time.
 */
async function sharesScales(graphFile: string): Promise<boolean> {
  return (await readFile(graphFile)).includes('DynamicQuantizeLinear');
}

/**
 * Opens a graph. One session with all cores answers a single text soonest, but its threads wait for each other after each
 * step, which takes long where steps are as short as those over a single window. So where many texts are to be read by a graph
 * that reads one window at a time, two sessions get half of the cores each, and each a thread of its own, because `run` keeps
 * the thread that it is called on. There are never more than two, since each holds all weights; graphs that read in batches have
 * one, since their steps are longer and gain less than that costs.
 * @throws ModelError where ONNX Runtime cannot load the graph.
 */
export async function createSessions(graphFile: string, { provider, isBulk }: Machine): Promise<Sessions> {
  const cores = Math.floor(availableParallelism() / 2);
  const readsSingly = await sharesScales(graphFile);
  const isTwofold = isBulk && readsSingly && provider === 'cpu' && cores > 0 && (await fitsTwice(graphFile));
  const batchBudget = readsSingly ? 0 : usualBudget;
  if (!isTwofold) {
    const { session, execution } = await createSession(graphFile, provider);
    return { sessions: [session], batchBudget, execution };
  }
  const options = { ...sessionOptions, intraOpNumThreads: cores };
  const opening = [1, 2].map(() => ThreadSession.open({ graphFile, options }));
  try {
    return { sessions: await Promise.all(opening), batchBudget, execution: { provider } };
  } catch (error) {
    throw sessionFailure(graphFile, error);
  }
}

/**
 * A session holds weights more than twice, as the graph has them and as its steps want them, and there are two. Where there is
 * no room for that, the system would end a process that could have gone on with one.
 */
async function fitsTwice(graphFile: string): Promise<boolean> {
  const files = await Promise.all((await filesOfGraph(graphFile)).map((file) => stat(file)));
  return 5 * files.reduce((total, { size }) => total + size, 0) < process.availableMemory();
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
