import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Entity, wordsAt } from '../../../server/annotation/document.ts';
import { withoutHeadings } from '../../../server/suggestion/headings.ts';
import { span } from '../../../server/text/positions.ts';

function check(text: string, words: readonly string[], expected: readonly string[]): void {
  let from = 0;
  const entities = words.map((each, index): Entity => {
    const start = text.indexOf(each, from);
    assert.ok(start >= 0, `“${each}” is not in the text after ${from}`);
    from = start + 1;
    const fragments: Entity['fragments'] = [span(start, start + each.length)];
    return { id: `T${index + 1}`, type: 'Disease', fragments, words: wordsAt(text, fragments) };
  });
  assert.deepEqual(
    withoutHeadings(text, entities).map((entity) => entity.words),
    expected,
  );
}

describe('withoutHeadings', () => {
  it('drops what lies in a heading of known kind, and keeps the same words below it', () =>
    check(
      'FAMILY HISTORY\nNone.\n\nPAST MEDICAL HISTORY:\nAsthma. Family history of gout.\n',
      ['HISTORY', 'MEDICAL', 'Asthma', 'history', 'gout'],
      ['Asthma', 'history', 'gout'],
    ));
  it('keeps what follows a heading on its line', () => check('FH: gout\n', ['FH', 'gout'], ['gout']));
  it('keeps the title of an abstract', () =>
    check(
      'Nephropathy after lithium\nWe report a patient who had nephropathy after many years of lithium therapy for mania.\n',
      ['Nephropathy', 'nephropathy'],
      ['Nephropathy', 'nephropathy'],
    ));
  it('has nothing to do in an empty text', () => check('', [], []));
});
