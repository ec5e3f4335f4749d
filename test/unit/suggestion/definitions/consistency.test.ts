import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PredictedEntity } from '../../../../server/annotation/document.ts';
import { withDefinedForms } from '../../../../server/suggestion/definitions/consistency.ts';
import { findDefinitions } from '../../../../server/suggestion/definitions/definitions.ts';
import { findUses } from '../../../../server/suggestion/definitions/uses.ts';
import { span } from '../../../../server/text/positions.ts';

/**
 * @param text suggested mentions stand in brackets with their type behind: `[renal failure|Disease]`.
 * @param expected the suggestions that are added, each with what stands before it.
 */
function check(marked: string, expected: string[]): void {
  const entities: PredictedEntity[] = [];
  let text = '';
  for (const [piece, words, type] of marked.matchAll(/\[([^|\]]+)\|(\w+)\]|[^[]+/gu)) {
    const start = text.length;
    text += words ?? piece;
    if (words === undefined || type === undefined) continue;
    const fragments: PredictedEntity['fragments'] = [span(start, text.length)];
    entities.push({ id: '', type, fragments, words, score: 0.8, model: 'tagger' });
  }
  const definitions = findDefinitions(text);
  const complete = withDefinedForms(text, entities, definitions, findUses(text, definitions));
  const added = complete.filter((entity) => !entities.includes(entity));
  assert.deepEqual(
    added.map(
      ({ type, words, fragments: [{ start }] }) => `${text.slice(0, start).slice(-6)}|${words} ${type}`,
    ),
    expected,
  );
  for (const { score } of added) assert.ok(score > 0.5 && score < 0.8, `${score}`);
  assert.ok(entities.every((entity) => complete.includes(entity)));
}

describe('withDefinedForms', () => {
  it('suggests a short form wherever it stands', () =>
    check('[chronic renal failure|Disease] (CRF). 😀 Later CRF and CRF again.', [
      'lure (|CRF Disease',
      'Later |CRF Disease',
      'F and |CRF Disease',
    ]));
  it('leaves short forms alone that are suggested already', () =>
    check('[chronic renal failure|Disease] ([CRF|Disease]). Later [CRF|Disease].', []));
  it('gives a short form every type of its long form', () =>
    check('[tumour necrosis factor|Gene] ([TNF|Protein]).', ['ctor (|TNF Gene']));
  it('needs the whole long form', () => check('chronic [renal failure|Disease] (CRF). Later CRF.', []));
  it('does not touch what is not defined', () => check('[renal failure|Disease]. Later CRF.', []));
  it('takes an empty text', () => check('', []));
});
