import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnnotationConfiguration } from '../../../../server/formats/brat/annotationConfiguration.ts';
import { parseStandoff } from '../../../../server/formats/brat/standoff.ts';
import { typeProblems } from '../../../../server/formats/brat/typeChecking.ts';

const configuration = `[entities]
!Finding
 Sign
  Pain
Drug
[relations]
Located	Arg1:Finding, Arg2:Drug
Located	Arg1:Drug, Arg2:Drug
Equiv	Arg1:Drug, Arg2:Drug
[events]
Change	Theme+:Sign, Cause?:<EVENT>|Drug
[attributes]
Negation	Arg:<EVENT>
Certainty	Arg:Sign, Value:High|Low
`;

const entities = `T1	Sign 0 1	a
T2	Pain 0 1	a
T3	Drug 0 1	a
T4	Change 0 1	a
`;

/** Checks what lines on top of four entities have against them: `code: the content at its place`. */
function check(lines: string, expected: readonly string[], conf = configuration): void {
  const content = `${entities}${lines}\n`;
  const file = parseStandoff(content, 'abc');
  assert.deepEqual(file.problems, []);
  assert.deepEqual(
    typeProblems(file, readAnnotationConfiguration(conf)).map(
      ({ code, place }) => `${code}: ${content.slice(place.start, place.end)}`,
    ),
    expected,
  );
}

test('annotations that keep to the configuration are no problem', () => {
  check('R1\tLocated Arg1:T2 Arg2:T3', []);
  check('R1\tLocated Arg1:T3 Arg2:T3', []);
  check('E1\tChange:T4 Theme:T1 Theme2:T2 Cause:T3\nE2\tChange:T4 Theme:T1 Cause:E1\nA1\tNegation E1', []);
  check('A1\tCertainty T2 High\n*\tEquiv T3 T3', []);
});

test('types that are not defined or only group others are found', () => {
  check('T5\tdrug 0 1\ta', ['brat/unknown-type: drug']);
  check('T5\tFinding 0 1\ta', ['brat/type-not-annotatable: Finding']);
  check('R1\tNear Arg1:T1 Arg2:T1', ['brat/unknown-type: Near']);
  check('A1\tDoubt T1', ['brat/unknown-type: Doubt']);
  check('*\tOr T1 T2', ['brat/unknown-type: Or']);
  const content = 'T1\tdrug 0 1\ta\n';
  const [problem] = typeProblems(parseStandoff(content, 'a'), readAnnotationConfiguration(configuration));
  assert.deepEqual(
    problem?.repairs?.map(({ title, safe }) => [title, safe]),
    [['Change drug to Drug', false]],
  );
});

test('a section that defines nothing allows everything', () => {
  check('R1\tNear Arg1:T1 Arg2:T1\nA1\tDoubt T1\n*\tOr T1 T2', [], '[entities]\nSign\nPain\nDrug\nChange\n');
  check('', [], '');
});

test('roles, their types and their numbers are checked', () => {
  check('R1\tLocated Arg1:T3 Arg2:T1', ['brat/argument-type: Located']);
  check('R1\tLocated From:T1 To:T3', ['brat/argument-type: Located']);
  check('E1\tChange:T4 Theme:T3', ['brat/argument-type: T3']);
  check('E1\tChange:T4 Theme:T1 Place:T3', ['brat/unknown-role: Place']);
  check('E1\tChange:T4', ['brat/argument-count: E1']);
  check('E1\tChange:T4 Theme:T1 Cause:T3 Cause:T3', ['brat/argument-count: E1']);
  check('E1\tChange:T4 Theme:T1 Cause2:T3', ['brat/unknown-role: Cause2']);
});

test('targets and values of attributes are checked', () => {
  check('A1\tNegation T1', ['brat/attribute-target: T1']);
  check('A1\tCertainty T1 Medium', ['brat/attribute-value: Medium']);
  check('A1\tCertainty T1', ['brat/attribute-value: Certainty']);
  check('E1\tChange:T4 Theme:T1\nA1\tNegation E1 Yes', ['brat/attribute-value: Yes']);
});
