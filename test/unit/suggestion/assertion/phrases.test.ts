import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalised, Phrases, year } from '../../../../server/suggestion/assertion/phrases.ts';
import { tokenise } from '../../../../server/text/tokens.ts';

/** The phrases of a list that stand at the start of a text, the shortest first. */
function check(list: string, text: string, expected: readonly string[]): void {
  const phrases = new Phrases<string>();
  phrases.add(list, 'meaning');
  const words = tokenise(text).map(({ start, end }) => normalised(text.slice(start, end)));
  const found = phrases.startingAt(words, 0);
  assert.deepEqual(
    found.map(({ from, to }) => words.slice(from, to).join(' ')),
    expected,
  );
}

describe('Phrases', () => {
  it('finds every phrase that starts at a word', () =>
    check('no, no evidence of\nno evidence', 'No evidence of gout', ['no', 'no evidence', 'no evidence of']));
  it('finds none where only a part of one stands', () => check('no evidence of', 'no evidence', []));
  it('reads choices, one of which may be nothing', () =>
    check('(is|was) (now|) absent', 'was absent today', ['was absent']));
  it('reads several choices in one phrase', () =>
    check('(is|was) (now|) absent', 'Is now absent', ['is now absent']));
  it('takes signs inside a phrase as words', () => check('w / o, r / o', 'w/o fever', ['w / o']));
  it('takes a curly apostrophe for a straight one', () => check("didn ' t", 'Didn’t cough', ["didn ' t"]));
  it('has nothing in an empty list and an empty text', () => {
    check('', 'no', []);
    check('no', '', []);
    check('(|no)', 'gout', []);
  });
  it('keeps the meanings of all lists that hold a phrase, each once', () => {
    const phrases = new Phrases<string>();
    phrases.add('negative, negative', 'forwards');
    phrases.add('negative', 'backwards');
    assert.deepEqual(phrases.startingAt(['negative'], 0), [
      { from: 0, to: 1, meanings: ['forwards', 'backwards'] },
    ]);
  });
  it('takes a sign with brackets and commas as it is written', () => {
    const phrases = new Phrases<string>();
    phrases.addSign('(-)', 'sign');
    phrases.addSign(`in ${year}`, 'year');
    assert.equal(phrases.startingAt(['fever', '(', '-', ')'], 1)[0]?.to, 4);
    assert.equal(phrases.startingAt(['in', normalised('1987')], 0).length, 1);
    assert.equal(phrases.startingAt(['in', normalised('187')], 0).length, 0);
  });
});
