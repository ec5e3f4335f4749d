/** Annotation files: what is proposed while one is written, a type renamed everywhere, a text that changed alone. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checksIn } from './checks.ts';
import { configuration, withFolder } from './corpus.ts';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

const machine = workbenchForTests();

const files = {
  'first.txt': 'A cough.\n',
  'first.ann': 'T1\tDisease 2 7\tcough\n',
  'second.txt': 'A fever.\n',
  'second.ann': 'T1\tDisease 2 7\tfever\n',
  'single.txt': 'Aspirin.\n',
  'single.ann': '',
  // The text has grown since the annotations were made.
  'moved.txt': 'On 3 May she had a cough, and then a fever, a cough and a rash.\n',
  'moved.ann':
    'T1\tDisease 10 15\tcough\nT2\tDisease 28 33\tfever\nT3\tDisease 37 42\tcough\nT4\tDisease 49 53\trash\n',
};

test('writing an annotation file', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  await withFolder(configuration, files, (folder) =>
    withWorkbench({ programs, folder }, async (workbench) => {
      const check = checksIn(context, workbench);
      await check('the id and then the types are proposed', () => completes(workbench));
      await check('a type is renamed in every file', () => renames(workbench));
      assert.deepEqual(await workbench.notificationsSoFar(), []);
      await check('annotations left behind by their text are listed and put right', () =>
        realigns(workbench),
      );
    }),
  );
});

async function completes(workbench: Workbench): Promise<void> {
  await workbench.openFile('single.ann');
  await workbench.typeText('T');
  // The server is there as soon as it finds something wrong.
  await workbench.problems((problems) => problems.length > 0);
  await workbench.editor.focus();
  await workbench.press('Control+Space');
  await proposed(workbench, 'T1');
  await workbench.press('Enter');
  // The next part is proposed without a key.
  await proposed(workbench, 'Disease');
  await workbench.typeText('Chem');
  await proposed(workbench, 'Chemical');
  await workbench.press('Enter');
  await workbench.typeText('0 7\tAspirin');
  await workbench.press('ControlOrMeta+KeyS');
  await contentOf(workbench, 'single.ann', 'T1\tChemical 0 7\tAspirin');
}

async function renames(workbench: Workbench): Promise<void> {
  await workbench.openFile('first.ann');
  await workbench.editor.goToLine(1, 'T1\tDis'.length);
  await workbench.press('F2');
  await workbench.page.locator('.rename-box input').fill('Disorder');
  await workbench.press('Enter');
  const dialog = workbench.page.locator('.monaco-dialog-box');
  assert.match(await dialog.innerText(), /Rename the type Disease to Disorder: \d+ places in 6 files/);
  await dialog.locator('.monaco-button', { hasText: 'Rename' }).click();
  await contentOf(workbench, 'first.ann', files['first.ann'].replace('Disease', 'Disorder'));
  await contentOf(workbench, 'second.ann', files['second.ann'].replace('Disease', 'Disorder'));
  const configured = await readFile(join(workbench.folder, 'annotation.conf'), 'utf8');
  assert.match(configured, /^Disorder$/m);
  assert.doesNotMatch(configured, /^Disease$|Arg2?:Disease/m);
}

async function realigns(workbench: Workbench): Promise<void> {
  await workbench.openFile('moved.txt');
  const said = workbench.page.locator('.notification-toast', { hasText: 'no longer fit its text' });
  await said.locator('.monaco-button', { hasText: 'Review Changes' }).click();
  const list = workbench.page.locator('.quick-input-widget');
  await list.locator('.monaco-list-row', { hasText: 'T4' }).waitFor();
  const text = await list.innerText();
  assert.match(text, /Re-align 4 annotations/);
  assert.match(text, /T3 Disorder “cough”\s+37 42 becomes 46 51/);
  await workbench.press('Enter');
  await workbench.press('ControlOrMeta+KeyS');
  // The type has its new name since the check before.
  const right =
    'T1\tDisorder 19 24\tcough\nT2\tDisorder 37 42\tfever\nT3\tDisorder 46 51\tcough\nT4\tDisorder 58 62\trash\n';
  await contentOf(workbench, 'moved.ann', right);
}

/** Waits until a label is the chosen one of the proposals on the screen. */
async function proposed(workbench: Workbench, label: string): Promise<void> {
  const rows = workbench.page.locator('.suggest-widget.visible .monaco-list-row.focused');
  let last: string[] = [];
  await eventually(
    `the proposal “${label}”`,
    async () => {
      last = await rows.locator('.label-name').allInnerTexts();
      return last.includes(label) ? true : undefined;
    },
    () => JSON.stringify(last),
  );
}

async function contentOf(workbench: Workbench, name: string, expected: string): Promise<void> {
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
