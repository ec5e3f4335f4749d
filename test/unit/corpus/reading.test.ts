import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatFileProblem } from '../../../server/corpus/fileProblems.ts';
import { decodeText, isFileProblem, readCorpus, readText } from '../../../server/corpus/reading.ts';
import { folderWith } from './folders.ts';

test('text is read as it is: byte order mark, line ends and all', async (context) => {
  const text = '\uFEFFa\r\nb\rc\n😀';
  const folder = await folderWith(context, { 'x.txt': text, 'empty.txt': '' });
  assert.equal(await readText(join(folder, 'x.txt')), text);
  assert.equal(await readText(join(folder, 'empty.txt')), '');
});

test('bytes that are not UTF-8 are a problem at their place', () => {
  const cases: readonly [bytes: number[], place: string][] = [
    [[0xe9], 'x:1:1: error corpus/not-utf8: Byte 0 (0xE9)'],
    [[0x61, 0xff, 0x62], 'x:1:2: error corpus/not-utf8: Byte 1 (0xFF)'],
    [[0x61, 0x0d, 0x0a, 0xf0, 0x9f, 0x98, 0x80, 0xc0, 0x62], 'x:2:3: error corpus/not-utf8: Byte 7 (0xC0)'],
    [[0xf0, 0x9f, 0x98], 'x:1:1: error corpus/not-utf8: Byte 0 (0xF0)'],
    [[0x61, 0xed, 0xa0, 0x80], 'x:1:2: error corpus/not-utf8: Byte 1 (0xED)'],
  ];
  for (const [bytes, place] of cases) {
    const problem = decodeText(new Uint8Array(bytes), 'x');
    assert.ok(isFileProblem(problem));
    assert.ok(formatFileProblem(problem).startsWith(place), formatFileProblem(problem));
  }
});

test('property: every text comes back, and a wrong byte is found where it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
      assert.equal(decodeText(encode(before), 'x'), before);
      const broken = Uint8Array.from([...encode(before), 0xff, ...encode(after)]);
      const problem = decodeText(broken, 'x');
      assert.ok(isFileProblem(problem));
      assert.match(problem.message, new RegExp(`^Byte ${encode(before).length} `));
    }),
  );
});

test('a corpus is read although some of it cannot be', async (context) => {
  const folder = await folderWith(context, {
    'a.txt': 'p53 binds',
    'a.ann': 'T1\tProtein 0 3\tp53\nbroken\nT2\tX 4 9\tbonds\n',
    'b.txt': new Uint8Array([0xff]),
    'c.txt': 'x',
    'c.ann': new Uint8Array([0x54, 0xff]),
    'd.txt': 'no annotations',
    'e.txt': 'shared task',
    'e.a1': 'T1\tX 0 6\tshared\n',
    'f.ann': '',
  });
  const { documents, problems } = await readCorpus(folder);
  assert.deepEqual(
    documents.map(({ id, annotations }) => [id, annotations.entities.length]),
    [
      ['a', 2],
      ['d', 0],
      ['e', 1],
    ],
  );
  const lines = problems.map((problem) => formatFileProblem(problem).replace(`${folder}/`, ''));
  const expected = [
    'f.ann: error corpus/no-text',
    'a.ann:2:1: error brat/malformed-line',
    'a.ann:3:6: error brat/words-differ',
    'b.txt:1:1: error corpus/not-utf8',
    'c.ann:1:2: error corpus/not-utf8',
  ];
  assert.deepEqual(
    lines.map((line, index) => line.slice(0, expected[index]?.length)),
    expected,
  );
});

test('a file that may not be read is a problem', {
  skip: process.getuid?.() === 0 && 'root may read everything',
}, async (context) => {
  const folder = await folderWith(context, { 'x.txt': 'x' });
  await chmod(join(folder, 'x.txt'), 0);
  const problem = await readText(join(folder, 'x.txt'));
  assert.ok(isFileProblem(problem));
  assert.equal(problem.code, 'corpus/unreadable');
});

test('a folder where a file is wanted is a problem', async (context) => {
  const folder = await folderWith(context, { 'x.txt/y': '' });
  const problem = await readText(join(folder, 'x.txt'));
  assert.ok(isFileProblem(problem));
  assert.equal(problem.message, 'This is a folder, where a file is wanted.');
});
