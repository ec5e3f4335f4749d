import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AnnotatedDocument, noAnnotations, wordsAt } from '../../../../server/annotation/document.ts';
import { pubtator } from '../../../../server/formats/pubtator/pubtator.ts';
import { span } from '../../../../server/text/positions.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';

const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');
const head = ['1|t|Fever 😀 and cough.', '1|a|No chest pain | rash.'];
const text = 'Fever 😀 and cough.\nNo chest pain | rash.';

/** Reads one document with these rows; checks entities as `type start end words`, in UTF-16, and codes of problems. */
async function check(rows: readonly string[], entities: readonly string[], codes: readonly string[] = []) {
  const content = lines(...head, ...rows, '');
  const { documents: found, problems } = await readAll(pubtator, content);
  assert.equal(found.length, 1);
  const [document] = found as [AnnotatedDocument];
  assert.equal(document.text, text);
  const shown = document.annotations.entities.map(
    ({ type, fragments: [{ start, end }], words }) => `${type} ${start} ${end} ${words}`,
  );
  assert.deepEqual(shown, entities);
  assert.deepEqual(
    problems.map(({ code, line }) => `${code}:${line}`),
    codes,
  );
  return { document, problems, content };
}

/** Concepts as `target system identifier`. */
const conceptsOf = ({ annotations }: AnnotatedDocument): string[] =>
  annotations.normalisations.map(({ target, system, identifier }) => `${target} ${system} ${identifier}`);

test('the beginning of a file is recognised by its content', () => {
  for (const [name, content] of Object.entries(heads)) {
    assert.equal(pubtator.recognise(content, name) > 0, name === 'pubtator.txt', name);
  }
  assert.equal(pubtator.recognise('\n\n7|t|A\n7|a|B\n', 'x'), 1);
  assert.equal(pubtator.recognise('7|t|A', 'x.PubTator'), 1);
  assert.ok(pubtator.recognise('7|t|A', 'x') < 1);
});

test('title and abstract are passages with a line feed between them', async () => {
  const { document } = await check([], []);
  assert.deepEqual(document.passages, [
    { span: span(0, 19), metadata: { type: 'title' } },
    { span: span(20, text.length), metadata: { type: 'abstract' } },
  ]);
});

test('offsets count code points', async () => {
  await check(
    ['1\t6\t7\t😀\tFace\t-', '1\t12\t17\tcough\tSign\tD003371'],
    ['Face 6 8 😀', 'Sign 13 18 cough'],
  );
});

test('cells of concepts keep their meaning and their spelling', async () => {
  const cells = [
    'D1|D2',
    '-1',
    'MESH:D1',
    'D1+OMIM:2',
    '1,2',
    '10(Tax:9606)',
    ' D1',
    'c|SUB|G|Ex2+860|C',
    'p|SUB|V|600|E;Gene:673;VariantGroup:0',
    'rs12;Disease:D1,D2',
    'D1|-1',
    '12;13',
  ];
  const { document, content } = await check(
    cells.map((cell) => `1\t0\t5\tFever\tX\t${cell}`),
    cells.map(() => 'X 0 5 Fever'),
  );
  assert.deepEqual(conceptsOf(document), [
    'T1  D1',
    'T1  D2',
    'T3 MESH D1',
    'T4  D1',
    'T4 OMIM 2',
    'T5  1',
    'T5  2',
    'T6  10',
    'T7  D1',
    'T8  c|SUB|G|Ex2+860|C',
    'T9  p|SUB|V|600|E',
    'T10  rs12',
    'T11  D1',
    'T12  12',
    'T12  13',
  ]);
  assert.deepEqual(writeAll(pubtator, document), { content, losses: [] });
});

test('the last columns may be absent or empty, and hold individual mentions', async () => {
  const { document, content } = await check(
    [
      '1\t0\t5\tFever\tX',
      '1\t0\t5\tFever\tX\t',
      '1\t0\t5\tFever\tX\tD1\t',
      '1\t0\t5\tFever\tX\tD1|D2\tone|two',
    ],
    ['X 0 5 Fever', 'X 0 5 Fever', 'X 0 5 Fever', 'X 0 5 Fever'],
  );
  assert.equal(document.annotations.entities[3]?.metadata?.['mentions'], 'one|two');
  assert.deepEqual(writeAll(pubtator, document), { content, losses: [] });
});

test('relations join the first mentions of their concepts', async () => {
  const { document, content } = await check(
    ['1\t0\t5\tFever\tX\tD1', '1\t12\t17\tcough\tY\tD2|D3', '1\tCause\tD3\tD1', '1\tCause\tD1\tD9\tNovel'],
    ['X 0 5 Fever', 'Y 13 18 cough'],
    ['pubtator/concept-not-mentioned:6'],
  );
  const shown = document.annotations.relations.map(({ id, type, arguments: [a, b], metadata }) => ({
    id,
    type,
    ends: `${a.target} ${b.target}`,
    metadata,
  }));
  assert.deepEqual(shown, [
    { id: 'R1', type: 'Cause', ends: 'T2 T1', metadata: { entity1: 'D3', entity2: 'D1' } },
    { id: 'R2', type: 'Cause', ends: 'T1 D9', metadata: { entity1: 'D1', entity2: 'D9', novel: 'Novel' } },
  ]);
  assert.deepEqual(writeAll(pubtator, document), { content, losses: [] });
});

test('mentions that are not at their offsets keep their words, and the problem says where they are', async () => {
  const { problems } = await check(
    [
      '1\t11\t16\tcough\tX',
      '1\t15\t20\tcough\tX',
      '1\t13\t18\tcough\tX',
      '1\t0\t9\tchest\tX',
      '1\t0\t5\tpox\tX',
      '1\t0\t5\t\tX',
    ],
    ['X 12 17 cough', 'X 16 21 cough', 'X 14 19 cough', 'X 0 10 chest', 'X 0 5 pox', 'X 0 5 Fever'],
    [
      'pubtator/words-differ:3',
      'pubtator/words-differ:4',
      'pubtator/words-differ:5',
      'pubtator/words-differ:6',
      'pubtator/words-differ:7',
      'pubtator/words-missing:8',
    ],
  );
  const messages = problems.map(({ message }) => message);
  assert.match(messages[0] ?? '', /nearest place with these words is 12 to 17\./);
  assert.match(messages[1] ?? '', /count UTF-8 bytes: write 12 to 17\./);
  assert.match(messages[2] ?? '', /count UTF-16 code units: write 12 to 17\./);
  assert.match(messages[3] ?? '', /nearest place with these words is 22 to 27\./);
  assert.doesNotMatch(messages[4] ?? '', /nearest|count/);
});

test('rows that are no stretch of the text or cannot be read are left out', async () => {
  await check(
    ['1\t30\t99\tx\tX', '1\t9\t7\tx\tX', '1\t-1\t5\tFever\tX', '1\tx', '2\t0\t5\tFever\tX', 'free text'],
    [],
    [
      'pubtator/other-document:7',
      'pubtator/malformed-line:8',
      'pubtator/offset-outside-text:3',
      'pubtator/offsets-inverted:4',
      'pubtator/offset-outside-text:5',
      'pubtator/malformed-line:6',
    ],
  );
});

test('the limits of documents are found', async () => {
  const cases: [string, string[], string[]][] = [
    ['', [], []],
    ['1|t|A\n1|a|B\n\n2|t|C\n\n\n', ['1 A\nB', '2 C'], []],
    ['\uFEFF\r\n1|t|A\r\n1|a|\r\n2|t|C\r\n', ['1 A\n', '2 C'], ['pubtator/blank-line-missing:4']],
    ['1|t|A\n\n1\t0\t1\tA\tX\n', ['1 A'], ['pubtator/blank-line-inside:3']],
    [
      '1|a|B\n1|a|C\n1|k|D\n',
      ['1 \nB'],
      ['pubtator/title-missing:1', 'pubtator/part-left-out:2', 'pubtator/part-left-out:3'],
    ],
    ['1\t0\t1\tA\tX\nprose\n', [], ['pubtator/other-document:1', 'pubtator/malformed-line:2']],
  ];
  for (const [content, expected, codes] of cases) {
    const { documents: found, problems } = await readAll(pubtator, content);
    assert.deepEqual(
      found.map(({ id, text: own }) => `${id} ${own}`),
      expected,
      content,
    );
    assert.deepEqual(
      problems.map(({ code, line }) => `${code}:${line}`),
      codes,
      content,
    );
  }
});

test('a file may come in pieces cut anywhere', async () => {
  const content = lines(...head, '1\t6\t7\t😀\tFace\t-', '', '2|t|B', '2|a|', '').replaceAll('\n', '\r\n');
  const whole = await readAll(pubtator, content);
  assert.equal(whole.documents.length, 2);
  for (const cut of [1, 2, 3, 7]) assert.deepEqual(await readAll(pubtator, content, 'x', cut), whole);
});

/** Writes a document; checks its lines and the codes of its losses. */
function checkWriting(
  document: AnnotatedDocument,
  expected: readonly string[],
  losses: readonly string[] = [],
): void {
  const written = writeAll(pubtator, document);
  assert.equal(written.content, lines(...expected, ''));
  assert.deepEqual(
    codesOf(written.losses),
    losses.map((code) => `pubtator/${code}`),
  );
}

test('the first line of a text becomes the title, and line breaks become spaces', () => {
  checkWriting(documentOf('one line', []), ['note|t|one line']);
  checkWriting(documentOf('one\n', []), ['note|t|one', 'note|a|']);
  checkWriting(
    documentOf('😀\r\none\ntwo', [['T1', 'X', [4, 11]]]),
    ['note|t|😀 ', 'note|a|one two', 'note\t3\t10\tone two\tX'],
    ['line-breaks-replaced'],
  );
});

test('fragments become mentions of their own, with the same concepts', () =>
  checkWriting(
    documentOf('breast and lung cancer', [['T1', 'X', [0, 6], [16, 22]]], {
      normalisations: [{ id: 'N1', target: 'T1', system: 'MESH', identifier: 'D001943' }],
    }),
    [
      'note|t|breast and lung cancer',
      'note\t0\t6\tbreast\tX\tMESH:D001943',
      'note\t16\t22\tcancer\tX\tMESH:D001943',
    ],
    ['fragments-divided'],
  ));

test('relations between mentions become relations between their concepts', () => {
  const relation = (id: string, a: string, b: string) => ({
    id,
    type: 'Causes',
    arguments: [
      { role: 'Arg1', target: a },
      { role: 'Arg2', target: b },
    ] as const,
  });
  checkWriting(
    documentOf(
      'a b c',
      [
        ['T1', 'X', [0, 1]],
        ['T2', 'Y', [2, 3]],
        ['T3', 'Y', [4, 5]],
      ],
      {
        normalisations: [
          { id: 'N1', target: 'T1', system: '', identifier: 'D1' },
          { id: 'N2', target: 'T2', system: '', identifier: 'D2', name: 'b' },
        ],
        relations: [relation('R1', 'T1', 'T2'), relation('R2', 'T1', 'T3'), relation('R3', 'T1', 'T2')],
      },
    ),
    [
      'note|t|a b c',
      'note\t0\t1\ta\tX\tD1',
      'note\t2\t3\tb\tY\tD2',
      'note\t4\t5\tc\tY',
      'note\tCauses\tD1\tD2',
    ],
    ['concept-name-dropped', 'relation-between-concepts', 'relation-dropped'],
  );
});

test('everything PubTator has no place for is listed', () => {
  const [entity] = documentOf('a b', [['a1', 'X\tY', [0, 1]]]).annotations.entities;
  assert.ok(entity !== undefined);
  checkWriting(
    {
      id: 'ward|1',
      text: 'a b',
      annotations: {
        ...noAnnotations,
        entities: [
          { ...entity, metadata: { certainty: 'low' }, ...{ score: 0.5, model: 'm' } },
          { ...entity, id: 'a2', type: 'Z', words: 'a ' },
          { ...entity, id: 'a3', fragments: [span(2, 9)] },
        ],
        normalisations: [
          { id: 'N1', target: 'a2', system: '', identifier: 'A:1|B' },
          { id: 'N2', target: 'E1', system: '', identifier: '1' },
        ],
        events: [{ id: 'E1', type: 'Change', trigger: 'a1', arguments: [] }],
        attributes: [{ id: 'A1', type: 'Negation', target: 'a1' }],
        notes: [{ id: '#1', type: 'AnnotatorNotes', target: 'a1', text: 'why' }],
        equivalences: [{ type: 'Equiv', members: ['a1', 'a2'] }],
      },
      sentences: [span(0, 3)],
      tokens: [span(0, 1)],
      metadata: { journal: 'x' },
    },
    ['ward_1|t|a b', 'ward_1\t0\t1\ta\tX Y', 'ward_1\t0\t1\ta\tZ\tA:1|B'],
    [
      'concept-dropped',
      'document-id-changed',
      'type-changed',
      'score-dropped',
      'metadata-dropped',
      'concept-changed',
      'words-dropped',
      'span-unwritable',
      'ids-dropped',
      'event-dropped',
      'attribute-dropped',
      'note-dropped',
      'equivalence-dropped',
      'sentences-dropped',
      'tokens-dropped',
    ],
  );
});

test('what is written reads as the same mentions over the same characters', async () => {
  await fc.assert(
    fc.asyncProperty(documents(), fc.nat({ max: 9 }), async (document, cut) => {
      const { content, losses } = writeAll(pubtator, document, document);
      const { documents: found, problems } = await readAll(
        pubtator,
        content,
        'x',
        cut === 0 ? undefined : cut,
      );
      assert.equal(found.length, 2);
      const [read] = found as [AnnotatedDocument];
      const codes = new Set(codesOf(losses));
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.equal(read.id, document.id);
      assert.equal(read.text.replace(/\s/g, ' '), document.text.replace(/\s/g, ' '));
      if (!codes.has('pubtator/line-breaks-replaced')) assert.equal(read.text, document.text);
      const pieces = document.annotations.entities.flatMap(({ type, fragments }) =>
        fragments.map((fragment) => ({ type, fragments: [fragment], words: wordsAt(read.text, [fragment]) })),
      );
      assert.deepEqual(
        read.annotations.entities.map(({ type, fragments, words }) => ({ type, fragments, words })),
        pieces,
      );
      assert.equal(
        codes.has('pubtator/fragments-divided'),
        pieces.length > document.annotations.entities.length,
      );
      const dropped = losses.filter(({ code }) => code === 'pubtator/relation-dropped').length;
      assert.equal(
        2 * document.annotations.relations.length - dropped,
        2 * read.annotations.relations.length,
      );
      // What was read can be said in full.
      const again = writeAll(pubtator, ...found);
      assert.deepEqual(again.losses, []);
      assert.equal(again.content, content);
      assert.deepEqual((await readAll(pubtator, again.content)).documents, found);
    }),
  );
});
