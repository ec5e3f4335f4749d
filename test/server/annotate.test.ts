import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readCorpus } from '../../server/corpus/reading.ts';
import { copyOfSamples, folderWith, samples } from './corpus.ts';
import { Editor } from './editor.ts';
import { goldspan } from './goldspan.ts';
import { childrenOf } from './processes.ts';

const note = 'The patient 😀 takes metformin for diabetes.\n';
/** Two types, where a test is not about them. */
const simple = ['--types', 'Chemical,Disease'];

describe('goldspan annotate', () => {
  it('writes the text and brat standoff of every document', async (test) => {
    const folder = await folderWith(test, {
      'ward/a.txt': note,
      'b.txt': 'No disease.\r\nAspirin 100 mg\r\n',
    });
    const out = join(folder, 'out');
    const { code, output, complaints } = await goldspan([
      'annotate',
      folder,
      '--to',
      'brat',
      '--out',
      out,
      ...simple,
    ]);
    assert.deepEqual([code, output, complaints], [0, '', '']);
    const { documents, problems } = await readCorpus(out);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      documents.map(({ id, text, annotations }) => [
        id,
        text,
        annotations.entities.map(({ type, words }) => `${type} ${words}`),
      ]),
      [
        ['b', 'No disease.\r\nAspirin 100 mg\r\n', ['Chemical Aspirin']],
        ['ward/a', note, ['Chemical metformin', 'Disease diabetes']],
      ],
    );
  });

  it('reads standard input and writes a JSON line with offsets in code points', async () => {
    const { code, output } = await goldspan(['annotate', '-', '--to', 'jsonl', ...simple], note);
    assert.equal(code, 0);
    const { id, text, entities } = JSON.parse(output) as {
      id: string;
      text: string;
      entities: { type: string; spans: [number, number][]; text: string; score: number }[];
    };
    assert.deepEqual([id, text], ['stdin', note]);
    assert.deepEqual(
      entities.map(({ type, spans, text: words }) => [type, spans, words]),
      [
        ['Chemical', [[20, 29]], 'metformin'],
        ['Disease', [[34, 42]], 'diabetes'],
      ],
    );
    for (const { score } of entities) assert.ok(score > 0.5 && score <= 1);
  });

  it('names what it cannot read, goes on with the rest, and ends with 2', async (test) => {
    const folder = await folderWith(test, {
      'bad.txt': Uint8Array.of(0x41, 0xff, 0x42),
      'good.txt': note,
      'lonely.ann': 'T1\tDisease 0 3\tabc\n',
    });
    const out = join(folder, 'out');
    const { code, complaints } = await goldspan(['annotate', folder, '--to', 'brat', '--out', out]);
    assert.equal(code, 2);
    assert.match(complaints, /bad\.txt:1:2: error corpus\/not-utf8: Byte 1 \(0xFF\) is not UTF-8/);
    assert.match(complaints, /lonely\.ann: error corpus\/no-text: There is no lonely\.txt/);
    assert.deepEqual((await readdir(out)).sort(), ['good.ann', 'good.txt']);
  });

  it('says what is wrong with a model folder', async (test) => {
    const folder = await folderWith(test, { 'a.txt': note });
    const out = join(folder, 'out');
    const { code, complaints } = await goldspan([
      'annotate',
      folder,
      '--out',
      out,
      '--model',
      join(folder, 'nothing'),
    ]);
    assert.equal(code, 2);
    assert.match(complaints, /^goldspan: model\/missing-folder: .*nothing: there is no such folder/);
    assert.equal(existsSync(out), false);
  });

  it('says that its engine was killed and ends with 2', async (test) => {
    const out = await folderWith(test, {});
    const { code, complaints } = await goldspan(['annotate', samples, '--out', out], '', async (pid) => {
      for (;;) {
        const [engine] = await childrenOf(pid);
        if (engine !== undefined) {
          process.kill(engine, 'SIGKILL');
          return;
        }
      }
    });
    assert.equal(code, 2);
    assert.match(complaints, /^goldspan: engine\/ended: .*ended unexpectedly \(signal SIGKILL\)/m);
    assert.doesNotMatch(complaints, /\n\s+at /);
  });

  it('refuses bad usage with 2 and says what is possible', async () => {
    const wrongFormat = await goldspan(['annotate', samples, '--to', 'word']);
    assert.equal(wrongFormat.code, 2);
    assert.match(wrongFormat.complaints, /Allowed choices are brat, jsonl/);
    const noFolder = await goldspan(['annotate', samples, '--to', 'brat']);
    assert.equal(noFolder.code, 2);
    assert.match(noFolder.complaints, /--out DIR/);
    assert.equal((await goldspan(['annotate'])).code, 2);
    assert.equal((await goldspan(['--help'])).code, 0);
  });

  it('skips what is there already when it resumes', async (test) => {
    const folder = await folderWith(test, { 'a.txt': note, 'out/a.ann': 'kept\n' });
    const out = join(folder, 'out');
    await goldspan(['annotate', join(folder, 'a.txt'), '--out', out, '--resume']);
    assert.equal(await readFile(join(out, 'a.ann'), 'utf8'), 'kept\n');
    await goldspan(['annotate', join(folder, 'a.txt'), '--out', out]);
    assert.match(await readFile(join(out, 'a.ann'), 'utf8'), /metformin/);
    assert.ok((await stat(join(out, 'a.txt'))).isFile());
  });

  it('gives what the editor shows', async (test) => {
    const folder = await copyOfSamples(test);
    const out = await folderWith(test, {});
    assert.equal((await goldspan(['annotate', folder, '--to', 'brat', '--out', out])).code, 0);
    const editor = await Editor.start(folder);
    test.after(() => editor.stop());
    for (const { id, annotations } of (await readCorpus(out)).documents) {
      const uri = await editor.open(join(folder, `${id}.txt`));
      const { predicted } = await editor.layers(uri);
      assert.equal(predicted, annotations.entities.length, id);
    }
    // Without gold, everything predicted is suggested, and its place can be compared as well.
    const bare = await folderWith(test, {
      'note.txt': await readFile(join(folder, 'telehealth-chat.txt')),
      'note.ann': '',
      'annotation.conf': await readFile(join(folder, 'annotation.conf')),
    });
    const uri = await editor.open(join(bare, 'note.txt'));
    const { marks } = await editor.layers(uri);
    const written = (await readCorpus(out)).documents.find(({ id }) => id === 'telehealth-chat');
    const document = editor.document(uri);
    assert.deepEqual(
      marks.map(({ type, ranges: [range] }) => [
        type,
        range && document.offsetAt(range.start),
        range && document.offsetAt(range.end),
      ]),
      written?.annotations.entities.map(({ type, fragments: [{ start, end }] }) => [type, start, end]),
    );
  });

  it('keeps what comes in one file with the text, and adds suggestions about which it says nothing', async () => {
    const given = {
      id: 'a',
      text: note,
      entities: [{ id: 'T1', type: 'Medication', spans: [[20, 29]], text: 'metformin' }],
    };
    const run = async (...options: string[]): Promise<string[]> => {
      const { code, output, complaints } = await goldspan(
        ['annotate', '-', '--to', 'jsonl', ...simple, ...options],
        `${JSON.stringify(given)}\n`,
      );
      assert.equal(code, 0, complaints);
      const { entities } = JSON.parse(output) as { entities: { id: string; type: string; text: string }[] };
      return entities.map(({ id, type, text }) => `${id} ${type} ${text}`);
    };
    assert.deepEqual(await run(), ['T1 Medication metformin', 'T2 Disease diabetes']);
    assert.deepEqual(await run('--given', 'drop'), ['T1 Chemical metformin', 'T2 Disease diabetes']);
  });

  it('keeps annotations beside the text on demand, and writes over none of them', async (test) => {
    const folder = await folderWith(test, { 'a.txt': note, 'a.ann': 'T1\tMedication 20 29\tmetformin\n' });
    const out = join(folder, 'out');
    const { code } = await goldspan([
      'annotate',
      join(folder, 'a.txt'),
      '--given',
      'keep',
      '--out',
      out,
      ...simple,
    ]);
    assert.equal(code, 0);
    const written = await readFile(join(out, 'a.ann'), 'utf8');
    assert.match(written, /^T1\tMedication 20 29\tmetformin$/m);
    assert.match(written, /^T2\tDisease 34 42\tdiabetes$/m);
    const over = await goldspan(['annotate', folder, '--out', folder]);
    assert.equal(over.code, 2);
    assert.match(over.complaints, /a\.ann is read, so that it is not written/);
    assert.equal(await readFile(join(folder, 'a.ann'), 'utf8'), 'T1\tMedication 20 29\tmetformin\n');
  });

  it('writes annotations beside texts that have none, and does not touch the texts', async (test) => {
    const folder = await folderWith(test, { 'a.txt': note });
    const before = await stat(join(folder, 'a.txt'));
    assert.equal((await goldspan(['annotate', folder, '--out', folder])).code, 0);
    assert.match(await readFile(join(folder, 'a.ann'), 'utf8'), /metformin/);
    assert.equal((await stat(join(folder, 'a.txt'))).ino, before.ino);
  });

  it('says of findings what the text asserts of them, also of those that come with the input', async () => {
    const text = 'No pneumonia. Given doxycycline.';
    const line = (entities: readonly object[]): string =>
      `${JSON.stringify({ id: 'a', text, entities, relations: [] })}\n`;
    const given = [{ id: 'T7', type: 'Problem', spans: [[3, 12]], text: 'pneumonia', attributes: {} }];
    for (const [only, input, expected] of [
      ['assertion', given, ['Problem {"Negation":true}']],
      ['ner,assertion', [], ['Disease {"Negation":true}', 'Chemical {}']],
      ['ner', [], ['Disease {}', 'Chemical {}']],
    ] as const) {
      const { code, output } = await goldspan(
        ['annotate', '-', '--to', 'jsonl', '--only', only, ...simple],
        line(input),
      );
      assert.equal(code, 0);
      const { entities } = JSON.parse(output) as { entities: { type: string; attributes: object }[] };
      assert.deepEqual(
        entities.map(({ type, attributes }) => `${type} ${JSON.stringify(attributes)}`),
        expected,
      );
    }
    const { code, complaints } = await goldspan(['annotate', '-', '--to', 'jsonl', '--only', 'tokens']);
    assert.equal(code, 2);
    assert.match(complaints, /Choose from ner, assertion, link, relation/);
  });
});
