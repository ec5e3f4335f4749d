import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ChooseParams, serverCommands, settleRequest } from '../../server/protocol.ts';
import { folderWith } from './corpus.ts';
import { Editor, type EditorOptions } from './editor.ts';

const old = 'Aspirin 50 mg.\nMetformin 50 mg.\nShe has asthma.\n';
const now = `Seen on 3 May, 10 mg of nothing.\n${old.replace('She', 'The patient')}`;

/** The annotations of a text: words in its order. */
function annotationsOf(text: string): string {
  let from = text.indexOf('Aspirin');
  return ['Aspirin', 'mg', 'Metformin', 'mg', 'asthma']
    .map((words, index) => {
      const start = text.indexOf(words, from);
      from = start + words.length;
      return `T${index + 1}\tX ${start} ${from}\t${words}\n`;
    })
    .join('');
}

async function open(
  test: TestContext,
  files: Readonly<Record<string, string>>,
  options: EditorOptions = {},
): Promise<{ editor: Editor; uri: string; folder: string }> {
  const folder = await folderWith(test, files);
  const editor = await Editor.start(folder, { settings: { suggestions: false }, ...options });
  test.after(() => editor.stop());
  return { editor, uri: await editor.open(join(folder, 'note.txt')), folder };
}

const action = 'Re-align 5 annotations with the text…';

/** The diagnostics of a note once there are some. */
async function misplaced(editor: Editor, uri: string): Promise<string[]> {
  await editor.until(() => (editor.questions.length > 0 ? true : undefined));
  const found = await editor.diagnostics(uri);
  return found.map(({ code }) => String(code));
}

describe('annotations that were left behind by their text', () => {
  it('are re-aligned with one action, and every change is to be confirmed', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': now, 'note.ann': annotationsOf(old) });
    assert.deepEqual(await misplaced(editor, uri), Array(5).fill('brat/words-differ'));
    const [first] = await editor.diagnostics(uri);
    assert.ok(first);
    const actions = await editor.codeActions(uri, first.range, [first]);
    const chosen = actions.find(({ title }) => title === action);
    assert.deepEqual(chosen?.diagnostics, [first]);
    assert.equal((await editor.choose(chosen)).done, true);
    assert.equal(editor.annotations(uri), annotationsOf(now));
    const [edit] = editor.edits;
    assert.ok(
      Object.values(edit?.changeAnnotations ?? {}).every(({ needsConfirmation }) => needsConfirmation),
    );
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.ok(change.edits.every((each) => 'annotationId' in each && each.annotationId === 'certain'));
    assert.deepEqual(await editor.diagnostics(uri), []);
  });

  it('are re-aligned from the annotation file too, whether or not the text is open', async (test) => {
    const { editor, uri, folder } = await open(test, { 'note.txt': now, 'note.ann': annotationsOf(old) });
    await editor.close(uri);
    const file = await editor.open(join(folder, 'note.ann'));
    const range = editor.rangeOf(file, 'Metformin');
    const actions = await editor.codeActions(file, range);
    await editor.choose(actions.find(({ title }) => title === action));
    assert.equal(editor.text(file), annotationsOf(now));
  });

  it('are spoken of once for a state of the text', async (test) => {
    const { editor, uri, folder } = await open(test, { 'note.txt': now, 'note.ann': annotationsOf(old) });
    await misplaced(editor, uri);
    assert.deepEqual(
      editor.questions.map(({ message }) => message),
      ['5 annotations of note.txt no longer fit its text.'],
    );
    const file = await editor.open(join(folder, 'note.ann'));
    await editor.replace(file, 0, 2, 'T9');
    await editor.close(uri);
    await editor.open(join(folder, 'note.txt'));
    // The server has the note again as soon as it can be settled.
    while ((await editor.request(settleRequest, { uri })) === null);
    assert.equal(editor.questions.length, 1);
  });

  it('are reviewed from the message', async (test) => {
    const folder = await folderWith(test, { 'note.txt': now, 'note.ann': annotationsOf(old) });
    const editor = await Editor.start(folder, { settings: { suggestions: false } });
    test.after(() => editor.stop());
    editor.answer = () => 'Review Changes';
    const uri = await editor.open(join(folder, 'note.txt'));
    await editor.until(() => (editor.edits.length > 0 ? true : undefined));
    assert.equal(editor.annotations(uri), annotationsOf(now));
  });

  it('are listed in a message where the editor has no preview, and nothing is written without consent', async (test) => {
    const files = { 'note.txt': now, 'note.ann': annotationsOf(old) };
    const { editor, uri, folder } = await open(test, files, { preview: false });
    await misplaced(editor, uri);
    const file = await editor.open(join(folder, 'note.ann'));
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    assert.equal((await editor.act(serverCommands.realign, { uri, range })).done, false);
    assert.match(editor.questions.at(-1)?.message ?? '', /\nT2 X “mg”: 11 13 becomes 44 46\n/);
    assert.equal(editor.text(file), annotationsOf(old));
    editor.answer = () => 'Re-align';
    assert.equal((await editor.act(serverCommands.realign, { uri, range })).done, true);
    assert.equal(editor.text(file), annotationsOf(now));
  });

  it('are offered one by one where the editor can list them, and only those chosen are written', async (test) => {
    const files = { 'note.txt': now, 'note.ann': annotationsOf(old) };
    const asked: ChooseParams[] = [];
    const choose = (params: ChooseParams): number[] => {
      asked.push(params);
      return [0, 4];
    };
    const { editor, uri } = await open(test, files, { choose });
    await misplaced(editor, uri);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    assert.equal((await editor.act(serverCommands.realign, { uri, range })).done, true);
    assert.equal(asked[0]?.title, 'Re-align 5 annotations');
    assert.deepEqual(asked[0]?.choices[1], {
      label: 'T2 X “mg”',
      detail: '11 13 becomes 44 46',
      picked: true,
    });
    const [before, after] = [annotationsOf(old), annotationsOf(now)].map((it) => it.split('\n'));
    assert.deepEqual(editor.annotations(uri)?.split('\n'), [
      after?.[0],
      ...(before ?? []).slice(1, 4),
      ...(after ?? []).slice(4),
    ]);
    assert.equal(editor.edits[0]?.changeAnnotations, undefined);
  });

  it('that have no place are named', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': now,
      'note.ann': 'T1\tX 0 7\tAspirin\nT2\tX 15 23\tWarfarin\n',
    });
    await editor.layers(uri, ({ gold }) => gold === 2);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const result = await editor.act(serverCommands.realign, { uri, range });
    assert.deepEqual([result.done, result.message], [true, 'No place was found for T2 X “Warfarin”.']);
  });
});

describe('a text that changes while it is open', () => {
  it('leaves its annotations behind where another program changed it, until the changes are confirmed', async (test) => {
    const { editor, uri, folder } = await open(test, { 'note.txt': old, 'note.ann': annotationsOf(old) });
    await editor.layers(uri, ({ gold }) => gold === 5);
    await writeFile(join(folder, 'note.txt'), now);
    await editor.replace(uri, 0, old.length, now);
    assert.deepEqual(await misplaced(editor, uri), Array(5).fill('brat/words-differ'));
    await editor.request(settleRequest, { uri });
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    assert.equal((await editor.act(serverCommands.realign, { uri, range })).done, true);
    assert.equal(editor.annotations(uri), annotationsOf(now));
    assert.deepEqual(await editor.diagnostics(uri), []);
  });

  it('takes its annotations along where a formatter of the editor wrote the whole text anew', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': old, 'note.ann': annotationsOf(old) });
    await editor.layers(uri, ({ gold }) => gold === 5);
    const formatted = `\t${old.replaceAll('\n', '\r\n\r\n').replaceAll(' mg', '   mg')}`;
    await editor.replace(uri, 0, old.length, formatted);
    await editor.request(settleRequest, { uri });
    assert.equal(editor.annotations(uri), annotationsOf(formatted));
  });

  it('takes its annotations along where the editor itself saved it', async (test) => {
    const { editor, uri, folder } = await open(test, { 'note.txt': old, 'note.ann': annotationsOf(old) });
    await editor.layers(uri, ({ gold }) => gold === 5);
    await writeFile(join(folder, 'note.txt'), `Seen. ${old}`);
    await editor.replace(uri, 0, 0, 'Seen. ');
    await misplaced(editor, uri);
    await editor.saved(uri);
    await editor.request(settleRequest, { uri });
    assert.equal(editor.annotations(uri), annotationsOf(`Seen. ${old}`));
  });
});
