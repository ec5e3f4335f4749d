import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SchemeDetection } from '../../../../server/annotation/tagging/schemeDetection.ts';
import { convertTags, encodeTags, type Scheme } from '../../../../server/annotation/tagging/tagSchemes.ts';

/** The finding for sentences divided by `|`; a place is sentence and token. */
function detect(tags: string) {
  const detection = new SchemeDetection<string>();
  tags.split(' | ').forEach((sentence, index) => {
    detection.add(sentence === '' ? [] : sentence.split(' '), (token) => `${index}:${token}`);
  });
  return detection.result;
}

function check(tags: string, scheme: string | undefined, ...places: readonly string[]): void {
  it(tags, () => {
    const found = detect(tags);
    assert.equal(found.scheme, scheme);
    assert.deepEqual(
      found.irregularities.map(({ place }) => place),
      places,
    );
    assert.equal(found.count, places.length);
  });
}

describe('SchemeDetection', () => {
  check('', undefined);
  check('O O', undefined);
  check('O _ -', undefined);
  check('O B-A I-A B-A', 'IOB2');
  check('B I O', 'IOB2');
  check('I-A I-A B-A', 'IOB1');
  check('I-A O I-B', 'IO');
  check('A A O B-cell', 'IOB2', '0:0', '0:1');
  check('Disease Disease O Drug', 'IO');
  check('I-A O Drug', 'IO', '0:2');
  check('S-A O B-A E-A', 'IOBES');
  check('U-A O B-A I-A L-A', 'BILUO');
  check('B-A B-A | I-A O', 'IOB2', '1:0');
  check('I-A O I-A | B-A O', 'IOB1', '1:0');
  check('S-A I-A | B-A | B-A E-B', 'IOBES', '0:1', '0:1', '1:0', '2:1');
});

it('finds the scheme in which tags were written, without irregularities', () => {
  const names: Record<Scheme, readonly string[]> = {
    bio: ['IOB2'],
    // Without mentions that touch, IOB1 is IO.
    iob1: ['IOB1', 'IO'],
    bioes: ['IOBES', 'IOB2'],
    biluo: ['BILUO', 'IOB2'],
  };
  const sizes = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 3 }), type: fc.constantFrom('A', 'B', '') }),
    {
      minLength: 1,
    },
  );
  for (const scheme of Object.keys(names) as Scheme[]) {
    fc.assert(
      fc.property(sizes, (pieces) => {
        let length = 0;
        const mentions = pieces.flatMap(({ size, type }) => {
          const start = length;
          length += size;
          return type === '' ? [] : [{ type, start, end: length }];
        });
        fc.pre(mentions.length > 0);
        const tags = encodeTags(length, mentions, scheme);
        const found = detect(tags.join(' '));
        assert.ok(names[scheme].includes(found.scheme ?? ''), `${tags} is ${found.scheme}`);
        assert.equal(found.count, 0);
        assert.deepEqual(convertTags(tags, scheme), tags);
      }),
    );
  }
});
