import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pc from 'picocolors';
import { mentionsOf, readableWidth, renderLegend, renderNote } from '../../../scripts/demo/note.ts';
import type { Entity } from '../../../server/annotation/document.ts';
import { wordsAt } from '../../../server/annotation/document.ts';
import { align } from '../../../server/comparison/alignment.ts';
import { span } from '../../../server/text/positions.ts';

const plain = pc.createColors(false);

type Mention = readonly [type: string, ...words: string[]];

/** Mentions by their words; each fragment is looked for after the one before. */
function entities(text: string, mentions: readonly Mention[]): Entity[] {
  return mentions.map(([type, ...words], index) => {
    let from = 0;
    const fragments = words.map((word) => {
      const start = text.indexOf(word, from);
      assert.notEqual(start, -1, word);
      from = start + word.length;
      return span(start, from);
    }) as unknown as Entity['fragments'];
    return { id: `T${index + 1}`, type, fragments, words: wordsAt(text, fragments) };
  });
}

interface Layers {
  readonly gold?: readonly Mention[];
  readonly suggested?: readonly Mention[];
}

function rowsOf(text: string, { gold = [], suggested = [] }: Layers, width = 60): string[] {
  const alignment = align(text, entities(text, gold), entities(text, suggested));
  return renderNote(text, mentionsOf(text, alignment), { width, colours: plain });
}

function check(text: string, layers: Layers, expected: readonly string[]): void {
  assert.deepEqual(rowsOf(text, layers), expected);
}

describe('renderNote', () => {
  it('tells without colour who found a mention', () => {
    check(
      'Given aspirin for HTN, no fever.',
      {
        gold: [
          ['Chemical', 'aspirin'],
          ['Disease', 'HTN'],
        ],
        suggested: [
          ['Chemical', 'aspirin'],
          ['Disease', 'fever'],
        ],
      },
      ['│ Given [aspirin/C] for {HTN/D}, no <fever/D>.'],
    );
  });
  it('shows both versions where they differ in span', () => {
    check('left leg pain', { gold: [['Disease', 'left leg pain']], suggested: [['Disease', 'leg pain']] }, [
      '│ {left <leg pain/D>/D}',
    ]);
  });
  it('shows both versions where they differ in type', () => {
    check('iron', { gold: [['Disease', 'iron']], suggested: [['Chemical', 'iron']] }, ['│ {<iron/C>/D}']);
  });
  it('shows mentions that cross', () => {
    check(
      'acute renal failure',
      { gold: [['Disease', 'acute renal']], suggested: [['Disease', 'renal failure']] },
      ['│ {acute <renal/D} failure/D>'],
    );
  });
  it('joins the fragments of a discontinuous mention by dots', () => {
    check(
      'breast and ovarian cancer',
      {
        gold: [
          ['Disease', 'breast', 'cancer'],
          ['Disease', 'ovarian cancer'],
        ],
        suggested: [['Disease', 'ovarian cancer']],
      },
      ['│ {breast…/D} and [ovarian {…cancer/D}/D]'],
    );
  });
  it('keeps a mention together that runs over a line end', () => {
    check('heart\nfailure today\n', { gold: [['Disease', 'heart', 'failure']], suggested: [] }, [
      '│ {heart',
      '│ failure/D} today',
    ]);
    check('heart\r\nfailure', { suggested: [['Disease', 'heart\r\nfailure']] }, ['│ <heart', '│ failure/D>']);
  });
  it('closes a mention that takes in the last line end', () => {
    check('No fever\n', { suggested: [['Disease', 'fever\n']] }, ['│ No <fever/D>']);
  });
  it('marks headings in the margin and keeps empty lines', () => {
    check('PLAN:\n- rest\n\nHPI: well', {}, ['■ PLAN:', '│ - rest', '│', '■ HPI: well']);
  });
  it('indents what a list item continues with', () => {
    assert.deepEqual(rowsOf('1. Enoxaparin was given to prevent thrombosis of a deep vein.\n', {}, 40), [
      '│ 1. Enoxaparin was given to prevent',
      '│    thrombosis of a deep vein.',
    ]);
  });
  it('puts marks beside emoji and combining marks, never inside', () => {
    check(
      '🤢nausea🤢 Me\u0301nie\u0300re',
      {
        gold: [
          ['Disease', 'nausea'],
          ['Disease', 'Me\u0301nie\u0300re'],
        ],
      },
      ['│ 🤢{nausea/D}🤢 {Me\u0301nie\u0300re/D}'],
    );
  });
  it('makes one empty row of an empty text', () => check('', {}, ['│']));

  it('colours by who found the mention, and brings colours to an end in every row', () => {
    const text = 'fever or thrombosis of the deep vein of the left leg';
    const alignment = align(
      text,
      entities(text, [['Disease', 'thrombosis of the deep vein of the left leg']]),
      [],
    );
    const colours = pc.createColors(true);
    const rows = renderNote(text, mentionsOf(text, alignment), { width: 40, colours });
    assert.equal(rows.length, 2);
    for (const row of rows) {
      assert.ok(row.includes('\u001b[33m'), row);
      assert.ok(row.endsWith('\u001b[39m') || row.endsWith('\u001b[22m'), row);
    }
  });
});

describe('renderLegend', () => {
  it('counts one note and tells what its marks are', () => {
    const text = 'aspirin for HTN, no fever, left leg pain';
    const gold = entities(text, [
      ['Chemical', 'aspirin'],
      ['Disease', 'HTN'],
      ['Disease', 'left leg pain'],
    ]);
    const suggested = entities(text, [
      ['Chemical', 'aspirin'],
      ['Disease', 'fever'],
      ['Disease', 'leg pain'],
    ]);
    const rows = renderLegend(align(text, gold, suggested), ['Chemical', 'Disease'], {
      width: 100,
      colours: plain,
    });
    assert.deepEqual(rows, [
      '[gold and suggested] 1   {gold only} 1   <suggested only> 1',
      '/C Chemical, /D Disease',
      '1 mention differs in span or type; both versions are shown, as in {left\u00a0<leg\u00a0pain/D>/D}.',
    ]);
  });
  it('does not speak of differences where there are none', () => {
    assert.equal(renderLegend(align('', [], []), ['Disease'], { width: 80, colours: plain }).length, 2);
  });
});

describe('readableWidth', () => {
  for (const [columns, expected] of [
    [undefined, 80],
    [80, 80],
    [240, 100],
    [10, 40],
  ] as const) {
    it(`is ${expected} for ${columns ?? 'an unknown number of'} columns`, () => {
      assert.equal(readableWidth(columns), expected);
    });
  }
});
