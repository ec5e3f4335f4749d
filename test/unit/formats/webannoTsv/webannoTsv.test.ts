import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AnnotatedDocument, noAnnotations } from '../../../../server/annotation/document.ts';
import { webannoTsv } from '../../../../server/formats/webannoTsv/webannoTsv.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';
import { saying } from '../uima/comparison.ts';

const read = (content: string, cut?: number) => readAll(webannoTsv, content, 'note.tsv', cut);

/** A file with a header of layers, and sentences of lines. */
function file(layers: readonly string[], ...sentences: readonly (readonly string[])[]): string {
  const header = ['#FORMAT=WebAnno TSV 3.3', ...layers, ''];
  return [...header, ...sentences.flatMap((lines) => ['', ...lines])].join('\n').concat('\n');
}

interface Case {
  readonly name: string;
  readonly content: string;
  /** `type start-end words`. */
  readonly entities: readonly string[];
  readonly attributes?: readonly string[];
  readonly relations?: readonly string[];
  readonly events?: readonly string[];
  readonly equivalences?: readonly string[];
  readonly problems?: readonly string[];
  readonly text?: string;
}

/** Reads a file and compares what it says; a file without problems must be written back byte for byte. */
function check(expected: Case): void {
  test(expected.name, async () => {
    const { documents: found, problems } = await read(expected.content);
    const [document] = found as [AnnotatedDocument];
    const { entities, attributes, relations, events, equivalences } = document.annotations;
    assert.deepEqual(
      {
        entities: entities.map(
          ({ type, fragments: [{ start, end }], words }) => `${type} ${start}-${end} ${words}`,
        ),
        attributes: attributes.map(({ type, target, value }) => `${target} ${type}=${value}`),
        relations: relations.map(({ type, arguments: [a, b] }) => `${type} ${a.target} ${b.target}`),
        events: events.map(
          ({ trigger, arguments: roles }) =>
            `${trigger} ${roles.map(({ role, target }) => `${role}:${target}`).join(' ')}`,
        ),
        equivalences: equivalences.map(({ type, members }) => `${type} ${members.join(' ')}`),
        problems: codesOf(problems),
      },
      {
        entities: expected.entities,
        attributes: expected.attributes ?? [],
        relations: expected.relations ?? [],
        events: expected.events ?? [],
        equivalences: expected.equivalences ?? [],
        problems: expected.problems ?? [],
      },
    );
    if (expected.text !== undefined) assert.equal(document.text, expected.text);
    if (problems.length > 0) return;
    const written = writeAll(webannoTsv, document);
    assert.deepEqual(written.losses, []);
    assert.equal(written.content, expected.content);
  });
}

const spans = '#T_SP=webanno.custom.Span|value';
const feverCough = ['#Text=Fever, no cough.'];

check({
  name: 'the type of an entity is the value of its layer',
  content: file(
    ['#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value'],
    [...feverCough, '1-1\t0-5\tFever\t*\tSign\t', '1-2\t7-9\tno\t_\t_\t', '1-3\t10-16\tcough.\t*\t*\t'],
  ),
  entities: ['Sign 0-5 Fever', 'NamedEntity 10-16 cough.'],
  text: 'Fever, no cough.',
});

check({
  name: 'other features are attributes, and a layer without a label gives its name',
  content: file(
    ['#T_SP=webanno.custom.Medication|dose|negated'],
    [...feverCough, '1-1\t0-5\tFever\t5 mg\ttrue\t', '1-2\t10-15\tcough\t*\tfalse\t'],
  ),
  entities: ['Medication 0-5 Fever', 'Medication 10-15 cough'],
  attributes: ['T1 dose=5 mg', 'T1 negated=undefined', 'T2 negated=false'],
});

check({
  name: 'spans over tokens, parts of tokens and empty spans',
  content: file(
    [spans],
    [
      ...feverCough,
      '1-1\t0-5\tFever\tA[1]|B[2]\t',
      '1-1.1\t0-0\t\tC\t',
      '1-2\t5-6\t,\tA[1]\t',
      '1-3\t7-9\tno\tA[1]\t',
      '1-3.1\t8-9\to\tD[3]\t',
      '1-4\t10-16\tcough.\t_\t',
      '1-4.1\t10-12\tco\tD[3]\t',
    ],
  ),
  entities: ['A 0-9 Fever, no', 'B 0-5 Fever', 'C 0-0 ', 'D 8-12 o co'],
});

check({
  name: 'sentences of several lines, with ids, and gaps between them',
  content: file(
    [spans],
    ['#Sentence.id=s1', '#Text=  a\\r', '#Text=', '#Text=b \\\\', '1-1\t0-3\t  a\t_\t', '1-2\t6-7\tb\tX\t'],
    ['#Text=c', '2-1\t12-13\tc\tY\t'],
    ['#Text=d', '3-1\t13-14\td\tZ\t'],
  ),
  entities: ['X 6-7 b', 'Y 12-13 c', 'Z 13-14 d'],
  text: '  a\r\n\nb \\\n  cd',
});

check({
  name: 'offsets count UTF-16 code units',
  content: file([spans], ['#Text=😀 e\u0301', '1-1\t0-2\t😀\tX\t', '1-2\t3-5\te\u0301\tY\t']),
  entities: ['X 0-2 😀', 'Y 3-5 e\u0301'],
});

check({
  name: 'offsets in code points are found out',
  content: file([spans], ['#Text=😀 cough', '1-1\t0-1\t😀\t_\t', '1-2\t2-7\tcough\tX\t']),
  entities: ['X 3-8 cough'],
  problems: ['webanno-tsv/code-points'],
});

check({
  name: 'escaped values',
  content: file(
    [spans],
    [...feverCough, '1-1\t0-5\tFever\t\\_\t', '1-2\t7-9\tno\ta\\|b\\;\\->\\[1\\]\\\\[1]|\\*[2]\t'],
  ),
  entities: ['_ 0-5 Fever', 'a|b;->[1]\\ 7-9 no', '* 7-9 no'],
});

check({
  name: 'relations between stacked annotations, with numbers',
  content: file(
    [spans, '#T_RL=webanno.custom.Relation|grade|value|BT_webanno.custom.Span'],
    [
      ...feverCough,
      '1-1\t0-5\tFever\tA\t_\t_\t_\t',
      '1-2\t10-15\tcough\tB[1]|C[2]\t3|*\tcauses|*\t1-1[0_2]|1-2[1_2]\t',
    ],
  ),
  entities: ['A 0-5 Fever', 'B 10-15 cough', 'C 10-15 cough'],
  relations: ['causes T1 T3', 'Relation T2 T3'],
  attributes: ['R1 grade=3'],
});

check({
  name: 'relations between tokens',
  content: file(
    ['#T_RL=webanno.custom.Relation|value|BT_de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token'],
    [...feverCough, '1-1\t0-5\tFever\t_\t_\t', '1-2\t10-15\tcough\tmod\t1-1\t'],
  ),
  entities: ['Token 0-5 Fever', 'Token 10-15 cough'],
  relations: ['mod T1 T2'],
});

check({
  name: 'slots are events',
  content: file(
    [
      '#T_SP=webanno.custom.Finding|kind',
      '#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:my_links_webanno.custom.HostLink|webanno.custom.Finding',
    ],
    [...feverCough, '1-1\t0-5\tFever\tA\tcause;*\t1-2[1];1-1\t', '1-2\t10-15\tcough\tB[1]|C[2]\t_\t*\t'],
  ),
  entities: [
    'Finding 0-5 Fever',
    'Host 0-5 Fever',
    'Finding 10-15 cough',
    'Finding 10-15 cough',
    'Host 10-15 cough',
  ],
  attributes: ['T1 kind=A', 'T3 kind=B', 'T4 kind=C'],
  events: ['T2 cause:T3 my_links:T1'],
});

check({
  name: 'chains are equivalences',
  content: file(
    ['#T_CH=webanno.custom.CorefLink|referenceRelation|referenceType'],
    [
      ...feverCough,
      '1-1\t0-5\tFever\tsame->1-2\t*[1]\t',
      '1-2\t7-9\tno\t*->1-1\tpr[1]\t',
      '1-3\t10-15\tcough\t*->1-1\tpr[1]\t',
    ],
  ),
  entities: ['CorefLink 0-5 Fever', 'CorefLink 7-15 no cough'],
  attributes: ['T1 referenceRelation=same', 'T2 referenceType=pr'],
  equivalences: ['Coref T2 T1'],
});

check({
  name: 'words that are not at their offsets are kept and listed',
  content: file([spans], [...feverCough, '1-1\t0-5\tFever\t_\t', '1-2\t8-13\tcough\tX\t']),
  entities: ['X 8-13 cough'],
  problems: ['webanno-tsv/words-differ'],
});

check({
  name: 'what cannot be read is left out and listed, and the rest goes on',
  content: file(
    [spans, '#T_RL=webanno.custom.Relation|BT_webanno.custom.Span', '#T_XX=a'],
    [
      ...feverCough,
      '1-1\t0-5\tFever\tA\t_',
      '1-2\t7-9\tno\tA',
      'what',
      '1-3\t90-95\tcough\tB\t_\t',
      '1-4\t10-15\tcough\tC\t1-9\t',
    ],
  ),
  entities: ['A 0-5 Fever', 'C 10-15 cough'],
  problems: [
    'webanno-tsv/malformed-layer',
    'webanno-tsv/malformed-row',
    'webanno-tsv/offset',
    'webanno-tsv/unresolved',
  ],
});

check({
  name: 'a number that is used again is another annotation',
  content: file(
    [spans],
    [...feverCough, '1-1\t0-5\tFever\tA[1]\t', '1-2\t7-9\tno\t_\t', '1-3\t10-15\tcough\tA[1]\t'],
  ),
  entities: ['A 0-5 Fever', 'A 10-15 cough'],
  problems: ['webanno-tsv/number'],
});

test('version 3.1 has the escapes of Java', async () => {
  const content = '#FORMAT=WebAnno TSV 3.1\n\n\n#Text=\\u00e9 \\"\n1-1\t0-1\té\n1-2\t2-3\t"\n';
  const { documents: found, problems } = await read(content);
  assert.deepEqual(problems, []);
  assert.equal(found[0]?.text, 'é "');
});

test('other versions are refused with the line', async () => {
  const { documents: found, problems } = await read('#FORMAT=WebAnno TSV 2.0\n\n#Text=a\n');
  assert.deepEqual(found, []);
  assert.deepEqual(
    problems.map(({ code, line }) => [code, line]),
    [['webanno-tsv/version', 1]],
  );
});

test('a document from elsewhere goes to custom.Span and custom.Relation', () => {
  const document = documentOf(
    'Fever, cough 😀',
    [
      ['T1', 'Sign', [0, 5]],
      ['T2', 'Sign', [7, 15]],
    ],
    {
      relations: [
        {
          id: 'R1',
          type: 'With',
          arguments: [
            { role: 'Arg1', target: 'T1' },
            { role: 'Arg2', target: 'T2' },
          ],
        },
      ],
      attributes: [{ id: 'A1', type: 'Negation', target: 'T1' }],
      normalisations: [{ id: 'N1', target: 'T1', system: 'UMLS', identifier: 'C0015967' }],
      equivalences: [{ type: 'Equiv', members: ['T1', 'T2'] }],
    },
  );
  const { content, losses } = writeAll(webannoTsv, document);
  assert.deepEqual(losses, []);
  assert.equal(
    content,
    file(
      [
        '#T_SP=custom.Span|label|Negation|identifier',
        '#T_CH=custom.EquivLink|referenceRelation|referenceType',
        '#T_RL=custom.Relation|label|BT_custom.Span',
      ],
      [
        '#Text=Fever, cough 😀',
        '1-1\t0-5\tFever\tSign\ttrue\tUMLS:C0015967\t*->1-1\tSign[1]\t_\t_\t',
        '1-2\t5-6\t,\t_\t_\t_\t_\t_\t_\t_\t',
        '1-3\t7-12\tcough\tSign[1]\t*[1]\t*[1]\t*->1-2\tSign[1]\tWith\t1-1[0_1]\t',
        '1-4\t13-15\t😀\tSign[1]\t*[1]\t*[1]\t*->1-2\tSign[1]\t_\t_\t',
      ],
    ),
  );
});

test('what cannot be written is listed', () => {
  const document = documentOf(
    ' one two three',
    [
      ['T1', 'A', [1, 4], [9, 14]],
      ['T2', 'A', [0, 4]],
      ['T3', 'A', [4, 5]],
      ['T4', 'A', [90, 95]],
    ],
    { notes: [{ id: '#1', type: 'Note', target: 'T1', text: 'why' }] },
  );
  const { losses } = writeAll(webannoTsv, document);
  assert.deepEqual(
    losses.map(({ code, id }) => `${code} ${id}`),
    [
      'webanno-tsv/note-dropped #1',
      'webanno-tsv/discontinuous T1',
      'webanno-tsv/span-trimmed T2',
      'webanno-tsv/entity-dropped T3',
      'webanno-tsv/entity-dropped T4',
    ],
  );
});

test('empty texts and texts of white space come back', async () => {
  for (const text of ['', ' ', '\n', '\r\n\t', '   a', '\n a\n', 'a\n\n\n  b. \n', 'a\u0001b\\n']) {
    const { content } = writeAll(webannoTsv, { id: 'note', text, annotations: noAnnotations });
    const { documents: found, problems } = await read(content);
    assert.deepEqual(problems, []);
    assert.equal(found[0]?.text, text);
  }
});

test('writing and reading gives what was written but for the losses', async () => {
  await fc.assert(
    fc.asyncProperty(
      documents(),
      fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
      async (document, cut) => {
        const { content, losses } = writeAll(webannoTsv, document);
        const { documents: found, problems } = await read(content, cut);
        assert.deepEqual(problems, []);
        assert.equal(found.length, 1);
        assert.deepEqual(saying(found[0] as AnnotatedDocument), saying(document, losses));
      },
    ),
    { numRuns: 300 },
  );
});

test('what was read is written and read the same', async () => {
  await fc.assert(
    fc.asyncProperty(documents(), async (document) => {
      const { content } = writeAll(webannoTsv, document);
      const { documents: first } = await read(content);
      const again = writeAll(webannoTsv, ...first);
      assert.deepEqual(again.losses, []);
      assert.equal(again.content, content);
      assert.deepEqual((await read(again.content)).documents, first);
    }),
    { numRuns: 150 },
  );
});

test('two documents in a file are both read', async () => {
  const one = documentOf('Fever', [['T1', 'Sign', [0, 5]]]);
  const { content } = writeAll(webannoTsv, one, { ...one, text: 'Rash ' });
  const { documents: found } = await read(content);
  assert.deepEqual(
    found.map(({ id, text }) => [id, text]),
    [
      ['note', 'Fever'],
      ['note-2', 'Rash '],
    ],
  );
});

test('recognises its own head and no other', () => {
  assert.equal(webannoTsv.recognise(file([spans]), 'x'), 1);
  assert.equal(webannoTsv.recognise('\uFEFF#FORMAT=WebAnno TSV 3.2\r\n', 'x'), 1);
  for (const [name, head] of Object.entries(heads))
    assert.equal(webannoTsv.recognise(head, 'x.tsv'), 0, name);
});

const data = process.env['GOLDSPAN_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const suite = join(data, 'fixtures/webanno-tsv');

test('the reference files of INCEpTION are written back byte for byte', {
  skip: existsSync(suite) ? false : `there is no ${suite}; set GOLDSPAN_DATA to the data folder`,
}, async () => {
  const files = readdirSync(suite, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsv'),
  );
  assert.ok(files.length > 30);
  for (const name of files) {
    const content = readFileSync(join(suite, name), 'utf8');
    const { documents: found, problems } = await read(content);
    assert.deepEqual(problems, [], name);
    const written = writeAll(webannoTsv, ...found);
    assert.deepEqual(written.losses, [], name);
    assert.equal(written.content, content, name);
  }
});
