import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NgramBaseline } from '../../quality/ngramBaseline.ts';

/** Ten names each, since runs of letters in fewer names do not count. */
const names = ['heart failure', 'heart attack', 'liver failure'].flatMap((words, concept) =>
  Array.from({ length: 10 }, (_, number) => ({
    words: number === 0 ? words : `${words} ${number}`,
    concept,
  })),
);

describe('the candidates of scispaCy', () => {
  const baseline = new NgramBaseline(names);

  it('are the concepts whose names have the most runs of letters in common, each once', () => {
    assert.deepEqual(baseline.concepts('heart failure', 5), [0, 2, 1]);
    assert.deepEqual(baseline.concepts('Attack of the heart', 5), [1, 0]);
    assert.deepEqual(baseline.concepts('livver failure', 1), [2]);
  });
  it('are none for what has no run in common with ten names', () => {
    assert.deepEqual(baseline.concepts('xyz', 5), []);
    assert.deepEqual(baseline.concepts('', 5), []);
  });
});
