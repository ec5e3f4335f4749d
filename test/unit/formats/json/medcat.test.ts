import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { medcat } from '../../../../server/formats/medcat/medcat.ts';
import { type Contents, codesOf, readAll } from './documents.ts';
import { heads } from './heads.ts';

const text = '😀 no fever today';
const approved = { validated: true, correct: true, deleted: false, alternative: false, killed: false };
const fever = { id: 7, cui: 'C0015967', value: 'fever', start: 5, end: 10, ...approved };
const no = { id: 8, cui: 'S-1', value: 'no', start: 2, end: 4, ...approved };

function exported(...annotations: readonly object[]): object {
  return { projects: [{ name: 'p', id: 1, cuis: '', documents: [{ id: 3, name: 'a', text, annotations }] }] };
}

async function check(
  content: object,
  entities: readonly string[],
  ...codes: readonly string[]
): Promise<Contents> {
  const contents = await readAll(medcat, JSON.stringify(content));
  assert.deepEqual(
    codesOf(contents.problems),
    codes.map((code) => `medcat/${code}`),
  );
  assert.deepEqual(
    contents.documents.flatMap(({ annotations }) =>
      annotations.entities.map(({ id, type, words }) => `${id} ${type} ${words}`),
    ),
    entities,
  );
  return contents;
}

describe('medcat', () => {
  it('keeps what was called correct or an alternative', async () => {
    const { problems } = await check(
      exported(
        fever,
        { ...no, id: 9, correct: false, alternative: true },
        { ...no, id: 10, correct: false },
        { ...no, id: 11, correct: false, deleted: true },
        { ...no, id: 12, killed: true },
        { ...no, id: 13, deleted: true },
      ),
      ['T7 Concept fever', 'T9 Concept no'],
      'annotations-left-out',
    );
    assert.match(
      problems[0]?.message ?? '',
      /4 of 6 annotations were left out: 2 deleted, 1 killed, 1 neither/,
    );
  });

  it('reads concepts, meta-annotations, comments and other fields', async () => {
    const metaAnnotations = [{ name: 'Presence', value: 'False' }];
    const { documents } = await check(
      exported(
        { ...fever, meta_anns: metaAnnotations, comment: 'sure', acc: 0.5 },
        { ...no, meta_anns: { Time: { value: 'Past', acc: 1 } } },
      ),
      ['T7 Concept fever', 'T8 Concept no'],
      'fields-left-out',
    );
    const [document] = documents;
    assert.deepEqual([document?.id, document?.metadata], ['p/a', { id: '3', project: 'p' }]);
    const { entities, attributes, normalisations, notes } = document?.annotations ?? {};
    assert.deepEqual(entities?.[0]?.metadata, { validated: 'true', acc: '0.5' });
    assert.deepEqual(normalisations, [
      { id: 'N1', target: 'T7', system: 'UMLS', identifier: 'C0015967' },
      { id: 'N2', target: 'T8', system: '', identifier: 'S-1' },
    ]);
    assert.deepEqual(attributes, [
      { id: 'A1', type: 'Presence', target: 'T7', value: 'False' },
      { id: 'A2', type: 'Time', target: 'T8', value: 'Past' },
    ]);
    assert.deepEqual(notes, [{ id: '#1', type: 'AnnotatorNotes', target: 'T7', text: 'sure' }]);
  });

  it('reads relations between annotations that were kept', async () => {
    const relation = {
      start_entity: 7,
      start_entity_cui: 'C0015967',
      end_entity: 8,
      user: 'ana',
      relation: 'negates',
      validated: true,
    };
    const document = (relations: readonly object[], annotations: readonly object[]): object => ({
      projects: [{ documents: [{ name: 'a', text, annotations, relations }] }],
    });
    const { documents } = await check(document([relation], [fever, no]), [
      'T7 Concept fever',
      'T8 Concept no',
    ]);
    assert.deepEqual(documents[0]?.annotations.relations, [
      {
        id: 'R1',
        type: 'negates',
        arguments: [
          { role: 'Arg1', target: 'T7' },
          { role: 'Arg2', target: 'T8' },
        ],
        metadata: { user: 'ana' },
      },
    ]);
    const killed = { ...no, killed: true };
    await check(
      document([relation], [fever, killed]),
      ['T7 Concept fever'],
      'annotations-left-out',
      'relations-left-out',
    );
    await check(document([{ ...relation, end_entity: 99 }], [fever]), ['T7 Concept fever'], 'unknown-target');
  });

  it('finds the unit by the words and compares them', async () => {
    await check(exported({ ...fever, start: 6, end: 11 }), ['T7 Concept fever'], 'offset-unit');
    await check(exported(fever, { ...no, start: 0 }), ['T7 Concept fever', 'T8 Concept no'], 'words-differ');
    await check(exported({ ...fever, end: 99 }), [], 'bad-offset');
    await check(exported({ ...fever, cui: null }), ['T7 Concept fever'], 'no-concept');
  });

  it('names documents by their project, cut anywhere', async () => {
    const document = { name: 'a', text, annotations: [fever] };
    const projects = [
      { name: 'p', documents: [document, { ...document, name: 'b' }] },
      { documents: [document] },
      { name: 'q', documents: [document] },
    ];
    for (const cut of [1, 3, 1000]) {
      const { documents, problems } = await readAll(
        medcat,
        JSON.stringify({ projects }, null, 1),
        'f.json',
        cut,
      );
      assert.deepEqual(problems, []);
      assert.deepEqual(
        documents.map(({ id }) => id),
        ['p/a', 'p/b', 'a', 'q/a'],
      );
    }
  });
  it('says what cannot be read, and where', async () => {
    const { problems } = await readAll(
      medcat,
      '{"projects": [{"documents": [\n{"name": "a", "text": null},\n3,\n',
    );
    assert.deepEqual(
      problems.map(({ code, line }) => [code, line]),
      [
        ['medcat/no-document', 2],
        ['medcat/no-document', 3],
        ['medcat/malformed-json', 4],
      ],
    );
  });

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      assert.equal(medcat.recognise(beginning, name) > 0.5, name.startsWith('medcat'), name);
    }
  });
  it('is not written', () => assert.equal(medcat.write, undefined));
});
