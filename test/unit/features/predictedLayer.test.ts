import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PredictedEntity } from '../../../server/annotation/document.ts';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { MovingPredictions } from '../../../server/features/predictedLayer.ts';
import { span } from '../../../server/text/positions.ts';

const text = 'No 😀 fever, no asthma, no cough.';

function predictionOf(id: string, words: string): PredictedEntity {
  const start = text.indexOf(words);
  const fragments: [ReturnType<typeof span>] = [span(start, start + words.length)];
  return { id, type: 'Disease', fragments, words, score: 0.9, model: 'test' };
}

const entities = [predictionOf('T1', 'fever'), predictionOf('T2', 'asthma'), predictionOf('T3', 'cough')];

function check(edits: readonly TextEdit[], expected: Record<string, [start: number, end: number]>): void {
  const layer = new MovingPredictions({ version: 1, complete: true, entities });
  assert.equal(layer.entities, entities);
  for (const [index, edit] of edits.entries()) layer.move([edit], index + 2);
  const places = layer.entities.map(({ id, fragments: [{ start, end }] }) => [id, [start, end]]);
  assert.deepEqual(Object.fromEntries(places), expected);
  assert.deepEqual([layer.version, layer.complete], [edits.length + 1, edits.length === 0]);
}

describe('what an edit leaves of predictions', () => {
  it('is all of them where nothing is edited', () => {
    check([], { T1: [6, 11], T2: [16, 22], T3: [27, 32] });
  });

  it('is at its new place', () => {
    check([{ span: span(13, 15), newText: 'without' }], { T1: [6, 11], T2: [21, 27], T3: [32, 37] });
  });

  it('is without those whose words are others now, also after further edits', () => {
    const inside = { span: span(18, 18), newText: 'h' };
    const before = { span: span(0, 2), newText: '' };
    check([inside], { T1: [6, 11], T3: [28, 33] });
    check([inside, before], { T1: [4, 9], T3: [26, 31] });
  });

  it('is without those whose text is gone', () => {
    check([{ span: span(4, 23), newText: '' }], { T3: [8, 13] });
  });
});
