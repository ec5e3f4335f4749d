import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument } from '../../../../server/annotation/document.ts';
import { prodigy } from '../../../../server/formats/prodigy/prodigy.ts';
import { span } from '../../../../server/text/positions.ts';
import { codesOf, documentOf, documents, minus, normal, readAll, writeAll } from './documents.ts';
import { heads } from './heads.ts';

const text = '😀 no fever today';
const tokens = [
  { text: '😀', start: 0, end: 1, id: 0, ws: true },
  { text: 'no', start: 2, end: 4, id: 1, ws: true },
  { text: 'fever', start: 5, end: 10, id: 2, ws: true },
  { text: 'today', start: 11, end: 16, id: 3, ws: false },
];
const line = (task: object): string => `${JSON.stringify(task)}\n`;
const fever = { start: 5, end: 10, token_start: 2, token_end: 2, label: 'Sign' };
const noFever = { start: 2, end: 10, token_start: 1, token_end: 2, label: 'Finding' };

async function check(
  task: object,
  expected: { entities?: readonly string[]; relations?: readonly string[]; codes?: readonly string[] },
): Promise<AnnotatedDocument> {
  const { documents: read, problems } = await readAll(prodigy, line(task));
  assert.deepEqual(
    codesOf(problems),
    (expected.codes ?? []).map((code) => `prodigy/${code}`),
  );
  const [document] = read;
  assert.ok(document !== undefined);
  const { entities, relations } = document.annotations;
  assert.deepEqual(
    entities.map(({ id, type, words }) => `${id} ${type} ${words}`),
    expected.entities ?? [],
  );
  assert.deepEqual(
    relations.map(({ type, arguments: [a, b] }) => `${type} ${a.target} ${b.target}`),
    expected.relations ?? [],
  );
  return document;
}

describe('prodigy', () => {
  it('reads and writes an accepted task with tokens', async () => {
    const task = {
      text,
      tokens,
      spans: [fever, noFever],
      _input_hash: 7,
      meta: { source: 'x' },
      answer: 'accept',
    };
    const document = await check(task, { entities: ['T1 Sign fever', 'T2 Finding no fever'] });
    assert.deepEqual(document.tokens, [span(0, 2), span(3, 5), span(6, 11), span(12, 17)]);
    assert.deepEqual(document.metadata, { _input_hash: '7', meta: '{"source":"x"}', answer: 'accept' });
    const { content, losses } = writeAll(prodigy, document);
    assert.deepEqual(losses, []);
    assert.deepEqual(JSON.parse(content), { id: 'file', ...task });
  });

  it('takes what was rejected or ignored for no gold and keeps it', async () => {
    for (const answer of ['reject', 'ignore']) {
      const task = { text, spans: [fever], relations: [], answer };
      const document = await check(task, { codes: ['not-accepted'] });
      const { content, losses } = writeAll(prodigy, document);
      assert.deepEqual(losses, []);
      assert.deepEqual(JSON.parse(content), { id: 'file', ...task });
    }
  });
  it('writes annotations of a task that was rejected without the answer', async () => {
    const document = await check({ text, spans: [fever], answer: 'reject' }, { codes: ['not-accepted'] });
    const { annotations } = documentOf(text, [['T1', 'Sign', [6, 11]]]);
    const { content, losses } = writeAll(prodigy, { ...document, annotations });
    assert.deepEqual(codesOf(losses), ['prodigy/metadata-dropped']);
    assert.deepEqual(JSON.parse(content), {
      id: 'file',
      text,
      spans: [{ start: 5, end: 10, label: 'Sign' }],
    });
  });

  it('takes spans with a score for predicted until the task is answered', async () => {
    const span = { ...fever, score: 0.75, source: 'model 1' };
    const open = await check({ text, spans: [span] }, { entities: ['T1 Sign fever'] });
    const [predicted] = open.annotations.entities;
    assert.deepEqual(
      predicted && 'score' in predicted && [predicted.score, 'model' in predicted && predicted.model],
      [0.75, 'model 1'],
    );
    const decided = await check({ text, spans: [span], answer: 'accept' }, { entities: ['T1 Sign fever'] });
    assert.deepEqual(decided.annotations.entities[0]?.metadata, {
      score: '0.75',
      source: 'model 1',
    });
    const { losses } = writeAll(prodigy, { ...open, metadata: { answer: 'accept' } });
    assert.deepEqual(codesOf(losses), ['prodigy/metadata-dropped']);
  });

  it('reads relations by the spans they repeat, or by tokens', async () => {
    const ends = { head: 2, child: 1, label: 'of' };
    const spans = [fever, { ...noFever, end: 4, token_end: 1 }];
    const entities = ['T1 Sign fever', 'T2 Finding no'];
    await check({ text, tokens, spans, relations: [ends] }, { entities, relations: ['of T1 T2'] });
    await check({ text, spans, relations: [ends] }, { entities, relations: ['of T1 T2'] });
    const repeated = { ...ends, head: 99, head_span: fever, child_span: spans[1] };
    const document = await check(
      { text, tokens, spans, relations: [{ ...repeated, color: '#fff' }] },
      { entities, relations: ['of T1 T2'] },
    );
    assert.deepEqual(document.annotations.relations[0]?.metadata, { color: '#fff' });
    await check(
      { text, tokens, spans, relations: [{ ...ends, head: 3 }] },
      { entities, codes: ['relation-without-span'] },
    );
    // The last token is what Prodigy means by the token of a span.
    const nested = { entities: ['T1 Finding no fever', 'T2 Sign fever'], relations: ['of T1 T1'] };
    await check(
      { text, tokens, spans: [noFever, fever], relations: [{ ...ends, head: 2, child: 1 }] },
      nested,
    );
  });
  it('gives tokens to a document with relations and none', () => {
    const relation = {
      id: 'R1',
      type: 'of',
      arguments: [
        { role: 'Arg1', target: 'T1' },
        { role: 'Arg2', target: 'T2' },
      ],
    } as const;
    const { content, losses } = writeAll(
      prodigy,
      documentOf(
        '5mg x-ray',
        [
          ['T1', 'A', [0, 1]],
          ['T2', 'B', [4, 7]],
        ],
        { relations: [relation] },
      ),
    );
    assert.deepEqual(losses, []);
    const task = JSON.parse(content);
    assert.deepEqual(
      task.tokens.map((token: { text: string }) => token.text),
      ['5', 'mg', 'x', '-', 'r', 'ay'],
    );
    assert.deepEqual(task.spans[1], { start: 4, end: 7, token_start: 2, token_end: 4, label: 'B' });
    assert.deepEqual([task.relations[0].head, task.relations[0].child], [0, 4]);
  });

  it('compares spans and tokens with the text', async () => {
    await check({ text, tokens: [{ ...tokens[1], text: 'not' }], spans: [] }, { codes: ['bad-token'] });
    await check({ text, tokens: [tokens[2], tokens[1]], spans: [] }, { codes: ['bad-token'] });
    await check(
      { text, tokens: [{ ...tokens[0], disabled: true }], spans: [] },
      { codes: ['token-fields-left-out'] },
    );
    await check(
      { text, tokens, spans: [{ ...fever, token_start: 1 }] },
      { entities: ['T1 Sign fever'], codes: ['tokens-differ'] },
    );
    await check(
      { text, spans: [{ ...fever, text: 'pain' }] },
      { entities: ['T1 Sign pain'], codes: ['words-differ'] },
    );
    await check({ text, spans: [{ ...fever, end: 17 }] }, { codes: ['bad-offset'] });
    await check({ text, spans: [{ start: 0, end: 1 }] }, { codes: ['no-type'] });
  });

  it('reads spaCy in its shapes and writes one of them', async () => {
    const entities = [[5, 10, 'Sign']];
    const contents = [
      line({ text, entities, cats: { a: 1 } }),
      line([text, { entities, cats: { a: 1 } }]),
      JSON.stringify([[text, { entities, cats: { a: 1 } }]]),
    ];
    for (const content of contents) {
      const { documents: read, problems } = await readAll(prodigy, content);
      assert.deepEqual(problems, []);
      assert.deepEqual(read[0]?.annotations, documentOf(text, [['T1', 'Sign', [6, 11]]]).annotations);
      const { content: written, losses } = writeAll(prodigy, ...read);
      assert.deepEqual(losses, []);
      assert.deepEqual(JSON.parse(written), { id: 'file', text, entities, cats: { a: 1 } });
    }
  });

  for (const shape of [undefined, 'spacy']) {
    it(`gives back every document but for what it lists, ${shape ?? 'as tasks'}`, async () => {
      const property = fc.asyncProperty(documents(), async (drawn) => {
        const document =
          shape === undefined ? drawn : { ...drawn, metadata: { ...drawn.metadata, 'prodigy.shape': shape } };
        const { content, losses } = writeAll(prodigy, document);
        const { documents: read, problems } = await readAll(prodigy, content);
        assert.deepEqual(
          problems.filter(({ severity }) => severity === 'error'),
          [],
        );
        const expected = minus(document, losses);
        // Tokens that relations need are given to documents that have none.
        const { tokens: given, ...others } = read[0] as AnnotatedDocument;
        const compared = document.tokens === undefined ? others : read[0];
        assert.ok(
          document.tokens !== undefined || given === undefined || expected.annotations.relations.length > 0,
        );
        assert.deepEqual(normal(compared as AnnotatedDocument), normal(expected));
        assert.equal(writeAll(prodigy, ...read).content, content);
      });
      await fc.assert(property, { numRuns: 200 });
    });
  }

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      assert.equal(prodigy.recognise(beginning, name) > 0.5, name.startsWith('prodigy'), name);
    }
  });
});
