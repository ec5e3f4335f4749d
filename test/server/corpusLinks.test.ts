import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import {
  type ActionResult,
  type ChooseParams,
  conceptsRequest,
  serverCommands,
} from '../../server/protocol.ts';
import { concept, indexFile } from '../unit/terminology/index/indexes.ts';
import { folderWith } from './corpus.ts';
import { Editor, type EditorOptions } from './editor.ts';
import { goldspan } from './goldspan.ts';

const common = { system: 'MESH', identifier: 'D003139', name: 'Common Cold' };
const terminology = await indexFile(
  [
    concept('MESH:D003139', ['Common Cold', 'cold'], { group: 'DISO' }),
    concept('MESH:D003080', ['Cold Sore', 'cold'], { group: 'DISO' }),
    concept('MESH:D003100', ['Cold Pack', 'cold'], { group: 'CHEM' }),
  ],
  { sources: [{ name: 'MESH', version: '2025', licence: 'none' }] },
);

const text = 'Cold, and a cold.\n';
const mentions = 'T1\tDisease 0 4\tCold\nT2\tDisease 12 16\tcold\n';
const linked = (id: string, line = 1, mention = `T${line}`): string =>
  `N${line}\tReference ${mention} MESH:${id}\n`;
const configuration = '[entities]\nDisease\n[relations]\n[events]\n[attributes]\n';

interface Corpus {
  readonly editor: Editor;
  readonly folder: string;
  readonly uri: string;
}

/** Opens `a/note.txt` of a corpus; other notes have the same text. */
async function open(
  test: TestContext,
  annotations: Readonly<Record<string, string>>,
  options: EditorOptions = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Corpus> {
  const notes = Object.entries(annotations).flatMap(([name, content]) => [
    [`${name}.txt`, text],
    [`${name}.ann`, content],
  ]);
  const folder = await folderWith(test, {
    'annotation.conf': configuration,
    'concepts.index': terminology,
    'names.tsv': 'fever\tDisease\n',
    ...Object.fromEntries(notes),
    ...files,
  });
  const usual = { models: ['names.tsv'], types: ['*'], relations: false, terminology: 'concepts.index' };
  const settings = { ...usual, ...options.settings };
  const editor = await Editor.start(folder, { ...options, settings });
  test.after(() => editor.stop());
  const uri = await editor.open(join(folder, 'a/note.txt'));
  await editor.layers(uri);
  return { editor, folder, uri };
}

/** Diagnostics of Goldspan are plain text. */
const messageOf = ({ message }: Diagnostic): string =>
  typeof message === 'string' ? message : message.value;
const isDifference = ({ code }: Diagnostic): boolean => code === 'concept/differs';

/** Resolves with the differences that a note is told of once they are as wanted. */
function differences(
  { editor }: Corpus,
  uri: string,
  condition: (messages: readonly string[]) => boolean,
): Promise<readonly Diagnostic[]> {
  return editor.untilAsked(async () => {
    const found = (await editor.diagnostics(uri)).filter(isDifference);
    return condition(found.map(messageOf)) ? found : undefined;
  });
}

async function content(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

describe('the same words in a corpus', () => {
  const twoToOne = {
    'a/note': mentions + linked('D003080'),
    'b/one': mentions + linked('D003139') + linked('D003139', 2),
  };

  it('are reported where they are linked otherwise than elsewhere, with the places', async (test) => {
    const corpus = await open(test, twoToOne);
    const [found] = await differences(corpus, corpus.uri, ({ length }) => length > 0);
    assert.equal(
      found?.message,
      'T1 is linked to MESH:D003080 (1 place), and the same words more often to MESH:D003139 (2 places). ' +
        'Link them alike, or keep both as homonyms.',
    );
    assert.deepEqual(found.range, corpus.editor.rangeOf(corpus.uri, 'Cold'));
    assert.deepEqual(
      found.relatedInformation
        ?.slice(1)
        .map(({ message, location: { uri, range } }) => [
          message,
          fileURLToPath(uri) === join(corpus.folder, 'b/one.ann'),
          range.start.line,
        ]),
      [
        ['T1 of b/one.ann is linked to MESH:D003139.', true, 2],
        ['T2 of b/one.ann is linked to MESH:D003139.', true, 3],
      ],
    );
    const other = await corpus.editor.open(join(corpus.folder, 'b/one.txt'));
    assert.deepEqual(await differences(corpus, other, () => true), []);
    assert.ok(
      corpus.editor.log.some((line) => /links of 2 annotation files in .* read in \d+ ms/.test(line)),
    );
  });

  it('are put right by one action, which can be undone', async (test) => {
    const corpus = await open(test, twoToOne);
    const { editor, uri } = corpus;
    const found = await differences(corpus, uri, ({ length }) => length > 0);
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'Cold'), found);
    const fix = actions.find(({ title }) => title === 'Link “Cold” to MESH:D003139 as in 2 other places');
    assert.deepEqual(fix?.diagnostics, found);
    await editor.choose(fix);
    assert.equal(editor.annotations(uri), mentions + linked('D003139'));
    await differences(corpus, uri, ({ length }) => length === 0);
    await editor.act(serverCommands.undo, { uri, range: editor.rangeOf(uri, 'Cold') });
    await differences(corpus, uri, ({ length }) => length === 1);
  });

  it('are followed in files that change on disk, come and go', async (test) => {
    const corpus = await open(test, twoToOne);
    const { editor, folder, uri } = corpus;
    await differences(corpus, uri, ({ length }) => length === 1);
    const other = join(folder, 'b/one.ann');
    await writeFile(other, mentions + linked('D003080'));
    await editor.filesChanged(other);
    await differences(corpus, uri, ({ length }) => length === 0);
    await mkdir(join(folder, 'c'));
    await writeFile(join(folder, 'c/new.ann'), mentions + linked('D003139') + linked('D003139', 2));
    await editor.filesChanged(join(folder, 'c/new.ann'));
    await differences(corpus, uri, ([message = '']) =>
      message.includes('as often to MESH:D003139 (2 places)'),
    );
    await rm(join(folder, 'c/new.ann'));
    await rm(other);
    await editor.filesChanged(join(folder, 'c/new.ann'), other);
    await differences(corpus, uri, ({ length }) => length === 0);
  });

  it('are forgotten with a folder that is removed, of whose files nobody tells', async (test) => {
    const corpus = await open(test, { ...twoToOne, 'c/two': mentions + linked('D003080') });
    const { editor, folder, uri } = corpus;
    await rm(join(folder, 'b'), { recursive: true });
    await editor.act(serverCommands.link, {
      uri,
      range: editor.rangeOf(uri, 'cold'),
      concepts: [{ system: 'MESH', identifier: 'D003139' }],
    });
    // Two are linked to each, of which one is gone.
    await differences(corpus, uri, (messages) =>
      messages.join().includes('more often to MESH:D003080 (2 places)'),
    );
  });

  it('count as they are in notes that are not saved, and on disk once these are closed', async (test) => {
    const corpus = await open(test, twoToOne);
    const { editor, folder, uri } = corpus;
    await differences(corpus, uri, ({ length }) => length === 1);
    const other = await editor.open(join(folder, 'b/one.txt'));
    await editor.layers(other);
    await editor.act(serverCommands.link, { uri: other, range: editor.rangeOf(other, 'Cold'), concepts: [] });
    await differences(corpus, uri, ([message = '']) =>
      message.includes('as often to MESH:D003139 (1 place)'),
    );
    await editor.close(other);
    await editor.close(other.replace(/\.txt$/, '.ann'));
    await differences(corpus, uri, ([message = '']) =>
      message.includes('more often to MESH:D003139 (2 places)'),
    );
  });

  it('are pushed to an editor that does not ask', async (test) => {
    const { editor, uri } = await open(test, twoToOne, { pull: false });
    const found = await editor.pushed(uri, (all) => all.some(isDifference));
    assert.match(found.filter(isDifference).map(messageOf).join(), /more often to MESH:D003139/);
  });

  const silent = (name: string, annotations: Readonly<Record<string, string>>, files = {}): void =>
    void it(`are no difference ${name}`, async (test) => {
      const corpus = await open(test, annotations, {}, files);
      // The corpus is read when the first diagnostics are asked for, and told of once it is.
      await corpus.editor.diagnostics(corpus.uri);
      await corpus.editor.until(() =>
        corpus.editor.log.some((line) => line.startsWith('links of')) ? true : undefined,
      );
      assert.deepEqual(await differences(corpus, corpus.uri, () => true), []);
    });
  silent('where their types differ', {
    'a/note': mentions + linked('D003080'),
    'b/one': mentions.replaceAll('Disease', 'Sign') + linked('D003139') + linked('D003139', 2),
  });
  silent('where the concepts are of different groups', {
    'a/note': mentions + linked('D003080'),
    'b/one': mentions + linked('D003100') + linked('D003100', 2),
  });
  silent('in another corpus below the folder', twoToOne, { 'b/annotation.conf': configuration });
  silent('where the corpus lists them as homonyms', twoToOne, {
    '.goldspan/homonyms.tsv': 'Disease\tcold\tMESH:D003139\tMESH:D003080\n',
  });

  it('are kept as homonyms by one action, until that is taken back', async (test) => {
    const corpus = await open(test, twoToOne);
    const { editor, folder, uri } = corpus;
    await differences(corpus, uri, ({ length }) => length === 1);
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'Cold'));
    const title = 'Keep “Cold” as a homonym: MESH:D003080 and MESH:D003139';
    const { done, message } = await editor.choose(actions.find((action) => action.title === title));
    assert.ok(done);
    assert.match(message ?? '', /^“Cold” may be linked to .*, says \.goldspan\/homonyms\.tsv of /);
    await differences(corpus, uri, ({ length }) => length === 0);
    const homonyms = join(folder, '.goldspan/homonyms.tsv');
    assert.match(await readFile(homonyms, 'utf8'), /^# .*\nDisease\tCold\tMESH:D003139\tMESH:D003080\n$/);
    await rm(homonyms);
    await editor.filesChanged(homonyms);
    await differences(corpus, uri, ({ length }) => length === 1);
  });

  it('are reported alike by the command line', async (test) => {
    const { folder } = await open(test, { ...twoToOne, 'z/two': mentions + linked('D003100') });
    const index = join(folder, 'concepts.index');
    const { output } = await goldspan(['check', folder, '--terminology', index]);
    const differs = output.split('\n').filter((line) => line.includes('concept/differs'));
    assert.equal(differs.length, 1);
    assert.match(
      differs[0] ?? '',
      /a\/note\.ann:3:1: information concept\/differs: T1 is linked to MESH:D003080 \(1 place\), and the same words more often to MESH:D003139 \(2 places\)\. Link them alike, or keep both as homonyms\. See .*b\/one\.ann:3, .*b\/one\.ann:4\.$/,
    );
    await mkdir(join(folder, '.goldspan'));
    await writeFile(join(folder, '.goldspan/homonyms.tsv'), 'Disease\tcold\tMESH:D003139\tMESH:D003080\nx\n');
    const dismissed = await goldspan(['check', folder, '--terminology', index]);
    assert.doesNotMatch(dismissed.output, /concept\/differs/);
    assert.match(dismissed.output, /homonyms\.tsv:2:1: warning homonyms\/malformed-line: /);
    assert.equal(dismissed.output.match(/malformed-line/g)?.length, 1);
  });

  it('come first in the list of concepts, the most frequent before the others', async (test) => {
    const corpus = await open(test, { ...twoToOne, 'c/two': mentions + linked('D003080') });
    const { editor, uri } = corpus;
    await differences(corpus, uri, ({ length }) => length === 0);
    await editor.until(() => (editor.log.some((line) => line.startsWith('links of')) ? true : undefined));
    const range = editor.rangeOf(uri, 'cold');
    const found = await editor.request(conceptsRequest, { uri, range, typed: '' });
    assert.deepEqual(
      found?.concepts.slice(0, 2).map(({ label, detail }) => `${label}: ${detail.split(' · ')[0]}`),
      [
        'Cold Sore: linked so elsewhere in this note',
        'Common Cold: linked so in 2 other places of the corpus',
      ],
    );
  });
});

describe('linking all mentions of a corpus', () => {
  const three = {
    'a/note': mentions + linked('D003139'),
    'b/one': `# kept as it is\r\n${mentions}broken`,
    'b/two': mentions + linked('D003080') + linked('D003139', 2),
    'c/none': 'T1\tSign 0 4\tCold\n',
  };

  async function link({ editor, uri }: Corpus): Promise<ActionResult> {
    const actions = await editor.codeActions(uri, editor.rangeOf(uri, 'Cold'));
    const title = 'Use MESH:D003139 for all “Cold” in the corpus…';
    return editor.choose(actions.find((action) => action.title === title));
  }

  /** An editor that notes down what it is asked and makes some of it. */
  function choosing(pick: (params: ChooseParams) => readonly number[] | null): {
    readonly asked: ChooseParams[];
    readonly choose: (params: ChooseParams) => readonly number[] | null;
  } {
    const asked: ChooseParams[] = [];
    const choose = (params: ChooseParams): readonly number[] | null => {
      asked.push(params);
      return pick(params);
    };
    return { asked, choose };
  }

  const picked = ({ choices }: ChooseParams): number[] =>
    choices.flatMap((choice, index) => (choice.picked ? [index] : []));

  it('lists what would change, and changes what is picked, in the editor and on disk', async (test) => {
    const { asked, choose } = choosing(picked);
    const corpus = await open(test, three, { choose });
    const { editor, folder, uri } = corpus;
    const result = await link(corpus);
    assert.deepEqual(asked, [
      {
        title: 'Link “Cold” (Disease) to MESH:D003139: 3 mentions in 2 files, 1 linked otherwise',
        choices: [
          { label: 'a/note.ann', detail: '1 mention without a link', picked: true },
          { label: 'b/one.ann', detail: '2 mentions without a link', picked: true },
          {
            label: 'Replace all other links',
            detail: '1 mention in 1 file linked to something else',
            picked: false,
          },
          { label: 'Replace in b/two.ann', detail: '1 mention linked to MESH:D003080', picked: false },
        ],
      },
    ]);
    assert.deepEqual([result.done, result.message], [true, 'Linked 3 mentions in 2 files.']);
    assert.equal(editor.annotations(uri), `${three['a/note']}N2\tReference T2 MESH:D003139\n`);
    assert.equal(await content(folder, 'a/note.ann'), three['a/note']);
    assert.equal(
      await content(folder, 'b/one.ann'),
      `${three['b/one']}\r\nN1\tReference T1 MESH:D003139\r\nN2\tReference T2 MESH:D003139\r\n`,
    );
    assert.equal(await content(folder, 'b/two.ann'), three['b/two']);
    assert.deepEqual(editor.progresses.slice(-2), ['Looking for mentions', 'Linking mentions']);
  });

  it('is taken back as one step, but for what has changed since', async (test) => {
    const { choose } = choosing(({ choices }) => [...choices.keys()]);
    const corpus = await open(test, { ...three, 'b/three': mentions }, { choose });
    const { editor, folder, uri } = corpus;
    const other = await editor.open(join(folder, 'b/three.txt'));
    await editor.layers(other);
    const { undoable } = await link(corpus);
    assert.equal(undoable, 1);
    const links = 'N1\tReference T1 MESH:D003139\nN2\tReference T2 MESH:D003139\n';
    assert.equal(editor.annotations(other), mentions + links);
    assert.equal(await content(folder, 'b/two.ann'), mentions + linked('D003139') + linked('D003139', 2));
    await writeFile(join(folder, 'b/one.ann'), 'something else\n');
    const undone = await editor.act(serverCommands.undo, { uri, range: editor.rangeOf(uri, 'Cold') });
    assert.deepEqual(undone, {
      done: true,
      undoable: 0,
      message: 'Changed since, and left as they are: b/one.ann.',
    });
    assert.equal(editor.annotations(uri), three['a/note']);
    assert.equal(editor.annotations(other), mentions);
    assert.equal(await content(folder, 'b/two.ann'), three['b/two']);
    assert.equal(await content(folder, 'b/one.ann'), 'something else\n');
  });

  it('names files that are not saved and files that cannot be read', async (test) => {
    const { asked, choose } = choosing(() => null);
    const corpus = await open(test, three, { choose }, { 'b/bytes.txt': text });
    const { editor, folder, uri } = corpus;
    await writeFile(join(folder, 'b/bytes.ann'), new Uint8Array([0xff, 0xfe]));
    const other = await editor.open(join(folder, 'b/one.ann'));
    await editor.replace(other, 0, 1, '##');
    const { done } = await link(corpus);
    assert.equal(done, false);
    assert.equal(asked[0]?.note, 'Not read: b/bytes.ann.');
    assert.deepEqual(asked[0]?.choices.map(({ label, detail }) => `${label}: ${detail}`).slice(0, 2), [
      'a/note.ann: 1 mention without a link',
      'b/one.ann: 2 mentions without a link; open and not saved',
    ]);
    assert.deepEqual([editor.text(uri), editor.edits.length], [text, 0]);
    assert.equal(await content(folder, 'b/one.ann'), three['b/one']);
  });

  it('replaces other links where the person says so', async (test) => {
    const { choose } = choosing(({ choices }) => [choices.length - 1]);
    const corpus = await open(test, three, { choose });
    const { message } = await link(corpus);
    assert.equal(message, 'Linked 1 mention in 1 file.');
    assert.equal(
      await content(corpus.folder, 'b/two.ann'),
      mentions + linked('D003139') + linked('D003139', 2),
    );
    assert.equal(await content(corpus.folder, 'b/one.ann'), three['b/one']);
  });

  it('asks in a message where the editor has no list', async (test) => {
    const corpus = await open(test, three);
    const { editor, folder } = corpus;
    editor.answer = ({ actions }) => actions?.[0]?.title;
    await link(corpus);
    const [question] = editor.questions;
    assert.equal(
      question?.message,
      'Link “Cold” (Disease) to MESH:D003139: 3 mentions in 2 files, 1 linked otherwise\n' +
        'a/note.ann: 1 mention\nb/one.ann: 2 mentions\nb/two.ann: 1 mention linked to MESH:D003080',
    );
    assert.deepEqual(
      question?.actions?.map(({ title }) => title),
      ['Link 3 mentions', 'Link 4 mentions, Replacing Links'],
    );
    assert.equal(await content(folder, 'b/two.ann'), three['b/two']);
    assert.match(await content(folder, 'b/one.ann'), /N2\tReference T2 MESH:D003139\r\n$/);
    editor.answer = ({ actions }) => actions?.at(-1)?.title;
    await link(corpus);
    assert.equal(await content(folder, 'b/two.ann'), mentions + linked('D003139') + linked('D003139', 2));
    const { done, message } = await link(corpus);
    assert.deepEqual([done, message], [false, 'All mentions of “Cold” in the corpus are linked so already.']);
  });

  it('changes nothing where it is cancelled', async (test) => {
    const { asked, choose } = choosing(picked);
    const notes = Array.from({ length: 200 }, (_, index) => [`many/${index}`, mentions] as const);
    const corpus = await open(test, { ...three, ...Object.fromEntries(notes) }, { choose });
    const { editor, folder } = corpus;
    editor.cancels = (title) => title === 'Looking for mentions';
    const looking = await link(corpus);
    assert.deepEqual(
      [looking.done, looking.message, asked.length],
      [false, 'The search was cancelled; nothing was changed.', 0],
    );
    editor.cancels = (title) => title === 'Linking mentions';
    const linking = await link(corpus);
    assert.equal(asked.length, 1);
    assert.match(linking.message ?? '', /^Linked \d+ mentions? in \d+ files?\. \d+ files? not changed\.$/);
    assert.equal(await content(folder, 'many/99.ann'), mentions);
  });

  it('accepts the suggestion that it is asked for', async (test) => {
    const { choose } = choosing(picked);
    const annotations = { ...three, 'a/note': 'T1\tDisease 0 4\tCold\n' };
    const corpus = await open(test, annotations, { choose }, { 'names.tsv': 'cold\tDisease\n' });
    const { editor, folder, uri } = corpus;
    await editor.layers(uri, ({ suggested }) => suggested === 1);
    const range = editor.rangeOf(uri, 'cold');
    const { message } = await editor.act(serverCommands.linkCorpus, { uri, range, concepts: [common] });
    assert.equal(message, 'Linked 3 mentions in 2 files.');
    assert.equal(
      editor.annotations(uri),
      'T1\tDisease 0 4\tCold\nT2\tDisease 12 16\tcold\nN1\tReference T2 MESH:D003139\tCommon Cold\n' +
        'N2\tReference T1 MESH:D003139\tCommon Cold\n',
    );
    assert.match(await content(folder, 'b/one.ann'), /N2\tReference T2 MESH:D003139\tCommon Cold\r\n$/);
  });

  it('leaves files alone that have changed since they were listed', async (test) => {
    const changed = 'T1\tSign 0 4\tcold\nT2\tDisease 0 4\tCold\n';
    const { choose } = choosing((params) => {
      writeFileSync(join(corpus.folder, 'b/one.ann'), changed);
      return picked(params);
    });
    const corpus = await open(test, three, { choose });
    const { message } = await link(corpus);
    assert.equal(
      message,
      'Linked 1 mention in 1 file. Changed since they were listed, or not writable: b/one.ann.',
    );
    assert.equal(await content(corpus.folder, 'b/one.ann'), changed);
  });
});
