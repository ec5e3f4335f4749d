import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PredictedEntity } from '../../../server/annotation/document.ts';
import {
  noWishes,
  rulesFor,
  type SelectionRules,
  selected,
  type Wishes,
} from '../../../server/suggestion/selection.ts';
import { span } from '../../../server/text/positions.ts';

const noRules: SelectionRules = { names: new Map(), thresholds: new Map() };

/** `Disease 7 17 0.9` */
function entity(description: string): PredictedEntity {
  const [type = '', start, end, score] = description.split(' ');
  const fragments: PredictedEntity['fragments'] = [span(Number(start), Number(end))];
  return { id: description, type, fragments, words: '', score: Number(score), model: 'tagger' };
}

const map = <Value>(pairs: Record<string, Value> = {}): Map<string, Value> => new Map(Object.entries(pairs));

describe('selected', () => {
  function check(predicted: string[], rules: Partial<SelectionRules>, expected: string[]): void {
    const found = selected(predicted.map(entity), { ...noRules, ...rules });
    const written = found.map(
      ({ type, fragments: [{ start, end }], score }) => `${type} ${start} ${end} ${score}`,
    );
    assert.deepEqual(written, expected);
    assert.deepEqual(
      found.map(({ id }) => id),
      expected.map((_, index) => `T${index + 1}`),
    );
  }

  it('has everything where there are no rules', () =>
    check(['Gene 0 3 0.2', 'Disease 4 9 0.9'], {}, ['Gene 0 3 0.2', 'Disease 4 9 0.9']));
  it('has only the types that are wanted', () =>
    check(['Gene 0 3 0.2', 'Disease 4 9 0.9'], { types: new Set(['Gene']) }, ['Gene 0 3 0.2']));
  it('takes a threshold for one type', () =>
    check(['Gene 0 3 0.2', 'Disease 4 9 0.3'], { thresholds: map({ Gene: 0.25 }) }, ['Disease 4 9 0.3']));
  it('takes a threshold for all others', () =>
    check(['Gene 0 3 0.2', 'Disease 4 9 0.3'], { thresholds: map({ '*': 0.25, Gene: 0.1 }) }, [
      'Gene 0 3 0.2',
      'Disease 4 9 0.3',
    ]));
  it('keeps what is just as likely as the threshold', () =>
    check(['Gene 0 3 0.5'], { thresholds: map({ '*': 0.5 }) }, ['Gene 0 3 0.5']));
  it('speaks of types by their names in the corpus', () =>
    check(
      ['Sign 0 3 0.8', 'Gene 4 9 0.9'],
      { names: map({ Sign: 'Problem' }), types: new Set(['Problem']), thresholds: map({ Problem: 0.5 }) },
      ['Problem 0 3 0.8'],
    ));
  it('shows the likelier of two that overlap under one name', () =>
    check(
      ['Sign 0 9 0.6', 'Disorder 4 9 0.8', 'Sign 20 25 0.3'],
      { names: map({ Sign: 'Problem', Disorder: 'Problem' }) },
      ['Problem 4 9 0.8', 'Problem 20 25 0.3'],
    ));
  it('shows the longer of two that are as likely', () =>
    check(['Sign 0 9 0.8', 'Disorder 4 9 0.8'], { names: map({ Sign: 'Disorder' }) }, ['Disorder 0 9 0.8']));
  it('keeps what the model nests under one type of its own', () =>
    check(['Sign 0 9 0.6', 'Sign 4 9 0.8'], { names: map({ Sign: 'Problem' }) }, [
      'Problem 0 9 0.6',
      'Problem 4 9 0.8',
    ]));
});

describe('rulesFor', () => {
  const model = { types: ['CellLine', 'Disease', 'SignSymptom'], optionalTypes: ['SignSymptom'] };

  function check(
    wishes: Partial<Wishes>,
    declared: string[],
    expected: { names?: Record<string, string>; types?: string[] },
  ): void {
    const { names, types } = rulesFor({ ...noWishes, ...wishes }, declared, model);
    assert.deepEqual(Object.fromEntries(names), expected.names ?? {});
    assert.deepEqual(types && [...types], expected.types);
  }

  it('suggests what is not optional where nobody says anything', () =>
    check({}, [], { types: ['CellLine', 'Disease'] }));
  it('suggests what the corpus declares', () =>
    check({}, ['SignSymptom', 'Organ'], { types: ['SignSymptom', 'Organ'] }));
  it('takes the spelling of the corpus', () =>
    check({}, ['Cell_line', 'Sign_symptom'], {
      names: { CellLine: 'Cell_line', SignSymptom: 'Sign_symptom' },
      types: ['Cell_line', 'Sign_symptom'],
    }));
  it('prefers the names that a person gives', () =>
    check({ names: map({ CellLine: 'Line' }) }, ['Cell_line', 'Line'], {
      names: { CellLine: 'Line' },
      types: ['Cell_line', 'Line'],
    }));
  it('suggests what it can where the model knows no type of the corpus', () =>
    check({}, ['Organ'], { types: ['CellLine', 'Disease'] }));
  it('suggests what a person asks for, whatever the corpus declares', () =>
    check({ types: ['SignSymptom'] }, ['Disease'], { types: ['SignSymptom'] }));
  it('suggests everything for a star', () => check({ types: ['*'] }, ['Disease'], {}));
});
