import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { serverCommands } from '../../server/protocol.ts';
import { folderWith } from './corpus.ts';
import { Editor, type EditorOptions } from './editor.ts';

const note = 'The patient takes metformin for diabetes.\nShe denies chest pain and nausea.\n';

async function open(
  test: TestContext,
  files: Readonly<Record<string, string>>,
  options: EditorOptions = {},
): Promise<{ editor: Editor; uri: string }> {
  const folder = await folderWith(test, files);
  // The types of the corpus are what its configuration says; else these, so that the notes below stay simple.
  const types = 'annotation.conf' in files ? [] : ['Chemical', 'Disease'];
  const editor = await Editor.start(folder, { ...options, settings: { types, ...options.settings } });
  test.after(() => editor.stop());
  const uri = await editor.open(join(folder, 'note.txt'));
  await editor.layers(uri);
  return { editor, uri };
}

async function hoverOver(editor: Editor, uri: string, words: string, occurrence = 0): Promise<string> {
  const document = editor.document(uri);
  const { start } = editor.rangeOf(uri, words, occurrence);
  const hover = await editor.hover(uri, document.offsetAt(start) + 1);
  return (hover?.contents as { value: string } | undefined)?.value ?? '';
}

const configuration = (attributes: string): string =>
  `[entities]\nDisease\nChemical\n[relations]\n[events]\n[attributes]\n${attributes}\n`;

describe('what the text asserts', () => {
  it('shows with its trigger where a suggestion is hovered', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    assert.match(await hoverOver(editor, uri, 'nausea'), /- negated, by “denies”, confidence 0\\?\.\d\d/);
    assert.doesNotMatch(await hoverOver(editor, uri, 'diabetes'), /negated/);
  });

  it('shows behind the label of the type', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    const labels = (await editor.inlayHints(uri)).map(({ label }) => label);
    assert.deepEqual(labels, ['Che?', 'Dis?', 'Dis? neg', 'Dis? neg']);
  });

  it('is accepted with the suggestion', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    const range = editor.rangeOf(uri, 'nausea');
    const actions = await editor.codeActions(uri, range);
    await editor.choose(actions.find(({ title }) => title === 'Accept Disease “nausea” with Negation'));
    assert.equal(editor.annotations(uri), 'T1\tDisease 68 74\tnausea\nA1\tNegation T1\n');
    await editor.act(serverCommands.undo, { uri, range });
    assert.equal(editor.annotations(uri), '');
  });

  it('can be left out', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'nausea'));
    await editor.choose(actions.find(({ title }) => title === 'Accept Disease “nausea” alone'));
    assert.equal(editor.annotations(uri), 'T1\tDisease 68 74\tnausea\n');
  });

  it('takes the name that the corpus has for it', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': '',
      'annotation.conf': configuration('POLARITY Arg:Disease, Value:Positive|Negated'),
    });
    await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'nausea') });
    assert.equal(editor.annotations(uri), 'T1\tDisease 68 74\tnausea\nA1\tPOLARITY T1 Negated\n');
  });

  it('is not written where the corpus has no attribute for it', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': '',
      'annotation.conf': configuration('Negation Arg:Chemical'),
    });
    await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'nausea') });
    assert.equal(editor.annotations(uri), 'T1\tDisease 68 74\tnausea\n');
  });

  it('is recorded of what is annotated already', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': 'T1\tDisease 68 74\tnausea\n',
    });
    assert.match(await hoverOver(editor, uri, 'nausea'), /Negation is not recorded: negated, by “denies”/);
    const [symbol] = await editor.symbols(uri);
    assert.match(symbol?.detail ?? '', /^Disease, negated\? “denies” 0\.\d\d$/);
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'nausea'));
    await editor.choose(actions.find(({ title }) => title === 'Record Negation of “nausea”, by “denies”'));
    assert.equal(editor.annotations(uri), 'T1\tDisease 68 74\tnausea\nA1\tNegation T1\n');
    await editor.layers(uri);
    const [recorded] = await editor.symbols(uri);
    assert.equal(recorded?.detail, 'Disease, Negation');
    const labels = (await editor.inlayHints(uri)).map(({ label }) => label);
    assert.ok(labels.includes('Dis neg'));
    const again = await editor.act(serverCommands.record, { uri, range: editor.rangeOf(uri, 'nausea') });
    assert.equal(again.done, false);
  });
});

describe('abbreviations', () => {
  const text = 'She has chronic renal failure (CRF) 😀.\nHer CRF is stable; CRF diet.\n';

  it('tell what they stand for, and where that is said', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': text, 'note.ann': '' });
    const hover = await hoverOver(editor, uri, 'CRF', 2);
    assert.match(hover, /“CRF” is short for “chronic renal failure”, defined in line 1, confidence 0\.\d\d/);
    assert.match(hover, /\*\*Disease\*\* suggested/);
    const symbol = (await editor.symbols(uri)).at(-1);
    assert.equal(symbol?.name, 'CRF');
    assert.match(symbol?.detail ?? '', /^chronic renal failure, confidence 0\.\d\d$/);
  });

  it('lead to their long form and to each other', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': text, 'note.ann': '' });
    const place = text.lastIndexOf('CRF') + 1;
    const definition = await editor.definitions(uri, place);
    assert.deepEqual([definition].flat(), [{ uri, range: editor.rangeOf(uri, 'chronic renal failure') }]);
    const references = await editor.references(uri, place);
    assert.deepEqual(
      references.map(({ range }) => range),
      [0, 1, 2].map((occurrence) => editor.rangeOf(uri, 'CRF', occurrence)),
    );
  });
});

describe('settings of suggestions', () => {
  const types = async (editor: Editor, uri: string): Promise<string[]> =>
    (await editor.layers(uri)).marks.map(({ type }) => type);

  it('give types the names of the corpus', async (test) => {
    const settings = { types: ['Chemical', 'Problem'], typeNames: { Disease: 'Problem' } };
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' }, { settings });
    assert.deepEqual(await types(editor, uri), ['Chemical', 'Problem', 'Problem', 'Problem']);
  });

  it('choose types', async (test) => {
    const settings = { types: ['Chemical'] };
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' }, { settings });
    assert.deepEqual(await types(editor, uri), ['Chemical']);
  });

  it('set the lowest confidence for each type', async (test) => {
    const settings = { thresholds: { '*': 1, Chemical: 0 } };
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' }, { settings });
    assert.deepEqual(await types(editor, uri), ['Chemical']);
  });

  it('take effect at once, and the text is not read again', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    const all = await types(editor, uri);
    await editor.configure({ ...editor.settings, thresholds: { '*': 1, Chemical: 0 } });
    const few = await editor.layers(uri, ({ suggested }) => suggested < all.length);
    assert.deepEqual(
      few.marks.map(({ type }) => type),
      ['Chemical'],
    );
    await editor.configure({ ...editor.settings, thresholds: {} });
    await editor.layers(uri, ({ suggested }) => suggested === all.length);
    assert.equal(editor.log.filter((line) => line.includes('loaded from')).length, 1);
  });

  it('leave what a corpus does not declare alone', async (test) => {
    const files = { 'note.txt': note, 'note.ann': '', 'annotation.conf': '[entities]\nChemical\n' };
    const { editor, uri } = await open(test, files);
    assert.deepEqual(await types(editor, uri), ['Chemical']);
  });
});
