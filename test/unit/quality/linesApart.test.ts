import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linesApart } from '../../quality/linesApart.ts';
import { documentOf } from './documents.ts';

describe('linesApart', () => {
  function check(text: string, entities: readonly string[], expected: Record<string, string[]>): void {
    const found = linesApart(documentOf(text, entities)).map((document) => {
      const written = document.annotations.entities.map(({ type, fragments }) =>
        [type, ...fragments.map(({ start, end }) => `${start} ${end}`)].join(' '),
      );
      return [document.text, written];
    });
    assert.deepEqual(Object.fromEntries(found), expected);
  }

  it('gives each line its own entities', () =>
    check('p53 binds\nno gene\nIL-2', ['Gene 18 22', 'Gene 0 3'], {
      'p53 binds': ['Gene 0 3'],
      'no gene': [],
      'IL-2': ['Gene 0 4'],
    }));
  it('leaves out empty lines and counts their offsets', () =>
    check('\na\n \n\nb c', ['Gene 8 9'], { a: [], 'b c': ['Gene 2 3'] }));
  it('keeps entities that overlap, and fragments', () =>
    check('x\na b c', ['Gene 2 5', 'Gene 4 5', 'Gene 2 3 6 7'], {
      x: [],
      'a b c': ['Gene 0 3', 'Gene 0 1 4 5', 'Gene 2 3'],
    }));
  it('leaves out an entity over the end of a line', () =>
    check('a b\nc', ['Gene 2 5', 'Gene 4 5'], { 'a b': [], c: ['Gene 0 1'] }));
  it('makes nothing of an empty text', () => check('', [], {}));

  it('keeps the words of every entity within a line', () => {
    const line = fc.array(fc.constantFrom('a', ' ', '😀', 'e\u0301', 'β'), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const text = lines.map((characters) => characters.join('')).join('\n');
        const words = [...text.matchAll(/\S+/g)];
        const entities = words.map(({ index, 0: word }) => `Gene ${index} ${index + word.length}`);
        const found = linesApart(documentOf(text, entities));
        assert.deepEqual(
          found.flatMap(({ annotations }) => annotations.entities.map((entity) => entity.words)),
          words.map(([word]) => word),
        );
        for (const document of found) {
          for (const { fragments, words: stored } of document.annotations.entities)
            assert.equal(document.text.slice(fragments[0].start, fragments[0].end), stored);
        }
      }),
    );
  });
});
