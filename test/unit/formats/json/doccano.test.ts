import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { doccano } from '../../../../server/formats/doccano/doccano.ts';
import { codesOf, documentOf, documents, minus, normal, readAll, writeAll } from './documents.ts';
import { heads } from './heads.ts';

const text = 'fever, no 😀 pain';

async function check(
  example: object,
  expected: { entities: readonly string[]; relations?: readonly string[]; codes?: readonly string[] },
): Promise<void> {
  const { documents: read, problems } = await readAll(doccano, `${JSON.stringify(example)}\n`);
  assert.deepEqual(
    codesOf(problems),
    (expected.codes ?? []).map((code) => `doccano/${code}`),
  );
  const { entities = [], relations = [] } = read[0]?.annotations ?? {};
  assert.deepEqual(
    entities.map(({ id, type, words }) => `${id} ${type} ${words}`),
    expected.entities,
  );
  assert.deepEqual(
    relations.map(({ id, type, arguments: [a, b] }) => `${id} ${type} ${a.target} ${b.target}`),
    expected.relations ?? [],
  );
}

/** An example that must come back exactly as it was. */
async function checkReturn(example: object): Promise<void> {
  const { documents: read, problems } = await readAll(doccano, JSON.stringify(example));
  assert.deepEqual(problems, []);
  const { content, losses } = writeAll(doccano, ...read);
  assert.deepEqual(losses, []);
  assert.deepEqual(JSON.parse(content), example);
}

describe('doccano', () => {
  it('reads lists of start, end and name', async () => {
    for (const name of ['label', 'labels']) {
      await check({ id: 3, text, [name]: [[0, 5, 'Sign']] }, { entities: ['T1 Sign fever'] });
      await checkReturn({ id: 3, text, [name]: [[0, 5, 'Sign']], meta: { a: 1 } });
    }
    await check({ id: 3, data: text, label: [[0, 5, 'Sign']] }, { entities: ['T1 Sign fever'] });
  });
  it('reads annotations with offsets, and labels that are numbers', async () => {
    const annotations = [{ label: 2, start_offset: 0, end_offset: 5, user: 1 }];
    await check({ id: 3, text, annotations }, { entities: ['T1 2 fever'] });
    await checkReturn({ id: 3, text, annotations: [{ ...annotations[0], label: 'Sign' }] });
  });
  it('reads entities and relations', async () => {
    const example = {
      id: 3,
      text,
      entities: [
        { id: 0, label: 'Sign', start_offset: 0, end_offset: 5 },
        { id: 41, label: 'No', start_offset: 7, end_offset: 9 },
      ],
      relations: [{ id: 5, from_id: 41, to_id: 0, type: 'negates' }],
      Comments: [],
    };
    await check(example, { entities: ['T0 Sign fever', 'T41 No no'], relations: ['R5 negates T41 T0'] });
    await checkReturn(example);
    const dangling = [{ id: 5, from_id: 41, to_id: 9, type: 'negates' }];
    await check(
      { ...example, relations: dangling },
      { entities: ['T0 Sign fever', 'T41 No no'], codes: ['unknown-target'] },
    );
  });

  it('counts UTF-16 code units and says so where that matters', async () => {
    await check({ text, label: [[0, 5, 'Sign']] }, { entities: ['T1 Sign fever'] });
    await check({ text, label: [[13, 17, 'Sign']] }, { entities: ['T1 Sign pain'], codes: ['offset-unit'] });
  });
  it('counts code points where only these are spans', async () => {
    const label = [
      [10, 11, 'Face'],
      [12, 16, 'Sign'],
    ];
    const { documents: read, problems } = await readAll(doccano, JSON.stringify({ text, label }));
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['doccano/offset-unit', 'warning']],
    );
    assert.deepEqual(
      read[0]?.annotations.entities.map(({ words }) => words),
      ['😀', 'pain'],
    );
  });
  it('refuses offsets that fit neither unit', async () => {
    await check({ text, label: [[0, 18, 'Sign']] }, { entities: [], codes: ['bad-offset'] });
    await check({ text: 'fever', label: [[0, 5]] }, { entities: [], codes: ['malformed-field'] });
  });

  it('lists ids that doccano does not take', async () => {
    const { content, losses } = writeAll(
      doccano,
      documentOf('abc', [
        ['b', 'X', [0, 1]],
        ['T1', 'Y', [1, 2]],
      ]),
    );
    assert.deepEqual(losses, [
      { code: 'doccano/id-changed', id: 'b', message: 'The id b, which will be T2.' },
    ]);
    assert.deepEqual(
      (await readAll(doccano, content)).documents[0]?.annotations.entities.map(({ id }) => id),
      ['T2', 'T1'],
    );
  });

  for (const shape of [undefined, 'labels', 'annotations']) {
    it(`gives back every document but for what it lists, as ${shape ?? 'entities'}`, async () => {
      const property = fc.asyncProperty(documents(), async (drawn) => {
        const document =
          shape === undefined ? drawn : { ...drawn, metadata: { ...drawn.metadata, 'doccano.shape': shape } };
        const { content, losses } = writeAll(doccano, document);
        const { documents: read, problems } = await readAll(doccano, content);
        assert.deepEqual(
          problems.filter(({ severity }) => severity !== 'information'),
          [],
        );
        assert.deepEqual(read.map(normal), [normal(minus(document, losses))]);
        assert.equal(writeAll(doccano, ...read).content, content);
      });
      await fc.assert(property, { numRuns: 150 });
    });
  }

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      assert.equal(doccano.recognise(beginning, name) > 0.5, name.startsWith('doccano'), name);
    }
  });
});
