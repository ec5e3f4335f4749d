import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { columnsOf, type Glyph, glyphsOf, wrapGlyphs, wrapText } from '../../../scripts/demo/wrapping.ts';

const textOf = (row: readonly Glyph<unknown>[]): string => row.map(({ text }) => text).join('');

function check(line: string, width: number, indent: number, expected: readonly string[]): void {
  const rows = wrapGlyphs(glyphsOf(line, 'style'), { width, indent, blank: 'style' });
  assert.deepEqual(rows.map(textOf), expected);
}

describe('wrapGlyphs', () => {
  it('breaks between words and indents the rows that follow', () => {
    check('- heart failure after doxorubicin', 20, 2, ['- heart failure', '  after doxorubicin']);
  });
  it('keeps what fits exactly', () => check('ab cd', 5, 0, ['ab cd']));
  it('keeps an empty line as an empty row', () => check('', 10, 0, ['']));
  it('makes a line of blanks an empty row', () => check('   ', 10, 0, ['']));
  it('keeps blanks inside a row and drops those at a break', () => {
    check('MRN: 1     Sex: F', 17, 0, ['MRN: 1     Sex: F']);
    check('MRN: 1     Sex: F', 12, 0, ['MRN: 1', 'Sex: F']);
  });
  it('keeps the blanks that open a line', () => check('  a bb', 4, 2, ['  a', '  bb']));
  it('breaks a word that is too wide where it has to', () => check('abcdefgh', 5, 2, ['abcde', '  fgh']));
  it('breaks inside a word after a shorter one', () => check('a bcdefgh', 4, 0, ['a', 'bcde', 'fgh']));
  it('counts two columns for emoji and Chinese', () => check('🙂🙂 王秀英', 6, 0, ['🙂🙂', '王秀英']));
  it('keeps a character together that is made of several code points', () => {
    check('e\u0301e\u0301 👩🏽‍⚕️ x', 4, 0, ['e\u0301e\u0301', '👩🏽‍⚕️ x']);
  });
  it('refuses an indent that leaves no room', () => {
    assert.throws(() => wrapGlyphs([], { width: 4, indent: 3, blank: 0 }), RangeError);
  });

  it('loses nothing but blanks at breaks, and stays in the width', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '  ', '-', '🙂', '王', 'e\u0301'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        line,
        fc.integer({ min: 6, max: 30 }),
        fc.integer({ min: 0, max: 4 }),
        (text, width, indent) => {
          const glyphs = glyphsOf(text, 0);
          const rows = wrapGlyphs(glyphs, { width, indent, blank: 0 });
          assert.ok(rows.every((row) => row.reduce((sum, glyph) => sum + columnsOf(glyph), 0) <= width));
          assert.equal(rows.map(textOf).join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
          assert.ok(
            rows.slice(1).every((row) => textOf(row).startsWith(' '.repeat(indent)) || row.length === 0),
          );
        },
      ),
    );
  });
});

describe('glyphsOf', () => {
  it('shows no control character, as a terminal would obey it', () => {
    assert.equal(textOf(glyphsOf('a\tb\u001b[31m\u009b', 0)), 'a b\ufffd[31m\ufffd');
  });
});

describe('wrapText', () => {
  it('keeps the indent of a sentence', () => {
    assert.deepEqual(wrapText('  8: discontinuous mentions', 16), ['  8:', '  discontinuous', '  mentions']);
  });
});
