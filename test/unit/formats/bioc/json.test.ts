import assert from 'node:assert/strict';
import { test } from 'node:test';
import { biocJson } from '../../../../server/formats/bioc/json.ts';
import { documentOf, readAll, writeAll } from '../json/documents.ts';
import { documentJson, jsonOf, mention } from './samples.ts';

/** Reads a file; checks documents as `id text` and problems as `code:line`. */
async function check(content: string, documents: readonly string[], problems: readonly string[] = []) {
  for (const cut of [undefined, 1, 3]) {
    const found = await readAll(biocJson, content, 'f.json', cut);
    assert.deepEqual(
      found.documents.map(({ id, text }) => `${id} ${text}`),
      documents,
      content,
    );
    assert.deepEqual(
      found.problems.map(({ code, line }) => `${code}:${line}`),
      problems,
      content,
    );
  }
}

const sample = (id: string, text: string) => ({ id, passages: [{ offset: 0, text }] });
const one = JSON.stringify(documentJson(sample('1', 'a 😀')));
const two = JSON.stringify(documentJson(sample('2', 'b')), null, 1);

test('documents are found wherever they stand', async () => {
  await check(jsonOf(sample('1', 'a 😀'), sample('2', 'b')), ['1 a 😀', '2 b']);
  await check(`\uFEFF${two}`, ['2 b']);
  await check(`${one}\n${one}\r\n\n${one}`, ['1 a 😀', '1 a 😀', '1 a 😀']);
  await check(`[${one}, ${two}]`, ['1 a 😀', '2 b']);
  await check(`{"PubTator3": [${one}]}`, ['1 a 😀']);
  await check(`[{"bioctype":"BioCCollection","source":"PMC","documents":[${one}]},{"documents":[${two}]}]`, [
    '1 a 😀',
    '2 b',
  ]);
  await check('{"source":"","documents":[]}', [], ['bioc-json/no-documents:undefined']);
});

test('what a collection says before its documents goes with them, and what comes later is reported', async () => {
  const { documents, problems } = await readAll(
    biocJson,
    `{"source":"s","infons":{"a":"b"},"documents":[${one}],\n"key":"k"}`,
  );
  assert.deepEqual(documents[0]?.metadata, { 'collection.source': 's', 'collection.infon.a': 'b' });
  assert.deepEqual(
    problems.map(({ code, line, message }) => [code, line, message.includes('fields key stand')]),
    [['bioc-json/field-after-documents', 1, true]],
  );
});

test('after a line that is no JSON the next one is read', async () => {
  await check(`${one}\n{"id":"x","passages":[}\n${one}\n`, ['1 a 😀', '1 a 😀'], ['bioc-json/malformed:2']);
  await check(`{"id":"x"\n{"id":"y" "z"}\n${one}`, ['1 a 😀'], ['bioc-json/malformed:2']);
  await check(
    `{"id":,\n{"id":"y" "z"}\n${one}`,
    ['1 a 😀'],
    ['bioc-json/malformed:1', 'bioc-json/malformed:2'],
  );
  await check(`{"documents":[${one},{"id":"2","passages":[{"offset":0`, ['1 a 😀'], ['bioc-json/cut-off:1']);
  for (const content of [
    '{"a":1,}',
    '[1,]',
    '{"a" 1}',
    '[1 2]',
    '{1:2}',
    ']',
    '{]',
    '"a":1',
    '{"a":}',
    'tru',
    '"a',
  ]) {
    const { problems } = await readAll(biocJson, content);
    const codes = problems.map(({ code }) => code);
    assert.deepEqual(codes, ['bioc-json/malformed'], content);
  }
});

test('values of other kinds than expected count as missing', async () => {
  await check(
    '{"id":7,"extra":1,"infons":[],"passages":[3,{"offset":"0","text":"a","sentences":{},"infons":{"a":null,"b":[1]},\n"annotations":[{"id":1,"infons":{"type":"X"},"text":"a","locations":[{"offset":-1,"length":1},{"offset":0,"length":1}]}]}]}',
    ['7 a'],
    ['bioc/unknown-field:1', 'bioc/infon-not-text:1', 'bioc/number-malformed:2'],
  );
});

test('a problem names the column of its object, in UTF-16', async () => {
  const content = JSON.stringify(
    documentJson({ ...sample('1', '😀é"\\'), annotations: [mention('a', 'X', 9, 'x')] }),
  );
  const column = content.indexOf('{"id":"a"') + 1;
  for (const cut of [undefined, 1, 2, 20]) {
    const { problems } = await readAll(biocJson, `\n${content}`, 'x', cut);
    assert.deepEqual(
      problems.map(({ line, column: at }) => [line, at]),
      [[2, column]],
    );
  }
});

test('any character survives', async () => {
  const document = documentOf('a\u0000\uD800"\\\r\n\u2028😀', [['T1', 'X', [0, 10]]]);
  const { content, losses } = writeAll(biocJson, document);
  assert.deepEqual(losses, []);
  for (const cut of [undefined, 1]) {
    const { documents, problems } = await readAll(biocJson, content, 'x', cut);
    assert.deepEqual(problems, []);
    assert.deepEqual(documents, [document]);
  }
});

test('a document is a line', () => {
  assert.equal(
    writeAll(biocJson, documentOf('a', [['T1', 'X', [0, 1]]]), documentOf('b', [])).content,
    [
      '{"source":"","date":"","key":"","infons":{},"documents":[',
      '{"id":"note","infons":{},"passages":[{"infons":{},"offset":0,"text":"a","sentences":[],"annotations":[{"id":"T1","infons":{"type":"X"},"text":"a","locations":[{"offset":0,"length":1}]}],"relations":[]}],"annotations":[],"relations":[]},',
      '{"id":"note","infons":{},"passages":[{"infons":{},"offset":0,"text":"b","sentences":[],"annotations":[],"relations":[]}],"annotations":[],"relations":[]}',
      ']}',
      '',
    ].join('\n'),
  );
});
