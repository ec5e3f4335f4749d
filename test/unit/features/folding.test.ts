import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  foldConfiguration,
  foldNote,
  foldPubtator,
  foldStandoff,
  foldTokens,
} from '../../../server/features/folding.ts';

type Fold = (content: string) => readonly { startLine: number; endLine: number; kind?: string }[];

/** Checks which lines, from 0, are folded: `first-last`. Line terminators make no difference. */
function check(fold: Fold, lines: readonly string[], expected: readonly string[]): void {
  for (const terminator of ['\n', '\r\n', '\r']) {
    for (const end of ['', terminator]) {
      const ranges = fold(lines.join(terminator) + end);
      assert.deepEqual(
        ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`),
        expected,
      );
    }
  }
}

test('the sections of a note, those under another heading inside it', () => {
  const note = [
    'Seen in clinic 😀.',
    '',
    'HISTORY:',
    'Cough for two weeks.',
    '',
    'PHYSICAL EXAMINATION:',
    'General: well.',
    'Chest:',
    'Clear on both sides.',
    '',
    'ASSESSMENT:',
    'Bronchitis.',
    'PLAN: rest.',
  ];
  check(foldNote, note, ['2-3', '5-8', '7-8', '10-11']);
  check(foldNote, ['# One', 'a b.', '## Two', 'c d.', '# Three', 'e f.'], ['0-3', '2-3', '4-5']);
  check(foldNote, ['A text without headings.', 'It goes on.'], []);
  check(foldNote, [], []);
});

test('annotations with what is said about them, and runs of one kind', () => {
  const together = [
    'T1\tA 0 1\ta',
    'N1\tReference T1 X:1',
    '#1\tAnnotatorNotes N1\t😀',
    'T2\tA 0 1\ta',
    'R1\tX Arg1:T1 Arg2:T2',
  ];
  check(foldStandoff, together, ['0-3', '0-2']);
  const apart = [
    'T1\tA 0 1\ta',
    'T2\tA 0 1\ta',
    'A1\tB T1',
    'A2\tB T2',
    '#1\tAnnotatorNotes T1\tx',
    '#2\tAnnotatorNotes T1\ty',
  ];
  check(foldStandoff, apart, ['0-1', '2-3', '4-5']);
  check(foldStandoff, ['T1\tA 0 1\ta', '', 'T2', 'nonsense', 'R1\tX Arg1:T1'], []);
  check(foldStandoff, [], []);
  assert.equal(foldStandoff('#1\tx T1\ta\n#2\tx T2\tb')[0]?.kind, 'comment');
});

test('sections of a configuration, types under a type, and marked regions', () => {
  const configuration = [
    '# region types',
    '[entities]',
    'Finding',
    '\tSign',
    '\t\tPain',
    '',
    'Drug',
    '# endregion',
    '',
    '[relations]',
    'Near\tArg1:Drug, Arg2:Drug',
    '',
    '[events]',
  ];
  check(foldConfiguration, configuration, ['0-7', '1-7', '2-4', '3-4', '9-10']);
  check(foldConfiguration, [], []);
});

test('the documents of a PubTator file', () => {
  const documents = [
    '1|t|Title',
    '1|a|Abstract',
    '1\t0\t5\tTitle\tD\tX',
    '',
    '',
    '2|t|😀',
    '2|a|b',
    '3|t|No blank line before',
    '3|a|c',
  ];
  check(foldPubtator, documents, ['0-2', '5-6', '7-8']);
  check(foldPubtator, [], []);
});

test('the documents and the sentences of tokens and tags', () => {
  const tokens = [
    '-DOCSTART- -X- O',
    '',
    'a\tO',
    '😀\tB-X',
    '',
    'c\tO',
    '-DOCSTART- -X- O',
    'd\tO',
    'e\tO',
    '',
  ];
  check(foldTokens, tokens, ['0-5', '2-3', '6-8', '7-8']);
  check(foldTokens, ['a\tO', 'b\tO', '', 'c\tO', 'd\tO'], ['0-1', '3-4']);
  check(foldTokens, ['# newdoc id = 1', 'a\tO', 'b\tO'], ['0-2', '1-2']);
  check(foldTokens, [], []);
});
