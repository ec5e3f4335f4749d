import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mostReranked, reranked, toRead } from '../../../../server/terminology/linking/reranking.ts';

interface Scored {
  readonly name: string;
  readonly score: number;
  readonly isEqual: boolean;
  readonly logOdds: number;
}

const equal = (name: string, score: number, logOdds: number): Scored => ({
  ...{ name, score, isEqual: true, logOdds },
});
const other = (name: string, score: number, logOdds: number): Scored => ({
  ...{ name, score, isEqual: false, logOdds },
});
const unread = Number.NEGATIVE_INFINITY;

/** @param expected the names in their new order, with their scores rounded to hundredths. */
function check(candidates: readonly Scored[], expected: readonly string[]): void {
  const found = reranked(candidates, ({ logOdds }) => logOdds);
  assert.deepEqual(
    found.map(({ name, score }) => `${name} ${score.toFixed(2)}`),
    expected,
  );
}

describe('candidates are re-ranked', () => {
  it('by log-odds, and are less likely by as much as these are lower', () =>
    check(
      [other('a', 0.6, 0), other('b', 0.5, Math.log(3)), other('c', 0.4, Math.log(2))],
      ['b 0.60', 'c 0.40', 'a 0.20'],
    ));
  it('with equal names before all others, however likely these are', () =>
    check([equal('a', 0.9, -5), other('b', 0.5, 0), other('c', 0.4, 9)], ['a 0.90', 'c 0.50', 'b 0.00']));
  it('with equal names first also where letters put a similar one before them', () =>
    check([other('a', 0.89, 5), equal('b', 0.87, 0)], ['b 0.87', 'a 0.87']));
  it('among equal names', () =>
    check(
      [equal('a', 1, 0), equal('b', 0.95, Math.log(4)), other('c', 0.5, 7)],
      ['b 1.00', 'a 0.25', 'c 0.25'],
    ));
  it('in the order that they had, where log-odds are the same', () =>
    check([equal('a', 1, 2), equal('b', 0.98, 2)], ['a 1.00', 'b 1.00']));
  it('with those behind that cannot be read, in their order', () =>
    check(
      [other('a', 0.8, unread), other('b', 0.7, 0), other('c', 0.6, Number.NaN), other('d', 0.5, 1)],
      ['d 0.80', 'b 0.29', 'a 0.29', 'c 0.29'],
    ));
  it('not at all, where none can be read', () =>
    check([other('a', 0.8, unread), other('b', 0.7, unread)], ['a 0.80', 'b 0.70']));
  it('without the reach of what stands far behind', () => {
    const many = Array.from({ length: mostReranked + 2 }, (_, at) => other(`${at}`, 0.5 - at / 100, at));
    const found = reranked(many, ({ logOdds }) => logOdds).map(({ name }) => name);
    assert.deepEqual(found.slice(0, 2), [`${mostReranked - 1}`, `${mostReranked - 2}`]);
    assert.deepEqual(found.slice(-2), [`${mostReranked}`, `${mostReranked + 1}`]);
    assert.equal(toRead(many).length, mostReranked);
  });
  it('where there is nothing', () => check([], []));
  it('where there is something to compare: nothing else is read', () => {
    assert.deepEqual(toRead([equal('a', 1, 0), other('b', 0.5, 0)]), []);
    const two = [other('b', 0.5, 0), other('c', 0.4, 0)];
    assert.deepEqual(toRead([equal('a', 1, 0), ...two]), two);
  });

  it('as a permutation of both kinds, whose scores never rise', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            name: fc.string({ unit: 'grapheme' }),
            score: fc.double({ min: 0, max: 1, noNaN: true }),
            isEqual: fc.boolean(),
            logOdds: fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(unread)),
          }),
          { maxLength: 30 },
        ),
        (given) => {
          const candidates = given
            .map((each, at) => ({ ...each, at }))
            .sort((one, another) => another.score - one.score);
          const found = reranked(candidates, ({ logOdds }) => logOdds);
          const places = (some: readonly { at: number }[]): number[] => some.map(({ at }) => at).sort();
          const equals = candidates.filter(({ isEqual }) => isEqual);
          const others = candidates.filter(({ isEqual }) => !isEqual);
          const ranked = found.slice(equals.length, equals.length + mostReranked);
          assert.deepEqual(places(found.slice(0, equals.length)), places(equals));
          assert.deepEqual(places(ranked), places(others.slice(0, mostReranked)));
          assert.deepEqual(
            found.slice(equals.length + mostReranked).map(({ at }) => at),
            others.slice(mostReranked).map(({ at }) => at),
          );
          for (const group of [found.slice(0, equals.length), ranked])
            for (const [at, { logOdds }] of group.entries())
              assert.ok(at === 0 || (group[at - 1]?.logOdds ?? Number.NaN) >= logOdds);
          for (const [at, { score }] of found.entries())
            assert.ok(score >= 0 && score <= (found[at - 1]?.score ?? 1));
          assert.equal(found[0]?.score, (equals[0] ?? others[0])?.score);
        },
      ),
    ));
});
