import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ByteReader, ByteWriter, eachAscending } from '../../../../server/terminology/index/binary.ts';
import { concept, indexOf } from './indexes.ts';

describe('numbers and strings as bytes', () => {
  it('are read back', () => {
    const value = fc.oneof(
      fc.nat(300),
      fc.nat(),
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const writer = new ByteWriter(1);
        for (const each of values) typeof each === 'number' ? writer.number(each) : writer.string(each);
        const reader = new ByteReader(writer.written());
        for (const each of values)
          assert.equal(typeof each === 'number' ? reader.number() : reader.string(), each);
        assert.ok(reader.isAtEnd);
        assert.throws(() => reader.byte(), RangeError);
      }),
    );
  });
  it('are read back in ascending order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), (values) => {
        values.sort((a, b) => a - b);
        const writer = new ByteWriter();
        writer.ascending(values);
        const read: number[] = [];
        eachAscending(writer.written(), (each) => read.push(each));
        assert.deepEqual(read, values);
      }),
    );
  });
});

describe('the stems of an index', () => {
  const word = fc.stringMatching(/^[bcdfg]{2,6}$/);

  it('are found one by one, from a beginning, and by their places', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(word, { minLength: 1, maxLength: 80 }),
        word,
        async (words, beginning) => {
          // Words without vowels are neither respelled nor inflected.
          const stems = words.toSorted();
          const index = await indexOf(stems.map((each) => concept(`X:${each}`, [each])));
          for (const stem of stems) assert.equal(index.stem(stem)?.frequency, 1);
          assert.equal(index.stem(`${beginning}w`), undefined);
          assert.deepEqual(
            Array.from(index.stemsFrom(beginning), ({ stem }) => stem),
            stems.filter((stem) => stem.startsWith(beginning)),
          );
          const places = stems.map((_, place) => place).filter((place) => place % 3 === 1);
          assert.deepEqual(
            Array.from(index.stemsAt(places), ({ stem }) => stem),
            places.map((place) => stems[place]),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
  it('have as many names as have them', async () => {
    const concepts = Array.from({ length: 300 }, (_, number) =>
      concept(`X:${number}`, [`common n${number}`]),
    );
    const index = await indexOf(concepts);
    const found: number[] = [];
    const stem = index.stem('common');
    stem?.postings((wording) => found.push(wording));
    assert.equal(stem?.frequency, 300);
    assert.deepEqual(
      found,
      Array.from({ length: 300 }, (_, number) => number),
    );
  });
});
