import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { folderWith } from './corpus.ts';
import { Editor } from './editor.ts';

const text = 'She 😀 takes metformin for diabetes.\n';
const annotations = [
  'T1\tChemical 12 21\tmetformin',
  'T2\tDisease 26 34\tdiabetes',
  'R1\tTreats Arg1:T1 Arg2:T2\t',
  'A1\tNegation T2',
  'N1\tReference T2 MESH:D003920\tDiabetes Mellitus',
  '',
].join('\n');

async function open(test: TestContext): Promise<{ editor: Editor; uri: string; textUri: string }> {
  const folder = await folderWith(test, { 'note.txt': text, 'note.ann': annotations });
  const editor = await Editor.start(folder);
  test.after(() => editor.stop());
  return {
    editor,
    textUri: await editor.open(join(folder, 'note.txt')),
    uri: await editor.open(join(folder, 'note.ann')),
  };
}

/** The words that locations lead to, each with the name of its file. */
function wordsAt(editor: Editor, locations: Awaited<ReturnType<Editor['definitions']>>): string[] {
  return locations.map(
    ({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${editor.document(uri).getText(range)}`,
  );
}

describe('an open annotation file', () => {
  it('shows what an id stands for, with the text around it', async (test) => {
    const { editor, uri } = await open(test);
    const hover = await editor.hover(uri, annotations.indexOf('Arg2:T2') + 6);
    assert.ok(hover);
    const { value } = hover.contents as { value: string };
    assert.equal(value, '**Disease** (T2)\n\nShe 😀 takes metformin for **diabetes**\\. ');
    assert.deepEqual(hover.range, editor.rangeOf(uri, 'T2', 1));
  });

  it('leads from a line to its words in the text, and from an id to its line', async (test) => {
    const { editor, uri, textUri } = await open(test);
    await editor.layers(textUri);
    const check = async (place: number, expected: string[]): Promise<void> =>
      assert.deepEqual(wordsAt(editor, await editor.definitions(uri, place)), expected);
    await check(annotations.indexOf('Disease 26'), ['note.txt diabetes']);
    await check(annotations.indexOf('Arg1:T1') + 6, ['note.ann T1']);
    await check(annotations.indexOf('Treats'), []);
    await editor.replace(textUri, 0, 0, 'Today: ');
    await check(annotations.indexOf('Disease 26'), ['note.txt diabetes']);
  });

  it('finds everything that refers to an entity', async (test) => {
    const { editor, uri } = await open(test);
    const found = await editor.references(uri, annotations.indexOf('T2'));
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      [1, 2, 3, 4],
    );
    assert.ok(wordsAt(editor, found).every((words) => words === 'note.ann T2'));
  });

  it('lists its entities', async (test) => {
    const { editor, uri } = await open(test);
    const symbols = await editor.symbols(uri);
    assert.deepEqual(
      symbols.map(({ name, detail }) => [name, detail]),
      [
        ['metformin', 'Chemical T1'],
        ['diabetes', 'Disease T2'],
      ],
    );
  });
});
