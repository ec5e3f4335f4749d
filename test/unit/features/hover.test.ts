import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escaped } from '../../../server/features/hover.ts';

describe('a note in a hover', () => {
  const check = (text: string, expected: string): void => assert.equal(escaped(text), expected);
  it('cannot become a link or a command', () => check('[x](command:evil)', '\\[x\\]\\(command\\:evil\\)'));
  it('cannot become HTML', () => check('<img src=x>&amp;', '\\<img src=x\\>\\&amp;'));
  it('keeps to one line', () => check('a\n# b\r\n- c', 'a \\# b \\- c'));
  it('keeps letters of every script', () => check('naïve 東京 😀', 'naïve 東京 😀'));
});
