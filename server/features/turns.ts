/** Long work in short turns, between which the server hears what else there is to do. */
import { setImmediate } from 'node:timers/promises';

/** How long a turn is, in milliseconds. */
const longestTurn = 8;

export class Turns {
  #since = performance.now();

  /** To be called between pieces of work; lets others work where the turn has been long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < longestTurn) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
