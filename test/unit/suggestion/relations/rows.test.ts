import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { joinedSentences, stretches } from '../../../../server/suggestion/relations/rows.ts';
import { span } from '../../../../server/text/positions.ts';
import { lines } from './example.ts';

function check(text: string, places: readonly (readonly [number, number])[], expected: string[]): void {
  const entities = places.map(([start, end], index) => ({
    id: `T${index + 1}`,
    type: 'Disease',
    fragments: [span(start, end)] as const,
    words: text.slice(start, end),
  }));
  const rows = joinedSentences(lines(text), entities);
  assert.deepEqual(
    rows.map(({ start, end }) => text.slice(start, end)),
    expected,
  );
}

describe('rows', () => {
  it('are sentences where no entity crosses their ends', () => {
    check('one\ntwo', [[0, 3]], ['one', 'two']);
    check('one\ntwo', [], ['one', 'two']);
    check('', [], []);
  });

  it('join the sentences that an entity crosses', () => {
    check('one\ntwo\nthree\nfour', [[1, 10]], ['one\ntwo\nthree', 'four']);
    check('one\r\ntwo\r\nthree', [[5, 12]], ['one\r', 'two\r\nthree']);
  });

  it('do not join for an entity that ends where a sentence begins', () => {
    check('one\ntwo', [[0, 4]], ['one', 'two']);
  });
});

describe('stretches', () => {
  it('hold all rows in order, and share one where they meet', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 7000 }), { maxLength: 20 });
    fc.assert(
      fc.property(lengths, (given) => {
        let reached = 0;
        const rows = given.map((length) => {
          reached += length;
          return span(reached - length, reached);
        });
        const found = stretches(rows);
        assert.deepEqual(
          found.flatMap((stretch, index) => (index === 0 ? stretch : stretch.slice(1))),
          rows,
        );
        found.slice(1).forEach((stretch, index) => {
          assert.equal(stretch[0], found[index]?.at(-1));
        });
        for (const stretch of found) {
          const first = stretch[0]?.start ?? 0;
          const isShort = (stretch.at(-1)?.end ?? 0) - first <= 6000;
          assert.ok(isShort || stretch.length <= 2, `${stretch.length} rows`);
        }
      }),
    );
  });

  it('are none for no text and one for a short one', () => {
    assert.deepEqual(stretches([]), []);
    assert.deepEqual(stretches([span(0, 5), span(5, 9)]), [[span(0, 5), span(5, 9)]]);
  });
});
