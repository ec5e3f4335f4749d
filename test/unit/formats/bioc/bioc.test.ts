/** What both notations of BioC have in common: each case is checked in XML and in JSON. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AnnotatedDocument,
  type Annotations,
  noAnnotations,
} from '../../../../server/annotation/document.ts';
import { biocJson } from '../../../../server/formats/bioc/json.ts';
import { biocXml } from '../../../../server/formats/bioc/xml.ts';
import type { Format } from '../../../../server/formats/format.ts';
import { span } from '../../../../server/text/positions.ts';
import { codesOf, documentOf, documents, readAll, writeAll } from '../json/documents.ts';
import { heads } from '../json/heads.ts';
import { expected, jsonOf, mention, normal, type Sample, xmlOf } from './samples.ts';

const notations: readonly [Format, (...samples: readonly Sample[]) => string][] = [
  [biocXml, xmlOf],
  [biocJson, jsonOf],
];

/**
 * Reads a document in both notations. Checks the text, the entities as `id type start end[;start end] words` in UTF-16
 * and the codes of problems, and that it comes back from being written.
 */
async function check(
  sample: Sample,
  text: string,
  entities: readonly string[],
  codes: readonly string[] = [],
): Promise<AnnotatedDocument> {
  let last: AnnotatedDocument | undefined;
  for (const [format, fileOf] of notations) {
    const { documents: found, problems } = await readAll(format, fileOf({ id: '1', ...sample }), 'f.x', 5);
    assert.equal(found.length, 1, format.name);
    const [document] = found as [AnnotatedDocument];
    assert.equal(document.text, text, format.name);
    const shown = document.annotations.entities.map(
      ({ id, type, fragments, words }) =>
        `${id} ${type} ${fragments.map(({ start, end }) => `${start} ${end}`).join(';')} ${words}`,
    );
    assert.deepEqual(shown, entities, format.name);
    assert.deepEqual(
      problems.map(({ code }) => code),
      codes.map((code) => `bioc/${code}`),
      format.name,
    );
    for (const { line, document: name } of problems)
      assert.ok(line !== undefined && name === '1', format.name);
    const written = writeAll(format, document);
    assert.deepEqual(written.losses, [], format.name);
    const again = await readAll(format, written.content, 'f.x', 7);
    assert.deepEqual(again.documents, [document], format.name);
    assert.equal(writeAll(format, ...again.documents).content, written.content, format.name);
    if (last !== undefined) assert.deepEqual(document, last);
    last = document;
  }
  return last as AnnotatedDocument;
}

test('the beginning of a file is recognised by its content', () => {
  for (const [name, content] of Object.entries(heads)) {
    assert.equal(biocXml.recognise(content, name) > 0, name === 'bioc.xml', name);
    assert.equal(biocJson.recognise(content, name) > 0, name === 'bioc.json', name);
  }
  const cases: [Format, string, number][] = [
    [
      biocXml,
      '\uFEFF<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n<collection>',
      1,
    ],
    [biocXml, '<collection id="3"><item/>', 0.6],
    [biocXml, '<document><id>1</id><passage>', 0.8],
    [biocXml, '<html><collection>', 0],
    [biocJson, '{"bioctype": "BioCCollection", "source": "PMC"', 1],
    [biocJson, '[{"source":"","documents":[{"id":"1","passages":[', 1],
    [biocJson, '{"id":"1","passages":[{"offset":0', 1],
    [biocJson, '{"PubTator3":[{"id":"1","passages":[{"infons":{', 1],
    [biocJson, '{"source":"","date":"","key":"","documents":[', 0.9],
    [biocJson, '{"documents":[{"text":"x"', 0],
  ];
  for (const [format, head, fit] of cases) assert.equal(format.recognise(head, 'x'), fit, head);
});

test('passages are put together as far as their offsets say', async () => {
  const first = { offset: 0, infons: { type: 'title' }, text: '😀 A' };
  const cases: [number, string, string[]][] = [
    [3, '😀 AB', []],
    [4, '😀 A\nB', []],
    [8, '😀 A\nB', []],
    [90, '😀 A\nB', []],
    [1, '😀 A\nB', ['passages-overlap']],
  ];
  for (const [offset, text, codes] of cases) {
    const second = { offset, text: 'B', annotations: [mention('a', 'X', offset, 'B')] };
    const start = text.length - 1;
    await check({ passages: [first, second] }, text, [`a X ${start} ${start + 1} B`], codes);
  }
  const passage = { offset: 27, text: 'B', annotations: [mention('a', 'X', 27, 'B')] };
  await check({ passages: [passage] }, 'B', ['a X 0 1 B']);
  await check({ passages: [{ offset: 0, text: '' }] }, '', []);
});

test('the unit of offsets is found by trial', async () => {
  const title = { offset: 0, text: 'é 😀.' };
  const cases: [number, number, string[]][] = [
    [5, 8, []],
    [9, 12, ['unit']],
    [6, 9, ['unit']],
  ];
  for (const [second, place, codes] of cases) {
    const abstract = { offset: second, text: 'My fever', annotations: [mention('a', 'X', place, 'fever')] };
    const document = await check(
      { passages: [title, abstract] },
      'é 😀.\nMy fever',
      ['a X 9 14 fever'],
      codes,
    );
    assert.equal(document.metadata?.['bioc.unit'], { 5: undefined, 9: 'bytes', 6: 'utf-16' }[second]);
  }
});

test('a document without evidence is read in the unit of the one before it', async () => {
  const first = {
    id: '1',
    passages: [{ offset: 0, text: 'é fever', annotations: [mention('a', 'X', 3, 'fever')] }],
  };
  const second = {
    id: '2',
    passages: [{ offset: 0, text: 'é fever', annotations: [mention('a', 'X', 0, '', 2)] }],
  };
  for (const [format, fileOf] of notations) {
    const { documents: found } = await readAll(format, fileOf(first, second));
    assert.deepEqual(found[1]?.annotations.entities[0]?.fragments, [span(0, 1)]);
  }
});

test('sentences carry text and annotations', async () => {
  const sentences = [
    { offset: 3, infons: { n: '1' }, text: 'A b.', annotations: [mention('a', 'X', 3, 'A')] },
    {
      offset: 8,
      text: 'C d.',
      annotations: [mention('b', 'X', 8, 'C')],
      relations: [
        {
          id: 'r',
          infons: { type: 'R' },
          nodes: [
            ['x', 'a'],
            ['y', 'b'],
          ] as const,
        },
      ],
    },
  ];
  const passages = [
    { offset: 0, text: 'T.' },
    { offset: 3, sentences, annotations: [mention('c', 'X', 5, 'b. C')] },
  ];
  const document = await check({ passages }, 'T.\nA b. C d.', ['a X 3 4 A', 'b X 8 9 C', 'c X 5 9 b. C']);
  assert.deepEqual(document.sentences, [span(3, 7), span(8, 12)]);
  assert.deepEqual(document.metadata, {
    'collection.source': 's',
    'collection.key': 'k',
    'sentence.1.n': '1',
  });
});

test('annotations may have several locations, be nested, and be listed anywhere', async () => {
  await check(
    {
      passages: [
        {
          offset: 0,
          text: 'breast and lung cancer 😀',
          annotations: [
            {
              ...mention('a', 'X', 0, 'breast cancer'),
              locations: [
                [16, 6],
                [0, 6],
              ],
            },
            mention('b', 'X', 11, 'lung cancer'),
            mention('c', 'X', 23, '😀', 1),
          ],
        },
        { offset: 25, text: 'B' },
      ],
      annotations: [mention('d', 'Y', 0, 'breast'), mention('e', 'Y', 23, '😀\nB', 3)],
    },
    'breast and lung cancer 😀\nB',
    [
      'a X 0 6;16 22 breast cancer',
      'b X 11 22 lung cancer',
      'c X 23 25 😀',
      'd Y 0 6 breast',
      'e Y 23 27 😀\nB',
    ],
  );
});

test('words that are not at their offsets are kept, and the problem says where they are', async () => {
  const annotations = [
    mention('a', 'X', 0, 'cough'),
    mention('b', 'X', 6, 'fever '),
    mention('c', 'X', 6, ''),
    {
      ...mention('d', 'X', 6, 'fe [...] er', 2),
      locations: [
        [6, 2],
        [9, 2],
      ] as const,
    },
  ].map((each) => (each.text === '' ? { ...each, locations: [[6, 5]] as const } : each));
  for (const [format, fileOf] of notations) {
    const file = fileOf({
      id: '1',
      passages: [
        {
          offset: 0,
          text: 'cough fever, cough',
          annotations: [mention('z', 'X', 1, 'cough'), ...annotations],
        },
      ],
    });
    const {
      documents: [document],
      problems,
    } = await readAll(format, file);
    assert.deepEqual(
      document?.annotations.entities.map(({ words }) => words),
      ['cough', 'cough', 'fever,', 'fever', 'fe er'].with(2, 'fever '),
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['bioc/words-differ', 'bioc/words-differ', 'bioc/words-missing', 'bioc/words-vary'],
    );
    assert.match(problems[0]?.message ?? '', /nearest place with these words is 0 to 5\./);
  }
});

test('what is no stretch of the text is left out, with a problem', async () => {
  await check(
    {
      passages: [
        {
          offset: 0,
          text: 'fever',
          annotations: [
            mention('a', 'X', 9, 'x'),
            { id: 'b', infons: { type: 'X' }, text: 'x', locations: [] },
            {
              ...mention('c', 'X', 0, 'fe'),
              locations: [
                [0, 2],
                [1, 2],
              ],
            },
            mention('d', 'X', 0, 'fever'),
          ],
        },
      ],
      relations: [{ id: 'r', infons: { type: 'R' }, nodes: [['x', 'd']] }],
    },
    'fever',
    ['d X 0 5 fever'],
    ['offset-outside-text', 'annotation-without-location', 'locations-overlap', 'relation-incomplete'],
  );
});

test('ids that are missing or occur twice are replaced', async () => {
  const { id: _id, ...anonymous } = mention('', 'X', 0, 'a');
  const annotations = [mention('T1', 'X', 0, 'a'), anonymous, mention('T1', 'Y', 0, 'a')];
  for (const [format, fileOf] of notations) {
    const file = fileOf(
      { id: '1', passages: [{ offset: 0, text: 'a', annotations }] },
      { passages: [{ text: 'a' }] },
    );
    const { documents: found, problems } = await readAll(format, file, 'notes.x');
    assert.deepEqual(
      found[0]?.annotations.entities.map(({ id }) => id),
      ['T1', 'T2', 'T1-2'],
    );
    assert.equal(found[1]?.id, 'notes-2');
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['bioc/duplicate-id', 'bioc/id-missing', 'bioc/offset-missing'],
    );
  }
});

/** Reads the infons of an annotation `a` over a text; checks its type, metadata and everything else but entities. */
async function checkInfons(
  infons: Readonly<Record<string, string>>,
  metadata: Readonly<Record<string, string>> | undefined,
  more: Partial<Annotations> = {},
  codes: readonly string[] = [],
): Promise<void> {
  const annotations = [{ ...mention('a', 'X', 0, 'fever'), infons }];
  const document = await check(
    { passages: [{ offset: 0, text: 'fever', annotations }] },
    'fever',
    [`a ${infons['type'] ?? 'Annotation'} 0 5 fever`],
    codes,
  );
  const {
    entities: [entity],
    ...rest
  } = document.annotations;
  const { entities: _entities, ...none } = noAnnotations;
  assert.deepEqual(entity?.metadata, metadata);
  assert.deepEqual(rest, { ...none, ...more });
}

test('infons become type, concepts, attributes and notes, and otherwise metadata', async () => {
  const concept = (number: number, system: string, identifier: string) => ({
    id: `N${number}`,
    target: 'a',
    system,
    identifier,
  });
  await checkInfons({ type: 'X' }, undefined);
  await checkInfons({ other: 'y' }, { other: 'y' }, {}, ['type-missing']);
  await checkInfons({ type: 'X', identifier: 'MESH:D1' }, undefined, {
    normalisations: [concept(1, 'MESH', 'D1')],
  });
  await checkInfons(
    { type: 'X', identifier: '1,2', name: 'one|two' },
    { identifier: '1,2' },
    {
      normalisations: [
        { ...concept(1, '', '1'), name: 'one' },
        { ...concept(2, '', '2'), name: 'two' },
      ],
    },
  );
  await checkInfons(
    { type: 'X', identifier: '1|2', name: 'one' },
    { name: 'one' },
    { normalisations: [concept(1, '', '1'), concept(2, '', '2')] },
  );
  await checkInfons({ type: 'X', identifier: '-' }, { identifier: '-' });
  await checkInfons(
    { type: 'X', cui: 'D1' },
    { 'bioc.concept-key': 'cui' },
    { normalisations: [concept(1, '', 'D1')] },
  );
  await checkInfons(
    { type: 'X', 'attribute:Negation': '', 'attribute:Level': 'low', 'note:Why': 'so' },
    undefined,
    {
      attributes: [
        { id: 'A1', type: 'Negation', target: 'a' },
        { id: 'A2', type: 'Level', target: 'a', value: 'low' },
      ],
      notes: [{ id: '#1', type: 'Why', target: 'a', text: 'so' }],
    },
  );
});

test('a score and a model make a predicted entity', async () => {
  const infons = { type: 'X', score: '0.97', model: 'm 1' };
  const annotations = [{ ...mention('a', 'X', 0, 'fever'), infons }];
  const document = await check({ passages: [{ offset: 0, text: 'fever', annotations }] }, 'fever', [
    'a X 0 5 fever',
  ]);
  assert.deepEqual(document.annotations.entities, [
    { id: 'a', type: 'X', fragments: [span(0, 5)], words: 'fever', score: 0.97, model: 'm 1' },
  ]);
  await checkInfons({ type: 'X', score: '7', model: 'm' }, { score: '7', model: 'm' });
});

test('relations have any number of nodes, stand between concepts, or are events and equivalences', async () => {
  const annotations = [
    { ...mention('a', 'X', 0, 'A'), infons: { type: 'X', identifier: 'D1' } },
    { ...mention('b', 'X', 2, 'B'), infons: { type: 'X', identifier: 'D2' } },
  ];
  const document = await check(
    {
      passages: [
        {
          offset: 0,
          text: 'A B',
          annotations,
          relations: [
            {
              id: 'r1',
              infons: { type: 'R', 'attribute:Negation': '' },
              nodes: [
                ['x', 'a'],
                ['y', 'b'],
                ['x', 'r2'],
              ],
            },
          ],
        },
      ],
      relations: [
        { id: 'r2', infons: { type: 'S', entity1: 'D2', entity2: 'D1', novel: 'No' }, nodes: [] },
        { id: 'e1', infons: { type: 'E', kind: 'event' }, nodes: [['Trigger', 'a']] },
        {
          id: 'q',
          infons: { type: 'Equiv', kind: 'equivalence' },
          nodes: [
            ['Member', 'a'],
            ['Member', 'b'],
          ],
        },
      ],
    },
    'A B',
    ['a X 0 1 A', 'b X 2 3 B'],
  );
  const { relations, events, equivalences, attributes } = document.annotations;
  assert.deepEqual(relations, [
    {
      id: 'r1',
      type: 'R',
      arguments: [
        { role: 'x', target: 'a' },
        { role: 'y', target: 'b' },
        { role: 'x', target: 'r2' },
      ],
      metadata: { 'bioc.level': 'passage' },
    },
    {
      id: 'r2',
      type: 'S',
      arguments: [
        { role: 'Arg1', target: 'b' },
        { role: 'Arg2', target: 'a' },
      ],
      metadata: { entity1: 'D2', entity2: 'D1', novel: 'No' },
    },
  ]);
  assert.deepEqual(events, [{ id: 'e1', type: 'E', trigger: 'a', arguments: [] }]);
  assert.deepEqual(equivalences, [{ type: 'Equiv', members: ['a', 'b'] }]);
  assert.deepEqual(attributes, [{ id: 'A1', type: 'Negation', target: 'r1' }]);
});

test('references that lead nowhere are kept and reported', async () => {
  await check(
    {
      passages: [{ offset: 0, text: 'A', annotations: [mention('a', 'X', 0, 'A')] }],
      relations: [
        {
          id: 'r',
          infons: { type: 'R' },
          nodes: [
            ['x', 'a'],
            ['y', 'nowhere'],
          ],
        },
        { id: 's', infons: { type: 'S', entity1: 'D1', entity2: 'D1' }, nodes: [] },
      ],
    },
    'A',
    ['a X 0 1 A'],
    ['reference-missing', 'concept-not-mentioned'],
  );
});

test('the fields of a collection go with its documents, and a file has those of the first', async () => {
  const document: AnnotatedDocument = {
    ...documentOf('a', []),
    metadata: { 'collection.source': 'x', 'collection.infon.a': 'b', c: 'd' },
  };
  for (const [format] of notations) {
    const { content, losses } = writeAll(format, document, document, documentOf('a', []));
    assert.deepEqual(codesOf(losses), ['bioc/collection-dropped'], format.name);
    const { documents: found } = await readAll(format, content);
    assert.deepEqual(found.slice(0, 2), [document, document]);
    const { content: empty } = writeAll(format);
    const { documents: none, problems } = await readAll(format, empty);
    assert.deepEqual([none, codesOf(problems)], [[], [`${format.name}/no-documents`]]);
  }
});

test('everything BioC has no place for is listed', () => {
  const [entity] = documentOf('a b', [['T1', 'X', [0, 1]]]).annotations.entities;
  assert.ok(entity !== undefined);
  const document: AnnotatedDocument = {
    id: '1',
    text: 'a b',
    annotations: {
      ...noAnnotations,
      entities: [
        { ...entity, metadata: { type: 'Y', 'attribute:Negation': 'z' } },
        { ...entity, id: 'T2', words: 'a ' },
        { ...entity, id: 'T3', fragments: [span(2, 9)] },
        { ...entity, id: 'T2' },
      ],
      normalisations: [
        { id: 'N1', target: 'T1', system: '', identifier: 'A:1|B', name: 'x' },
        { id: 'N2', target: 'R1', system: '', identifier: '1' },
        { id: 'N3', target: 'T2', system: '', identifier: '1', name: 'x|y' },
        { id: 'N4', target: 'T2', system: '', identifier: '2', name: 'z' },
      ],
      attributes: [
        { id: 'A1', type: 'Negation', target: 'T1' },
        { id: 'A2', type: 'Negation', target: 'T1' },
        { id: 'A3', type: 'Level', target: 'T1', value: '' },
        { id: 'A9', type: 'Level', target: 'T3', value: 'x' },
      ],
      notes: [{ id: '#1', type: 'Why', target: 'A1', text: 'so' }],
    },
    passages: [
      { span: span(0, 1), metadata: { 'bioc.offset': 'x' } },
      { span: span(0, 2), metadata: {} },
    ],
    sentences: [span(1, 2)],
    tokens: [span(0, 1)],
    metadata: { 'bioc.unit': 'inches' },
  };
  for (const [format] of notations) {
    const codes = [
      'metadata-dropped',
      'passage-dropped',
      'passage-added',
      'sentences-dropped',
      'tokens-dropped',
      'attribute-dropped',
      'empty-value',
      'ids-dropped',
      'words-dropped',
      'concept-changed',
      'concept-name-dropped',
      'duplicate-id',
      'concept-dropped',
      'span-unwritable',
      'note-dropped',
    ];
    assert.deepEqual(
      codesOf(writeAll(format, document).losses).toSorted(),
      codes.map((code) => `bioc/${code}`).toSorted(),
    );
  }
});

for (const [format] of notations) {
  test(`${format.title}: a document reads as it was, but for what is listed as lost`, async () => {
    await fc.assert(
      fc.asyncProperty(documents(), fc.nat({ max: 9 }), async (document, cut) => {
        const { content, losses } = writeAll(format, document);
        const { documents: found, problems } = await readAll(
          format,
          content,
          'x',
          cut === 0 ? undefined : cut,
        );
        assert.deepEqual(
          problems.filter(({ code }) => !harmless.has(code)),
          [],
        );
        const [read] = found as [AnnotatedDocument];
        const wanted = expected(document, losses) as AnnotatedDocument;
        const { passages, sentences, ...rest } = normal(read) as AnnotatedDocument;
        const given = {
          ...rest,
          ...(wanted.passages && { passages }),
          ...(wanted.sentences && { sentences }),
        };
        assert.deepEqual(given, wanted);
        // What was read can be said in full.
        const again = writeAll(format, read);
        assert.deepEqual(again.losses, []);
        const { documents: twice } = await readAll(format, again.content);
        assert.deepEqual(twice, found);
      }),
    );
  });
}

/** Problems that generated documents have and that change nothing. */
const harmless: ReadonlySet<string> = new Set(['bioc/words-vary', 'bioc/unit']);
