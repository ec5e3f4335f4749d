import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReadingAhead } from '../../../server/commands/readingAhead.ts';

/** Adds documents, each with its text, and other steps between them, and gives what was done in which order. */
async function done(steps: readonly (string | undefined)[]): Promise<string[]> {
  const log: string[] = [];
  const ahead = new ReadingAhead({
    prepare: async (texts) => void log.push(`read ${texts.length}`),
  });
  for (const [index, text] of steps.entries()) {
    const take = async (): Promise<void> => void log.push(`step ${index}`);
    await (text === undefined ? ahead.add(take) : ahead.addDocument(text, async () => undefined, take));
  }
  log.push('end');
  await ahead.flush();
  return log;
}

describe('reading ahead', () => {
  it('puts steps off until texts can be read together, and keeps their order', async () => {
    assert.deepEqual(await done([undefined, 'a', undefined, 'b']), [
      'end',
      'read 2',
      'step 0',
      'step 1',
      'step 2',
      'step 3',
    ]);
  });
  it('does not wait for more than sixteen texts', async () => {
    const log = await done(Array.from({ length: 17 }, () => 'a'));
    assert.deepEqual([log[0], log.indexOf('end'), log.length], ['read 16', 17, 19]);
  });
  it('does not wait behind a long text', async () => {
    assert.deepEqual(await done(['a', 'b'.repeat(100_000), 'c']), [
      'read 2',
      'step 0',
      'step 1',
      'end',
      'step 2',
    ]);
  });
  it('begins with a document before it takes what came of the one before', async () => {
    const log: string[] = [];
    const ahead = new ReadingAhead({ prepare: async () => undefined });
    for (const name of ['a', 'b', 'c']) {
      const work = async (): Promise<string> => {
        log.push(`begin ${name}`);
        return name;
      };
      await ahead.addDocument(name, work, async (result) => void log.push(`take ${result}`));
    }
    await ahead.flush();
    assert.deepEqual(log, ['begin a', 'begin b', 'take a', 'begin c', 'take b', 'take c']);
  });
  it('fails with the first document that fails, and takes none after it', async () => {
    const log: string[] = [];
    const ahead = new ReadingAhead({ prepare: async () => undefined });
    for (const name of ['a', 'b', 'c']) {
      const work = async (): Promise<string> => {
        if (name !== 'a') throw new Error(`not ${name}`);
        return name;
      };
      await ahead.addDocument(name, work, async (result) => void log.push(`take ${result}`));
    }
    await assert.rejects(ahead.flush(), /not b/);
    assert.deepEqual(log, ['take a']);
  });
  it('has nothing to do without steps', async () => assert.deepEqual(await done([]), ['end']));
});
