import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TypeNames } from '../../quality/entityScores.ts';
import { matchTypes, parseTypes } from '../../quality/ownCorpus.ts';
import { documentOf } from './documents.ts';

const suggested = ['Disease', 'CellLine', 'SignSymptom'];

describe('matchTypes', () => {
  function check(
    gold: readonly string[],
    asked: TypeNames | undefined,
    types: TypeNames,
    remarks: readonly string[] = [],
  ): void {
    const document = documentOf(
      'words',
      gold.map((type) => `${type} 0 5`),
    );
    assert.deepEqual(matchTypes([document], suggested, asked), { types, remarks });
  }

  it('matches names but for case and punctuation', () =>
    check(['Cell_Line', 'sign-symptom', 'Disease'], undefined, {
      Cell_Line: 'CellLine',
      Disease: 'Disease',
      'sign-symptom': 'SignSymptom',
    }));
  it('says which types are not measured', () =>
    check(['Problem', 'Disease', 'Age'], undefined, { Disease: 'Disease' }, [
      'Not suggested under this name, and not measured: Age, Problem. Map them with --types.',
    ]));
  it('takes only what is asked for', () =>
    check(['Problem', 'Disease'], { Problem: 'Disease' }, { Problem: 'Disease' }));
  it('says what of the wish is not there', () =>
    check(['Problem'], { Test: 'Disease', Problem: 'Finding' }, { Test: 'Disease', Problem: 'Finding' }, [
      'The corpus has no Test; it has Problem.',
      'The model suggests no Finding; it suggests Disease, CellLine, SignSymptom.',
    ]));
});

describe('parseTypes', () => {
  const check = (list: string, types: TypeNames): void => assert.deepEqual(parseTypes(list), types);

  it('reads pairs', () =>
    check('Problem=Disease, Drug = Chemical', { Problem: 'Disease', Drug: 'Chemical' }));
  it('takes a type without another name for its own', () => check('Disease', { Disease: 'Disease' }));
});
