import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { findUpwards, readConfiguration } from '../../../server/corpus/configuration.ts';
import { formatFileProblem } from '../../../server/corpus/fileProblems.ts';
import { folderWith } from './folders.ts';

test('each file is the nearest of its name, in the folder or above', async (context) => {
  const folder = await folderWith(context, {
    'annotation.conf': '[entities]\nOuter\n',
    'kb_shortcuts.conf': 'S Sign\n',
    'set/annotation.conf': '[entities]\nInner\n',
    'set/deep/visual.conf': '[labels]\nInner | Inner thing\n',
    'set/deep/x.txt': '',
  });
  const configuration = await readConfiguration(join(folder, 'set/deep'), folder);
  assert.deepEqual(
    configuration.annotation?.entities.map(({ name }) => name),
    ['Inner'],
  );
  assert.equal(configuration.annotationPath, join(folder, 'set/annotation.conf'));
  assert.equal(configuration.shortcuts.get('S'), 'Sign');
  assert.deepEqual(configuration.visual.labels.get('Inner'), ['Inner thing']);
  assert.deepEqual(configuration.problems, []);
});

test('without files there is an empty configuration', async (context) => {
  const folder = await folderWith(context, { 'x.txt': '' });
  const configuration = await readConfiguration(folder, folder);
  assert.equal(configuration.annotation, undefined);
  assert.equal(configuration.shortcuts.size + configuration.visual.labels.size, 0);
});

test('problems have a file, a line and a column', async (context) => {
  const folder = await folderWith(context, {
    'annotation.conf': '[entities]\n\n[entitys]\n',
    'kb_shortcuts.conf': new Uint8Array([0x41, 0x20, 0xff]),
  });
  const { problems, shortcuts } = await readConfiguration(folder, folder);
  assert.equal(shortcuts.size, 0);
  assert.deepEqual(
    problems.map((problem) => formatFileProblem(problem).replace(`${folder}/`, '').split(': ').slice(0, 2)),
    [
      ['annotation.conf:3:1', 'warning configuration/unknown-section'],
      ['kb_shortcuts.conf:1:3', 'error corpus/not-utf8'],
    ],
  );
});

test('the search ends at the root, and a folder of the name is no file', async (context) => {
  const folder = await folderWith(context, { 'annotation.conf': '', 'a/b/x': '', 'c/annotation.conf/x': '' });
  const found = join(folder, 'annotation.conf');
  assert.equal(await findUpwards(join(folder, 'a/b'), 'annotation.conf', folder), found);
  assert.equal(await findUpwards(join(folder, 'a/b'), 'annotation.conf', join(folder, 'a')), undefined);
  assert.equal(await findUpwards(join(folder, 'a/b'), 'annotation.conf'), found);
  assert.equal(await findUpwards(join(folder, 'c'), 'annotation.conf', folder), found);
});
