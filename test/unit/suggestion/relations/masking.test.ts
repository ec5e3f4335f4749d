import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Entity } from '../../../../server/annotation/document.ts';
import { masked } from '../../../../server/suggestion/relations/masking.ts';
import { joinedSentences } from '../../../../server/suggestion/relations/rows.ts';
import { span } from '../../../../server/text/positions.ts';
import { lines, marked, rules } from './example.ts';

const words = { Chemical: 'chemical', Gene: 'gene' };

function read(text: string, entities: readonly Entity[]): ReturnType<typeof masked> {
  return masked({ text, rows: joinedSentences(lines(text), entities), entities }, words, rules);
}

/** What is read of a text with marked entities, and of which entity each word is, in the order of the entities. */
function check(content: string, expected: string, mentions: readonly string[]): void {
  const { text, entities } = marked(content);
  const passage = read(text, entities);
  assert.equal(passage.rows.map(({ start, end }) => passage.text.slice(start, end)).join('\n'), expected);
  assert.deepEqual(
    passage.entities.map(({ id, fragments: [place] }) => `${id} ${place.start}-${place.end}`),
    mentions,
  );
}

describe('masked mentions', () => {
  it('are words for their types', () => {
    check('[Aspirin|Chemical] inhibits [COX-2|Gene].', 'chemical inhibits gene.', ['T1 0-8', 'T2 18-22']);
    check('[Celecoxib|Drug] and [COX-2|Gene] 😀', 'chemical and gene 😀', ['T1 0-8', 'T2 13-17']);
  });

  it('leave alone what has no word', () => {
    check('[Aspirin|Chemical] for [pain|Disease] by [COX|Gene]', 'chemical for pain by gene', [
      'T1 0-8',
      'T3 21-25',
    ]);
  });

  it('never touch a letter', () => {
    check('anti[EGFR|Gene]ergic β[x|Chemical]é', 'anti gene ergic β chemical é', ['T1 5-9', 'T2 18-26']);
    check('[A|Chemical]-[B|Gene]2', 'chemical-gene2', ['T1 0-8', 'T2 9-13']);
    check('[A|Chemical][B|Gene]', 'chemical gene', ['T1 0-8', 'T2 9-13']);
  });

  it('are read where a sentence has two', () => {
    check('Only [A|Chemical] here.\n[A|Chemical] and [B|Gene].\r\n[B|Gene]', 'chemical and gene.\r', [
      'T2 0-8',
      'T3 13-17',
    ]);
    check('', '', []);
  });

  it('stand side by side where they overlap, the longer first', () => {
    const text = 'the insulin receptor binds';
    const entity = (id: string, type: string, start: number, end: number): Entity => ({
      ...{ id, type, fragments: [span(start, end)], words: text.slice(start, end) },
    });
    const nested = read(text, [entity('T1', 'Chemical', 4, 11), entity('T2', 'Gene', 4, 20)]);
    assert.equal(nested.text, 'the gene chemical binds\n');
    assert.deepEqual(
      nested.entities.map(({ id, words: own, fragments: [place] }) => [id, own, place.start]),
      [
        ['T1', 'chemical', 9],
        ['T2', 'gene', 4],
      ],
    );
    const crossing = read(text, [entity('T1', 'Chemical', 4, 15), entity('T2', 'Gene', 12, 20)]);
    assert.equal(crossing.text, 'the chemical gene binds\n');
  });

  it('are where their words are, in a row of their own', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        ' ',
        '-',
        '\n',
        '😀',
        'é',
        '\r\n',
        '[x|Gene]',
        '[long name|Chemical]',
        '[y|Disease]',
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const { text, entities } = marked(pieces.join(''));
        const passage = read(text, entities);
        for (const { words: own, fragments } of passage.entities) {
          const [place] = fragments;
          assert.equal(passage.text.slice(place.start, place.end), own);
          assert.equal(
            passage.rows.filter((row) => row.start <= place.start && place.end <= row.end).length,
            1,
          );
          assert.doesNotMatch(passage.text.slice(0, place.start), /\p{L}$/u);
          assert.doesNotMatch(passage.text.slice(place.end), /^\p{L}/u);
        }
      }),
    );
  });
});
