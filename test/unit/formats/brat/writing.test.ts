import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AnnotatedDocument,
  type Annotations,
  type Entity,
  noAnnotations,
  type PredictedEntity,
  wordsAt,
} from '../../../../server/annotation/document.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import { standoffLosses, writeAnnotations } from '../../../../server/formats/brat/writing.ts';
import { type Span, span } from '../../../../server/text/positions.ts';
import { fragmentsIn, texts } from '../../annotation/arbitraries.ts';

const text = 'chest pain 😀\r\nand p53';
const entity = (id: string, type: string, words: string, ...fragments: [Span, ...Span[]]): Entity => ({
  id,
  type,
  fragments,
  words,
});

/** Checks the content of a new file and the codes of what could not be said. */
function check(
  annotations: Partial<Annotations>,
  expected: readonly string[],
  losses: readonly string[] = [],
): void {
  const whole = { ...noAnnotations, ...annotations };
  assert.equal(writeAnnotations(whole, text), expected.map((line) => `${line}\n`).join(''));
  assert.deepEqual(
    standoffLosses({ id: 'a', text, annotations: whole }).map(({ code }) => code),
    losses,
  );
}

test('no annotations make an empty file', () => check({}, []));

test('entities are written in code points with their words', () => {
  check(
    { entities: [entity('T1', 'Sign', 'chest pain', span(0, 10)), entity('T7', 'P', 'p53', span(19, 22))] },
    ['T1\tSign 0 10\tchest pain', 'T7\tP 18 21\tp53'],
  );
});

test('an entity across a line break is divided, and that is said', () => {
  check(
    { entities: [entity('T1', 'X', '😀\r\nand', span(11, 18))] },
    ['T1\tX 11 12;14 17\t😀 and'],
    ['brat/divided-at-line-break'],
  );
});

test('words that differ from the text are written as they are, so that they go on differing', () => {
  check({ entities: [entity('T1', 'X', 'liver', span(0, 5))] }, ['T1\tX 0 5\tliver']);
  check({ entities: [entity('T1', 'X', '', span(0, 5))] }, ['T1\tX 0 5\tchest']);
});

const pair: Annotations['relations'][number]['arguments'] = [
  { role: 'Arg1', target: 'T1' },
  { role: 'Arg2', target: 'T2' },
];
const pairedEntities = [
  entity('T1', 'Sign', 'chest pain', span(0, 10)),
  entity('T2', 'P', 'p53', span(19, 22)),
];

test('scores of relations become notes and are read back', () => {
  const metadata = { score: '0.8312', model: 'relations 1.0' };
  const annotations = {
    entities: pairedEntities,
    relations: [{ id: 'R1', type: 'Causes', arguments: pair, metadata }],
  };
  const lines = [
    'T1\tSign 0 10\tchest pain',
    'T2\tP 18 21\tp53',
    'R1\tCauses Arg1:T1 Arg2:T2',
    '#1\tPrediction R1\t0.8312 relations 1.0',
  ];
  check(annotations, lines);
  const read = parseStandoff(lines.map((line) => `${line}\n`).join(''), text);
  assert.deepEqual(read.annotations, { ...noAnnotations, ...annotations });
});

test('what brat has no place for is said', () => {
  const document: AnnotatedDocument = {
    id: 'a',
    text,
    annotations: {
      ...noAnnotations,
      entities: pairedEntities.map((each) => ({ ...each, metadata: { level: '2' } })),
      relations: [{ id: 'R1', type: 'Causes', arguments: pair, metadata: { novel: 'Novel' } }],
    },
    metadata: { source: 'x' },
    passages: [{ span: span(0, 10), metadata: { type: 'title' } }],
    tokens: [span(0, 5)],
  };
  assert.deepEqual(
    standoffLosses(document).map(({ code, message }) => `${code} ${message}`),
    [
      'brat/metadata-dropped source = "x" of the document a',
      'brat/passages-dropped the boundaries of 1 passages',
      'brat/tokens-dropped the boundaries of 1 tokens',
      'brat/metadata-dropped type = "title" of passage 1',
      'brat/metadata-dropped level = "2" of T1',
      'brat/metadata-dropped level = "2" of T2',
      'brat/metadata-dropped novel = "Novel" of R1',
    ],
  );
});

test('entities that are no stretch of the text are left out with what refers to them', () => {
  check(
    {
      entities: [entity('T1', 'X', '', span(0, 99)), entity('T2', 'X', '', span(11, 12))],
      attributes: [{ id: 'A1', type: 'N', target: 'T1' }],
    },
    [],
    ['brat/span-unwritable', 'brat/span-unwritable', 'brat/target-missing'],
  );
});

test('ids of other forms are replaced, and references follow', () => {
  check(
    {
      entities: [
        entity('e1', 'X', 'chest', span(0, 5)),
        entity('T1', 'X', 'pain', span(6, 10)),
        entity('T1', 'Y', 'pain', span(6, 10)),
      ],
      relations: [
        {
          id: '1',
          type: 'R',
          arguments: [
            { role: 'Arg1', target: 'e1' },
            { role: 'Arg2', target: 'T1' },
          ],
        },
      ],
    },
    ['T2\tX 0 5\tchest', 'T1\tX 6 10\tpain', 'T3\tY 6 10\tpain', 'R1\tR Arg1:T2 Arg2:T1'],
    ['brat/id-replaced', 'brat/id-replaced', 'brat/id-replaced'],
  );
});

test('what brat cannot spell is written otherwise, and that is said', () => {
  check(
    {
      entities: [entity('T1', 'Gene product', 'chest', span(0, 5))],
      attributes: [{ id: 'A1', type: 'Value', target: 'T1', value: 'a\tb ' }],
      normalisations: [
        { id: 'N1', target: 'T1', system: 'My base', identifier: 'C 1' },
        { id: 'N2', target: 'T1', system: '', identifier: '672' },
      ],
      notes: [{ id: '#1', type: 'AnnotatorNotes', target: 'T1', text: 'one\ntwo' }],
    },
    [
      'T1\tGene_product 0 5\tchest',
      'A1\tValue T1 a b',
      'N1\tReference T1 My_base:C_1',
      'N2\tReference T1 672',
      '#1\tAnnotatorNotes T1\tone two',
    ],
    ['brat/type-renamed', 'brat/white-space-replaced', 'brat/concept-renamed', 'brat/line-break-in-note'],
  );
});

test('the score of a prediction is written as a note that the reader takes back', () => {
  const predicted: PredictedEntity = {
    ...entity('T1', 'Sign', 'chest', span(0, 5)),
    score: 0.97314,
    model: 'm 1.2',
  };
  const notes = [{ id: '#1', type: 'AnnotatorNotes', target: 'T1', text: 'x' }];
  check({ entities: [predicted], notes }, [
    'T1\tSign 0 5\tchest',
    '#1\tAnnotatorNotes T1\tx',
    '#2\tPrediction T1\t0.9731 m 1.2',
  ]);
});

const annotated = texts
  .filter((whole) => whole !== '')
  .chain((whole) => {
    const name = fc.constantFrom('X', 'Y-1', 'Gene_product');
    const value = fc.string({ unit: 'grapheme' });
    const entities = fc.array(
      fc.record({ type: name, fragments: fragmentsIn(whole), score: fc.option(fc.nat(10_000)) }),
      { minLength: 1, maxLength: 3 },
    );
    return fc.record({ whole: fc.constant(whole), entities, name, value, other: fc.nat(5) });
  })
  .map(({ whole, entities, name, value, other }) => {
    const listed = entities.map(({ type, fragments, score }, index) => ({
      id: `T${index + 1}`,
      type,
      fragments,
      words: wordsAt(whole, fragments),
      ...(score !== null && { score: score / 10_000, model: 'a model' }),
    }));
    const target = `T${1 + (other % listed.length)}`;
    const annotations: Annotations = {
      entities: listed,
      relations: [
        {
          id: 'R1',
          type: name,
          arguments: [
            { role: 'Arg1', target },
            { role: 'Arg2', target: 'T1' },
          ],
        },
      ],
      events: [{ id: 'E1', type: name, trigger: target, arguments: [{ role: 'Theme2', target: 'R1' }] }],
      attributes: [
        { id: 'A1', type: name, target },
        { id: 'M2', type: name, target: 'E1', value },
      ],
      normalisations: [{ id: 'N1', target, system: 'GO', identifier: 'GO:1', name: value }],
      notes: [{ id: '#1', type: 'AnnotatorNotes', target: 'R1', text: value }],
      equivalences: [{ type: 'Equiv', members: ['T1', target] }],
    };
    return { whole, annotations };
  });

test('property: annotations that lose nothing are read back as they were', () => {
  let lossless = 0;
  fc.assert(
    fc.property(annotated, ({ whole, annotations }) => {
      const written = writeAnnotations(annotations, whole);
      const read = parseStandoff(written, whole);
      assert.ok(
        read.problems.every(({ severity, code }) => severity !== 'error' || code === 'brat/malformed-line'),
      );
      if (standoffLosses({ id: 'a', text: whole, annotations }).length > 0) return;
      lossless += 1;
      assert.deepEqual(read.annotations, annotations);
      assert.equal(writeAnnotations(read.annotations, whole), written);
    }),
    { numRuns: 500 },
  );
  assert.ok(lossless > 20, `only ${lossless} cases lost nothing`);
});
