import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinedSentences } from '../../../../server/suggestion/relations/rows.ts';
import { entitiesInRows, pairsOf, partAround } from '../../../../server/suggestion/sequence/contexts.ts';
import type { Context, RelationQuestion } from '../../../../server/suggestion/sequence/rules.ts';
import { lines, marked } from '../relations/example.ts';

const rules = { entityTypes: ['Chemical', 'Disease', 'Gene'], aliases: { Drug: 'Chemical' } };
const sentence: Context = { kind: 'sentences', count: 1 };

interface Asked extends Partial<RelationQuestion> {
  readonly context?: Context;
  readonly reach?: number;
}

/** Every line is a sentence. @param expected head and tail of each pair, with what is read of the text. */
function check(content: string, expected: readonly string[], asked: Asked = {}): void {
  const {
    context = sentence,
    reach = 100,
    heads = ['Chemical'],
    tails = ['Disease'],
    order = 'roles',
  } = asked;
  const { text, entities } = marked(content);
  const rows = joinedSentences(lines(text), entities);
  const placed = entitiesInRows(entities, rows, rules);
  assert.deepEqual(
    pairsOf(placed, { heads, tails, order }, context, reach).map(({ head, tail }) => {
      const { start, end } = partAround([head, tail], rows, context, reach);
      return `${head.entity.id} ${tail.entity.id}: ${JSON.stringify(text.slice(start, end))}`;
    }),
    expected,
  );
}

describe('the pairs that a classifier is asked about', () => {
  it('stand in one sentence', () =>
    check('[Aspirin|Chemical] for [fever|Disease].\n[Gout|Disease].', ['T1 T2: "Aspirin for fever."']));
  it('have the head that the types say, wherever it stands', () =>
    check('[Fever|Disease] after [aspirin|Chemical]', ['T2 T1: "Fever after aspirin"']));
  it('take other names of a type', () => check('[Iron|Drug], [gout|Disease]', ['T1 T2: "Iron, gout"']));
  it('leave out types that the question is not about', () =>
    check('[Iron|Chemical], [p53|Gene], [x|Animal]', []));
  it('go both ways where the types allow both', () =>
    check('[Gout|Disease], [fever|Disease]', ['T1 T2: "Gout, fever"', 'T2 T1: "Gout, fever"'], {
      heads: ['Disease'],
    }));
  it('go one way where the text decides', () => {
    const order = 'text';
    check('[Gout|Disease], [fever|Disease]', ['T1 T2: "Gout, fever"'], { heads: ['Disease'], order });
    check('[Gout|Disease], [iron|Chemical]', ['T1 T2: "Gout, iron"'], { order });
  });
  it('do not overlap', () =>
    assert.deepEqual(
      (() => {
        const { entities } = marked('[lung cancer drug|Disease]');
        const [whole] = entities;
        assert.ok(whole);
        const both = [whole, { ...whole, id: 'T2', type: 'Chemical' }];
        const placed = entitiesInRows(both, [{ ...whole.fragments[0] }], rules);
        return pairsOf(placed, { heads: ['Chemical'], tails: ['Disease'], order: 'roles' }, sentence, 9);
      })(),
      [],
    ));
  it('stand in neighbouring sentences where these are read together', () =>
    check('[Iron|Chemical].\n[Gout|Disease].\nA [fever|Disease].', ['T1 T2: "Iron.\\nGout."'], {
      context: { kind: 'sentences', count: 2 },
    }));
  it('stand anywhere in a document that is near enough, and take whole sentences with them', () => {
    const content = 'Far away.\nNear.\n[Iron|Chemical] is.\n[Gout|Disease].\nHere.\nThat is it.';
    const read = (text: string): string[] => [`T1 T2: ${JSON.stringify(text)}`];
    const context: Context = { kind: 'document' };
    check(content, read('Near.\nIron is.\nGout.\nHere.'), { context, reach: 8 });
    check(content, read('Iron is.\nGout.'), { context, reach: 5 });
    check(content, [], { context, reach: 4 });
  });
  it('are none in a text without entities', () => check('', []));
});
