import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Entity } from '../../../server/annotation/document.ts';
import { type Alignment, align } from '../../../server/comparison/alignment.ts';
import { countAlignment, modes } from '../../../server/comparison/counting.ts';
import { type Span, span } from '../../../server/text/positions.ts';
import { mentions, notation } from './mentions.ts';

const text = 'Severe pain\r\nin left and right knee 😀 naïve é';

interface Expected {
  readonly pairs?: readonly [gold: string, predicted: string][];
  readonly missing?: readonly string[];
  readonly spurious?: readonly string[];
}

function check(
  name: string,
  gold: readonly string[],
  predicted: readonly string[],
  expected: Expected,
): void {
  it(name, () => {
    const { pairs, missing, spurious } = align(text, mentions(...gold), mentions(...predicted));
    assert.deepEqual(
      {
        pairs: pairs.map((pair) => [notation(pair.gold), notation(pair.predicted)]),
        missing: missing.map(notation),
        spurious: spurious.map(notation),
      },
      { pairs: expected.pairs ?? [], missing: expected.missing ?? [], spurious: expected.spurious ?? [] },
    );
  });
}

describe('align', () => {
  check('aligns nothing with nothing', [], [], {});
  check('keeps what has no counterpart', ['A 0 6'], ['A 7 11'], { missing: ['A 0 6'], spurious: ['A 7 11'] });
  check('keeps spans apart that only touch', ['A 0 3'], ['A 3 6'], {
    missing: ['A 0 3'],
    spurious: ['A 3 6'],
  });
  check('takes the equal mention before one that only overlaps', ['A 0 5', 'A 0 2'], ['A 0 2'], {
    pairs: [['A 0 2', 'A 0 2']],
    missing: ['A 0 5'],
  });
  check('takes the equal type before another on the same span', ['A 0 6', 'B 0 6'], ['B 0 6'], {
    pairs: [['B 0 6', 'B 0 6']],
    missing: ['A 0 6'],
  });
  check('takes the equal span of another type before a larger overlap', ['A 0 11', 'B 0 6'], ['A 0 6'], {
    pairs: [['B 0 6', 'A 0 6']],
    missing: ['A 0 11'],
  });
  check('prefers the larger overlap', ['A 0 6', 'A 7 11'], ['A 5 11'], {
    pairs: [['A 7 11', 'A 5 11']],
    missing: ['A 0 6'],
  });
  check('prefers two pairs to one of the same overlap', ['A 0 4', 'A 4 6'], ['A 1 5', 'A 5 8'], {
    pairs: [
      ['A 0 4', 'A 1 5'],
      ['A 4 6', 'A 5 8'],
    ],
  });
  check('prefers two pairs to one pair of one type', ['B 0 4', 'A 4 7'], ['A 3 6', 'B 6 9'], {
    pairs: [
      ['B 0 4', 'A 3 6'],
      ['A 4 7', 'B 6 9'],
    ],
  });
  check('prefers the same type among equal overlaps', ['A 0 4', 'B 4 8'], ['B 2 6'], {
    pairs: [['B 4 8', 'B 2 6']],
    missing: ['A 0 4'],
  });
  check('gives remaining ties to the earlier', ['A 0 4', 'A 4 8'], ['A 2 6'], {
    pairs: [['A 0 4', 'A 2 6']],
    missing: ['A 4 8'],
  });
  check('counts duplicates as a multiset', ['A 0 6', 'A 0 6'], ['A 0 6', 'A 0 6', 'A 0 6'], {
    pairs: [
      ['A 0 6', 'A 0 6'],
      ['A 0 6', 'A 0 6'],
    ],
    spurious: ['A 0 6'],
  });
  check('counts shared characters over fragments, not over the hull', ['A 16 20;31 35'], ['A 21 30'], {
    missing: ['A 16 20;31 35'],
    spurious: ['A 21 30'],
  });
  check('adds up the shared characters of all fragments', ['A 16 20;31 35', 'A 25 32'], ['A 16 35'], {
    pairs: [['A 16 20;31 35', 'A 16 35']],
    missing: ['A 25 32'],
  });
  check('does not take an empty span for an overlap', ['A 2 2'], ['A 0 6'], {
    missing: ['A 2 2'],
    spurious: ['A 0 6'],
  });
  check('aligns equal empty spans', ['A 2 2'], ['A 2 2'], { pairs: [['A 2 2', 'A 2 2']] });

  it('takes fragments with white space between them for one', () => {
    const [gold, predicted] = [mentions('A 7 11;13 15'), mentions('A 7 15')];
    assert.deepEqual(align(text, gold, predicted).pairs, [
      { gold: gold[0], predicted: predicted[0], sameSpan: true, sameType: true },
    ]);
  });

  it('solves a document of 4,000 mentions in one connected group', () => {
    const long = 'x'.repeat(20_000);
    const shifted = (by: number): Entity[] =>
      mentions(
        `Section ${by} ${20_000 - by}`,
        ...Array.from({ length: 1999 }, (_, index) => `A ${index * 10 + by} ${index * 10 + 10 + by}`),
      );
    const alignment = align(long, shifted(0), shifted(1));
    assert.equal(alignment.pairs.length, 2000);
    assert.ok(alignment.pairs.every(({ gold, predicted }) => gold.id === predicted.id));
  });
});

const fragmentsArbitrary = fc
  .uniqueArray(fc.integer({ min: 0, max: 14 }), { minLength: 2, maxLength: 6 })
  .map((bounds) => {
    const sorted = [...bounds].sort((a, b) => a - b);
    const fragments: Span[] = [];
    for (let index = 0; index + 1 < sorted.length; index += 2) {
      fragments.push(span(sorted[index] as number, sorted[index + 1] as number));
    }
    return fragments as [Span, ...Span[]];
  });
const mentionsArbitrary = fc
  .array(fc.record({ type: fc.constantFrom('A', 'B'), fragments: fragmentsArbitrary }), { maxLength: 6 })
  .map((list) => list.map((each, index): Entity => ({ id: `T${index}`, words: '', ...each })));
const plain = 'abcdefghijklmno';

function summary({ pairs, missing, spurious }: Alignment): unknown {
  return [
    pairs.map(({ gold, predicted }) => [notation(gold), notation(predicted)]),
    missing.map(notation),
    spurious.map(notation),
  ];
}

describe('any alignment', () => {
  it('uses every mention exactly once and pairs only what shares a character or the span', () => {
    fc.assert(
      fc.property(mentionsArbitrary, mentionsArbitrary, (gold, predicted) => {
        const { pairs, missing, spurious } = align(plain, gold, predicted);
        const ids = (entities: readonly Entity[]): string[] => entities.map(({ id }) => id).sort();
        assert.deepEqual(ids([...pairs.map((pair) => pair.gold), ...missing]), ids(gold));
        assert.deepEqual(ids([...pairs.map((pair) => pair.predicted), ...spurious]), ids(predicted));
        for (const pair of pairs) assert.ok(pair.sameSpan || sharedCharacters(pair.gold, pair.predicted) > 0);
      }),
    );
  });

  it('does not depend on the order of the mentions', () => {
    fc.assert(
      fc.property(
        mentionsArbitrary,
        mentionsArbitrary,
        fc.infiniteStream(fc.nat()),
        (gold, predicted, numbers) => {
          const shuffled = (entities: readonly Entity[]): Entity[] =>
            entities
              .map((entity) => ({ entity, key: numbers.next().value as number }))
              .sort((a, b) => a.key - b.key)
              .map(({ entity }) => entity);
          assert.deepEqual(
            summary(align(plain, shuffled(gold), shuffled(predicted))),
            summary(align(plain, gold, predicted)),
          );
        },
      ),
    );
  });

  it('leaves nothing overlapping on both sides', () => {
    fc.assert(
      fc.property(mentionsArbitrary, mentionsArbitrary, (gold, predicted) => {
        const { missing, spurious } = align(plain, gold, predicted);
        for (const one of missing)
          for (const other of spurious) assert.equal(sharedCharacters(one, other), 0);
      }),
    );
  });

  it('swaps missing and spurious when the sides are swapped, in all modes but type', () => {
    fc.assert(
      fc.property(mentionsArbitrary, mentionsArbitrary, (gold, predicted) => {
        for (const mode of modes.filter((each) => each !== 'type')) {
          const there = countAlignment(align(plain, gold, predicted), mode);
          const back = countAlignment(align(plain, predicted, gold), mode);
          assert.deepEqual(back, { ...there, missing: there.spurious, spurious: there.missing });
        }
      }),
    );
  });

  it('has as many equal mentions as the two multisets share', () => {
    fc.assert(
      fc.property(mentionsArbitrary, mentionsArbitrary, (gold, predicted) => {
        const left = predicted.map((entity) => notation(joined(entity)));
        let shared = 0;
        for (const entity of gold) {
          const index = left.indexOf(notation(joined(entity)));
          if (index === -1) continue;
          left.splice(index, 1);
          shared += 1;
        }
        assert.equal(countAlignment(align(plain, gold, predicted), 'strict').correct, shared);
      }),
    );
  });
});

/** Shared characters, counted one by one. */
function sharedCharacters(a: Entity, b: Entity): number {
  const characters = ({ fragments }: Entity): number[] =>
    fragments.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index));
  const other = new Set(characters(b));
  return characters(a).filter((character) => other.has(character)).length;
}

/** The mention with fragments that touch made one. */
function joined(entity: Entity): Entity {
  const fragments: Span[] = [];
  for (const fragment of entity.fragments) {
    const last = fragments.at(-1);
    if (last?.end === fragment.start) fragments[fragments.length - 1] = span(last.start, fragment.end);
    else fragments.push(fragment);
  }
  return { ...entity, fragments: fragments as [Span, ...Span[]] };
}
