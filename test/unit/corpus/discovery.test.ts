import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { findDocuments, isCorpus } from '../../../server/corpus/discovery.ts';
import { folderWith } from './folders.ts';

test('documents are found at any depth, sorted by code units', async (context) => {
  const folder = await folderWith(context, {
    'b.txt': '',
    'b.ann': '',
    'B.txt': '',
    'a/z.txt': '',
    'a/z.a1': '',
    'a/z.a2': '',
    'a/é.txt': '',
    'a/b.c.txt': '',
    'a/b.c.ann': '',
    'readme.md': '',
    '.hidden/x.txt': '',
    'node_modules/p/x.txt': '',
  });
  const { documents, problems } = await findDocuments(folder);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    documents.map(({ id, annotated }) => [id, annotated]),
    [
      ['B', false],
      ['a/b.c', true],
      ['a/z', false],
      ['a/é', false],
      ['b', true],
    ],
  );
  assert.deepEqual(documents[2], {
    id: 'a/z',
    textPath: join(folder, 'a/z.txt'),
    annotationPath: join(folder, 'a/z.ann'),
    annotated: false,
    partialPaths: [join(folder, 'a/z.a1'), join(folder, 'a/z.a2')],
  });
});

test('annotations without a text are a problem, not an end', async (context) => {
  const folder = await folderWith(context, { 'x.ann': '', 'y.txt': '' });
  const { documents, problems } = await findDocuments(folder);
  assert.deepEqual(
    documents.map(({ id }) => id),
    ['y'],
  );
  assert.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [[join(folder, 'x.ann'), 'corpus/no-text']],
  );
});

test('one document is found by its text or its annotations', async (context) => {
  const folder = await folderWith(context, { 'n/x.txt': '', 'n/x.ann': '', 'n/y.ann': '', 'n/z.md': '' });
  for (const name of ['n/x.txt', 'n/x.ann']) {
    const { documents, problems } = await findDocuments(join(folder, name));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      documents.map(({ id, annotated }) => [id, annotated]),
      [['x', true]],
    );
  }
  const codes = async (name: string): Promise<string[]> =>
    (await findDocuments(join(folder, name))).problems.map(({ code }) => code);
  assert.deepEqual(await codes('n/y.ann'), ['corpus/no-text']);
  assert.deepEqual(await codes('n/z.md'), ['corpus/no-document']);
  assert.deepEqual(await codes('nowhere'), ['corpus/not-found']);
});

test('folders that link to each other are read once', async (context) => {
  const folder = await folderWith(context, { 'a/x.txt': '' });
  await symlink(folder, join(folder, 'a/again'));
  await symlink(join(folder, 'nowhere'), join(folder, 'broken.txt'));
  const { documents } = await findDocuments(folder);
  assert.deepEqual(
    documents.map(({ id }) => id),
    ['a/x'],
  );
});

test('a folder is a corpus with annotations in it or a configuration above it', async (context) => {
  const folder = await folderWith(context, {
    'annotated/x.ann': '',
    'plain/x.txt': '',
    'set/annotation.conf': '',
    'set/deep/deeper/x.txt': '',
  });
  const check = async (name: string, root: string | undefined, expected: boolean): Promise<void> =>
    assert.equal(
      await isCorpus(join(folder, name), root && join(folder, root)),
      expected,
      `${name} in ${root}`,
    );
  await check('annotated', '.', true);
  await check('plain', '.', false);
  await check('set/deep/deeper', '.', true);
  await check('set/deep/deeper', 'set', true);
  await check('set/deep/deeper', 'set/deep', false);
  await check('set/deep/deeper', 'plain', false);
  await check('set/deep/deeper', undefined, true);
  await check('nowhere', '.', false);
});
