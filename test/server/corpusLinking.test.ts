import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type ActionResult, type ChooseParams, serverCommands } from '../../server/protocol.ts';
import { type Corpus, common, content, linked, mentions, open, text } from './linkedCorpora.ts';

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
