import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entity } from '../../../server/annotation/document.ts';
import { innermost, neighbour, touches } from '../../../server/features/lookup.ts';
import { span } from '../../../server/text/positions.ts';

function entity(id: string, ...fragments: [number, number][]): Entity {
  const [first, ...rest] = fragments.map(([start, end]) => span(start, end));
  if (first === undefined) throw new Error('an entity has a fragment');
  return { id, type: 'Disease', fragments: [first, ...rest], words: '' };
}

const outer = entity('outer', [10, 30]);
const inner = entity('inner', [15, 20]);
const parted = entity('parted', [40, 45], [50, 55]);
const all = [outer, inner, parted];

describe('touches', () => {
  const check = (range: [number, number], expected: string[]): void =>
    assert.deepEqual(
      all.filter((each) => touches(each, span(...range))).map(({ id }) => id),
      expected,
    );
  it('counts both edges for a cursor', () => {
    check([10, 10], ['outer']);
    check([30, 30], ['outer']);
    check([31, 31], []);
  });
  it('does not count what a selection only borders on', () => check([30, 40], []));
  it('does not count the gap of a discontinuous mention', () => check([47, 48], []));
  it('counts either fragment', () => check([52, 53], ['parted']));
});

describe('innermost', () => {
  const check = (place: number, expected: string | undefined): void =>
    assert.equal(innermost(all, span(place, place))?.id, expected);
  it('prefers the enclosed mention', () => check(17, 'inner'));
  it('finds the enclosing one beside it', () => check(25, 'outer'));
  it('finds nothing where there is nothing', () => check(5, undefined));
});

describe('neighbour', () => {
  const check = (place: number, direction: 'next' | 'previous', expected: string): void =>
    assert.equal(neighbour(all, place, direction)?.id, expected);
  it('goes on', () => check(0, 'next', 'outer'));
  it('goes from a mention to the one inside it', () => check(10, 'next', 'inner'));
  it('goes round at the end', () => check(50, 'next', 'outer'));
  it('goes back', () => check(60, 'previous', 'parted'));
  it('goes round at the start', () => check(0, 'previous', 'parted'));
  it('has none where there are none', () => assert.equal(neighbour([], 0, 'next'), undefined));
});
