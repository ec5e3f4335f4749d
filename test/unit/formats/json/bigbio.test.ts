import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument, Entity } from '../../../../server/annotation/document.ts';
import { entityKey } from '../../../../server/annotation/identity.ts';
import { bigbio } from '../../../../server/formats/bigbio/bigbio.ts';
import { span } from '../../../../server/text/positions.ts';
import { codesOf, documentOf, documents, minus, normal, readAll, writeAll } from './documents.ts';
import { heads } from './heads.ts';

const passage = (id: string, type: string, text: string, start: number): object => ({
  id,
  type,
  text: [text],
  offsets: [[start, start + [...text].length]],
});
const record = {
  id: 'd',
  document_id: '12',
  passages: [
    passage('d_P1', 'title', '😀 Fever', 0),
    passage('x', 'abstract', 'No breast or lung cancer.', 8),
  ],
  entities: [
    {
      id: 'd_T1',
      type: 'Sign',
      text: ['Fever'],
      offsets: [[2, 7]],
      normalized: [{ db_name: 'MESH', db_id: 'D005334' }],
    },
    {
      id: 'd_T2',
      type: 'Disease',
      text: ['breast', 'cancer'],
      offsets: [
        [11, 17],
        [26, 32],
      ],
      normalized: [],
    },
  ],
  events: [
    {
      id: 'd_E1',
      type: 'Negation',
      trigger: { text: ['No'], offsets: [[8, 10]] },
      arguments: [{ role: 'Theme', ref_id: 'd_T2' }],
    },
  ],
  coreferences: [{ id: 'd_C1', entity_ids: ['d_T1', 'd_T2'] }],
  relations: [
    { id: 'd_R1', type: 'of', arg1_id: 'd_T1', arg2_id: 'd_T2', normalized: [{ db_name: 'x', db_id: '1' }] },
  ],
};
const bare = { ...record, entities: [], events: [], coreferences: [], relations: [] };
const read = (value: object): ReturnType<typeof readAll> => readAll(bigbio, `${JSON.stringify(value)}\n`);

async function checkCodes(value: object, ...codes: readonly string[]): Promise<void> {
  const { problems } = await read(value);
  assert.deepEqual(
    codesOf(problems),
    codes.map((code) => `bigbio/${code}`),
  );
}

describe('bigbio', () => {
  it('reads every part of the schema and writes it back', async () => {
    const { documents: found, problems } = await read(record);
    assert.deepEqual(problems, []);
    const [document] = found;
    assert.ok(document !== undefined);
    assert.deepEqual([document.id, document.metadata], ['12', { id: 'd' }]);
    assert.equal(document.text, '😀 Fever No breast or lung cancer.');
    assert.deepEqual(document.passages, [
      { span: span(0, 8), metadata: { type: 'title' } },
      { span: span(9, 34), metadata: { type: 'abstract', id: 'x' } },
    ]);
    const { entities, events, normalisations, equivalences, relations } = document.annotations;
    assert.deepEqual(
      entities.map(({ id, type, words }) => `${id} ${type} ${words}`),
      ['T1 Sign Fever', 'T2 Disease breast cancer', 'E1_trigger Negation No'],
    );
    assert.deepEqual(events, [
      { id: 'E1', type: 'Negation', trigger: 'E1_trigger', arguments: [{ role: 'Theme', target: 'T2' }] },
    ]);
    assert.deepEqual(normalisations, [{ id: 'N1', target: 'T1', system: 'MESH', identifier: 'D005334' }]);
    assert.deepEqual(equivalences, [{ type: 'Coreference', members: ['T1', 'T2'] }]);
    assert.deepEqual(relations[0]?.metadata, { normalized: '[{"db_name":"x","db_id":"1"}]' });
    const { content, losses } = writeAll(bigbio, document);
    assert.deepEqual(losses, []);
    assert.deepEqual(JSON.parse(content), record);
  });

  it('keeps a trigger that is an entity too', async () => {
    const trigger = { id: 'd_T3', type: 'Negation', text: ['No'], offsets: [[8, 10]], normalized: [] };
    const both = { ...record, entities: [...record.entities, trigger] };
    const { documents: found } = await read(both);
    assert.equal(found[0]?.annotations.events[0]?.trigger, 'T3');
    assert.equal(found[0]?.annotations.entities.length, 3);
    const { content, losses } = writeAll(bigbio, ...found);
    assert.deepEqual(losses, []);
    assert.deepEqual(JSON.parse(content), both);
  });

  it('makes ids unique and takes other ids as they are', async () => {
    const document = documentOf('a', [['T1', 'X', [0, 1]]]);
    const { content, losses } = writeAll(bigbio, document, { ...document, id: 'other' });
    assert.deepEqual(losses, []);
    const ids = content
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).entities[0].id);
    assert.deepEqual(ids, ['note_T1', 'other_T1']);
    assert.deepEqual((await readAll(bigbio, content)).documents[0], document);
    const { documents: found } = await read({ ...bare, entities: [{ ...record.entities[0], id: '17' }] });
    assert.equal(found[0]?.annotations.entities[0]?.id, '17');
  });

  it('puts the text together with blanks, and says what does not fit', async () => {
    const title = passage('p', 'title', 'ab', 0);
    const { documents: found } = await read({ ...bare, passages: [passage('q', 'rest', '😀c', 5), title] });
    assert.equal(found[0]?.text, 'ab   😀c');
    await checkCodes({ ...bare, passages: [title, passage('q', 'rest', 'c', 1)] }, 'bad-passage');
    await checkCodes({ ...bare, passages: [title, passage('q', 'rest', 'b', 1)] }, 'bad-passage');
    await checkCodes({ ...bare, passages: [{ ...title, offsets: [[0, 3]] }] }, 'bad-passage');
    await checkCodes({ ...bare, passages: [{ ...title, offsets: [] }] }, 'bad-passage');
  });
  it('compares words and offsets with the text', async () => {
    const [entity] = record.entities;
    await checkCodes({ ...bare, entities: [{ ...entity, text: ['Pain'] }] }, 'words-differ');
    await checkCodes({ ...bare, entities: [{ ...entity, offsets: [[2, 99]] }] }, 'bad-offset');
    await checkCodes({ ...bare, entities: [{ ...entity, offsets: [] }] }, 'no-span');
    await checkCodes({ ...bare, events: record.events }, 'unknown-target');
    const blind = [{ ...record.events[0], trigger: { text: [], offsets: [] }, arguments: [] }];
    await checkCodes({ ...bare, events: blind }, 'no-span');
    await checkCodes({ ...bare, passages: undefined }, 'no-document');
  });

  it('lists a trigger that will be another mention', () => {
    const document = documentOf(
      'a b',
      [
        ['T1', 'X', [0, 1]],
        ['T2', 'X', [0, 1]],
      ],
      {
        events: [
          { id: 'E1', type: 'X', trigger: 'T1', arguments: [] },
          { id: 'E2', type: 'X', trigger: 'T2', arguments: [] },
          { id: 'E3', type: 'Y', trigger: 'T1', arguments: [] },
        ],
      },
    );
    const { losses } = writeAll(bigbio, document);
    assert.deepEqual(
      losses.map(({ code, id }) => `${code} ${id}`),
      [
        'bigbio/id-changed T1',
        'bigbio/id-changed T2',
        'bigbio/trigger-changed E2',
        'bigbio/trigger-changed E3',
      ],
    );
  });

  it('gives back every document but for what it lists', async () => {
    const property = fc.asyncProperty(documents(), async (drawn) => {
      const document = withProperTriggers(drawn);
      const { content, losses } = writeAll(bigbio, document);
      const { documents: found, problems } = await readAll(bigbio, content, 'x', 7);
      assert.deepEqual(problems, []);
      assert.deepEqual(found.map(byId).map(normal), [normal(byId(minus(document, losses)))]);
      assert.equal(writeAll(bigbio, ...found).content, content);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      assert.equal(bigbio.recognise(beginning, name) > 0.5, name.startsWith('bigbio'), name);
    }
  });
});

/** Events of the type of their trigger, and no two entities alike, as other triggers are losses of their own. */
function withProperTriggers(document: AnnotatedDocument): AnnotatedDocument {
  const { entities, events } = document.annotations;
  const seen = new Set<string>();
  const distinct = entities.map((entity): Entity => {
    const type = seen.has(entityKey(entity)) ? `${entity.type} ${entity.id}` : entity.type;
    seen.add(entityKey(entity));
    return { ...entity, type };
  });
  const typeOf = new Map(distinct.map(({ id, type }) => [id, type]));
  const typed = events.map((event) => ({ ...event, type: typeOf.get(event.trigger) ?? event.type }));
  return { ...document, annotations: { ...document.annotations, entities: distinct, events: typed } };
}

/** Triggers come after the other entities in a file. */
function byId(document: AnnotatedDocument): AnnotatedDocument {
  const entities = document.annotations.entities.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { ...document, annotations: { ...document.annotations, entities } };
}
