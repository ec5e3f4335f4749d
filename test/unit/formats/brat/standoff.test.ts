import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Annotations, noAnnotations, wordsAt } from '../../../../server/annotation/document.ts';
import { parseStandoff, writeStandoff } from '../../../../server/formats/brat/standoff.ts';
import { OffsetConverter } from '../../../../server/text/positions.ts';
import { annotatedTexts, texts } from '../../annotation/arbitraries.ts';

interface Expected {
  /** `code` or `code: the content at its place`, in the order of the places. */
  readonly problems?: readonly string[];
  /** `id type start-end,start-end words` in UTF-16 code units. */
  readonly entities?: readonly string[];
  /** Whatever of the other annotations matters. */
  readonly annotations?: Partial<Annotations>;
}

/** Reads a file, whose lines are given without terminators, against a text and checks what comes out. */
function check(lines: readonly string[], text: string, expected: Expected): void {
  const content = lines.map((line) => `${line}\n`).join('');
  const file = parseStandoff(content, text);
  assert.equal(writeStandoff(file), content);
  const problems = file.problems.map(
    ({ code, place }) => [code, content.slice(place.start, place.end)] as const,
  );
  const wanted = expected.problems ?? [];
  assert.deepEqual(
    problems.map(([code, at], index) => (wanted[index]?.includes(': ') ? `${code}: ${at}` : code)),
    wanted,
  );
  if (expected.entities !== undefined) {
    assert.deepEqual(
      file.annotations.entities.map(
        ({ id, type, fragments, words }) =>
          `${id} ${type} ${fragments.map(({ start, end }) => `${start}-${end}`).join(',')} ${words}`,
      ),
      expected.entities,
    );
  }
  const { entities: _, ...others } = file.annotations;
  if (expected.annotations !== undefined) {
    const { entities: __, ...none } = noAnnotations;
    assert.deepEqual(others, { ...none, ...expected.annotations });
  }
}

const text = 'No chest pain; p53 binds p105.\nBreast and ovarian cancers.';

test('entities are read with one fragment or several', () => {
  check(['T1\tSign 3 13\tchest pain'], text, { entities: ['T1 Sign 3-13 chest pain'] });
  check(['T1\tDisease 31 37;50 57\tBreast cancers'], text, {
    entities: ['T1 Disease 31-37,50-57 Breast cancers'],
  });
  check(['T1\tSign 3 8;8 13\tchest  pain'], text, { entities: ['T1 Sign 3-8,8-13 chest  pain'] });
});

test('ids may be 0 and have suffixes', () => {
  check(['T0\tSign 3 8\tchest', 'T1.1\tSign 9 13\tpain', 'T1.2-1\tProtein 15 18\tp53'], text, {
    entities: ['T0 Sign 3-8 chest', 'T1.1 Sign 9-13 pain', 'T1.2-1 Protein 15-18 p53'],
  });
});

test('offsets count code points', () => {
  check(['T1\tX 1 2\t😀', 'T2\tX 3 4\tb'], 'a😀\u{1d6fc}b', { entities: ['T1 X 1-3 😀', 'T2 X 5-6 b'] });
  check(['T1\tX 1 3\te\u0301'], 'ae\u0301', { entities: ['T1 X 1-3 e\u0301'] });
});

test('a carriage return and a line feed are two characters', () => {
  check(['T1\tX 3 4\tb'], 'a\r\nb', { entities: ['T1 X 3-4 b'] });
});

test('a byte order mark is a character of the text', () => {
  check(['T1\tX 1 2\ta'], '\uFEFFa', { entities: ['T1 X 1-2 a'] });
});

test('fragments with a line break between them are fragments', () => {
  check(['T1\tX 0 5;6 10\tchest pain'], 'chest\npain', { entities: ['T1 X 0-5,6-10 chest pain'] });
});

test('an empty entity is read with a warning, and words may hold tabs of the text', () => {
  check(['T1\tX 3 3\t'], text, { entities: ['T1 X 3-3 '], problems: ['brat/span-empty'] });
  check(['T1\tX 3 3'], text, { entities: ['T1 X 3-3 '], problems: ['brat/span-empty'] });
  check(['T1\tX 0 3\ta\tb'], 'a\tb', { entities: ['T1 X 0-3 a\tb'] });
});

test('what follows the words in another column, or blanks, is kept and no problem', () => {
  check(['T1\tX 3 8\tchest\tmore'], text, { entities: ['T1 X 3-8 chest'] });
  check(['T1\tX 3 8\tchest  '], text, { entities: ['T1 X 3-8 chest'] });
});

test('words that go on after the offsets are a problem', () => {
  check(['T1\tX 3 8\tchest pain'], text, {
    problems: ['brat/words-differ'],
    entities: ['T1 X 3-8 chest pain'],
  });
});

test('relations, events, attributes, normalisations, notes and equivalences are read', () => {
  const entities = ['T1\tProtein 15 18\tp53', 'T2\tBinding 19 24\tbinds', 'T3\tProtein 25 29\tp105'];
  check([...entities, 'R1\tPart-of Arg1:T1 Arg2:T3\t'], text, {
    annotations: {
      relations: [
        {
          id: 'R1',
          type: 'Part-of',
          arguments: [
            { role: 'Arg1', target: 'T1' },
            { role: 'Arg2', target: 'T3' },
          ],
        },
      ],
    },
  });
  check(['E1\tBinding:T2 Theme:T1 Theme2:T3', 'E2\tBinding:T2 ', ...entities], text, {
    annotations: {
      events: [
        {
          id: 'E1',
          type: 'Binding',
          trigger: 'T2',
          arguments: [
            { role: 'Theme', target: 'T1' },
            { role: 'Theme2', target: 'T3' },
          ],
        },
        { id: 'E2', type: 'Binding', trigger: 'T2', arguments: [] },
      ],
    },
  });
  check(
    [
      ...entities,
      'R1\tPart-of Arg1:T1 Arg2:T3',
      'A1\tNegation T1',
      'A2\tConfidence T1 Rather high ',
      'M1\tSpeculation T1',
      'A3\tNegation R1',
    ],
    text,
    {
      annotations: {
        relations: [
          {
            id: 'R1',
            type: 'Part-of',
            arguments: [
              { role: 'Arg1', target: 'T1' },
              { role: 'Arg2', target: 'T3' },
            ],
          },
        ],
        attributes: [
          { id: 'A1', type: 'Negation', target: 'T1' },
          { id: 'A2', type: 'Confidence', target: 'T1', value: 'Rather high' },
          { id: 'M1', type: 'Speculation', target: 'T1' },
          { id: 'A3', type: 'Negation', target: 'R1' },
        ],
      },
    },
  );
  check([...entities, '#1\tAnnotatorNotes T1\tsee\tT3 ', '#2\tAnnotatorNotes T3', '*\tEquiv T1 T3'], text, {
    annotations: {
      notes: [
        { id: '#1', type: 'AnnotatorNotes', target: 'T1', text: 'see\tT3 ' },
        { id: '#2', type: 'AnnotatorNotes', target: 'T3', text: '' },
      ],
      equivalences: [{ type: 'Equiv', members: ['T1', 'T3'] }],
    },
  });
});

test('normalisations divide at the first colon and may have several tabs before the name', () => {
  const protein = 'T1\tProtein 15 18\tp53';
  const base = { id: 'N1', target: 'T1' };
  const cases: readonly [line: string, normalisation: object][] = [
    [
      'N1\tReference T1 Wikipedia:64488\tp53',
      { ...base, system: 'Wikipedia', identifier: '64488', name: 'p53' },
    ],
    [
      'N1\tReference T1 GO:GO:0005515\t\t\ta b',
      { ...base, system: 'GO', identifier: 'GO:0005515', name: 'a b' },
    ],
    ['N1\tReference T1 GO:GO:0005515', { ...base, system: 'GO', identifier: 'GO:0005515' }],
    ['N1\tReference Annotation:T1 Referent:MESH:D1', { ...base, system: 'MESH', identifier: 'D1' }],
    ['N1\tReference Referent:MESH:D1 Annotation:T1', { ...base, system: 'MESH', identifier: 'D1' }],
  ];
  for (const [line, normalisation] of cases) {
    check([protein, line], text, { annotations: { normalisations: [normalisation as never] } });
  }
  check([protein, 'N1\tReference T1 672\tBRCA1'], text, {
    problems: ['brat/concept-without-terminology: 672'],
    annotations: { normalisations: [{ ...base, system: '', identifier: '672', name: 'BRCA1' }] },
  });
});

test('lines may end in CRLF, CR or nothing, and blank lines are no problem', () => {
  const content = '\uFEFFT1\tX 3 8\tchest\r\n\r\nT2\tX 9 13\tpain\r \nT3\tX 15 18\tp53';
  const file = parseStandoff(content, text);
  assert.deepEqual(
    file.annotations.entities.map(({ id }) => id),
    ['T1', 'T2', 'T3'],
  );
  assert.deepEqual(
    file.problems.map(({ code }) => code),
    ['brat/byte-order-mark'],
  );
  assert.equal(writeStandoff(file), content);
});

test('an empty file has no lines and no annotations', () => {
  const file = parseStandoff('', text);
  assert.deepEqual(
    { lines: file.lines, problems: file.problems, annotations: file.annotations },
    {
      lines: [],
      problems: [],
      annotations: noAnnotations,
    },
  );
});

test('lines that cannot be read are problems at their place', () => {
  const malformed = [
    'T1',
    'T1\tProtein',
    'T1\tProtein 15',
    'T1\tProtein 15 x\tp53',
    'X1\tProtein 15 18\tp53',
    't1\tProtein 15 18\tp53',
    'T\tProtein 15 18\tp53',
    '# a remark',
    'R1\tPart-of Arg1:T1',
    'R1\tPart-of Arg1:T1 Arg2:T1 Arg3:T1',
    'R1\tPart-of T1 T1',
    'E1\tLocalization Bacterium:T1 Place:T1',
    'E1\tBinding:T1 Theme',
    'E1\tBinding:T1 Theme:a:b',
    'A1\tNegation',
    'N1\tReference T1',
    'N1\tReference T1 UMLS:C1 x',
    '#1\tAnnotatorNotes\tno target',
    '*\tEquiv',
    '*',
    '\u0000',
  ];
  for (const line of malformed)
    check([line], text, { problems: [`brat/malformed-line: ${line}`], entities: [] });
});

test('an id that occurs twice belongs to the first line', () => {
  check(['T1\tX 3 8\tchest', 'T1\tX 9 13\tpain', 'A1\tNegation T1', 'A1\tNegation T1'], text, {
    problems: ['brat/duplicate-id: T1', 'brat/duplicate-id: A1'],
    entities: ['T1 X 3-8 chest'],
    annotations: { attributes: [{ id: 'A1', type: 'Negation', target: 'T1' }] },
  });
});

test('references that lead to nothing are problems', () => {
  check(['A1\tNegation T9'], text, { problems: ['brat/unknown-target: T9'] });
  check(['T9\tbroken', 'A1\tNegation T9'], text, {
    problems: ['brat/malformed-line', 'brat/unknown-target: T9'],
  });
  check(['E1\tBinding:T9 Theme:E8'], text, {
    problems: ['brat/unknown-target: T9', 'brat/unknown-target: E8'],
  });
  check(['*\tEquiv T8 T9'], text, { problems: ['brat/unknown-target: T8', 'brat/unknown-target: T9'] });
  const file = parseStandoff('A1\tNegation T9\n', text, { definedElsewhere: new Set(['T9']) });
  assert.deepEqual(file.problems, []);
});

test('a trigger is an entity of the type of its event', () => {
  check(['T1\tProtein 15 18\tp53', 'E1\tBinding:T1', 'E2\tBinding:E1'], text, {
    problems: ['brat/trigger-type-differs: Binding', 'brat/trigger-not-entity: E1'],
  });
});

test('a relation with one role twice is read with a problem', () => {
  check(['T1\tProtein 15 18\tp53', 'R1\tSame Arg:T1 Arg:T1'], text, { problems: ['brat/identical-roles'] });
});

test('an entity whose offsets are no fragments of the text is left out', () => {
  check(['T1\tX 55 99\tcancers.'], text, { problems: ['brat/offset-outside-text: 55 99'], entities: [] });
  check(['T1\tX -1 3\tNo'], text, { problems: ['brat/offset-outside-text'], entities: [] });
  check([`T1\tX 0 ${'9'.repeat(400)}\tNo`], text, { problems: ['brat/offset-outside-text'], entities: [] });
  check(['T1\tX 8 3\tchest'], text, { problems: ['brat/offsets-inverted: 8 3'], entities: [] });
  check(['T1\tX 3 8;6 13\tchest pain'], text, {
    problems: ['brat/fragments-overlap: 3 8;6 13'],
    entities: [],
  });
});

test('fragments come out ascending, with their words', () => {
  check(['T1\tX 50 57;31 37\tcancers Breast'], text, {
    problems: ['brat/fragments-unordered: 50 57;31 37'],
    entities: ['T1 X 31-37,50-57 Breast cancers'],
  });
});

test('words in other spellings come out as the text has them', () => {
  const lines = 'chest\npain';
  check(['T1\tX 0 10\tchest pain'], lines, {
    problems: ['brat/white-space-differs: chest pain'],
    entities: ['T1 X 0-10 chest\npain'],
  });
  check(['T1\tX 0 10\tchest\\npain'], lines, {
    problems: ['brat/words-notation'],
    entities: ['T1 X 0-10 chest\npain'],
  });
  check(['T1\tX 31 37;50 57\tBreast [...] cancers'], text, {
    problems: ['brat/words-notation'],
    entities: ['T1 X 31-37,50-57 Breast cancers'],
  });
  check(['T1\tX 31 37;50 57\tBreastcancers'], text, {
    problems: ['brat/words-joined'],
    entities: ['T1 X 31-37,50-57 Breast cancers'],
  });
  check(['T1\tX 0 5\tcaf\u00e9'], 'cafe\u0301', {
    problems: ['brat/words-composition'],
    entities: ['T1 X 0-5 cafe\u0301'],
  });
  check(['T1\tX 3 8', 'T2\tX 9 13\t'], text, {
    problems: ['brat/words-missing', 'brat/words-missing'],
    entities: ['T1 X 3-8 chest', 'T2 X 9-13 pain'],
  });
});

test('words that differ come out as stored, with the place in the text', () => {
  check(['T1\tX 2 7\tliver'], text, {
    problems: ['brat/words-differ: 2 7\tliver'],
    entities: ['T1 X 2-7 liver'],
  });
  const [problem] = parseStandoff('T1\tX 2 7\tliver\n', text).problems;
  assert.deepEqual(problem?.textPlace, { start: 2, end: 7 });
  assert.match(problem?.message ?? '', /T1 is stored as "liver", but the text at its offsets is " ches"/);
});

test('a prediction note gives an entity its score', () => {
  const entity = 'T1\tSign 3 13\tchest pain';
  const predicted = parseStandoff(`${entity}\n#1\tPrediction T1\t0.9731 some-model 1.2\n`, text).annotations;
  assert.deepEqual(predicted.notes, []);
  assert.deepEqual(predicted.entities, [
    {
      id: 'T1',
      type: 'Sign',
      fragments: [{ start: 3, end: 13 }],
      words: 'chest pain',
      score: 0.9731,
      model: 'some-model 1.2',
    },
  ]);
  for (const note of ['1.5 m', '0.12345', 'x', '-0.5', '0.5  m', '']) {
    const { notes, entities } = parseStandoff(`${entity}\n#1\tPrediction T1\t${note}\n`, text).annotations;
    assert.equal(notes[0]?.text, note);
    assert.ok(!('score' in (entities[0] ?? {})));
  }
});

const anyContent = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'T1',
          'T2',
          'R1',
          'E1',
          'A1',
          'M1',
          'N1',
          '#1',
          '*',
          '\t',
          '\t',
          ' ',
          ' ',
          ';',
          ':',
          '\n',
        ),
        fc.constantFrom(
          '\r\n',
          '\r',
          '\uFEFF',
          '😀',
          'Arg1:T1',
          'Arg2:T2',
          'X',
          'X:T1',
          'UMLS:C1',
          '[...]',
          '\\n',
        ),
        fc.constantFrom('Prediction', '0.5', 'T1\tX 0 1\ta\n', 'T1\tX ', '\ud800', '\udc00', 'a', 'b'),
        fc.integer({ min: -2, max: 30 }).map(String),
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join('')),
);

test('property: reading never throws and what is read is written back byte for byte', () => {
  fc.assert(
    fc.property(anyContent, fc.oneof(texts, fc.string({ unit: 'binary' })), (content, annotated) => {
      const file = parseStandoff(content, annotated);
      assert.equal(writeStandoff(file), content);
      for (const { place, repairs = [] } of file.problems) {
        const edited = repairs.flatMap(({ edits }) => edits.map((edit) => edit.span));
        for (const { start, end } of [place, ...edited]) {
          assert.ok(start >= 0 && start <= end && end <= content.length);
        }
      }
      for (const entity of file.annotations.entities) {
        for (const { start, end } of entity.fragments) {
          assert.ok(start >= 0 && start <= end && end <= annotated.length);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('property: lines and parts are where they say', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      for (const line of parseStandoff(content, 'abc').lines) {
        assert.equal(content.slice(line.span.start, line.span.end), line.text);
        for (const part of Object.values(line)) {
          if (typeof part !== 'object' || !('text' in part)) continue;
          assert.equal(content.slice(part.span.start, part.span.end), part.text);
        }
      }
    }),
  );
});

test('property: offsets in code points are read as the same characters', () => {
  fc.assert(
    fc.property(annotatedTexts, ({ text: annotated, fragments }) => {
      const characters = Array.from(annotated);
      const offsets = new OffsetConverter(annotated);
      const ranges = fragments.map(({ start, end }) => [
        offsets.toCodePoint(start),
        offsets.toCodePoint(end),
      ]);
      const words = ranges.map(([start, end]) => characters.slice(start, end).join('')).join(' ');
      const line = `T1\tX ${ranges.map((range) => range.join(' ')).join(';')}\t${words.replace(/[\r\n]/g, ' ')}\n`;
      const { annotations, problems } = parseStandoff(line, annotated);
      assert.deepEqual(annotations.entities[0]?.fragments, fragments);
      assert.equal(annotations.entities[0]?.words, wordsAt(annotated, fragments));
      assert.ok(problems.every(({ severity }) => severity !== 'error'));
    }),
  );
});
