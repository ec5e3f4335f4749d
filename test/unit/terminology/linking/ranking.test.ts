import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  confidence,
  type Evidence,
  isAbbreviation,
  rankingScore,
  type Standing,
} from '../../../../server/terminology/linking/ranking.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  ...{ letters: share, nearestName: share, allNames: share, preferredName: share },
  names: fc.integer({ min: 1, max: 500 }),
  ...{ isWanted: fc.boolean(), isOwnName: fc.boolean(), isShortForm: fc.boolean(), isLoose: fc.boolean() },
  length: fc.double({ min: 0.01, max: 100, noNaN: true }),
});

describe('a candidate', () => {
  /** @param more evidence that speaks for it. */
  function check(more: Partial<Evidence>): void {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const less = {
          ...evidence,
          ...{ letters: 0.5, nearestName: 0.5, allNames: 0.5, preferredName: 0.5 },
        };
        assert.ok(
          rankingScore({ ...less, isWanted: false, ...more }) > rankingScore({ ...less, isWanted: false }),
        );
      }),
    );
  }

  it('ranks higher with a name that is spelled more alike', () => check({ letters: 0.6 }));
  it('ranks higher with a nearer name', () => check({ nearestName: 0.6 }));
  it('ranks higher with nearer names in all', () => check({ allNames: 0.6 }));
  it('ranks higher with a nearer preferred name', () => check({ preferredName: 0.6 }));
  it('ranks higher with an identifier that is wanted', () => check({ isWanted: true }));
  it('ranks higher with a name that is the same', () => check({ level: 'exact' }));
});

describe('the confidence', () => {
  const some: Standing = { share: 0.5, letters: 0.5, nearestName: 0.5, isAbbreviation: false };

  it('is a probability that grows with the share, and with how alike the names are', () => {
    fc.assert(
      fc.property(share, share, share, share, (least, most, letters, nearestName) => {
        const [low, high] = [least, most].sort((a, b) => a - b) as [number, number];
        const of = (changed: Partial<Standing>): number =>
          confidence({ ...some, letters, nearestName, ...changed });
        assert.ok(of({ share: low }) <= of({ share: high }));
        assert.ok(of({ letters: low }) <= of({ letters: high }));
        assert.ok(of({ nearestName: low }) <= of({ nearestName: high }));
        assert.ok(of({ share: low }) >= 0 && of({ share: high }) <= 1);
      }),
    );
  });
  it('is less for what looks like an abbreviation', () =>
    assert.ok(confidence({ ...some, isAbbreviation: true }) < confidence(some)));
});

describe('an abbreviation', () => {
  function check(words: string, expected: boolean): void {
    it(`is ${expected ? '' : 'not '}${words}`, () => assert.equal(isAbbreviation(words), expected));
  }

  check('AKI', true);
  check('PKD1', true);
  check('HbS', true);
  check('pain', false);
  check('Fever', false);
  check('DIABETES', false);
});
