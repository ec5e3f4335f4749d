import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as ort from 'onnxruntime-node';
import { floatsOf } from '../../../server/inference/engine/tensors.ts';

/** Half precision as the runtime gives it where JavaScript has no array of the kind. */
function check(bits: readonly number[], expected: readonly number[]): void {
  const tensor = { type: 'float16', data: Uint16Array.from(bits) } as unknown as ort.Tensor;
  assert.deepEqual([...floatsOf(tensor)], expected);
}

describe('numbers of half precision', () => {
  it('are read from their bits', () => check([0x0000, 0x3c00, 0xc000, 0x3555], [0, 1, -2, 0.333251953125]));
  it('go to both ends of their range', () => check([0x7bff, 0x0400, 0x0001], [65504, 2 ** -14, 2 ** -24]));
  it('may be none', () =>
    check([0x7c00, 0xfc00, 0x7e00], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]));
});
