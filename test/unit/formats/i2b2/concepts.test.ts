import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readI2b2Concepts } from '../../../../server/formats/i2b2/concepts.ts';

const text =
  'Admission Note\r\n\r\nShe  had 😀 Chest pain , and an "acute"\r\nMI .\r\nAspirin 81 mg helps .\n';

interface Expected {
  readonly entities?: readonly string[];
  readonly attributes?: readonly string[];
  readonly relations?: readonly string[];
  readonly problems?: readonly string[];
}

function check(name: string, files: { con: string; ast?: string; rel?: string }, expected: Expected): void {
  it(name, () => {
    const { annotations, problems } = readI2b2Concepts(text, files.con, files.ast, files.rel);
    assert.deepEqual(
      {
        entities: annotations.entities.map(({ id, type, words, fragments: [{ start, end }] }) => {
          return `${id} ${type} ${JSON.stringify(text.slice(start, end))} ${words}`;
        }),
        attributes: annotations.attributes.map(
          ({ id, type, target, value }) => `${id} ${type} ${target} ${value}`,
        ),
        relations: annotations.relations.map(({ id, type, arguments: all }) => {
          return `${id} ${type} ${all.map(({ role, target }) => `${role}:${target}`).join(' ')}`;
        }),
        problems: problems.map(({ code, file, line }) => `${code} ${file}:${line}`),
      },
      { entities: [], attributes: [], relations: [], problems: [], ...expected },
    );
  });
}

const pain = 'c="chest pain" 3:3 3:4||t="problem"';
const aspirin = 'c="aspirin 81 mg" 5:0 5:2||t="treatment"';
const entities = ['T1 problem "Chest pain" Chest pain', 'T2 treatment "Aspirin 81 mg" Aspirin 81 mg'];

describe('readI2b2Concepts', () => {
  check('nothing', { con: '' }, {});
  check(
    'concepts by line and token, the last one included',
    { con: `${pain}\r\n${aspirin}\r\n` },
    { entities },
  );
  check(
    'quotation marks, and a mention over two lines',
    { con: 'c="an "acute" mi" 3:7 4:0||t="problem"' },
    { entities: [`T1 problem ${JSON.stringify('an "acute"\r\nMI')} an "acute"\r\nMI`] },
  );
  check(
    'assertions and relations',
    {
      con: `${pain}\n${aspirin}\n`,
      ast: `${pain}||a="absent"\n`,
      rel: 'c="aspirin 81 mg" 5:0 5:2||r="TrAP"||c="chest pain" 3:3 3:4\n',
    },
    { entities, attributes: ['A1 Assertion T1 absent'], relations: ['R1 TrAP Arg1:T2 Arg2:T1'] },
  );
  check(
    'other words than the text has',
    { con: 'c="chest pain" 3:2 3:3||t="problem"' },
    { entities: ['T1 problem "😀 Chest" chest pain'], problems: ['i2b2/words-differ con:1'] },
  );
  check(
    'tokens counted at every single space',
    { con: 'c="chest pain" 3:4 3:5||t="problem"' },
    { entities: [entities[0] as string], problems: ['i2b2/spaces-counted con:1'] },
  );
  check(
    'places that the text does not have',
    {
      con: ['9:0 9:0', '0:0 0:1', '3:40 3:41', '3:4 3:3', '2:0 2:0']
        .map((place) => `c="x" ${place}||t="test"\n`)
        .join(''),
    },
    { problems: [1, 2, 3, 4, 5].map((line) => `i2b2/bad-place con:${line}`) },
  );
  check(
    'lines of another form',
    { con: `c=chest\n${pain}`, ast: pain, rel: `${pain}\n\nr="TrAP"` },
    {
      entities: [entities[0] as string],
      problems: [
        'i2b2/malformed-line con:1',
        'i2b2/malformed-line ast:1',
        'i2b2/malformed-line rel:1',
        'i2b2/malformed-line rel:3',
      ],
    },
  );
  check(
    'references to no concept, and a concept given twice',
    {
      con: `${pain}\n${pain}\n${pain.replace('problem', 'test')}`,
      ast: 'c="mi" 4:0 4:0||t="problem"||a="present"',
      rel: 'c="mi" 4:0 4:0||r="PIP"||c="chest pain" 3:3 3:4',
    },
    {
      entities: [entities[0] as string, 'T2 test "Chest pain" Chest pain'],
      problems: ['i2b2/duplicate con:2', 'i2b2/unknown-concept ast:1', 'i2b2/unknown-concept rel:1'],
    },
  );
});

it('finds every run of tokens of any text by its place', () => {
  const word = fc.constantFrom('a', 'Bc', '😀', 'é', '"x"', '3:4', '||');
  const space = fc.constantFrom(' ', '  ', '\t', '\n', '\r\n', '\n\n');
  const pieces = fc.array(fc.tuple(word, space), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(pieces, fc.nat(), fc.nat(), (drawn, one, other) => {
      const content = drawn.flat().join('');
      const tokens = content
        .split(/\r?\n/)
        .flatMap((line, number) =>
          (line.match(/\S+/g) ?? []).map((words, index) => ({ words, place: `${number + 1}:${index}` })),
        );
      const [from, to] = [one % tokens.length, other % tokens.length].sort((a, b) => a - b) as [
        number,
        number,
      ];
      const mention = tokens.slice(from, to + 1).map(({ words }) => words);
      const line = `c="${mention.join(' ').toLowerCase()}" ${tokens[from]?.place} ${tokens[to]?.place}||t="test"`;
      const { annotations, problems } = readI2b2Concepts(content, line);
      assert.deepEqual(problems, []);
      const [entity] = annotations.entities;
      assert.ok(entity !== undefined);
      const { start, end } = entity.fragments[0];
      assert.equal(entity.words, content.slice(start, end));
      assert.deepEqual(entity.words.split(/\s+/), mention);
      const before = content.slice(0, start).match(/\S+/g) ?? [];
      assert.equal(before.length, from);
    }),
  );
});
