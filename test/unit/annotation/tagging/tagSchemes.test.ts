import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  convertTags,
  decodeTags,
  encodeTags,
  schemes,
  type TokenMention,
} from '../../../../server/annotation/tagging/tagSchemes.ts';

/** Mentions from `Type start end`. */
function mentions(...notations: string[]): TokenMention[] {
  return notations.map((notation) => {
    const [type, start, end] = notation.split(' ');
    return { type: type as string, start: Number(start), end: Number(end) };
  });
}

describe('encodeTags', () => {
  const cases: [name: string, mentions: string[], bio: string, iob1: string, bioes: string, biluo: string][] =
    [
      ['nothing', [], 'O O O', 'O O O', 'O O O', 'O O O'],
      ['one token', ['A 1 2'], 'O B-A O', 'O I-A O', 'O S-A O', 'O U-A O'],
      ['several tokens', ['A 0 3'], 'B-A I-A I-A', 'I-A I-A I-A', 'B-A I-A E-A', 'B-A I-A L-A'],
      ['touching, one type', ['A 0 1', 'A 1 3'], 'B-A B-A I-A', 'I-A B-A I-A', 'S-A B-A E-A', 'U-A B-A L-A'],
      ['touching, two types', ['A 0 1', 'B 1 3'], 'B-A B-B I-B', 'I-A I-B I-B', 'S-A B-B E-B', 'U-A B-B L-B'],
      ['out of order', ['A 2 3', 'A 0 2'], 'B-A I-A B-A', 'I-A I-A B-A', 'B-A E-A S-A', 'B-A L-A U-A'],
    ];
  for (const [name, notations, ...expected] of cases) {
    schemes.forEach((scheme, index) => {
      it(`${scheme}: ${name}`, () => {
        assert.equal(encodeTags(3, mentions(...notations), scheme).join(' '), expected[index]);
      });
    });
  }
});

function checkDecoding(tags: string, ...expected: string[]): void {
  it(tags, () => {
    assert.deepEqual(decodeTags(tags.split(' ')), mentions(...expected));
  });
}

describe('decodeTags, lenient as conlleval and the default mode of seqeval', () => {
  checkDecoding('O O O');
  checkDecoding('O O O B-MISC I-MISC I-MISC O B-PER I-PER', 'MISC 3 6', 'PER 7 9');
  checkDecoding('I-A I-A O', 'A 0 2');
  checkDecoding('O I-A I-B', 'A 1 2', 'B 2 3');
  checkDecoding('B-A I-B', 'A 0 1', 'B 1 2');
  checkDecoding('B-A B-A', 'A 0 1', 'A 1 2');
  checkDecoding('I-A B-A I-A', 'A 0 1', 'A 1 3');
  checkDecoding('B-A E-A E-A', 'A 0 2', 'A 2 3');
  checkDecoding('E-A I-A', 'A 0 1', 'A 1 2');
  checkDecoding('S-A I-A E-A', 'A 0 1', 'A 1 3');
  checkDecoding('B-A S-A', 'A 0 1', 'A 1 2');
  checkDecoding('B-A I-A', 'A 0 2');
  checkDecoding('O L-A U-A B-A L-A', 'A 1 2', 'A 2 3', 'A 3 5');
  checkDecoding('B-cell-line I-cell-line', 'cell-line 0 2');
  checkDecoding('B I O', '_ 0 2');
});

const sentence = fc.integer({ min: 0, max: 12 }).chain((length) =>
  fc.record({
    length: fc.constant(length),
    mentions: fc
      .array(
        fc.record({ size: fc.nat(3), type: fc.constantFrom('A', 'B', 'cell-line'), isMention: fc.boolean() }),
      )
      .map((pieces) => {
        const found: TokenMention[] = [];
        let start = 0;
        for (const { size, type, isMention } of pieces) {
          const end = Math.min(length, start + size);
          if (isMention && end > start) found.push({ type, start, end });
          start = end;
        }
        return found;
      }),
  }),
);

describe('any tags', () => {
  for (const scheme of schemes) {
    it(`${scheme}: reading gives back what was written`, () => {
      fc.assert(
        fc.property(sentence, ({ length, mentions: written }) => {
          assert.deepEqual(decodeTags(encodeTags(length, written, scheme)), written);
        }),
      );
    });
    for (const other of schemes) {
      it(`${scheme} to ${other} and back changes nothing`, () => {
        fc.assert(
          fc.property(sentence, ({ length, mentions: written }) => {
            const tags = encodeTags(length, written, scheme);
            assert.deepEqual(convertTags(convertTags(tags, other), scheme), tags);
          }),
        );
      });
    }
  }

  it('are read without refusing any, into disjoint mentions that cover all but O', () => {
    const tag = fc.constantFrom('O', 'B-A', 'I-A', 'E-A', 'S-A', 'L-B', 'U-B', 'I-B', 'B', 'X-A', '');
    fc.assert(
      fc.property(fc.array(tag), (tags) => {
        const covered = tags.map(() => 0);
        for (const { start, end } of decodeTags(tags)) {
          assert.ok(start < end);
          for (let token = start; token < end; token++) covered[token] = (covered[token] as number) + 1;
        }
        assert.deepEqual(
          covered,
          tags.map((each) => (each === 'O' || each === '' ? 0 : 1)),
        );
      }),
    );
  });
});
