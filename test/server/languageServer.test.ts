import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol/node';
import {
  analyseRequest,
  navigateRequest,
  serverCommands,
  settleRequest,
  typesRequest,
} from '../../server/protocol.ts';
import { copyOfSamples, folderWith } from './corpus.ts';
import { Editor, type EditorOptions } from './editor.ts';
import { childrenOf } from './processes.ts';

const note = 'The patient takes metformin for diabetes.\nShe denies chest pain and nausea.\n';

async function open(
  test: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: EditorOptions = {},
): Promise<{ editor: Editor; uri: string; folder: string }> {
  const folder = await folderWith(test, files);
  // The types of the corpus are what its configuration says; else these, so that the notes below stay simple.
  const types = 'annotation.conf' in files ? [] : ['Chemical', 'Disease'];
  const editor = await Editor.start(folder, { ...options, settings: { types, ...options.settings } });
  test.after(() => editor.stop());
  return { editor, uri: await editor.open(join(folder, 'note.txt')), folder };
}

const hints = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Hint);
const errors = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error);

for (const transport of ['stdio', 'ipc'] as const) {
  describe(`the language server over ${transport}`, () => {
    it('suggests entities as hints, and accepting one writes brat standoff', async (test) => {
      const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' }, { transport });
      const layers = await editor.layers(uri);
      assert.equal(layers.gold, 0);
      assert.ok(layers.suggested >= 3);
      const suggestions = hints(await editor.diagnostics(uri));
      assert.equal(suggestions.length, layers.suggested);
      const range = editor.rangeOf(uri, 'metformin');
      const actions = await editor.codeActions(uri, range, suggestions);
      const accept = actions.find(({ title }) => title === 'Accept Chemical “metformin”');
      assert.equal(accept?.diagnostics?.length, 1);
      const result = await editor.choose(accept);
      assert.equal(result.done, true);
      assert.equal(editor.annotations(uri), 'T1\tChemical 18 27\tmetformin\n');
      const after = await editor.layers(uri, ({ gold }) => gold === 1);
      assert.equal(after.suggested, layers.suggested - 1);
    });
  });
}

describe('suggestions', () => {
  it('are pushed to an editor that does not ask for diagnostics', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' }, { pull: false });
    const pushed = await editor.pushed(uri, (diagnostics) => hints(diagnostics).length >= 3);
    assert.ok(pushed.every(({ source }) => source === 'Goldspan'));
  });

  it('tell type, score and model when hovered', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    await editor.layers(uri);
    const hover = await editor.hover(uri, note.indexOf('metformin') + 3);
    assert.ok(hover);
    const { value } = hover.contents as { value: string };
    assert.match(value, /\*\*Chemical\*\* suggested, score (0\.\d\d|1\.00)/);
    assert.match(value, /“metformin”/);
    assert.match(value, /Model: goldspan/);
  });

  it('stay rejected when the note is opened again', async (test) => {
    const { editor, uri, folder } = await open(test, { 'note.txt': note, 'note.ann': '' });
    const before = await editor.layers(uri);
    const range = editor.rangeOf(uri, 'nausea');
    await editor.act(serverCommands.reject, { uri, range });
    await editor.layers(uri, ({ suggested }) => suggested === before.suggested - 1);
    const kept = await readFile(join(folder, '.goldspan', 'rejected', 'note.ann'), 'utf8');
    assert.match(kept, /^T1\tDisease 68 74\tnausea\n$/);
    assert.equal(existsSync(join(folder, 'note.ann')), true);

    const again = await Editor.start(folder, { settings: { types: ['Chemical', 'Disease'] } });
    test.after(() => again.stop());
    await again.open(join(folder, 'note.txt'));
    assert.equal((await again.layers(uri)).suggested, before.suggested - 1);
  });

  it('are accepted everywhere at once', async (test) => {
    const text = 'Nausea in the morning. More nausea at night. Still nausea today.\n';
    const { editor, uri } = await open(test, { 'note.txt': text, 'note.ann': '' });
    await editor.layers(uri);
    const range = editor.rangeOf(uri, 'nausea', 1);
    const actions = await editor.codeActions(uri, range, hints(await editor.diagnostics(uri)));
    await editor.choose(actions.find(({ title }) => title.startsWith('Accept all “nausea” as Disease')));
    assert.equal(editor.annotations(uri), 'T1\tDisease 28 34\tnausea\nT2\tDisease 51 57\tnausea\n');
  });

  it('do not come back under their first type when accepted under another', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': '',
      'annotation.conf': configuration,
    });
    const before = await editor.layers(uri);
    const range = editor.rangeOf(uri, 'chest pain');
    const actions = await editor.codeActions(uri, range, hints(await editor.diagnostics(uri)));
    await editor.choose(actions.find(({ title }) => title === 'Change type to Symptom'));
    assert.equal(editor.annotations(uri), 'T1\tSymptom 53 63\tchest pain\n');
    const after = await editor.layers(uri, ({ gold }) => gold === 1);
    assert.equal(after.suggested, before.suggested - 1);
  });

  it('are walked through with the keyboard', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    await editor.layers(uri);
    const start = { line: 0, character: 0 };
    const first = await editor.request(navigateRequest, {
      uri,
      position: start,
      direction: 'next',
      layer: 'suggested',
    });
    assert.deepEqual(first, editor.rangeOf(uri, 'metformin'));
    const last = await editor.request(navigateRequest, {
      uri,
      position: start,
      direction: 'previous',
      layer: 'suggested',
    });
    assert.deepEqual(last, editor.rangeOf(uri, 'nausea'));
    const result = await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'metformin') });
    assert.deepEqual(result.next, editor.rangeOf(uri, 'diabetes'));
  });
});

const configuration = '[entities]\nDisease\nSymptom\nChemical\n[relations]\n[events]\n[attributes]\n';

describe('the end', () => {
  it('is silent about work that is left undone', async (test) => {
    const { editor } = await open(test, { 'note.txt': note.repeat(50), 'note.ann': '' });
    await editor.until(() => (editor.announced > 0 && editor.statuses.length > 0 ? true : undefined));
    assert.equal(await editor.stop(), 0);
  });
});

describe('annotating', () => {
  it('knows the types of annotation.conf and their keys', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'annotation.conf': configuration,
      'kb_shortcuts.conf': 'S\tSymptom\n',
    });
    await editor.layers(uri);
    const types = await editor.request(typesRequest, { uri });
    assert.deepEqual(
      types.map(({ type, key }) => [type, key]),
      [
        ['Disease', undefined],
        ['Symptom', 'S'],
        ['Chemical', undefined],
      ],
    );
  });

  it('makes the annotation file where there is none and counts offsets in code points', async (test) => {
    const text = '😀 She has a réaction 😀 to penicillin.\n';
    const { editor, uri } = await open(test, { 'note.txt': text, 'annotation.conf': configuration });
    await editor.layers(uri);
    const range = editor.rangeOf(uri, 'réaction ');
    const result = await editor.act(serverCommands.annotate, { uri, range, newType: 'Symptom' });
    assert.equal(result.done, true);
    assert.equal(editor.annotations(uri), 'T1\tSymptom 12 20\tréaction\n');
  });

  it('removes an annotation with what refers to it, and undo brings back every byte', async (test) => {
    const annotations =
      'T1\tChemical 18 27\tmetformin\n?? not brat at all\nT2\tDisease 32 40\tdiabetes\nR1\tTreats Arg1:T1 Arg2:T2\t\nA1\tNegation T2\n';
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': annotations });
    await editor.layers(uri, ({ gold }) => gold === 2);
    const result = await editor.act(serverCommands.remove, { uri, range: editor.rangeOf(uri, 'diabetes') });
    assert.match(result.message ?? '', /R1.*A1|A1.*R1/);
    assert.equal(editor.annotations(uri), 'T1\tChemical 18 27\tmetformin\n?? not brat at all\n');
    const undone = await editor.act(serverCommands.undo, { uri, range: editor.rangeOf(uri, 'patient') });
    assert.equal(undone.done, true);
    assert.equal(undone.undoable, 0);
    assert.equal(editor.annotations(uri), annotations);
  });

  it('says why nothing was done', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    await editor.layers(uri);
    const result = await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'patient') });
    assert.deepEqual([result.done, result.message], [false, 'There is no suggestion here.']);
  });

  it('lists sections and entities as symbols', async (test) => {
    const text = 'HISTORY:\nShe has asthma.\n\nMEDICATIONS:\n- aspirin\n';
    const { editor, uri } = await open(test, {
      'note.txt': text,
      'note.ann': 'T1\tDisease 17 23\tasthma\nT2\tChemical 41 48\taspirin\n',
    });
    await editor.layers(uri);
    const symbols = await editor.symbols(uri);
    assert.deepEqual(
      symbols.map(({ name, children }) => [
        name.replace(':', ''),
        (children ?? []).map((child) => `${child.detail} ${child.name}`),
      ]),
      [
        ['HISTORY', ['Disease asthma']],
        ['MEDICATIONS', ['Chemical aspirin']],
      ],
    );
  });
});

describe('editing the text', () => {
  it('moves gold spans, re-reads only what changed and drops nothing', async (test) => {
    const annotations = 'T1\tDisease 32 40\tdiabetes\nT2\tDisease 68 74\tnausea\n';
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': annotations });
    const before = await editor.layers(uri, ({ gold }) => gold === 2);
    await editor.replace(uri, 0, 0, 'Seen today 😀. ');
    const after = await editor.layers(uri, ({ gold }) => gold === 2);
    assert.equal(after.suggested, before.suggested);
    assert.deepEqual(
      after.marks.find(({ ranges: [range] }) => range?.start.line === 0 && range.start.character === 47)
        ?.type,
      'Disease',
    );
    assert.equal(await editor.request(settleRequest, { uri }), uri.replace('.txt', '.ann'));
    assert.equal(editor.annotations(uri), 'T1\tDisease 46 54\tdiabetes\nT2\tDisease 82 88\tnausea\n');
  });

  it('counts in code points after an edit of the same length', async (test) => {
    const text = '😀 She has asthma.\n';
    const { editor, uri } = await open(test, { 'note.txt': text, 'note.ann': 'T1\tDisease 10 16\tasthma\n' });
    await editor.layers(uri, ({ gold }) => gold === 1);
    await editor.replace(uri, 0, 2, 'ab');
    await editor.request(settleRequest, { uri });
    assert.equal(editor.annotations(uri), 'T1\tDisease 11 17\tasthma\n');
  });

  it('brings every span back when the edit is undone', async (test) => {
    const annotations = 'T1\tDisease 32 40\tdiabetes\n';
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': annotations });
    await editor.layers(uri, ({ gold }) => gold === 1);
    await editor.replace(uri, 20, 45, '');
    const without = await editor.layers(uri, ({ gold }) => gold === 0);
    assert.equal(without.gold, 0);
    const lost = (await editor.diagnostics(uri)).find(({ code }) => code === 'span/lost');
    assert.match(messageOf(lost), /Disease “diabetes” \(T1\)/);
    await editor.replace(uri, 20, 20, note.slice(20, 45));
    await editor.layers(uri, ({ gold }) => gold === 1);
    await editor.request(settleRequest, { uri });
    assert.equal(
      (await editor.diagnostics(uri)).some(({ code }) => code === 'span/lost'),
      false,
    );
  });

  it('keeps spans on their words in a file whose line ends the editor changes', async (test) => {
    const text = 'She has asthma.\r\nShe takes aspirin.\r\n';
    const { editor, uri } = await open(test, {
      'note.txt': text,
      'note.ann': 'T1\tChemical 27 34\taspirin\n',
    });
    await editor.layers(uri, ({ gold }) => gold === 1);
    await editor.replace(uri, 0, text.length, text.replaceAll('\r\n', '\n'));
    const layers = await editor.layers(uri, ({ gold }) => gold === 1);
    assert.deepEqual(layers.marks.find(({ layer }) => layer === 'gold')?.ranges, [
      editor.rangeOf(uri, 'aspirin'),
    ]);
    assert.equal(errors(await editor.diagnostics(uri)).length, 0);
    await editor.request(settleRequest, { uri });
    assert.equal(editor.annotations(uri), 'T1\tChemical 26 33\taspirin\n');
  });

  it('follows a checkout that replaces text and annotations together', async (test) => {
    const { editor, uri, folder } = await open(test, {
      'note.txt': note,
      'note.ann': 'T1\tDisease 32 40\tdiabetes\n',
    });
    await editor.layers(uri, ({ gold }) => gold === 1);
    // The editor reloads both files: the text first, then the annotations, which were made for the new text.
    const annotations = await editor.open(join(folder, 'note.ann'));
    await editor.replace(uri, 0, 0, 'A new first line.\n');
    await editor.replace(annotations, 0, 27, 'T1\tDisease 50 58\tdiabetes\n');
    const layers = await editor.layers(uri, ({ gold }) => gold === 1);
    assert.deepEqual(layers.marks.find(({ layer }) => layer === 'gold')?.ranges, [
      editor.rangeOf(uri, 'diabetes'),
    ]);
    await editor.request(settleRequest, { uri });
    assert.equal(editor.text(annotations), 'T1\tDisease 50 58\tdiabetes\n');
    assert.deepEqual(errors(await editor.diagnostics(uri)), []);
  });

  it('accepts a suggestion at its place after an edit that is not saved', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': 'T1\tDisease 32 40\tdiabetes\n',
    });
    await editor.layers(uri);
    await editor.replace(uri, 0, 3, 'This');
    await editor.layers(uri);
    await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'nausea') });
    assert.equal(
      editor.annotations(uri),
      'T1\tDisease 33 41\tdiabetes\nT2\tDisease 69 75\tnausea\nA1\tNegation T2\n',
    );
  });
});

describe('a wrong file', () => {
  it('with a wrong offset is an error on the words, with its repair', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': 'T1\tDisease 30 38\tdiabetes\n',
    });
    await editor.layers(uri);
    const [error] = errors(await editor.diagnostics(uri));
    assert.equal(error?.code, 'brat/words-differ');
    assert.deepEqual(error?.range.start, { line: 0, character: 30 });
    const actions = await editor.codeActions(uri, error?.range as Diagnostic['range'], [error as Diagnostic]);
    const repair = actions.find(({ edit }) => edit !== undefined);
    const [change] = Object.values(repair?.edit?.changes ?? {}).flat();
    assert.match(change?.newText ?? '', /32 40/);
  });

  it('with a malformed line is named with its file and line, and the line survives', async (test) => {
    const annotations = 'T1\tDisease 32 40\tdiabetes\nT2\tbroken line\n';
    const { editor, uri, folder } = await open(test, { 'note.txt': note, 'note.ann': annotations });
    await editor.layers(uri);
    const problem = (await editor.diagnostics(uri)).find(({ code }) => code === 'brat/malformed-line');
    assert.match(messageOf(problem), /^note\.ann, line 2: /);
    assert.equal(problem?.relatedInformation?.[0]?.location.range.start.line, 1);
    const annotationUri = await editor.open(join(folder, 'note.ann'));
    const inFile = (await editor.diagnostics(annotationUri)).find(
      ({ code }) => code === 'brat/malformed-line',
    );
    assert.equal(inFile?.range.start.line, 1);
    await editor.act(serverCommands.accept, { uri, range: editor.rangeOf(uri, 'nausea') });
    assert.equal(editor.annotations(uri), `${annotations}T3\tDisease 68 74\tnausea\nA1\tNegation T3\n`);
  });

  it('with a type that annotation.conf does not know is a warning on the words', async (test) => {
    const { editor, uri } = await open(test, {
      'note.txt': note,
      'note.ann': 'T1\tDrug 18 27\tmetformin\n',
      'annotation.conf': configuration,
    });
    await editor.layers(uri);
    const problem = (await editor.diagnostics(uri)).find(
      ({ severity }) => severity === DiagnosticSeverity.Warning,
    );
    assert.match(messageOf(problem), /Drug/);
    assert.equal(problem?.code, 'brat/unknown-type');
    assert.deepEqual(problem?.range, editor.rangeOf(uri, 'metformin'));
  });

  it('of annotations without a text says so', async (test) => {
    const { editor, folder } = await open(test, { 'note.txt': note, 'other.ann': 'T1\tDisease 0 3\tabc\n' });
    const uri = await editor.open(join(folder, 'other.ann'));
    const [error] = errors(await editor.diagnostics(uri));
    assert.match(messageOf(error), /other\.txt/);
  });

  it('that is not UTF-8 is an error and has no suggestions', async (test) => {
    const bytes = Buffer.concat([
      Buffer.from('She has '),
      Buffer.from([0xe9]),
      Buffer.from('czema and nausea.\n'),
    ]);
    const { editor, uri } = await open(test, { 'note.txt': bytes, 'note.ann': '' });
    const layers = await editor.layers(uri);
    assert.equal(layers.predicted, 0);
    const [error] = errors(await editor.diagnostics(uri));
    assert.match(messageOf(error), /Byte 8 .*not UTF-8/);
  });

  it('of a model says what is missing', async (test) => {
    const { editor } = await open(
      test,
      { 'note.txt': note, 'note.ann': '' },
      { settings: { models: ['/nowhere/model'] } },
    );
    const status = await editor.status(({ state }) => state === 'failed');
    assert.match(status.detail, /\/nowhere\/model: there is no such folder/);
  });
});

describe('the engine', () => {
  it('is started again when it is killed, and the note is read again', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note, 'note.ann': '' });
    const before = await editor.layers(uri);
    const engines = await childrenOf(editor.server.pid as number);
    assert.equal(engines.length, 1);
    process.kill(engines[0] as number, 'SIGKILL');
    const status = await editor.status(({ state }) => state === 'failed');
    assert.match(status.detail, /engine process ended unexpectedly \(signal SIGKILL\)/);
    await editor.replace(uri, 0, 0, 'Fever and cough. ');
    const after = await editor.layers(uri);
    assert.ok(after.suggested > before.suggested);
  });

  it('sees nothing of a text outside a corpus until somebody asks', async (test) => {
    const { editor, uri } = await open(test, { 'note.txt': note });
    assert.deepEqual(await editor.diagnostics(uri), []);
    assert.equal(editor.hasLayers(uri), false);
    assert.deepEqual(await childrenOf(editor.server.pid as number), []);
    await editor.request(analyseRequest, { uri });
    assert.ok((await editor.layers(uri)).suggested >= 3);
  });
});

describe('the samples', () => {
  it('open without an error, and every note has suggestions or gold', async (test) => {
    const folder = await copyOfSamples(test);
    const editor = await Editor.start(folder);
    test.after(() => editor.stop());
    const { findDocuments } = await import('../../server/corpus/discovery.ts');
    const { documents } = await findDocuments(folder);
    assert.ok(documents.length >= 12);
    for (const { textPath } of documents) {
      const uri = await editor.open(textPath);
      const layers = await editor.layers(uri);
      assert.ok(layers.gold > 0 && layers.predicted > 0, textPath);
      assert.deepEqual(errors(await editor.diagnostics(uri)), [], textPath);
    }
  });
});

function messageOf(diagnostic: Diagnostic | undefined): string {
  const message = diagnostic?.message ?? '';
  return typeof message === 'string' ? message : message.value;
}
