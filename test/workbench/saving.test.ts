/** A text is edited, and saving it keeps every span on its words, in the editor and on the disk. */

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checksIn } from './checks.ts';
import { configuration, document, withFolder } from './corpus.ts';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { annotationsIn, suggestionsIn } from './marks.ts';
import { assertTrue, type Mention } from './standoff.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

const machine = workbenchForTests();

/** Samples, each for one check: emoji and other scripts, mentions in fragments, nested ones. */
const emoji = 'telehealth-chat';
const fragments = 'radiology-report';
const plain = 'paediatric-visit';
const undone = 'oncology-clinic-letter';
const mixed = 'psychiatry-progress-note';

test('editing a text and saving it', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  const parts = [...configuration, ...[emoji, fragments, plain, undone].flatMap(document), `${mixed}.txt`];
  await withFolder(parts, { [`${mixed}.ann`]: '' }, (folder) =>
    withWorkbench({ programs, folder }, async (workbench) => {
      const check = checksIn(context, workbench);
      for (const name of [emoji, fragments]) {
        await check(`one key saves the text and its annotations: ${name}`, () => savesBoth(workbench, name));
      }
      await check('saving the annotation file saves the text', () => savesFromAnnotations(workbench));
      await check('an edit that is undone leaves the annotation file as it was', () => undoes(workbench));
      await check('a suggestion is accepted between edits', () => acceptsBetweenEdits(workbench));
      assert.deepEqual(await workbench.notificationsSoFar(), []);
    }),
  );
});

async function savesBoth(workbench: Workbench, name: string): Promise<void> {
  const before = await mentionsOf(workbench, name);
  await openAnnotated(workbench, name);
  await workbench.typeText('Added 😀 first.\n');
  // Inside the text, and before the first mention of a line.
  await workbench.editor.goToLine(8);
  await workbench.typeText('« 𝛽 » ');
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  const after = await mentionsOf(workbench, name);
  const text = await textOf(workbench, name);
  assert.ok(text.startsWith('Added 😀 first.\n'));
  assert.ok(text.includes('« 𝛽 » '));
  assert.deepEqual(after.map(wordsAndType), before.map(wordsAndType));
  assert.ok(
    after.every(
      ({ fragments: [first] }, index) => Number(first?.[0]) > Number(before[index]?.fragments[0]?.[0]),
    ),
  );
}

async function savesFromAnnotations(workbench: Workbench): Promise<void> {
  const before = await mentionsOf(workbench, plain);
  await openAnnotated(workbench, plain);
  await workbench.typeText('Draft 🙂\n');
  await workbench.openFile(`${plain}.ann`);
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  assert.deepEqual((await mentionsOf(workbench, plain)).map(wordsAndType), before.map(wordsAndType));
  assert.ok((await textOf(workbench, plain)).startsWith('Draft 🙂\n'));
}

async function undoes(workbench: Workbench): Promise<void> {
  const file = join(workbench.folder, `${undone}.ann`);
  const [before, text] = [await readFile(file, 'utf8'), await textOf(workbench, undone)];
  await openAnnotated(workbench, undone);
  const first = annotationsIn((await workbench.editor.drawing()).decorations)[0];
  assert.ok(first);
  await workbench.editor.select(first.text);
  await workbench.press('Delete');
  await workbench.unsavedFiles((count) => count === 1);
  await workbench.press('ControlOrMeta+KeyZ');
  await workbench.editor.drawingWhen('the mention that was deleted', ({ decorations }) =>
    annotationsIn(decorations).some(({ line, text: words }) => line === first.line && words === first.text),
  );
  await workbench.unsavedFiles((count) => count === 0);
  // There is nothing to save, but VS Code writes the file all the same when it is told to.
  const textFile = join(workbench.folder, `${undone}.txt`);
  const { mtimeMs } = await stat(textFile);
  await workbench.press('ControlOrMeta+KeyS');
  const rewritten = async () => (await stat(textFile)).mtimeMs !== mtimeMs || undefined;
  await eventually('the text written anew', rewritten);
  await eventually('the text as it was', async () => (await textOf(workbench, undone)) === text || undefined);
  // The server answers in turn: with the hover here, it has done what it does at a save.
  await workbench.editor.hover(first.text, (hover) => hover.includes('annotated'));
  await workbench.unsavedFiles((count) => count === 0);
  assert.equal(await readFile(file, 'utf8'), before);
}

async function acceptsBetweenEdits(workbench: Workbench): Promise<void> {
  await workbench.openFile(`${mixed}.txt`);
  const suggested = await workbench.editor.drawingWhen(
    'suggestions',
    ({ decorations }) => suggestionsIn(decorations).length > 0,
  );
  const first = suggestionsIn(suggested.decorations)[0];
  assert.ok(first);
  await workbench.typeText('😀 before.\n');
  const moved = await workbench.editor.drawingWhen('the suggestion a line further down', ({ decorations }) =>
    suggestionsIn(decorations).some(({ line, text }) => line === first.line + 1 && text === first.text),
  );
  const expected = suggestionsIn(moved.decorations)[0];
  await workbench.editor.goToLine(1);
  await workbench.press('Alt+BracketRight');
  await workbench.cursor(
    ({ line, selected }) => line === expected?.line && selected === expected.text.length,
  );
  await workbench.press('Alt+Enter');
  await workbench.editor.drawingWhen(
    'an annotation',
    ({ decorations }) => annotationsIn(decorations).length > 0,
  );
  await workbench.editor.goToLine(1);
  await workbench.typeText('Again 🙂 before.\n');
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  const [mention, ...others] = await mentionsOf(workbench, mixed);
  assert.equal(mention?.words, expected?.text);
  assert.deepEqual(others, []);
}

/** Opens a sample and waits until annotations are drawn; the cursor is at the start of the text. */
async function openAnnotated(workbench: Workbench, name: string): Promise<void> {
  await workbench.openFile(`${name}.txt`);
  await workbench.editor.drawingWhen(
    'annotations',
    ({ decorations }) => annotationsIn(decorations).length > 0,
  );
  await workbench.editor.goToLine(1);
}

async function textOf(workbench: Workbench, name: string): Promise<string> {
  return readFile(join(workbench.folder, `${name}.txt`), 'utf8');
}

/** The mentions on the disk, each of which is on its words as soon as both files have been written. */
async function mentionsOf(workbench: Workbench, name: string): Promise<Mention[]> {
  let problem: unknown;
  const probe = async () => {
    const standoff = await readFile(join(workbench.folder, `${name}.ann`), 'utf8');
    try {
      const mentions = assertTrue(standoff, await textOf(workbench, name));
      // VS Code empties a file before it writes it.
      return mentions.length > 0 ? mentions : undefined;
    } catch (error) {
      problem = error;
      return undefined;
    }
  };
  return eventually('annotations that agree with their text', probe, () => String(problem), 5000);
}

function wordsAndType({ id, type, words }: Mention): string {
  return `${id} ${type} ${words}`;
}
