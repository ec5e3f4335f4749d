import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  annotatableTypes,
  readAnnotationConfiguration,
} from '../../../../server/formats/brat/annotationConfiguration.ts';
import { readKeyboardShortcuts } from '../../../../server/formats/brat/keyboardShortcuts.ts';
import {
  labelOf,
  readVisualConfiguration,
  spanColours,
} from '../../../../server/formats/brat/visualConfiguration.ts';

const sample = `# Types
[entities]
!Finding
 Sign|HP:0000118	<NORM>:UMLS|HPO
  Pain
 Test
----
Drug

[relations]
<BODY>=Sign|Pain
Located	Arg1:<BODY>, Arg2:<ANY>
Equiv Arg1:Drug, Arg2:Drug
Same	Arg1:Drug, Arg2:Drug, <REL-TYPE>:symmetric-transitive
<OVERLAP>	Arg1:Sign, Arg2:Pain|Drug, <OVL-TYPE>:contain|equal

[events]
Change	Theme:<ENTITY>, Cause?:<EVENT>|Drug, Site*:Sign, Part+:Sign, Pair{2}:Drug, Some{1-3}:Drug

[attributes]
Negation	Arg:<EVENT>|Sign
Certainty Arg:Sign, Value:High|Low, <DEFAULT>:Low
`;

test('types are listed with their hierarchy', () => {
  const { entities, problems } = readAnnotationConfiguration(sample);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    entities.map(({ name, parent, depth, annotatable }) => [name, parent, depth, annotatable]),
    [
      ['Finding', undefined, 0, false],
      ['Sign', 'Finding', 1, true],
      ['Pain', 'Sign', 2, true],
      ['Test', 'Finding', 1, true],
      ['Drug', undefined, 0, true],
    ],
  );
  assert.deepEqual(entities[1]?.otherNames, ['HP:0000118']);
  assert.deepEqual(entities[1]?.terminologies, ['UMLS', 'HPO']);
  assert.equal(sample.slice(entities[4]?.place.start, entities[4]?.place.end), 'Drug');
  const configuration = readAnnotationConfiguration(sample);
  assert.deepEqual(
    annotatableTypes(configuration).map(({ name }) => name),
    ['Sign', 'Pain', 'Test', 'Drug'],
  );
});

test('relations have roles, macros are expanded, and Equiv is an equivalence by its name', () => {
  const { relations, overlaps } = readAnnotationConfiguration(sample);
  assert.deepEqual(
    relations.map(({ name, symmetric, transitive }) => [name, symmetric, transitive]),
    [
      ['Located', false, false],
      ['Equiv', true, true],
      ['Same', true, true],
    ],
  );
  assert.deepEqual(relations[0]?.roles, [
    { role: 'Arg1', types: ['Sign', 'Pain'], minimum: 1, maximum: 1 },
    { role: 'Arg2', types: ['<ANY>'], minimum: 1, maximum: 1 },
  ]);
  assert.deepEqual(overlaps, [{ first: ['Sign'], second: ['Pain', 'Drug'], kinds: ['contain', 'equal'] }]);
});

test('roles of events say how often they are filled', () => {
  const [change] = readAnnotationConfiguration(sample).events;
  assert.deepEqual(
    change?.roles.map(({ role, minimum, maximum }) => [role, minimum, maximum]),
    [
      ['Theme', 1, 1],
      ['Cause', 0, 1],
      ['Site', 0, Number.POSITIVE_INFINITY],
      ['Part', 1, Number.POSITIVE_INFINITY],
      ['Pair', 2, 2],
      ['Some', 1, 3],
    ],
  );
});

test('attributes are binary or have values', () => {
  const { attributes } = readAnnotationConfiguration(sample);
  assert.deepEqual(
    attributes.map(({ name, targets, values, defaultValue }) => ({ name, targets, values, defaultValue })),
    [
      { name: 'Negation', targets: ['<EVENT>', 'Sign'], values: [], defaultValue: undefined },
      { name: 'Certainty', targets: ['Sign'], values: ['High', 'Low'], defaultValue: 'Low' },
    ],
  );
});

test('the older name of the first section and CRLF are read', () => {
  const { entities } = readAnnotationConfiguration('[spans]\r\nDrug\r\n');
  assert.deepEqual(
    entities.map(({ name }) => name),
    ['Drug'],
  );
});

test('what cannot be read is a problem at its line, and the rest is read', () => {
  const cases: readonly [line: string, code: string][] = [
    ['[enttities]', 'configuration/unknown-section'],
    ['<ANY>=Drug', 'configuration/reserved-name'],
    ['|', 'configuration/no-name'],
    ['   Deep', 'configuration/indentation'],
    ['Two:words', 'configuration/type-name'],
    ['Drug Theme', 'configuration/setting'],
    ['Drug Theme:', 'configuration/setting'],
    ['Drug Theme{x}:Sign', 'configuration/setting'],
  ];
  for (const [line, code] of cases) {
    const content = `[events]\nGood\n${line}\n[entities]\nDrug\n`;
    const { events, entities, problems } = readAnnotationConfiguration(content);
    assert.deepEqual(
      problems.map((problem) => [problem.code, content.slice(problem.place.start, problem.place.end)]),
      [[code, line]],
    );
    assert.equal(events[0]?.name, 'Good');
    assert.equal(entities[0]?.name, 'Drug');
  }
});

test('shortcuts are keys with types, the first of a key counting', () => {
  const { shortcuts, problems } = readKeyboardShortcuts('# keys\n\nP\tProtein\r\nS Sign\nP Pain\nX\nA B C\n');
  assert.deepEqual(
    [...shortcuts],
    [
      ['P', 'Protein'],
      ['S', 'Sign'],
    ],
  );
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['configuration/duplicate-shortcut', 'configuration/shortcut', 'configuration/shortcut'],
  );
});

test('labels may hold spaces, and colours fall back to the default', () => {
  const visual = readVisualConfiguration(`[labels]
Simple_chemical | Simple chemical | Chem
[drawing]
SPAN_DEFAULT	fgColor:black, bgColor:lightgreen, borderColor:darken
Simple_chemical bgColor:#8fcfff
Category glyph:[spec]|[mod], dashArray:3-6|-
Broken bgColor
`);
  assert.equal(labelOf(visual, 'Simple_chemical'), 'Simple chemical');
  assert.equal(labelOf(visual, 'Cell_line'), 'Cell line');
  assert.deepEqual(visual.labels.get('Simple_chemical'), ['Simple chemical', 'Chem']);
  assert.deepEqual(spanColours(visual, 'Simple_chemical'), {
    text: 'black',
    background: '#8fcfff',
    border: 'darken',
  });
  assert.deepEqual(spanColours(visual, 'Other'), {
    text: 'black',
    background: 'lightgreen',
    border: 'darken',
  });
  assert.equal(visual.drawing.get('Category')?.get('glyph'), '[spec]|[mod]');
  assert.deepEqual(
    visual.problems.map(({ code }) => code),
    ['configuration/setting'],
  );
  assert.deepEqual(spanColours(readVisualConfiguration(''), 'Drug'), {});
});

test('property: no content makes a reader throw', () => {
  const content = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '[entities]\n',
          '[relations]\n',
          '[labels]\n',
          '[drawing]\n',
          '<X>=',
          '<X>',
          '!',
          '|',
          ':',
        ),
        fc.constantFrom(
          ',',
          '\n',
          '\t',
          ' ',
          'Drug',
          'Arg1',
          '{2}',
          '{1-',
          '<OVERLAP>',
          '-',
          '#',
          '\r',
          '\\',
          '$&',
        ),
        fc.string(),
      ),
    )
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(content, (text) => {
      for (const read of [readAnnotationConfiguration, readKeyboardShortcuts, readVisualConfiguration]) {
        for (const { place } of read(text).problems) {
          assert.ok(place.start >= 0 && place.start <= place.end && place.end <= text.length);
        }
      }
    }),
  );
});
