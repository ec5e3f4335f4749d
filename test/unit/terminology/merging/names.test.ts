import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleaned, isShortForm, uninverted } from '../../../../server/terminology/merging/names.ts';

test('names are in one line and without the tags of SNOMED CT', () => {
  const check = (given: string, expected: string): void => {
    const result = cleaned(given);
    assert.equal('words' in result ? result.words : `dropped: ${result.dropped}`, expected);
  };
  check('  blue\t fever \n', 'blue fever');
  check('Blue fever (disorder)', 'Blue fever');
  check('Blue fever (deep)', 'Blue fever (deep)');
  check('Blue fever (disorder) [Ambiguous]', 'Blue fever');
  check('(disorder)', '(disorder)');
  check('Bl\uFFFDe fever', 'dropped: unreadable characters');
  check('β', 'dropped: single character');
  check('😀', 'dropped: single character');
  check('17-20', 'dropped: no letter');
  check('', 'dropped: empty');
  check('obsolete blue fever', 'dropped: marked as obsolete');
  check('[obsolete] blue fever', 'dropped: marked as obsolete');
  check('RETIRED: blue fever', 'dropped: marked as obsolete');
  check('obsolescence', 'obsolescence');
  check('a'.repeat(251), 'dropped: too long');
});

test('inverted names have a natural order where the comma divides nothing else', () => {
  const check = (given: string, expected: string | undefined): void => {
    assert.equal(uninverted(given), expected, given);
  };
  check('Abscess, Brain', 'Brain Abscess');
  check('Leukemia, Myeloid, Acute', 'Acute Myeloid Leukemia');
  check('Diabetes Mellitus, Type 2', 'Type 2 Diabetes Mellitus');
  check('blue fever, susceptibility to', 'susceptibility to blue fever');
  check('Fever GM2 , Type 1', 'Type 1 Fever GM2');
  check('Fever', undefined);
  check('Fever, unspecified', undefined);
  check('Fever, Not Elsewhere Classified', undefined);
  check('Heart, Lung, and Liver', undefined);
  check('Fever, with blue spots', undefined);
  check('Fever, blue or green', undefined);
  check('1,2-Bluenol', undefined);
  check('Bluenol, (1,2-dihydro)', undefined);
  check('A, B', undefined);
  check('One, Two, Three, Four', undefined);
});

test('short forms are told by their capitals, unless all names are in capitals or it is a word', () => {
  const check = (words: string, others: readonly string[], expected: boolean): void => {
    const all = [words, ...others].map((each) => ({ words: each }));
    assert.equal(isShortForm({ words }, all), expected, words);
  };
  check('BF', ['blue fever'], true);
  check('BF-2', ['blue fever 2'], true);
  check('BLUEFEVER', ['blue fever'], false);
  check('BLUE', ['Blue', 'bluish'], false);
  check('BLUE', ['BLUE FEVER'], false);
  check('Bf', ['blue fever'], false);
});
