import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entity } from '../../../server/annotation/document.ts';
import { withTrimmedEdges } from '../../../server/suggestion/edges.ts';
import { span } from '../../../server/text/positions.ts';

/** @param marked `[words|Type]` is a suggestion. @param expected the words of each as they are left. */
function check(marked: string, expected: readonly string[]): void {
  const entities: Entity[] = [];
  let text = '';
  for (const [piece, words, type] of marked.matchAll(/\[([^|\]]+)\|(\w+)\]|[^[]+/gu)) {
    const start = text.length;
    text += words ?? piece;
    if (words !== undefined && type !== undefined) {
      entities.push({ id: 'T1', type, fragments: [span(start, text.length)], words });
    }
  }
  assert.deepEqual(
    withTrimmedEdges(text, entities).map(({ fragments: [{ start, end }], words }) => {
      assert.equal(text.slice(start, end), words);
      return words;
    }),
    expected,
  );
}

describe('withTrimmedEdges', () => {
  it('leaves a heading before a finding out', () =>
    check('😀 [PMH COPD|Disease]. [FH dementia|Disease], [FHx: gout|Disease]', ['COPD', 'dementia', 'gout']));
  it('leaves the year of a diagnosis out', () => check('[breast cancer 2013|Disease]', ['breast cancer']));
  it('leaves both out', () => check('[PMH gout 2018|Disease]', ['gout']));
  it('keeps words that begin like a heading', () =>
    check('[FHIT|Gene] [SH2 domain|Gene] [DHEA|Chemical] [Hxk1|Gene]', [
      'FHIT',
      'SH2 domain',
      'DHEA',
      'Hxk1',
    ]));
  it('keeps numbers that are no years', () =>
    check('[iodine 131|Chemical] [omega 3|Chemical] [A2058|CellLine]', ['iodine 131', 'omega 3', 'A2058']));
  it('keeps the numbers of dates and values', () =>
    check('[May 2013|Date] [platelets 1995|LabValue]', ['May 2013', 'platelets 1995']));
  it('keeps what would be left empty', () => check('[FH|Disease] [2013|Disease]', ['FH', '2013']));
});
