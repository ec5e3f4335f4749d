import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linkedMentionsIn } from '../../../../server/formats/brat/linkedMentions.ts';
import { withLinks, wordsToLink } from '../../../../server/formats/brat/linkingWords.ts';
import { spellConcepts } from '../../../../server/formats/concepts.ts';

const wanted = { system: 'A', identifier: '1', name: 'Common Cold' };

describe('the mentions with some words', () => {
  const check = (name: string, content: string, unlinked: string, otherwise: string): void =>
    void it(name, () => {
      const found = wordsToLink(content, 'Sign\tcold', (links) => spellConcepts(links) === 'A:1');
      const others = found.linkedOtherwise.map(({ id, concepts }) => `${id} ${spellConcepts(concepts)}`);
      assert.deepEqual([found.unlinked.join(), others.join()], [unlinked, otherwise]);
    });
  check(
    'are those of the type',
    'T1\tSign 0 4\tCold\nT2\tDisease 0 4\tcold\nT3\tSign 5 9\tcold\n',
    'T1,T3',
    '',
  );
  check('are not those that are linked so', 'T1\tSign 0 4\tcold\nN1\tReference T1 A:1\n', '', '');
  check('may be linked otherwise', 'N1\tReference T1 A:2\nT1\tSign 0 4\tcold\n', '', 'T1 A:2');
  check(
    'may be linked to several concepts',
    'T1\tSign 0 4\tcold\r\nN1\tReference T1 A:1\r\nN2\tReference T1 A:2\r\n',
    '',
    'T1 A:1|A:2',
  );
  check('count by the first line of an id', 'T1\tSign 0 4\tcold\nT1\tSign 0 4\tcold\nT1 broken\n', 'T1', '');
  check('are none in an empty file', '', '', '');
  check(
    'are found behind a byte order mark and in odd spaces',
    '\uFEFFT1\tSign 0 9\tcold \nT2\tx\n',
    'T1',
    '',
  );
});

describe('linking mentions of a file', () => {
  const check = (name: string, content: string, ids: readonly string[], expected: string): void =>
    void it(name, () => {
      const linked = withLinks(content, ids, [wanted]);
      assert.equal(linked, expected);
      // A second time there is nothing left to do.
      assert.equal(withLinks(linked, ids, [wanted]), linked);
    });
  check(
    'adds lines at the end with the terminators of the file, and leaves the rest byte for byte',
    '\uFEFF# kept  \r\nT1\tSign 90 94\tcóld 😀\r\n\r\nbroken\nT2\tSign 0 4;6 8\tcold on',
    ['T1', 'T2'],
    '\uFEFF# kept  \r\nT1\tSign 90 94\tcóld 😀\r\n\r\nbroken\nT2\tSign 0 4;6 8\tcold on\r\n' +
      'N1\tReference T1 A:1\tCommon Cold\r\nN2\tReference T2 A:1\tCommon Cold\r\n',
  );
  check(
    'changes lines that are there and keeps their ids',
    'T1\tSign 0 4\tcold\nN7\tRef T1 B:2\told\n#1\tAnnotatorNotes N7\tsee\n',
    ['T1'],
    'T1\tSign 0 4\tcold\nN7\tRef T1 A:1\tCommon Cold\n#1\tAnnotatorNotes N7\tsee\n',
  );
  check('passes over ids that are not there', 'T1\tSign 0 4\tcold\n', ['T9', 'E1'], 'T1\tSign 0 4\tcold\n');
});

describe('linked mentions of a file without its text', () => {
  const check = (name: string, content: string, expected: readonly string[]): void =>
    void it(name, () => {
      const found = linkedMentionsIn(content).map(
        ({ mention: { type, words }, lines }) =>
          `${type} ${words}: ${lines.map(({ identifier, number }) => `${identifier.text} in ${number}`).join()}`,
      );
      assert.deepEqual(found, expected);
    });
  check(
    'have the words and the lines of the file',
    'N1\tReference T1 A:1\nT1\tSign 0 4\tCold\n\nN2\tReference T1 A:2\n',
    ['Sign Cold: 1 in 0,2 in 3'],
  );
  check(
    'are not those of lines with an id that is taken',
    'T1\tSign 0 4\tcold\nT1\tSign 6 9\thot\nN1\tReference T1 A:1\nN1\tReference T1 A:2\n',
    ['Sign cold: 1 in 2'],
  );
  check('need what they are links of', 'N1\tReference T1 A:1\nE1\tReference:T1\n', []);
  check('are none without links', 'T1\tSign 0 4\tNo\n', []);
  check('begin behind a byte order mark', '\uFEFFN1\tReference T1 A:1\rT1\tSign 0 4\tCold\textra\r', [
    'Sign Cold: 1 in 0',
  ]);
});
