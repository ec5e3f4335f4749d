import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PredictedEntity } from '../../../server/annotation/document.ts';
import { withRepeatedForms } from '../../../server/suggestion/repeatedForms.ts';
import { span } from '../../../server/text/positions.ts';

/**
 * @param marked suggested mentions stand in brackets with their type behind, and a question mark where the model is not
 *   sure: `[COPD|Disease]`, `[COPD|Disease?]`.
 * @param expected the suggestions that are added, each with the six characters before it.
 */
function check(marked: string, expected: string[]): void {
  const entities: PredictedEntity[] = [];
  let text = '';
  for (const [piece, words, type, doubt] of marked.matchAll(/\[([^|\]]+)\|(\w+)(\??)\]|[^[]+/gu)) {
    const start = text.length;
    text += words ?? piece;
    if (words === undefined || type === undefined) continue;
    const fragments: PredictedEntity['fragments'] = [span(start, text.length)];
    entities.push({ id: '', type, fragments, words, score: doubt ? 0.6 : 0.9, model: 'tagger' });
  }
  const complete = withRepeatedForms(text, entities);
  const added = complete.filter((entity) => !entities.includes(entity));
  assert.deepEqual(
    added.map(({ type, words, fragments: [{ start, end }] }) => {
      assert.equal(text.slice(start, end), words);
      return `${text.slice(Math.max(0, start - 6), start)}|${words} ${type}`;
    }),
    expected,
  );
  for (const { score, model } of added) assert.deepEqual([score, model], [0.63, 'tagger']);
  assert.ok(entities.every((entity) => complete.includes(entity)));
}

describe('withRepeatedForms', () => {
  it('suggests the same words as the same type wherever they stand', () =>
    check('😀 [COPD|Disease]. T2DM, COPD; COPD\r\n', ['T2DM, |COPD Disease', 'COPD; |COPD Disease']));
  it('needs one suggestion that is sure', () => check('[COPD|Disease?], COPD', []));
  it('leaves words alone that are mostly not suggested', () =>
    check('[lead|Chemical] poisoning. To lead, they lead and lead.', []));
  it('leaves short words alone that are no abbreviations', () => check('[tea|Chemical], tea', []));
  it('takes abbreviations of two capitals', () => check('[AF|Disease], AF', ['AF, |AF Disease']));
  it('counts case', () => check('[Wheeze|Disease]; wheeze', []));
  it('does not look into words', () => check('[renin|Gene], prorenin, renins and renin\u0301', []));
  it('leaves parts of other suggestions alone', () =>
    check('[NF-kappa B|Protein]. [NF-kappa B site|DNA]. [cancer|Disease]. [lung cancer|Disease]', []));
  it('prefers the longer of two', () =>
    check('[heart failure|Disease], [failure|Disease], heart failure', ['lure, |heart failure Disease']));
  it('adds nothing where words have another type', () => check('[insulin|Gene], [insulin|Chemical]', []));
  it('takes a text without suggestions', () => check('Nothing here.', []));
});
