import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { readBatches } from '../../../server/inference/engine/sideBySide.ts';
import type { GraphSession } from '../../../server/inference/engine/threadSession.ts';

/** Only told apart here: what reads is given to `readBatches`. */
const sessionsOf = (count: number): GraphSession[] =>
  Array.from({ length: count }, () => ({}) as GraphSession);

const batchesOf = (count: number): number[][] => Array.from({ length: count }, (_, index) => [index]);

describe('readBatches', () => {
  it('has every batch read once, and one at a time by each session, whatever they take', async () => {
    const turns = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 3 }), async (taken, count) => {
        const busy = new Set<GraphSession>();
        const read: number[] = [];
        const isComplete = await readBatches(
          batchesOf(taken.length),
          sessionsOf(count),
          () => false,
          async ([batch], session) => {
            assert.ok(!busy.has(session));
            busy.add(session);
            for (let turn = 0; turn < (taken[batch as number] as number); turn += 1) await nextTurn();
            busy.delete(session);
            read.push(batch as number);
          },
        );
        assert.equal(isComplete, true);
        assert.deepEqual(
          read.toSorted((a, b) => a - b),
          batchesOf(taken.length).flat(),
        );
      }),
    );
  });

  it('begins with the first where there is one session, and with the last where there are two', async () => {
    for (const [count, order] of [
      [1, [0, 1, 2, 3]],
      [2, [3, 2, 1, 0]],
    ] as const) {
      const begun: number[] = [];
      await readBatches(
        batchesOf(4),
        sessionsOf(count),
        () => false,
        async ([batch]) => {
          begun.push(batch as number);
        },
      );
      assert.deepEqual(begun, order);
    }
  });

  it('begins no batch after it is cancelled', async () => {
    const begun: number[] = [];
    const isComplete = await readBatches(
      batchesOf(9),
      sessionsOf(2),
      () => begun.length >= 3,
      async ([batch]) => {
        begun.push(batch as number);
        await nextTurn();
      },
    );
    assert.equal(isComplete, false);
    assert.equal(begun.length, 3);
  });

  it('begins no batch after one has failed, and is done when the other session is', async () => {
    const [failing] = sessionsOf(1) as [GraphSession];
    let [begun, ended] = [0, 0];
    const reading = readBatches(
      batchesOf(9),
      [failing, ...sessionsOf(1)],
      () => false,
      async (_, session) => {
        begun += 1;
        if (session === failing) throw new Error('out of memory');
        for (let turn = 0; turn < 5; turn += 1) await nextTurn();
        ended += 1;
      },
    );
    await assert.rejects(reading, /out of memory/);
    assert.deepEqual([begun, ended], [2, 1]);
  });
});
