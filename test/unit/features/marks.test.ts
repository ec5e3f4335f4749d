import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Entity, hull } from '../../../server/annotation/document.ts';
import { lanesOf, paletteOf } from '../../../server/features/marks.ts';
import { span } from '../../../server/text/positions.ts';

function entity(start: number, end: number): Entity {
  return { id: `T${start}-${end}`, type: 'Disease', fragments: [span(start, end)], words: '' };
}

function check(spans: [number, number][], expected: number[]): void {
  assert.deepEqual(lanesOf(spans.map(([start, end]) => entity(start, end))), expected);
}

describe('lanesOf', () => {
  it('needs one lane where nothing overlaps', () =>
    check(
      [
        [0, 4],
        [4, 8],
        [9, 12],
      ],
      [0, 0, 0],
    ));
  it('puts the enclosed mention above the enclosing one', () =>
    check(
      [
        [0, 4],
        [0, 11],
      ],
      [1, 0],
    ));
  it('gives crossing mentions lanes of their own', () =>
    check(
      [
        [0, 6],
        [4, 9],
        [8, 12],
      ],
      [0, 1, 0],
    ));
  it('gives equal spans lanes of their own', () =>
    check(
      [
        [0, 6],
        [0, 6],
        [0, 6],
      ],
      [0, 1, 2],
    ));
  it('never puts two overlapping mentions on one lane', () => {
    const drawn = fc
      .tuple(fc.nat(40), fc.integer({ min: 1, max: 12 }))
      .map(([start, length]) => entity(start, start + length));
    fc.assert(
      fc.property(fc.array(drawn), (entities) => {
        const lanes = lanesOf(entities);
        const overlaps = (a: Entity, b: Entity): boolean =>
          hull(a).start < hull(b).end && hull(b).start < hull(a).end;
        for (const [i, a] of entities.entries()) {
          for (const [j, b] of entities.entries()) {
            if (i < j && overlaps(a, b)) assert.notEqual(lanes[i], lanes[j]);
          }
        }
      }),
    );
  });
});

describe('paletteOf', () => {
  it('gives known types the colours in turn, and others a colour of their own name', () => {
    const { colourOf, labelOf } = paletteOf(['Disease', 'Chemical'], new Map([['Chemical', 'Chem']]));
    assert.deepEqual([colourOf('Disease'), colourOf('Chemical')], [0, 1]);
    assert.equal(colourOf('Gene'), paletteOf([], new Map()).colourOf('Gene'));
    assert.deepEqual([labelOf('Disease'), labelOf('Chemical')], ['Dis', 'Chem']);
  });
});
