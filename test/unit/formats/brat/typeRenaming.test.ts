import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../../server/annotation/edits.ts';
import { configuredTypes } from '../../../../server/formats/brat/configurationTypes.ts';
import { readLine } from '../../../../server/formats/brat/lineGrammar.ts';
import { splitLines } from '../../../../server/formats/brat/lines.ts';
import { nameAt } from '../../../../server/formats/brat/namesInLines.ts';
import {
  renamedInConfiguration,
  renamedInShortcuts,
  renamedInStandoff,
  renamedInVisual,
  type TypeRenaming,
} from '../../../../server/formats/brat/typeRenaming.ts';

const renaming = (changes: Partial<TypeRenaming> = {}): TypeRenaming => ({
  kind: 'span',
  from: 'Sign',
  to: 'Symptom',
  merges: false,
  isShared: false,
  ...changes,
});

const inStandoff = (content: string, changes?: Partial<TypeRenaming>): string =>
  applyEdits(content, renamedInStandoff(splitLines(content).map(readLine), renaming(changes)));
const inConfiguration = (content: string, changes?: Partial<TypeRenaming>): string =>
  applyEdits(content, renamedInConfiguration(content, renaming(changes)));

test('a type is renamed where it is one of the kind, in lines that cannot be read too', () => {
  const content = [
    '\uFEFFT1\tSign 0 2\t😀 Sign',
    'T2\tSigns 0 2\tSign',
    'T3\tSign x y\tSign',
    'E1\tSign:T1 Sign:T2',
    'E2\tSign:T1 :',
    'R1\tSign Arg1:T1 Arg2:T2',
    '*\tSign T1 T2',
    'A1\tSign T1 Sign',
    '#1\tSign T1\tSign',
    'Sign',
    'T4\tSign',
  ].join('\r\n');
  const expected = (lines: readonly number[]): string =>
    content
      .split('\r\n')
      .map((line, index) =>
        lines.includes(index) ? line.replace('Sign', 'Symptom').replace('😀 Symptom', '😀 Sign') : line,
      )
      .join('\r\n');
  assert.equal(inStandoff(content), expected([0, 2, 3, 4, 10]));
  assert.equal(inStandoff(content, { kind: 'relation' }), expected([5, 6]));
  assert.equal(inStandoff(content, { kind: 'attribute' }), expected([7]));
  assert.equal(inStandoff(''), '');
});

const configuration = `# Sign
[entities]
!Sign|Zeichen
	Pain
Drug	<NORM>:Sign
[relations]
<Sign>=Sign|Drug
Sign	Sign:Sign|Drug, Arg2: Drug | Sign
Located	Arg1:Finding, Arg2:<Sign>, <REL-TYPE>:symmetric
<OVERLAP>	Arg1:Sign, Arg2:Drug, <OVL-TYPE>:contain
[events]
Sign	Theme?:Sign, Cause*:<EVENT>|Sign
[attributes]
<LEVELS>=Sign|Low
Certainty	Arg:Sign, Value:Sign|High
Degree	Arg:<EVENT>, Value:<LEVELS>
Sign	Arg:Drug
[options]
Sign	Sign:Sign`;

test('annotation.conf: definitions, roles, overlap rules and macros, and nothing else', () => {
  const renamed = configuration
    .replace('!Sign|', '!Symptom|')
    .replace('=Sign|Drug', '=Symptom|Drug')
    .replace('Sign:Sign|Drug, Arg2: Drug | Sign', 'Sign:Symptom|Drug, Arg2: Drug | Symptom')
    .replace('Arg1:Sign,', 'Arg1:Symptom,')
    .replace('Sign\tTheme?:Sign, Cause*:<EVENT>|Sign', 'Symptom\tTheme?:Symptom, Cause*:<EVENT>|Symptom')
    .replace('Arg:Sign', 'Arg:Symptom');
  assert.equal(inConfiguration(configuration), renamed);
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
  assert.equal(inConfiguration(crlf(configuration)), crlf(renamed));
  assert.equal(
    inConfiguration(configuration, { kind: 'relation' }),
    configuration.replace('Sign\tSign:', 'Symptom\tSign:'),
  );
  assert.equal(
    inConfiguration(configuration, { kind: 'attribute' }),
    configuration.replace('Sign\tArg:', 'Symptom\tArg:'),
  );
});

test('a role that no entity or event has the name of takes relations', () => {
  const content = '[relations]\nNear\tArg1:A, Arg2:B\n[attributes]\nSure\tArg:Near\n';
  assert.equal(
    inConfiguration(content, { kind: 'relation', from: 'Near', to: 'By' }),
    content.replaceAll('Near', 'By'),
  );
  assert.equal(inConfiguration(content, { from: 'Near', to: 'By' }), content);
});

test('merged types are defined once and named once in a role', () => {
  const content = '[entities]\nSign\nSymptom\n\tPain\n[events]\nRise\tTheme:Sign|Symptom|Sign, Site:Sign\n';
  assert.equal(
    inConfiguration(content, { merges: true }),
    '[entities]\nSymptom\n\tPain\n[events]\nRise\tTheme:Symptom, Site:Symptom\n',
  );
  // What stands under the old type needs its line.
  assert.equal(
    inConfiguration(content, { from: 'Symptom', to: 'Sign', merges: true }),
    '[entities]\nSign\nSign\n\tPain\n[events]\nRise\tTheme:Sign|Sign, Site:Sign\n',
  );
  const relations = '[relations]\nIn\tArg1:A, Arg2:B\nAt\tArg1:A, Arg2:C';
  assert.equal(
    inConfiguration(relations, { kind: 'relation', from: 'At', to: 'In', merges: true }),
    relations.replace('At', 'In'),
  );
});

test('visual.conf and kb_shortcuts.conf follow', () => {
  const visual =
    '[labels]\nSign | Sign | S\nSigns | Sign\nSymptoms\n[drawing]\nSign\tbgColor:#fff\n[options]\nSign\tx:y';
  const renamed = visual.replace('\nSign |', '\nSymptom |').replace('\nSign\tbg', '\nSymptom\tbg');
  const check = (
    content: string,
    expected: string,
    changes: Partial<TypeRenaming> = {},
    isElsewhere = false,
  ): void =>
    assert.equal(applyEdits(content, renamedInVisual(content, renaming(changes), isElsewhere)), expected);
  check(visual, renamed);
  const copied = visual
    .replace('\nSign |', '\nSymptom | Sign | S\nSign |')
    .replace('\nSign\tbg', '\nSymptom\tbgColor:#fff\nSign\tbg');
  check(visual, copied, { isShared: true });
  check(visual, copied, {}, true);
  check('[labels]\r\nSign | S\r\nSymptom | T\r\n', '[labels]\r\nSymptom | T\r\n', { merges: true });
  const shortcuts = '# Sign\nS Sign\nT\tSigns\nSign\tDrug\n';
  const inShortcuts = (changes?: Partial<TypeRenaming>): string =>
    applyEdits(shortcuts, renamedInShortcuts(shortcuts, renaming(changes)));
  assert.equal(inShortcuts(), shortcuts.replace('S Sign', 'S Symptom'));
  assert.equal(inShortcuts({ kind: 'relation' }), shortcuts);
});

test('the name at a place of a line', () => {
  const content = 'T1\tSign 0 2\t😀\r\nE1\tRise:T1 Theme:T2\r\nR1\tNear Arg1:T1\r\nT7\tSign x\r\n';
  const check = (words: string, within: number, expected: string | undefined): void => {
    const name = nameAt(splitLines(content).map(readLine), content.indexOf(words) + within);
    const said =
      name && [name.name, name.part.text, name.name === 'type' ? name.kind : name.isDefinition].join(' ');
    assert.equal(said, expected, words);
  };
  check('T1\tSign', 0, 'id T1 true');
  check('T1\tSign', 2, 'id T1 true');
  check('T1\tSign', 3, 'type Sign span');
  check('T1\tSign', 7, 'type Sign span');
  check('T1\tSign', 8, undefined);
  check('😀', 1, undefined);
  check('Rise:T1', 4, 'type Rise span');
  check('Rise:T1', 5, 'id T1 false');
  check('Theme:', 2, undefined);
  check('Near', 1, 'type Near relation');
  check('Arg1:T1', 6, 'id T1 false');
  check('T7\tSign x', 4, 'type Sign span');
});

test('edits of any configuration do not overlap, and a rename back gives the file again', () => {
  const piece = fc.constantFrom(
    'Sign',
    'Drug',
    '\t',
    ' ',
    ':',
    '|',
    ',',
    '\n',
    '[entities]\n',
    '[events]\n',
    '[relations]\n',
    'Arg1:',
    '<EVENT>',
    '<M>=',
    '!',
    '😀',
  );
  fc.assert(
    fc.property(fc.array(piece), fc.boolean(), (pieces, merges) => {
      const content = pieces.join('');
      const to = merges ? 'Drug' : 'Symptom';
      const renamed = inConfiguration(content, { to, merges });
      assert.ok(!configuredTypes(renamed).some((type) => type.kind === 'span' && type.part.text === 'Sign'));
      if (!merges) assert.equal(inConfiguration(renamed, { from: to, to: 'Sign' }), content);
    }),
  );
});
