import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDictionaryTable } from '../../../../server/suggestion/dictionary/dictionaryTable.ts';

function check(content: string, entries: readonly string[], problems: readonly string[] = []): void {
  const read = readDictionaryTable(content);
  assert.deepEqual(
    read.entries.map(({ name, type }) => `${name}|${type}`),
    entries,
  );
  assert.deepEqual(
    read.problems.map(({ line, message }) => `${line}: ${message}`),
    problems,
  );
}

describe('readDictionaryTable', () => {
  it('reads a name and a type a line', () =>
    check('heart failure\tDisease\naspirin\tChemical\n', ['heart failure|Disease', 'aspirin|Chemical']));
  it('leaves headings, comments, empty lines and further columns alone', () =>
    check('\uFEFFName\tType\r\n# drugs\r\n\r\naspirin\tChemical\tD001241\r\n', ['aspirin|Chemical']));
  it('says which line is no entry, and reads the others', () =>
    check(
      'aspirin\n\tChemical\naspirin\ta drug\naspirin\t\ngout\tDisease',
      ['gout|Disease'],
      [
        '1: there is no tab between a name and its type',
        '2: there is no name before the tab',
        '3: the type "a drug" is not one word',
        '4: the type "" is not one word',
      ],
    ));
  it('takes an empty file', () => check('', []));
});
