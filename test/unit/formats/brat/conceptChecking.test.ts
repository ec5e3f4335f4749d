import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits } from '../../../../server/annotation/edits.ts';
import {
  conceptProblems,
  type LinkJudge,
  linkedEntities,
} from '../../../../server/formats/brat/conceptChecking.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';

const text = 'Cold and fever, cold, COLD.';
const entities = [
  'T1\tSign 0 4\tCold',
  'T2\tSign 9 14\tfever',
  'T3\tSign 16 20\tcold',
  'T4\tSign 22 26\tCOLD',
  '',
].join('\n');

/** Knows A:1 and its second name B:1, A:2 as retired for A:1, and A:9 as something that is no sign. */
const judge: LinkJudge = {
  judge({ system, identifier }) {
    if (system !== 'A') return { kind: 'fitting' };
    if (identifier === '2')
      return { kind: 'retired', replacedBy: [{ system: 'A', identifier: '1', name: 'Common cold' }] };
    if (identifier === '9') return { kind: 'unlike', name: 'A drug', group: 'Chemicals & Drugs' };
    return identifier === '1' ? { kind: 'fitting' } : { kind: 'unknown' };
  },
  conceptKey: ({ system, identifier }) => (system === 'B' ? `A:${identifier}` : `${system}:${identifier}`),
  groupOf: () => undefined,
};

describe('links are checked', () => {
  function check(lines: string, expected: readonly string[]): void {
    const problems = conceptProblems(linkedEntities(parseStandoff(entities + lines, text)), judge);
    assert.deepEqual(
      problems.map(({ code, textPlace }) => `${code} ${textPlace?.start}`),
      expected,
    );
  }

  it('and nothing is said of those that fit', () => check('N1\tReference T1 A:1\n', []));
  it('for ids that are not there', () => check('N1\tReference T2 A:7\n', ['concept/unknown 9']));
  it('for concepts of another kind', () => check('N1\tReference T2 A:9\n', ['concept/group 9']));
  it('but not where there is said to be no concept', () => check('N1\tReference T2 A:CUI-less\n', []));
  it('but not where what they are links of is not there', () => check('N1\tReference T8 A:7\n', []));

  it('and a retired id has its replacement as a repair that is not made unasked', () => {
    const content = `${entities}N1\tReference T1 A:2\told\n`;
    const [problem] = conceptProblems(linkedEntities(parseStandoff(content, text)), judge);
    assert.equal(problem?.message, 'N1 links to A:2, which was retired for A:1. Link to another concept.');
    const [repair] = problem.repairs ?? [];
    assert.deepEqual([repair?.title, repair?.safe], ['Link N1 to A:1 (Common cold)', false]);
    assert.equal(applyEdits(content, repair?.edits ?? []), `${entities}N1\tReference T1 A:1\tCommon cold\n`);
  });
});
