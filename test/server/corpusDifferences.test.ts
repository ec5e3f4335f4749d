import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { conceptsRequest, serverCommands } from '../../server/protocol.ts';
import { goldspan } from './goldspan.ts';
import {
  configuration,
  differences,
  isDifference,
  linked,
  mentions,
  messageOf,
  open,
} from './linkedCorpora.ts';

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
