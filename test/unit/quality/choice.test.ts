import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseChoice } from '../../quality/choice.ts';

const parts = { entities: ['bc5cdr', 'biored'], sentences: [], assertions: [] };

describe('parseChoice', () => {
  function check(list: string | undefined, wanted: readonly string[]): void {
    const choice = parseChoice(list, parts);
    assert.ok(typeof choice !== 'string', `${choice}`);
    const all = Object.entries(parts).flatMap(([part, keys]) => [
      part,
      ...keys.map((key) => `${part}:${key}`),
    ]);
    const found = all.filter((each) => {
      const [part = '', key] = each.split(':');
      return choice.wants(part, key);
    });
    assert.deepEqual(found, wanted);
  }

  it('wants everything where nothing is said', () =>
    check(undefined, ['entities', 'entities:bc5cdr', 'entities:biored', 'sentences', 'assertions']));
  it('takes whole parts', () =>
    check('sentences, entities', ['entities', 'entities:bc5cdr', 'entities:biored', 'sentences']));
  it('takes one thing of a part', () =>
    check('entities:biored,assertions', ['entities', 'entities:biored', 'assertions']));
  it('takes several things of a part', () =>
    check('entities:biored,entities:bc5cdr', ['entities', 'entities:bc5cdr', 'entities:biored']));

  function checkProblem(list: string, problem: string): void {
    assert.equal(parseChoice(list, parts), problem);
  }

  it('names the parts where there is no such part', () =>
    checkProblem('tokens', 'There is no part tokens. Choose from entities, sentences, assertions.'));
  it('names the things where a part has no such thing', () =>
    checkProblem('entities:craft', 'entities has no craft. Choose from entities:bc5cdr, entities:biored.'));
  it('says that a part is one whole', () =>
    checkProblem('sentences:craft', 'sentences is one whole: leave out :craft.'));
});
