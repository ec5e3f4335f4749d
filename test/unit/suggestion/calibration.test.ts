import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Calibration, calibrated } from '../../../server/suggestion/calibration.ts';

const probabilities = fc.double({ min: 0, max: 1, noNaN: true });
const calibrations: fc.Arbitrary<Calibration> = fc.tuple(
  fc.double({ min: 0.05, max: 20, noNaN: true }),
  fc.double({ min: -10, max: 10, noNaN: true }),
);

function check(probability: number, calibration: Calibration | undefined, expected: number): void {
  assert.equal(calibrated(probability, calibration).toFixed(4), expected.toFixed(4));
}

describe('calibrated', () => {
  it('leaves a probability alone without a calibration', () => check(0.83, undefined, 0.83));
  it('leaves it alone with slope 1 and offset 0', () => check(0.83, [1, 0], 0.83));
  it('brings it nearer to a half where the slope is below 1', () => check(0.9, [0.5, 0], 0.75));
  it('lowers it where the offset is below 0', () => check(0.5, [1, -Math.log(3)], 0.25));
  it('gives a finite number for 0 and 1', () => {
    check(1, [1, 0], 0.9999);
    check(0, [1, 0], 0.0001);
  });
  it('never changes which of two suggestions comes first, and stays between 0 and 1', () => {
    fc.assert(
      fc.property(probabilities, probabilities, calibrations, (a, b, calibration) => {
        const [lower, higher] = [Math.min(a, b), Math.max(a, b)].map((it) => calibrated(it, calibration));
        assert.ok(
          lower !== undefined && higher !== undefined && 0 <= lower && lower <= higher && higher <= 1,
        );
      }),
    );
  });
});
