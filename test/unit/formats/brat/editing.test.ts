import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Entity, wordsAt } from '../../../../server/annotation/document.ts';
import { applyEdits } from '../../../../server/annotation/edits.ts';
import { MovingEntities } from '../../../../server/annotation/movingEntities.ts';
import type { TextEdit } from '../../../../server/annotation/problems.ts';
import { trimmedFragments } from '../../../../server/annotation/words.ts';
import { additions, moving, removal, resizing, retyping } from '../../../../server/formats/brat/editing.ts';
import { parseStandoff, type StandoffFile } from '../../../../server/formats/brat/standoff.ts';
import { type Span, span } from '../../../../server/text/positions.ts';
import { editOf, fragmentsIn, texts } from '../../annotation/arbitraries.ts';

const text = 'p53 binds 😀 p105\r\nhere';
const sign = { type: 'Sign', fragments: [span(4, 9)] as [Span] };

/** Checks what an edit of a file makes of its content. */
function check(content: string, edit: (file: StandoffFile) => readonly TextEdit[], expected: string): void {
  assert.equal(applyEdits(content, edit(parseStandoff(content, text))), expected);
}

const add =
  (...parameters: Parameters<typeof additions> extends [unknown, ...infer Rest] ? Rest : never) =>
  (file: StandoffFile) =>
    additions(file, ...parameters).edits;

test('entities are added at the end with the smallest free numbers', () => {
  check('', add(text, [sign]), 'T1\tSign 4 9\tbinds\n');
  check(
    'T1\tP 0 3\tp53\nT3\tP 0 3\tp53\n',
    add(text, [sign, sign, sign]),
    [
      'T1\tP 0 3\tp53\nT3\tP 0 3\tp53\n',
      'T2\tSign 4 9\tbinds\nT4\tSign 4 9\tbinds\nT5\tSign 4 9\tbinds\n',
    ].join(''),
  );
  const file = parseStandoff('T1\tP 0 3\tp53\n', text);
  assert.deepEqual(additions(file, text, [sign, sign]).ids, ['T2', 'T3']);
  assert.deepEqual(additions(file, text, []), { edits: [], ids: [] });
});

test('ids of unreadable lines and ids that are only referred to are not free', () => {
  check(
    'T1\tbroken\nA1\tNegation T2\n',
    add(text, [sign]),
    'T1\tbroken\nA1\tNegation T2\nT3\tSign 4 9\tbinds\n',
  );
});

test('additions keep to the line ends of the file and close an open last line', () => {
  check('T1\tP 0 3\tp53', add(text, [sign]), 'T1\tP 0 3\tp53\nT2\tSign 4 9\tbinds\n');
  check('T1\tP 0 3\tp53\r\n', add(text, [sign]), 'T1\tP 0 3\tp53\r\nT2\tSign 4 9\tbinds\r\n');
  check('\r\nT1\tP 0 3\tp53', add(text, [sign]), '\r\nT1\tP 0 3\tp53\r\nT2\tSign 4 9\tbinds\r\n');
  check('\uFEFF', add(text, [sign]), '\uFEFFT1\tSign 4 9\tbinds\n');
});

test('added entities are in code points, divided at line breaks, and bring no score', () => {
  const predicted = { ...sign, score: 0.5, model: 'm', words: 'other', fragments: [span(13, 23)] as [Span] };
  check('', add(text, [predicted]), 'T1\tSign 12 16;18 22\tp105 here\n');
});

test('relations and attributes are added to new entities and to those of the file', () => {
  const others = {
    relations: [
      {
        id: 'x',
        type: 'Binds',
        arguments: [
          { role: 'Arg1', target: 'new' },
          { role: 'Arg2', target: 'T1' },
        ] as const,
      },
    ],
    attributes: [
      { id: 'y', type: 'Certainty', target: 'new', value: 'High' },
      { id: 'z', type: 'Negation', target: 'x' },
    ],
    normalisations: [{ id: '', target: 'T1', system: 'UMLS', identifier: 'C1', name: 'tumor protein' }],
    notes: [{ id: '', type: 'AnnotatorNotes', target: 'T1', text: 'see\nthere' }],
    equivalences: [{ type: 'Equiv', members: ['new', 'T1'] }],
    events: [{ id: '', type: 'Sign', trigger: 'new', arguments: [{ role: 'Theme', target: 'T1' }] }],
  };
  const old = 'T1\tP 0 3\tp53\nA1\tNegation T1\n';
  check(
    old,
    add(text, [{ ...sign, id: 'new' }], others),
    `${old}T2\tSign 4 9\tbinds
E1\tSign:T2 Theme:T1
R1\tBinds Arg1:T2 Arg2:T1
*\tEquiv T2 T1
A2\tCertainty T2 High
A3\tNegation R1
N1\tReference T1 UMLS:C1\ttumor protein
#1\tAnnotatorNotes T1\tsee there
`,
  );
});

test('additions that brat could not read are refused', () => {
  const file = parseStandoff('', text);
  assert.throws(() => additions(file, text, [{ ...sign, type: 'two words' }]), RangeError);
  assert.throws(() => additions(file, text, [{ ...sign, fragments: [span(0, 99)] }]), RangeError);
  assert.throws(() => additions(file, text, [{ ...sign, fragments: [span(10, 11)] }]), RangeError);
  const attributes = [{ id: '', type: 'Negation', target: 'T9' }];
  assert.throws(() => additions(file, text, [], { attributes }), RangeError);
});

test('a type is changed in place, together with that of an event or a trigger', () => {
  check('T1\tP 0 3\tp53\tmore \n', (file) => retyping(file, 'T1', 'Gene'), 'T1\tGene 0 3\tp53\tmore \n');
  check('T1\tP 0 3\tp53\n', (file) => retyping(file, 'T1', 'P'), 'T1\tP 0 3\tp53\n');
  check('T1\tP 0 3\tp53\n', (file) => retyping(file, 'T2', 'Gene'), 'T1\tP 0 3\tp53\n');
  check(
    'T1\tP 0 3\tp53\nA1\tN T1\n',
    (file) => retyping(file, 'A1', 'Doubt'),
    'T1\tP 0 3\tp53\nA1\tDoubt T1\n',
  );
  const event = 'E1\tB:T1 Theme:T2\nT1\tB 4 9\tbinds\nT2\tP 0 3\tp53\nE2\tB:T1\n';
  const changed = 'E1\tLink:T1 Theme:T2\nT1\tLink 4 9\tbinds\nT2\tP 0 3\tp53\nE2\tLink:T1\n';
  check(event, (file) => retyping(file, 'T1', 'Link'), changed);
  check(event, (file) => retyping(file, 'E2', 'Link'), changed);
  for (const type of ['', 'a b', 'a:b', 'a\tb', 'a\n']) {
    assert.throws(() => retyping(parseStandoff(event, text), 'T1', type), RangeError);
  }
});

test('removing takes along what cannot be without, and says so', () => {
  const content = [
    'T1\tP 0 3\tp53',
    'T2\tB 4 9\tbinds',
    'T3\tP 12 16\tp105',
    'E1\tB:T2 Theme:T1 Theme2:T3',
    'E2\tB:T2 Theme:E1',
    'R1\tR Arg1:T1 Arg2:T3',
    'A1\tN R1',
    '*\tEquiv T1 T2 T3',
    '*\tEquiv T1 T3',
    'N1\tReference T1 UMLS:C1',
    '#1\tAnnotatorNotes N1\tx',
    '',
  ].join('\r\n');
  const file = parseStandoff(content, text);
  assert.deepEqual(file.problems, []);
  const first = removal(file, ['T1']);
  assert.deepEqual(first.removed, ['T1', 'R1', 'A1', '*', 'N1', '#1']);
  assert.deepEqual(first.changed, ['E1', '*']);
  assert.equal(
    applyEdits(content, first.edits),
    'T2\tB 4 9\tbinds\r\nT3\tP 12 16\tp105\r\nE1\tB:T2 Theme2:T3\r\nE2\tB:T2 Theme:E1\r\n*\tEquiv T2 T3\r\n',
  );
  const trigger = removal(file, ['T2']);
  assert.deepEqual(trigger.removed, ['T2', 'E1', 'E2']);
  assert.deepEqual(removal(file, ['E1']), {
    edits: [
      { span: span(content.indexOf('E1\t'), content.indexOf('E2\t')), newText: '' },
      { span: span(content.indexOf(' Theme:E1'), content.indexOf(' Theme:E1') + 9), newText: '' },
    ],
    removed: ['E1'],
    changed: ['E2'],
  });
  assert.deepEqual(removal(file, ['T9']), { edits: [], removed: [], changed: [] });
});

test('removing leaves a second line with the same id alone', () => {
  const content = 'T1\tP 0 3\tp53\nT1\tB 4 9\tbinds\nA1\tN T1';
  check(content, (file) => removal(file, ['T1']).edits, 'T1\tB 4 9\tbinds\n');
});

test('moving rewrites offsets and words of what moves, and nothing else', () => {
  const content = 'T1\tP 0 3\tp53\nT2\tB 4 9\tbinds\tmore\r\nN1\tReference T2 X:1\tbinds\n';
  const edited = `an ${text.replace('binds', 'bi\nnds')}`;
  const moved = new Map<string, [Span]>([
    ['T1', [span(3, 6)]],
    ['T2', [span(7, 13)]],
    ['N1', [span(0, 1)]],
    ['T9', [span(0, 1)]],
  ]);
  check(
    content,
    (file) => moving(file, edited, moved),
    'T1\tP 3 6\tp53\nT2\tB 7 9;10 13\tbi nds\tmore\r\nN1\tReference T2 X:1\tbinds\n',
  );
  check(content, (file) => moving(file, text, new Map([['T1', [span(0, 3)]]])), content);
});

test('moving sees changes that offsets in UTF-16 do not show', () => {
  const edited = text.replace('p5', '😀');
  const same: ReadonlyMap<string, [Span]> = new Map([
    ['T1', [span(0, 3)]],
    ['T2', [span(4, 9)]],
  ]);
  check(
    'T1\tP 0 3\tp53\nT2\tB 4 9\tbinds\n',
    (file) => moving(file, edited, same),
    'T1\tP 0 2\t😀3\nT2\tB 3 8\tbinds\n',
  );
});

test('moving keeps words that disagreed with the text, and fills in missing ones', () => {
  const to: ReadonlyMap<string, [Span]> = new Map([['T1', [span(5, 8)]]]);
  check('T1\tP 0 3\tp35\n', (file) => moving(file, `12345${text}`, to), 'T1\tP 5 8\tp35\n');
  check('T1\tP 0 3\n', (file) => moving(file, `12345${text}`, to), 'T1\tP 5 8\tp53\n');
  check('T1\tP 0 3\t\n', (file) => moving(file, `12345${text}`, to), 'T1\tP 5 8\tp53\n');
});

test('resizing takes the words from the text, whatever they were', () => {
  check('T1\tP 0 3\tp35\n', (file) => resizing(file, text, 'T1', [span(0, 9)]), 'T1\tP 0 9\tp53 binds\n');
  check('T1\tP 0 3\tp53\n', (file) => resizing(file, text, 'T2', [span(0, 9)]), 'T1\tP 0 3\tp53\n');
});

const scenarios = texts
  .filter((annotated) => annotated !== '')
  .chain((annotated) =>
    fc.record({
      annotated: fc.constant(annotated),
      listed: fc.array(fragmentsIn(annotated), { minLength: 1, maxLength: 4 }),
      edit: editOf(annotated),
      end: fc.constantFrom('\n', '\r\n', ''),
    }),
  );

const blank = (annotated: string, fragments: readonly Span[]): boolean =>
  trimmedFragments(annotated, fragments).length < fragments.length;

test('property: what is added is read back, and the lines before stay byte for byte', () => {
  fc.assert(
    fc.property(scenarios, ({ annotated, listed, end }) => {
      const before = `N1\tnot read${end}`;
      const file = parseStandoff(before, annotated);
      const { edits, ids } = additions(
        file,
        annotated,
        listed.map((fragments) => ({ type: 'X', fragments })),
      );
      const content = applyEdits(before, edits);
      assert.ok(content.startsWith(before));
      const { annotations, problems } = parseStandoff(content, annotated);
      assert.deepEqual(
        annotations.entities.map(({ id }) => id),
        ids,
      );
      if (listed.some((fragments) => blank(annotated, fragments))) return;
      // Spans are added as they are given, white space at their ends included.
      const others = problems.filter(({ code }) => code !== 'brat/span-white-space');
      assert.equal(others.length, 1);
      for (const [index, { fragments }] of annotations.entities.entries()) {
        const compact = (spans: readonly Span[]): string => wordsAt(annotated, spans).replace(/\s/g, '');
        assert.equal(compact(fragments), compact(listed[index] as [Span, ...Span[]]));
      }
    }),
  );
});

/** Words that begin with a tab and end in a line break, so that they look like further columns. */
const tabAndLineBreak = {
  annotated: '\tea\n',
  listed: [[span(0, 2), span(3, 4)]] as [Span, ...Span[]][],
  edit: { span: span(0, 1), newText: 'a\t' },
  end: '\n',
};

test('property: after an edit of the text, the moved file agrees with the edited text', () => {
  fc.assert(
    fc.property(scenarios, ({ annotated, listed, edit, end }) => {
      const { edits } = additions(
        parseStandoff('', annotated),
        annotated,
        listed.map((fragments) => ({ type: 'X', fragments })),
      );
      const content = `# kept${end || '\n'}${applyEdits('', edits)}`;
      const file = parseStandoff(content, annotated);
      const movingEntities = new MovingEntities(file.annotations.entities);
      movingEntities.move([edit]);
      const lost = movingEntities.lost();
      const moved = new Map(movingEntities.moved().map(({ entity, fragments }) => [entity.id, fragments]));
      const edited = applyEdits(annotated, [edit]);
      const after = applyEdits(content, [
        ...moving(file, edited, moved),
        ...removal(
          file,
          lost.map(({ entity }) => entity.id),
        ).edits,
      ]);
      const { annotations, problems } = parseStandoff(after, edited);
      assert.equal(annotations.entities.length, listed.length - lost.length);
      assert.ok(
        problems.every(({ severity, code }) => severity !== 'error' || code === 'brat/malformed-line'),
      );
      const kept = file.annotations.entities.filter(
        (entity) => !lost.some((other) => other.entity === entity),
      );
      for (const [index, entity] of annotations.entities.entries()) {
        const expected = moved.get((kept[index] as Entity).id) ?? [];
        const compact = (spans: readonly Span[]): string => wordsAt(edited, spans).replace(/\s/g, '');
        assert.equal(compact(entity.fragments), compact(expected));
      }
    }),
    { examples: [[tabAndLineBreak]] },
  );
});
