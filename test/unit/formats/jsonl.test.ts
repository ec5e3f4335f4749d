import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnnotatedDocument } from '../../../server/annotation/document.ts';
import { jsonl } from '../../../server/formats/jsonl.ts';
import { codesOf, documentOf, documents, minus, normal, readAll, writeAll } from './json/documents.ts';
import { heads } from './json/heads.ts';

const text = '😀 breast and ovarian cancer\n';
const head = '{"id":"note","text":"😀 fever",';

const annotated = documentOf(
  text,
  [
    ['T1', 'Disease', [3, 9], [22, 28]],
    ['T2', 'Anatomy', [3, 9]],
  ],
  {
    relations: [
      {
        id: 'R1',
        type: 'In',
        arguments: [
          { role: 'Arg1', target: 'T1' },
          { role: 'Arg2', target: 'T2' },
        ],
      },
    ],
    attributes: [
      { id: 'A1', type: 'Negation', target: 'T1' },
      { id: 'A2', type: 'Certainty', target: 'T1', value: 'Low' },
    ],
    normalisations: [
      { id: 'N1', target: 'T1', system: 'MESH', identifier: 'D001943', name: 'Breast Neoplasms', score: 0.9 },
    ],
  },
);

const written = (document: AnnotatedDocument) => {
  const writer = jsonl.write?.();
  assert.ok(writer);
  return writer.document(document);
};

describe('a line of jsonl', () => {
  it('counts in code points and keeps fragments, concepts, attributes and relations', () => {
    const { content: line } = written(annotated);
    assert.ok(line.endsWith('}\n'));
    assert.equal(line.indexOf('\n'), line.length - 1);
    assert.deepEqual(JSON.parse(line), {
      id: 'note',
      text,
      entities: [
        {
          id: 'T1',
          type: 'Disease',
          spans: [
            [2, 8],
            [21, 27],
          ],
          text: 'breast cancer',
          concepts: [{ system: 'MESH', id: 'D001943', name: 'Breast Neoplasms', score: 0.9 }],
          attributes: { Negation: true, Certainty: 'Low' },
        },
        { id: 'T2', type: 'Anatomy', spans: [[2, 8]], text: 'breast', concepts: [], attributes: {} },
      ],
      relations: [{ id: 'R1', type: 'In', head: 'T1', tail: 'T2' }],
    });
  });
  it('leaves out a span inside a character, and says so', () => {
    const broken = documentOf(text, [['T1', 'Disease', [1, 9]]]);
    const { content, losses } = written(broken);
    assert.deepEqual((JSON.parse(content) as { entities: unknown[] }).entities, []);
    assert.deepEqual(
      losses.map(({ code }) => code),
      ['jsonl/span-unwritable'],
    );
    assert.match(losses[0]?.message ?? '', /T1 at 1 to 9 is no span of whole characters/);
  });
});

describe('jsonl', () => {
  it('reads what it writes, and writes what it reads', async () => {
    const { content, losses } = writeAll(jsonl, annotated, documentOf('', []));
    assert.deepEqual(losses, []);
    const { documents: read, problems } = await readAll(jsonl, content);
    assert.deepEqual(problems, []);
    assert.deepEqual(read, [annotated, documentOf('', [])]);
    assert.equal(writeAll(jsonl, ...read).content, content);
  });

  it('gives back every document, cut anywhere', async () => {
    const property = fc.asyncProperty(documents(), fc.integer({ min: 1, max: 9 }), async (document, cut) => {
      const { content, losses } = writeAll(jsonl, document);
      assert.deepEqual(losses, []);
      const { documents: read, problems } = await readAll(jsonl, content, 'x.jsonl', cut);
      assert.deepEqual(codesOf(problems.filter(({ severity }) => severity === 'error')), []);
      assert.deepEqual(read.map(normal), [normal(minus(document, losses))]);
      assert.equal(writeAll(jsonl, ...read).content, content);
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('leaves out an entity inside a character and what refers to it, with a list', () => {
    const broken = documentOf(
      '😀',
      [
        ['T1', 'Disease', [1, 2]],
        ['T2', 'Disease', [0, 2]],
      ],
      {
        attributes: [{ id: 'A1', type: 'Negation', target: 'T1' }],
        notes: [{ id: '#1', type: 'AnnotatorNotes', target: 'A1', text: 'why' }],
      },
    );
    const { content, losses } = writeAll(jsonl, broken);
    assert.deepEqual(codesOf(losses), [
      'jsonl/span-unwritable',
      'jsonl/attribute-dropped',
      'jsonl/note-dropped',
    ]);
    assert.equal(JSON.parse(content).entities.length, 1);
  });

  const check = async (
    content: string,
    expected: readonly (readonly [code: string, line: number])[],
    entities: number,
  ) => {
    const { documents: read, problems } = await readAll(jsonl, content);
    assert.deepEqual(
      problems.map(({ code, line }) => [code, line]),
      expected,
    );
    assert.equal(read.flatMap(({ annotations }) => annotations.entities).length, entities);
  };
  const entity = (fields: string): string => `${head}"entities":[{"id":"T1","type":"Sign",${fields}}]}\n`;
  const good = entity('"spans":[[2,7]],"text":"fever"');

  it('says where a line is broken and reads the others', async () => {
    await check(
      `${good}{"id": "b", "text": \n\nno json\n7\n{"id":"c"}\n${good}`,
      [
        ['jsonl/malformed-json', 2],
        ['jsonl/malformed-json', 4],
        ['jsonl/no-document', 5],
        ['jsonl/no-document', 6],
      ],
      2,
    );
  });
  it('takes CRLF and a byte order mark', () => check(`\uFEFF${good.replace('\n', '\r\n')}${good}`, [], 2));
  it('refuses offsets that are no positions', async () => {
    for (const spans of ['[[2,8]]', '[[-1,3]]', '[[3,2]]', '[[1.5,2]]', '[["2","7"]]', '[[2]]', '[2,7]']) {
      await check(entity(`"spans":${spans}`), [['jsonl/bad-offset', 1]], 0);
    }
    await check(entity('"spans":[]'), [['jsonl/no-span', 1]], 0);
    await check(entity('"spans":[[2,4],[3,7]]'), [['jsonl/overlapping-fragments', 1]], 0);
  });
  it('keeps words that differ, with a problem', async () => {
    const { documents: read, problems } = await readAll(jsonl, entity('"spans":[[2,6]],"text":"fever"'));
    assert.deepEqual(codesOf(problems), ['jsonl/words-differ']);
    assert.equal(read[0]?.annotations.entities[0]?.words, 'fever');
  });
  it('leaves out what refers to nothing', async () => {
    const relation = '"relations":[{"id":"R1","type":"In","head":"T1","tail":"T9"}]';
    await check(
      `${head}"entities":[{"id":"T1","type":"Sign","spans":[[2,7]]}],${relation}}`,
      [['jsonl/unknown-target', 1]],
      1,
    );
  });
  it('gives ids that are missing, taken or given twice', async () => {
    const entities =
      '[{"type":"A","spans":[[0,1]]},{"id":"T1","type":"B","spans":[[0,1]]},{"id":"T1","type":"C","spans":[[0,1]]}]';
    const { documents: read, problems } = await readAll(jsonl, `${head}"entities":${entities}}`);
    assert.deepEqual(codesOf(problems), ['jsonl/duplicate-id']);
    assert.deepEqual(
      read[0]?.annotations.entities.map(({ id }) => id),
      ['T2', 'T1', 'T3'],
    );
  });
  it('keeps unknown fields as they were', async () => {
    const line = `${head}"entities":[],"relations":[],"n":7,"s":"7","o":{"a":[null]},"t":"plain"}\n`;
    const { documents: read } = await readAll(jsonl, line);
    assert.deepEqual(read[0]?.metadata, { n: '7', s: '"7"', o: '{"a":[null]}', t: 'plain' });
    assert.equal(writeAll(jsonl, ...read).content, line);
  });
  it('names documents without an id by the file', async () => {
    const { documents: read } = await readAll(
      jsonl,
      '{"text":"a","entities":[]}\n{"text":"b","entities":[]}',
      'notes.v2.jsonl',
    );
    assert.deepEqual(
      read.map(({ id }) => id),
      ['notes.v2', 'notes.v2-2'],
    );
  });

  it('recognises its files and no others', () => {
    for (const [name, beginning] of Object.entries(heads)) {
      const certainty = jsonl.recognise(beginning, name);
      if (name.startsWith('jsonl')) assert.ok(certainty >= 0.3, name);
      else assert.ok(certainty === 0, name);
    }
    assert.equal(jsonl.recognise(good, 'x'), 1);
  });
});
