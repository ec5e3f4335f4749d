import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOf } from '../../../../server/terminology/search/composites.ts';

function check(mention: string, expected: readonly string[]): void {
  assert.deepEqual(partsOf(mention), expected);
}

describe('a mention of several things', () => {
  it('shares its last word', () => {
    check('breast and ovarian cancer', ['breast cancer', 'ovarian cancer']);
    check('breast/ovarian cancer', ['breast cancer', 'ovarian cancer']);
    check('breast, lung, and skin cancers', ['breast cancers', 'lung cancers', 'skin cancers']);
    check('breast and/or ovarian cancer', ['breast cancer', 'ovarian cancer']);
    check('renal or hepatic failure', ['renal failure', 'hepatic failure']);
  });
  it('shares what stands before a preposition', () =>
    check('cancer of the breast and ovary', ['cancer of the breast', 'cancer of the ovary']));
  it('shares nothing where each thing is complete', () => {
    check('nausea and vomiting', ['nausea', 'vomiting']);
    check('breast cancer and lung cancer', ['breast cancer', 'lung cancer']);
  });
  it('is left whole where it is one', () => {
    for (const mention of ['breast cancer', 'and', '', '1,2-dichloroethane', 'sandstorm fever'])
      check(mention, [mention]);
  });
});
