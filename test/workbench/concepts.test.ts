/** Linking a mention to a concept with the keyboard alone. */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { concept, indexFile } from '../unit/terminology/index/indexes.ts';
import { checksIn } from './checks.ts';
import { configuration, withFolder } from './corpus.ts';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { annotationsIn } from './marks.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

const machine = workbenchForTests();

const annotation = 'T1\tDisease 10 23\tbreast cancer\n';
const others =
  'T1\tDisease 0 13\tBreast cancer\nT2\tDisease 15 28\tbreast cancer\nN1\tReference T2 MESH:D001943\tBreast Neoplasms\n';
const concepts = [
  concept('MESH:D001943', ['Breast Neoplasms', 'breast cancer'], { group: 'DISO' }),
  concept('MESH:D010051', ['Ovarian Neoplasms', 'ovarian cancer'], { group: 'DISO' }),
];

test('linking to a concept', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  const files = {
    'note.txt': 'She had a breast cancer.\n',
    'note.ann': annotation,
    'other.txt': 'Breast cancer, breast cancer.\n',
    'other.ann': others,
    'concepts.index': await indexFile(concepts),
  };
  const settings = { 'goldspan.suggestions': false, 'goldspan.terminology': 'concepts.index' };
  await withFolder(configuration, files, (folder) =>
    withWorkbench({ programs, folder, settings }, async (workbench) => {
      const check = checksIn(context, workbench);
      await check('the list begins with the mention’s candidates and follows what is typed', () =>
        links(workbench),
      );
      await check('the link is taken back with the undo key', () => takesBack(workbench));
      await check('all of the corpus is linked after a look at the list, on disk where it is not open', () =>
        linksCorpus(workbench),
      );
      await check('that is taken back with the undo key, too', () => takesBackCorpus(workbench));
      await check('words that are linked otherwise elsewhere are a problem with the place', () =>
        differs(workbench),
      );
      assert.deepEqual(await workbench.notificationsSoFar(), []);
    }),
  );
});

async function links(workbench: Workbench): Promise<void> {
  await workbench.openFile('note.txt');
  await workbench.editor.drawingWhen(
    'the annotation',
    ({ decorations }) => annotationsIn(decorations).length > 0,
  );
  await workbench.editor.goToLine(1, 'She had a br'.length);
  await workbench.press('Alt+KeyC');
  await listed(workbench, ['Breast Neoplasms', 'Ovarian Neoplasms', 'No concept']);
  await workbench.typeText('ovarian ca');
  await listed(workbench, ['Ovarian Neoplasms']);
  await workbench.press('Enter');
  await workbench.unsavedFiles((count) => count === 1);
  await workbench.press('ControlOrMeta+KeyS');
  await contentOf(workbench, `${annotation}N1\tReference T1 MESH:D010051\tOvarian Neoplasms\n`);
}

async function takesBack(workbench: Workbench): Promise<void> {
  // Else the mark of the file that was just saved could be taken for that of the change.
  await workbench.unsavedFiles((count) => count === 0);
  await workbench.editor.focus();
  await workbench.press('ControlOrMeta+KeyZ');
  await workbench.unsavedFiles((count) => count === 1);
  await workbench.press('ControlOrMeta+KeyS');
  await contentOf(workbench, annotation);
}

async function linksCorpus(workbench: Workbench): Promise<void> {
  await workbench.editor.focus();
  await workbench.editor.goToLine(1, 'She had a br'.length);
  await workbench.runCommand('Goldspan: Link All With This Text in the Corpus to a Concept…');
  // What was chosen for the words before is the first.
  await listed(workbench, ['Ovarian Neoplasms', 'Breast Neoplasms', 'No concept']);
  await workbench.press('Enter');
  await listed(workbench, ['note.ann', 'other.ann', 'Replace all other links', 'Replace in other.ann']);
  await workbench.press('Enter');
  await contentOf(workbench, `${others}N2\tReference T1 MESH:D010051\tOvarian Neoplasms\n`, 'other.ann');
  await workbench.unsavedFiles((count) => count === 1);
}

async function takesBackCorpus(workbench: Workbench): Promise<void> {
  await workbench.editor.focus();
  await workbench.press('ControlOrMeta+KeyZ');
  await contentOf(workbench, others, 'other.ann');
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  await contentOf(workbench, annotation);
}

async function differs(workbench: Workbench): Promise<void> {
  await writeFile(join(workbench.folder, 'note.ann'), `${annotation}N1\tReference T1 MESH:D010051\n`);
  const isFound = (message: string): boolean =>
    message.startsWith('T1 is linked to MESH:D010051 (1 place), and the same words as often to MESH:D001943');
  await workbench.problems((problems) => problems.some(({ message }) => isFound(message)));
}

/** Waits until these are the labels of the list, in this order. */
async function listed(workbench: Workbench, expected: readonly string[]): Promise<void> {
  // The second line of a row is made like its first.
  const labels = workbench.page.locator('.quick-input-list-rows > :first-child .label-name');
  let last: string[] = [];
  await eventually(
    `the list ${expected.join(', ')}`,
    async () => {
      last = (await labels.allInnerTexts()).map((label) => label.replaceAll('\u00a0', ' '));
      return last.join('|') === expected.join('|') ? true : undefined;
    },
    () => JSON.stringify(last),
  );
}

async function contentOf(workbench: Workbench, expected: string, name = 'note.ann'): Promise<void> {
  let last = '';
  await eventually(
    `the content of ${name}`,
    async () => {
      last = await readFile(join(workbench.folder, name), 'utf8');
      return last === expected ? true : undefined;
    },
    () => JSON.stringify(last),
  );
}
