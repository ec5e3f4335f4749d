import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownType } from '../../../../server/suggestion/relations/places.ts';
import { marked, placedIn, rules } from './example.ts';

type Expected = readonly [
  id: string,
  type: string,
  row: number,
  first: number,
  end: number,
  position: number,
];

function check(content: string, expected: readonly Expected[], types?: readonly (readonly number[])[]): void {
  const { text, entities } = marked(content);
  const found = placedIn(text, entities);
  assert.deepEqual(
    found.places.map(({ entity, type, row, first, end, position }) => [
      entity.id,
      type,
      row,
      first,
      end,
      position,
    ]),
    expected,
  );
  if (types !== undefined)
    assert.deepEqual(
      found.types.map((row) => [...row]),
      types,
    );
}

describe('the places of entities among tokens', () => {
  it('are counted in their row and over all rows', () => {
    check(
      'No [fever|Disease].\n[Iron|Drug] helps [sickle cell|Disease]',
      [
        ['T1', 'Disease', 0, 1, 2, 1],
        ['T2', 'Chemical', 1, 0, 1, 3],
        ['T3', 'Disease', 1, 2, 4, 5],
      ],
      [
        [0, 1, 0],
        [2, 0, 1, 1],
      ],
    );
  });

  it('cover the tokens that an entity touches', () => {
    check('pre[oper|Disease]ative', [['T1', 'Disease', 0, 0, 1, 0]]);
    check('😀 [fever|Disease]', [['T1', 'Disease', 0, 1, 2, 1]]);
  });

  it('leave out unknown types and entities without a token', () => {
    check('[Ann|Person] has [ |Disease]fever', []);
    check('', []);
  });

  it('pass over rows without a token', () => {
    check('  \n[fever|Disease]', [['T1', 'Disease', 0, 0, 1, 0]]);
  });

  it('give a token the type of the inner entity', () => {
    const { text, entities } = marked('[iron|Chemical] deficiency');
    const outer = { id: 'T2', type: 'Disease', fragments: [{ start: 0, end: 15 }], words: text } as const;
    const found = placedIn(text, [...entities, { ...outer, fragments: [outer.fragments[0]] } as never]);
    assert.deepEqual([...(found.types[0] ?? [])], [2, 1]);
    assert.deepEqual(
      found.places.map(({ entity }) => entity.id),
      ['T1', 'T2'],
    );
  });
});

it('a type is known by its own name and by its other names', () => {
  assert.deepEqual(
    ['Disease', 'Drug', 'Person', 'constructor'].map((type) => knownType(type, rules)),
    ['Disease', 'Chemical', undefined, undefined],
  );
});
