import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { beginFile, pathBeside, removeLeftovers, writeAtomically } from '../../../server/corpus/writing.ts';
import { folderWith } from './folders.ts';

test('a file is written in folders that were not there', async (context) => {
  const folder = await folderWith(context, {});
  await writeAtomically(join(folder, 'a/b/x.ann'), '\uFEFFT1\tX 0 1\t😀\r\n');
  assert.equal(await readFile(join(folder, 'a/b/x.ann'), 'utf8'), '\uFEFFT1\tX 0 1\t😀\r\n');
  assert.deepEqual(await readdir(join(folder, 'a/b')), ['x.ann']);
});

test('a file is replaced as a whole and keeps its permissions', async (context) => {
  const folder = await folderWith(context, { 'x.ann': 'a longer content than the next' });
  await chmod(join(folder, 'x.ann'), 0o664);
  const before = await stat(join(folder, 'x.ann'));
  await writeAtomically(join(folder, 'x.ann'), 'short');
  const after = await stat(join(folder, 'x.ann'));
  assert.equal(await readFile(join(folder, 'x.ann'), 'utf8'), 'short');
  assert.equal(after.mode, before.mode);
  // Another file took the name: a reader that had the old one open still has all of it.
  assert.notEqual(after.ino, before.ino);
  assert.deepEqual(await readdir(folder), ['x.ann']);
});

test('a link goes on leading to the file that is written', async (context) => {
  const folder = await folderWith(context, { 'real/x.ann': 'old' });
  await symlink(join(folder, 'real/x.ann'), join(folder, 'x.ann'));
  await writeAtomically(join(folder, 'x.ann'), 'new');
  assert.ok((await lstat(join(folder, 'x.ann'))).isSymbolicLink());
  assert.equal(await readFile(join(folder, 'real/x.ann'), 'utf8'), 'new');
});

test('writers at the same time leave the content of one of them and nothing else', async (context) => {
  const folder = await folderWith(context, {});
  const contents = Array.from({ length: 8 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(contents.map((content) => writeAtomically(join(folder, 'x.ann'), content)));
  assert.ok(contents.includes(await readFile(join(folder, 'x.ann'), 'utf8')));
  assert.deepEqual(await readdir(folder), ['x.ann']);
});

test('what cannot be written is reported and leaves nothing behind', async (context) => {
  const folder = await folderWith(context, {});
  await mkdir(join(folder, 'x.ann/full'), { recursive: true });
  await assert.rejects(writeAtomically(join(folder, 'x.ann'), 'new'));
  assert.deepEqual(await readdir(folder), ['x.ann']);
});

test('what an ended program has left of a file is removed, and nothing else', async (context) => {
  const run = '01234567-89ab-cdef-0123-456789abcdef';
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const others = [
    `.x.tsv.${process.ppid}-${run}-1.tmp`,
    `.y.tsv.${ended}-${run}-1.tmp`,
    `.x.tsv.${ended}-${run}-1.tmp.tsv`,
    '.x.tsv.partial',
    'x.tsv',
  ];
  const leftovers = [`.x.tsv.${ended}-${run}-1.tmp`, `.x.tsv.${process.pid}-${run}-12.tmp`];
  const names = [...others, ...leftovers];
  const folder = await folderWith(context, Object.fromEntries(names.map((name) => [name, ''])));
  const own = pathBeside(join(folder, 'x.tsv'));
  await writeFile(own, '');
  assert.notEqual(pathBeside(join(folder, 'x.tsv')), own);
  removeLeftovers(join(folder, 'x.tsv'));
  assert.deepEqual((await readdir(folder)).sort(), [...others, basename(own)].sort());
  removeLeftovers(join(folder, 'missing', 'x.tsv'));
});

test('a file in parts appears when it is complete, and removes what is left of an earlier one', async (context) => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const folder = await folderWith(context, {
    [`.x.tsv.${ended}-01234567-89ab-cdef-0123-456789abcdef-1.tmp`]: 'a part',
  });
  const file = await beginFile(join(folder, 'x.tsv'));
  await file.write('one ');
  assert.deepEqual(
    (await readdir(folder)).map((name) => name.startsWith(`.x.tsv.${process.pid}-`)),
    [true],
  );
  await file.write('two');
  await file.commit();
  assert.deepEqual(await readdir(folder), ['x.tsv']);
  assert.equal(await readFile(join(folder, 'x.tsv'), 'utf8'), 'one two');
});
