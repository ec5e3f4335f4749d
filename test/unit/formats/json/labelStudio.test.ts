import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument, PredictedEntity } from '../../../../server/annotation/document.ts';
import { labelStudio } from '../../../../server/formats/labelStudio/labelStudio.ts';
import {
  type Contents,
  codesOf,
  documentOf,
  documents,
  minus,
  normal,
  readAll,
  writeAll,
} from './documents.ts';
import { heads } from './heads.ts';

const text = '😀 no fever today';
const names = { from_name: 'label', to_name: 'text', type: 'labels' };
const region = (id: string, start: number, end: number, words: string, ...labels: string[]): object => ({
  id,
  ...names,
  value: { start, end, text: words, labels },
});
const fever = region('a', 5, 10, 'fever', 'Sign');

const read = (...tasks: readonly object[]): Promise<Contents> => readAll(labelStudio, JSON.stringify(tasks));

async function check(
  task: object,
  expected: { entities: readonly string[]; codes?: readonly string[] },
): Promise<AnnotatedDocument> {
  const { documents: found, problems } = await read({ id: 1, data: { text }, ...task });
  assert.deepEqual(
    codesOf(problems),
    (expected.codes ?? []).map((code) => `label-studio/${code}`),
  );
  const document = found[0] as AnnotatedDocument;
  assert.deepEqual(
    document.annotations.entities.map(({ id, type, words }) => `${id} ${type} ${words}`),
    expected.entities,
  );
  return document;
}

/** A task that must come back exactly as it was. */
async function checkReturn(task: object): Promise<void> {
  const { documents: found } = await read(task);
  const { content, losses } = writeAll(labelStudio, ...found);
  assert.deepEqual(losses, []);
  assert.deepEqual(JSON.parse(content), [task]);
}

describe('label-studio', () => {
  it('reads regions, relations in each direction, choices and notes', async () => {
    const no = region('b', 2, 4, 'no', 'Negation');
    const result = [
      fever,
      { ...no, meta: { text: ['sure'], lead: 1 } },
      {
        ...names,
        id: 'a',
        from_name: 'Certainty',
        type: 'choices',
        value: { start: 5, end: 10, choices: ['High', 'Certainty'] },
      },
      { from_id: 'b', to_id: 'a', type: 'relation', direction: 'right', labels: ['negates'] },
      { from_id: 'a', to_id: 'b', type: 'relation', direction: 'left', labels: ['of', 'x'] },
      { from_id: 'a', to_id: 'b', type: 'relation', direction: 'bi' },
    ];
    const document = await check(
      { annotations: [{ result }] },
      { entities: ['a Sign fever', 'b Negation no'] },
    );
    const { relations, attributes, notes, entities } = document.annotations;
    assert.deepEqual(
      relations.map(({ type, arguments: [a, b], metadata }) => [
        type,
        a.target,
        b.target,
        metadata?.['direction'],
      ]),
      [
        ['negates', 'b', 'a', undefined],
        ['of', 'b', 'a', 'left'],
        ['x', 'b', 'a', 'left'],
        ['relation', 'a', 'b', 'bi'],
      ],
    );
    assert.deepEqual(
      attributes.map(({ type, target, value }) => [type, target, value]),
      [
        ['Certainty', 'a', 'High'],
        ['Certainty', 'a', undefined],
      ],
    );
    assert.deepEqual(
      notes.map(({ type, target, text: note }) => [type, target, note]),
      [['AnnotatorNotes', 'b', 'sure']],
    );
    assert.deepEqual(entities[1]?.metadata, { meta: '{"lead":1}' });
    const { content, losses } = writeAll(labelStudio, document);
    assert.deepEqual(losses, []);
    assert.deepEqual((await readAll(labelStudio, content)).documents.map(normal), [normal(document)]);
  });

  it('writes back what it does not understand', async () => {
    await checkReturn({
      id: 4,
      data: { note: text, ward: 'x' },
      annotations: [
        {
          id: 9,
          completed_by: { id: 1 },
          result: [
            {
              ...fever,
              origin: 'manual',
              from_name: 'ner',
              value: { start: 5, end: 10, text: 'fever', labels: ['Sign'] },
            },
            { id: 'c', from_name: 'kind', to_name: 'text', type: 'choices', value: { choices: ['note'] } },
            {
              id: 'd',
              from_name: 'box',
              to_name: 'image',
              type: 'rectanglelabels',
              value: { x: 1, rectanglelabels: ['X'] },
            },
          ],
        },
      ],
      project: 3,
      meta: {},
    });
    await checkReturn({ id: 4, data: { text }, annotations: [] });
    await checkReturn({ id: 4, data: { text }, annotations: [{ id: 1, result: [] }] });
    await checkReturn({ data: { text, document_id: 'notes/a' }, annotations: [{ result: [fever] }], id: 7 });
    await checkReturn({ id: 7, data: { text, document_id: 3 }, annotations: [{ result: [fever] }] });
  });

  it('takes the ground truth, or the first annotation that was not cancelled', async () => {
    const of = (id: number, label: string, more: object = {}): object => ({
      id,
      result: [region('a', 2, 4, 'no', label)],
      ...more,
    });
    const cancelled = of(1, 'X', { was_cancelled: true });
    const codes = ['annotations-left-out'];
    await check({ annotations: [cancelled, of(2, 'Y'), of(3, 'Z')] }, { entities: ['a Y no'], codes });
    await check(
      { annotations: [of(2, 'Y'), of(3, 'Z', { ground_truth: true })] },
      { entities: ['a Z no'], codes },
    );
    await check({ completions: [of(2, 'Y')] }, { entities: ['a Y no'] });
    await check({ annotations: [cancelled] }, { entities: [], codes });
  });

  it('takes predictions where nothing is annotated', async () => {
    const predictions = [
      { model_version: 'm1', score: 0.5, result: [fever] },
      {
        model_version: 'm2',
        result: [{ ...region('b', 2, 4, 'no', 'X'), score: 0.25 }, region('c', 2, 4, 'no', 'Y')],
      },
    ];
    const document = await check(
      { predictions },
      { entities: ['a Sign fever', 'b X no', 'c Y no'], codes: ['no-score'] },
    );
    assert.deepEqual(
      document.annotations.entities.map((entity) => [
        (entity as PredictedEntity).model,
        (entity as PredictedEntity).score,
      ]),
      [
        ['m1', 0.5],
        ['m2', 0.25],
        ['m2', 0],
      ],
    );
    const { content, losses } = writeAll(labelStudio, document);
    assert.deepEqual(losses, []);
    assert.deepEqual((await readAll(labelStudio, content)).documents, [document]);
    await check(
      { predictions, annotations: [{ result: [] }] },
      { entities: [], codes: ['predictions-left-out'] },
    );
  });
  it('says that predictions beside an annotation are not read', () => {
    const document = documentOf(text, [
      ['T1', 'Sign', [6, 11]],
      ['T2', 'Sign', [3, 5]],
    ]);
    const [first, second] = document.annotations.entities;
    assert.ok(first !== undefined && second !== undefined);
    const predicted: PredictedEntity = { ...second, score: 0.5, model: 'm' };
    const mixed = { ...document, annotations: { ...document.annotations, entities: [first, predicted] } };
    const { content, losses } = writeAll(labelStudio, mixed);
    assert.deepEqual(codesOf(losses), ['label-studio/predictions-beside-annotation']);
    const [task] = JSON.parse(content);
    assert.deepEqual([task.annotations[0].result.length, task.predictions[0].result[0].score], [1, 0.5]);
  });

  it('finds the unit by the words', async () => {
    const shifted = { result: [region('a', 6, 11, 'fever', 'Sign'), region('b', 12, 17, 'today', 'Time')] };
    await check(
      { annotations: [shifted] },
      { entities: ['a Sign fever', 'b Time today'], codes: ['offset-unit'] },
    );
  });
  it('compares words with the text', async () => {
    const wrong = { result: [region('a', 5, 10, 'pain', 'Sign'), region('b', 5, 10, 'fever', 'Sign')] };
    await check(
      { annotations: [wrong] },
      { entities: ['a Sign pain', 'b Sign fever'], codes: ['words-differ'] },
    );
    const collapsed = { result: [region('a', 0, 3, 'a b', 'Sign')] };
    await check(
      { data: { text: 'a\nb' }, annotations: [collapsed] },
      { entities: ['a Sign a\nb'], codes: ['words-vary'] },
    );
    await check(
      { annotations: [{ result: [region('a', 5, 99, 'x', 'Sign')] }] },
      { entities: [], codes: ['bad-offset'] },
    );
    await check(
      { annotations: [{ result: [region('a', 5, 10, 'fever')] }] },
      { entities: [], codes: ['no-type'] },
    );
  });
  it('makes an entity of each label', async () => {
    await check(
      { annotations: [{ result: [region('a', 2, 4, 'no', 'X', 'Y')] }] },
      { entities: ['a X no', 'a.1 Y no'] },
    );
  });
  it('keeps relations to regions that are no text', async () => {
    const result = [
      fever,
      { id: 'r', type: 'rectanglelabels', value: {} },
      { from_id: 'a', to_id: 'r', type: 'relation' },
    ];
    await check({ annotations: [{ result }] }, { entities: ['a Sign fever'], codes: ['results-aside'] });
  });
  it('passes over tasks without text', async () => {
    const { documents: found, problems } = await read({ data: {} }, { data: { text } });
    assert.deepEqual(codesOf(problems), ['label-studio/no-document']);
    assert.equal(found.length, 1);
  });

  it('writes a list without documents, with one and with two', async () => {
    const one = documentOf(text, []);
    for (const all of [[], [one], [one, { ...one, id: '7' }]]) {
      const { content } = writeAll(labelStudio, ...all);
      assert.equal(JSON.parse(content).length, all.length);
      assert.deepEqual((await readAll(labelStudio, content)).documents, all);
    }
  });

  it('gives back every document but for what it lists', async () => {
    const property = fc.asyncProperty(documents(), async (drawn) => {
      const document = withoutMixture(drawn);
      const { content, losses } = writeAll(labelStudio, document);
      const { documents: found, problems } = await readAll(labelStudio, content, 'x.json', 5);
      assert.deepEqual(problems, []);
      assert.deepEqual(found.map(normal), [normal(minus(document, losses))]);
      assert.equal(writeAll(labelStudio, ...found).content, content);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      assert.equal(labelStudio.recognise(beginning, name) > 0.5, name.startsWith('label-studio'), name);
    }
  });
});

/** All entities gold or all predicted by one model, as the first one is; a task is read as one of these. */
function withoutMixture(document: AnnotatedDocument): AnnotatedDocument {
  const [first] = document.annotations.entities;
  const isPredicted = first !== undefined && 'score' in first;
  const entities = document.annotations.entities.map((entity) => {
    const { score = 0.5, model: _model, ...gold } = entity as PredictedEntity & { score?: number };
    return isPredicted ? { ...gold, score, model: 'm' } : gold;
  });
  return { ...document, annotations: { ...document.annotations, entities } };
}
