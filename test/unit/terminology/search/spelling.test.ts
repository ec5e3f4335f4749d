import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runSimilarity, runsOf, spellingSimilarity } from '../../../../server/terminology/search/spelling.ts';

describe('how alike two words are spelled', () => {
  it('falls with each letter that is added, left out, replaced or swapped', () => {
    const cases: [string, string, number][] = [
      ['asthma', 'asthma', 1],
      ['asthma', 'asthm', 5 / 6],
      ['asthma', 'asthmas', 6 / 7],
      ['asthma', 'asthna', 5 / 6],
      ['asthma', 'astmha', 5 / 6],
      ['asthma', '', 0],
      ['', '', 1],
    ];
    for (const [one, other, expected] of cases)
      assert.ok(Math.abs(spellingSimilarity(one, other) - expected) < 1e-9, `${one} / ${other}`);
  });
  it('is nothing below the least that counts', () => {
    assert.equal(spellingSimilarity('asthma', 'aspirin', 0.6), 0);
    assert.ok(spellingSimilarity('asthma', 'asthna', 0.6) > 0.8);
  });
  it('does not depend on which comes first, and a least that is reached changes nothing', () => {
    const word = fc.oneof(fc.stringMatching(/^[ab]{0,8}$/), fc.string({ maxLength: 100 }));
    fc.assert(
      fc.property(word, word, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, least) => {
        const similarity = spellingSimilarity(one, other);
        assert.equal(spellingSimilarity(other, one), similarity);
        assert.ok(similarity >= 0 && similarity <= 1);
        if (similarity > least + 1e-6) assert.equal(spellingSimilarity(one, other, least), similarity);
      }),
    );
  });
  it('is told by runs of letters whatever the order of the words', () => {
    const similarity = (one: string, other: string): number =>
      runSimilarity(runsOf(one.split(' ')), runsOf(other.split(' ')));
    assert.equal(similarity('heart attack', 'attack heart'), 1);
    assert.equal(similarity('heart', 'liver'), 0);
    assert.equal(similarity('heart', 'hearts'), (2 * 4) / (5 + 6));
    assert.equal(similarity('', ''), 0);
  });
});
