import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { absentOf } from '../../../../server/suggestion/relations/absence.ts';
import { sentences } from '../../../../server/text/sentences.ts';
import { marked } from './example.ts';

/** @param expected the words of the entities that are absent. */
function check(content: string, expected: readonly string[]): void {
  const { text, entities } = marked(content);
  const absent = absentOf(text, sentences(text), entities);
  assert.deepEqual(
    entities.filter(({ id }) => absent.has(id)).map(({ words }) => words),
    expected,
  );
}

describe('absentOf', () => {
  it('names the findings that the text negates', () =>
    check('No [nausea|Disease] but [rash|Disease] with [cisplatin|Chemical]. Denies [fever|SignSymptom].', [
      'nausea',
      'fever',
    ]));
  it('leaves out what is no finding', () => check('No [cisplatin|Chemical] was given.', []));
  it('takes what is uncertain or past for present', () =>
    check('Possible [sepsis|Disease]. History of [gout|Disease].', []));
  it('looks at one stretch of a text alone', () => {
    const { text, entities } = marked('😀 Well.\nNo [nausea|Disease]. [Rash|Disease].');
    assert.deepEqual([...absentOf(text, sentences(text).slice(1), entities)], ['T1']);
  });
  it('takes nothing', () => check('', []));
});
