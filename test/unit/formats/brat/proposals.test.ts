import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAnnotationConfiguration } from '../../../../server/formats/brat/annotationConfiguration.ts';
import { readLine } from '../../../../server/formats/brat/lineGrammar.ts';
import { slotAt } from '../../../../server/formats/brat/lineSlots.ts';
import { lineIndexAt, splitLines } from '../../../../server/formats/brat/lines.ts';
import { proposalsFor } from '../../../../server/formats/brat/proposals.ts';

const configuration = `[entities]
!Finding
 Sign
  Pain
Drug	<NORM>:RxNorm
[relations]
Located	Arg1:Finding, Arg2:Drug
Located	Arg1:Drug, Arg2:Sign
Equiv	Arg1:Drug, Arg2:Drug
[events]
Change	Theme+:Sign, Cause?:<EVENT>|Drug
[attributes]
Negation	Arg:<EVENT>
Certainty	Arg:Sign, Value:High|Very low
`;

const entities = [
  'T1\tSign 0 5\tcough',
  'T2\tPain 6 10\t😀 ache',
  'T3\tDrug 11 18\taspirin',
  'T4\tChange 19 24\tworse',
  'T6\tDrug 25 30\tparac',
  'E1\tChange:T4 Theme:T1',
];

interface Expectations {
  readonly configuration?: string | undefined;
  readonly lines?: readonly string[];
  readonly terminator?: string;
  readonly entityTypes?: readonly string[];
  readonly terminologies?: readonly string[];
}

/** The file with a further line, which has the cursor at its `|`, and what is proposed there, as the line would be. */
function proposed(line: string, options: Expectations = {}): { results: string[]; details: string[] } {
  const { lines = entities, terminator = '\n', entityTypes = [], terminologies = [] } = options;
  const conf = 'configuration' in options ? options.configuration : configuration;
  const before = lines.map((each) => each + terminator).join('');
  const position = before.length + line.indexOf('|');
  const content = before + line.replace('|', '');
  const slot = slotAt(content, position);
  if (slot === undefined) return { results: [], details: [] };
  const read = splitLines(content).map(readLine);
  const index = lineIndexAt(read, slot.replaced.start);
  const proposals = proposalsFor(slot, {
    lines: read,
    index,
    isLine: (read[index]?.span.end ?? -1) >= slot.replaced.start,
    ...(conf !== undefined && { configuration: readAnnotationConfiguration(conf) }),
    entityTypes,
    terminologies,
  });
  return {
    results: proposals.map(({ newText }) => {
      const whole = content.slice(0, slot.replaced.start) + newText + content.slice(slot.replaced.end);
      return whole.slice(before.length);
    }),
    details: proposals.map(({ detail }) => detail),
  };
}

/** Checks what a line may become. */
function check(line: string, expected: readonly string[], options?: Expectations): void {
  for (const terminator of ['\n', '\r\n', '\r']) {
    assert.deepEqual(proposed(line, { ...options, terminator }).results, expected, JSON.stringify(line));
  }
}

test('a line begins with the next free id of each kind that the corpus has', () => {
  check('|', ['T5\t', 'E2\t', 'R1\t', 'A1\t', 'N1\t', '#1\t', '*\t']);
  check('T|', ['T5\t', 'E2\t', 'R1\t', 'A1\t', 'N1\t', '#1\t', '*\t']);
  check('|', ['T1\t', 'N1\t', '#1\t'], { lines: [], configuration: '[entities]\nSign' });
  check('|', ['T1\t', 'E1\t', 'R1\t', 'A1\t', 'N1\t', '#1\t', '*\t'], {
    lines: [],
    configuration: undefined,
  });
  check('R|1\tLocated', [
    'T5\tLocated',
    'E2\tLocated',
    'R1\tLocated',
    'A1\tLocated',
    'N1\tLocated',
    '#1\tLocated',
    '*\tLocated',
  ]);
});

test('an id that something refers to is not free', () => {
  check('|', ['T2\t', 'N1\t', '#1\t'], {
    lines: ['R1\tx Arg1:T1', '#3\tAnnotatorNotes T1\tx'],
    configuration: '',
  });
});

test('types are those of the line, in the order of the configuration', () => {
  check('T9\t|', ['T9\tSign ', 'T9\tPain ', 'T9\tDrug ', 'T9\tChange ']);
  check('T9\tDr|ug 0 3\tabc', [
    'T9\tSign 0 3\tabc',
    'T9\tPain 0 3\tabc',
    'T9\tDrug 0 3\tabc',
    'T9\tChange 0 3\tabc',
  ]);
  check('R1\tLo|', ['R1\tLocated ']);
  check('*\t|', ['*\tEquiv ']);
  check('A1\t|', ['A1\tNegation ', 'A1\tCertainty ']);
  check('N1\t|', ['N1\tReference ']);
  check('#1\t|', ['#1\tAnnotatorNotes ']);
});

test('attributes are those of their target', () => {
  check('A1\t| T2', ['A1\tCertainty T2']);
  check('A1\tNeg| E1', ['A1\tNegation E1']);
  check('A1\t| T77', ['A1\tNegation T77', 'A1\tCertainty T77']);
});

test('without a configuration, the file says which types there are', () => {
  const options = { configuration: undefined };
  check('T9\t|', ['T9\tDrug ', 'T9\tSign ', 'T9\tPain ', 'T9\tChange '], options);
  check('T9\t|', ['T9\tDrug ', 'T9\tSign '], { ...options, lines: [], entityTypes: ['Drug', 'Sign'] });
  check('E2\t|', ['E2\tChange:T4'], options);
  check('R1\tNear |', ['R1\tNear Arg1:', 'R1\tNear Arg2:'], options);
  check(
    'R1\tNear Arg1:T1 Arg2:|',
    [
      'R1\tNear Arg1:T1 Arg2:E1',
      'R1\tNear Arg1:T1 Arg2:T6',
      'R1\tNear Arg1:T1 Arg2:T3',
      'R1\tNear Arg1:T1 Arg2:T2',
    ],
    options,
  );
  check('*\t|', ['*\tEquiv '], options);
});

test('an event begins with its type and a trigger of that type', () => {
  check('E2\t|', ['E2\tChange:T4']);
  check('E2\tCh|', ['E2\tChange:T4']);
  check('E2\tChange:|', ['E2\tChange:T4']);
  check('E2\tCh|:T4', ['E2\tChange:T4']);
});

test('roles are those that are still open', () => {
  check('R1\tLocated |', ['R1\tLocated Arg1:', 'R1\tLocated Arg2:']);
  check('R1\tLocated Arg1:T1 |', ['R1\tLocated Arg1:T1 Arg2:']);
  check('R1\tLocated A|:T1', ['R1\tLocated Arg1:T1', 'R1\tLocated Arg2:T1']);
  check('E2\tChange:T4 |', ['E2\tChange:T4 Theme:', 'E2\tChange:T4 Cause:']);
  check('E2\tChange:T4 Theme:T1 Cause:T3 |', ['E2\tChange:T4 Theme:T1 Cause:T3 Theme2:']);
  check('E2\tChange:T4 Theme:T1 Theme2:T2 |', [
    'E2\tChange:T4 Theme:T1 Theme2:T2 Theme3:',
    'E2\tChange:T4 Theme:T1 Theme2:T2 Cause:',
  ]);
});

test('arguments are what the role is open to, the nearest first', () => {
  check(
    'R1\tLocated Arg1:|',
    ['T6', 'T3', 'T2', 'T1'].map((id) => `R1\tLocated Arg1:${id}`),
  );
  check(
    'R1\tLocated Arg1:T6 Arg2:T|',
    ['T3', 'T2', 'T1'].map((id) => `R1\tLocated Arg1:T6 Arg2:${id}`),
  );
  check(
    'E2\tChange:T4 Cause:|',
    ['E1', 'T6', 'T3'].map((id) => `E2\tChange:T4 Cause:${id}`),
  );
  check('E2\tChange:T4 Theme2:|', ['E2\tChange:T4 Theme2:T2', 'E2\tChange:T4 Theme2:T1']);
  check('E2\tChange:T4 Other:|', []);
  check('*\tEquiv T3 |', ['*\tEquiv T3 T6']);
});

test('attributes take targets and values', () => {
  check('A1\tNegation |', ['A1\tNegation E1']);
  check('A1\tCertainty T|', ['A1\tCertainty T2', 'A1\tCertainty T1']);
  check('A1\tCertainty T1 |', ['A1\tCertainty T1 High', 'A1\tCertainty T1 Very low']);
  check('A1\tCertainty T1 Very l|ow', ['A1\tCertainty T1 High', 'A1\tCertainty T1 Very low']);
  check('A1\tNegation E1 |', []);
});

test('normalisations take a target and the name of a terminology', () => {
  const lines = [...entities, 'N1\tReference T1 MESH:D003371\tCough'];
  check(
    'N2\tReference T6 |',
    ['N2\tReference T6 RxNorm:', 'N2\tReference T6 MESH:', 'N2\tReference T6 UMLS:'],
    {
      lines,
      terminologies: ['UMLS', 'MESH'],
    },
  );
  check('N2\tReference T6 ME|:1', ['N2\tReference T6 RxNorm:1', 'N2\tReference T6 MESH:1'], { lines });
  check('N2\tReference T6 MESH:|', [], { lines });
});

test('notes are about anything', () => {
  check(
    '#1\tAnnotatorNotes |',
    ['E1', 'T6', 'T4', 'T3', 'T2', 'T1'].map((id) => `#1\tAnnotatorNotes ${id}`),
  );
  check('#1\tAnnotatorNotes T1\twhy |', []);
});

test('nothing is proposed among offsets, words, and where no id begins the line', () => {
  for (const line of ['T9\tSign |', 'T9\tSign 0 |', 'T9\tSign 0 5\tco|', 'T9 |', 'Sign\t|', 'X1\t|', '\t|'])
    check(line, []);
});

test('a proposal says the words and the type', () => {
  assert.deepEqual(proposed('#1\tAnnotatorNotes |').details, [
    'worse (Change)',
    'parac (Drug)',
    'worse (Change)',
    'aspirin (Drug)',
    '😀 ache (Pain)',
    'cough (Sign)',
  ]);
  assert.deepEqual(proposed('E2\tChange:T4 |').details, ['Sign', '<EVENT> or Drug, optional']);
  const long = [`T1\tSign 0 200\t${'😀'.repeat(100)}`];
  assert.deepEqual(proposed('#1\tAnnotatorNotes |', { lines: long }).details, [`${'😀'.repeat(60)}… (Sign)`]);
});

test('a slot replaces a stretch of its line that holds the position, whatever the file', () => {
  const token = fc.constantFrom(
    'T1',
    'R1',
    'E2',
    'A1',
    'N1',
    '#1',
    '*',
    'Sign',
    'Arg1:T1',
    ':',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '😀',
    '',
  );
  fc.assert(
    fc.property(fc.array(token), fc.nat(), (tokens, seed) => {
      const content = tokens.join('');
      const position = seed % (content.length + 1);
      const slot = slotAt(content, position);
      if (slot === undefined) return;
      const { start, end } = slot.replaced;
      assert.ok(start <= position && position <= end);
      assert.doesNotMatch(content.slice(start, end), /[\t\r\n]/);
      assert.ok(content.slice(end).startsWith(slot.rest));
      assert.match(content.slice(end + slot.rest.length), /^(?:[\r\n]|$)/);
    }),
  );
});
