import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tokenise } from '../../../server/text/tokens.ts';

function check(text: string, expected: readonly string[]): void {
  it(JSON.stringify(text), () => {
    assert.deepEqual(
      tokenise(text).map(({ start, end }) => text.slice(start, end)),
      expected,
    );
  });
}

describe('tokenise', () => {
  check('', []);
  check(' \r\n\t', []);
  check('IL-2 5mg/day.', ['IL', '-', '2', '5', 'mg', '/', 'day', '.']);
  check('CRLF\r\nline', ['CRLF', 'line']);
  check('cafe\u0301 naïve', ['cafe\u0301', 'naïve']);
  check('Ménière’s β-blocker', ['Ménière', '’', 's', 'β', '-', 'blocker']);
  check('pain😀!', ['pain', '😀', '!']);
  check('👩\u200d⚕\ufe0f ok', ['👩\u200d', '⚕\ufe0f', 'ok']);
  check('hyper\u00adtension', ['hyper\u00adtension']);
  check('no\u00a0break\u3000wide\u2028line', ['no', 'break', 'wide', 'line']);
  check('next\u0085line\u001cfile', ['next', 'line', 'file']);
  check('press 5\ufe0f\u20e3', ['press', '5\ufe0f\u20e3']);
  check('１２٣ mg', ['１２٣', 'mg']);
  check('\u0301alone', ['\u0301', 'alone']);
  check('a\ud800b', ['a', '\ud800', 'b']);
});

describe('any tokenisation', () => {
  it('covers every visible character once, in order, and no white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let before = 0;
        for (const { start, end } of tokenise(text)) {
          assert.match(text.slice(before, start), /^[\s\p{Cc}]*$/u);
          assert.match(text.slice(start, end), /^[^\s\p{Cc}]+$/u);
          before = end;
        }
        assert.match(text.slice(before), /^[\s\p{Cc}]*$/u);
      }),
    );
  });
});
