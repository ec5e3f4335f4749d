/** What a person decides about suggestions with the keyboard and the light bulb, and what the annotation file gets. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checksIn } from './checks.ts';
import { configuration, withFolder } from './corpus.ts';
import type { Drawing } from './drawn.ts';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { annotationsIn, type DrawnMark, samePlace, suggestionsIn } from './marks.ts';
import { assertTrue, type Mention } from './standoff.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

const machine = workbenchForTests();

/** A text in which any model for diseases or drugs finds something, with a line that is there twice. */
const text = `Admission note

The patient was admitted with severe pneumonia and was treated with ibuprofen for fever.
There was no chest pain, but nausea after metformin, and a history of breast cancer.
The patient was admitted with severe pneumonia and was treated with ibuprofen for fever.
`;
const names = ['hover', 'keys', 'bulb', 'reject', 'all', 'select', 'change', 'new'];

test('deciding about suggestions', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  const files = Object.fromEntries(
    names.flatMap((name) => [[`${name}.txt`, text], ...(name === 'new' ? [] : [[`${name}.ann`, '']])]),
  );
  await withFolder(configuration, files, (folder) =>
    withWorkbench({ programs, folder }, async (workbench) => {
      const check = checksIn(context, workbench);
      await check('the hover says type, score and model', () => hovers(workbench));
      await check('keys go on, accept, take back and save', () => acceptsWithKeys(workbench));
      await check('the light bulb offers every decision', () => offersDecisions(workbench));
      await check('a rejected suggestion stays away', () => rejects(workbench));
      await check('all suggestions with the same text are accepted at once', () => acceptsAll(workbench));
      await check('selected words get a type by its key', () => annotatesSelection(workbench));
      await check('the type of an annotation is changed and the annotation removed', () =>
        changesAndRemoves(workbench),
      );
      await check('a note without an annotation file gets one', () => makesAnnotationFile(workbench));
      assert.deepEqual(await workbench.notificationsSoFar(), []);
    }),
  );
});

async function hovers(workbench: Workbench): Promise<void> {
  const { first } = await open(workbench, 'hover');
  const said = await workbench.editor.hover(first.text, (hover) => hover.includes('Model:'));
  const [, type] = /(\w+) suggested, score [01]\.\d\d\b/.exec(said) ?? [];
  assert.ok(type, `no type and score in “${said}”`);
  assert.ok(['Disease', 'Chemical', 'Anatomy'].includes(type));
  assert.ok(said.includes(`“${first.text}”`));
  assert.match(said, /Model: \S/);
  for (const once of [`“${first.text}”`, 'suggested, score']) {
    const times = said.split(once).length - 1;
    assert.equal(times, 1, `the hover says “${once}” ${times} times: ${said}`);
  }
}

async function acceptsWithKeys(workbench: Workbench): Promise<void> {
  const { all, first, second } = await open(workbench, 'keys');
  const { editor } = workbench;
  await editor.focus();
  await workbench.press('Alt+BracketRight');
  await workbench.cursor(selects(first));
  await workbench.press('Alt+Enter');
  await editor.drawingWhen('an accepted suggestion', isAnnotated(first));
  await workbench.cursor(selects(second));
  await workbench.unsavedFiles((count) => count === 1);

  await workbench.press('ControlOrMeta+KeyZ');
  await editor.drawingWhen('a suggestion again', isSuggested(first));
  assert.equal(await editor.text(), text, 'the undo key has changed the text');

  await editor.goToLine(1);
  await workbench.press('Alt+BracketRight');
  await workbench.cursor(selects(first));
  await workbench.press('Alt+Enter');
  await editor.drawingWhen('the suggestion accepted again', isAnnotated(first));
  await workbench.cursor(selects(second));
  const tab = workbench.page.locator('.tab[data-resource-name="keys.ann"]');
  await tab.waitFor();
  // The text has no changes to save, its annotations have.
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  // VS Code had opened the changed file behind the note; nobody has asked for it.
  await tab.waitFor({ state: 'detached' });
  const mention = await written(workbench, 'keys', (mentions) => mentions.length === 1);
  assert.equal(mention[0]?.words, first.text);
  assert.deepEqual(mention[0]?.fragments, [[offsetOf(first), offsetOf(first) + first.text.length]]);
  // The focus has never left the note: a key still reaches it.
  await workbench.press('Alt+BracketRight');
  await workbench.cursor(selects(all[2] as DrawnMark));

  await workbench.press('ControlOrMeta+KeyZ');
  await editor.drawingWhen('a suggestion after the save, too', isSuggested(first));
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  await written(workbench, 'keys', (mentions) => mentions.length === 0);
}

async function offersDecisions(workbench: Workbench): Promise<void> {
  const { first } = await open(workbench, 'bulb');
  const words = `“${first.text}”`;
  const titles = await workbench.editor.quickFixTitles(first.text, (offered) =>
    offered.some((title) => title.startsWith('Accept ')),
  );
  const [, type] = titles.map((title) => /^Accept (\w+) “/.exec(title)).find(Boolean) ?? [];
  const others = ['Disease', 'Chemical', 'Anatomy'].filter((other) => other !== type);
  for (const expected of [
    `Accept ${type} ${words}`,
    `Reject ${type} ${words}`,
    `Accept all ${words} as ${type} (2)`,
    ...others.map((other) => `Change type to ${other}`),
  ]) {
    assert.ok(titles.includes(expected), `“${expected}” is not among: ${titles.join(' | ')}`);
  }
}

async function rejects(workbench: Workbench): Promise<void> {
  const { first, second } = await open(workbench, 'reject');
  const titles = await workbench.editor.quickFixTitles(first.text, (offered) =>
    offered.some((title) => title.startsWith('Reject ')),
  );
  await workbench.editor.chooseQuickFix(
    first.text,
    titles.find((title) => title.startsWith('Reject ')) as string,
  );
  await workbench.editor.drawingWhen(
    'no suggestion where one was rejected',
    (drawing) => !isSuggested(first)(drawing) && isSuggested(second)(drawing),
  );
  assert.equal(await workbench.unsavedFiles(), 0);
  await workbench.closeEditor('reject.txt');
  await workbench.openFile('reject.txt');
  const drawing = await workbench.editor.drawingWhen('the other suggestions again', isSuggested(second));
  assert.ok(!isSuggested(first)(drawing) && !isAnnotated(first)(drawing));
}

async function acceptsAll(workbench: Workbench): Promise<void> {
  const { first, all } = await open(workbench, 'all');
  const twice = all.filter(({ text: words }) => words === first.text);
  assert.equal(twice.length, 2);
  await workbench.editor.focus();
  await workbench.press('Alt+BracketRight');
  await workbench.cursor(selects(first));
  await workbench.press('ControlOrMeta+Alt+Enter');
  await workbench.editor.drawingWhen('both accepted', (drawing) =>
    twice.every((one) => isAnnotated(one)(drawing)),
  );
  await workbench.editor.save();
  const mentions = await written(workbench, 'all', ({ length }) => length === 2);
  assert.deepEqual(mentions.map(({ fragments }) => fragments[0]?.[0]).sort(ascending), twice.map(offsetOf));
}

async function annotatesSelection(workbench: Workbench): Promise<void> {
  await open(workbench, 'select');
  await workbench.editor.select('Admission');
  await workbench.press('Alt+KeyA');
  await workbench.page.locator('.quick-input-widget:visible').waitFor();
  // In `kb_shortcuts.conf`, the key of Anatomy. It needs no Enter.
  await workbench.typeText('a');
  await workbench.page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
  await workbench.editor.drawingWhen('an annotation on the selected word', ({ decorations }) =>
    annotationsIn(decorations).some(({ line, text: words }) => line === 1 && words === 'Admission'),
  );
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  const [mention] = await written(workbench, 'select', ({ length }) => length === 1);
  assert.deepEqual(mention, { id: 'T1', type: 'Anatomy', fragments: [[0, 9]], words: 'Admission' });
}

async function changesAndRemoves(workbench: Workbench): Promise<void> {
  await open(workbench, 'change');
  const type = async (key: string, name: string) => {
    await workbench.press(key);
    await workbench.page.locator('.quick-input-widget:visible').waitFor();
    await workbench.pick(name);
    await workbench.page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
  };
  const label = (expected: string | undefined) => (drawing: Drawing) =>
    drawing.hints.find(({ line }) => line === 1)?.text === expected;
  await workbench.editor.select('Admission');
  await type('Alt+KeyA', 'Chemical');
  await workbench.editor.drawingWhen('a chemical', label('Chem'));
  await workbench.editor.click('Admission');
  await type('Alt+KeyT', 'Disease');
  await workbench.editor.drawingWhen('a disease', label('Dis'));
  await workbench.press('Alt+KeyD');
  const { decorations } = await workbench.editor.drawingWhen('no annotation', label(undefined));
  assert.ok(!annotationsIn(decorations).some(({ line }) => line === 1));
  await workbench.editor.save();
  await workbench.unsavedFiles((count) => count === 0);
  assert.equal(await readFile(join(workbench.folder, 'change.ann'), 'utf8'), '');
}

async function makesAnnotationFile(workbench: Workbench): Promise<void> {
  const { first } = await open(workbench, 'new');
  await workbench.editor.focus();
  await workbench.press('Alt+BracketRight');
  await workbench.cursor(selects(first));
  await workbench.press('Alt+Enter');
  await workbench.editor.drawingWhen('an accepted suggestion', isAnnotated(first));
  await workbench.press('ControlOrMeta+KeyS');
  await workbench.unsavedFiles((count) => count === 0);
  const [mention] = await written(workbench, 'new', ({ length }) => length === 1);
  assert.equal(mention?.words, first.text);
}

/** Opens a note of the folder and waits for its suggestions. */
async function open(
  workbench: Workbench,
  name: string,
): Promise<{ all: DrawnMark[]; first: DrawnMark; second: DrawnMark }> {
  await workbench.openFile(`${name}.txt`);
  const { decorations } = await workbench.editor.drawingWhen(
    'suggestions in both of the lines that are alike',
    (drawing) => new Set(suggestionsIn(drawing.decorations).map(({ line }) => line)).size >= 3,
  );
  const all = suggestionsIn(decorations);
  const [first, second] = all;
  assert.ok(first && second);
  return { all, first, second };
}

/** Whether the cursor is at the end of a mention that is selected. */
function selects({ line, column, text: words }: DrawnMark): Parameters<Workbench['cursor']>[0] {
  return (place) =>
    place.line === line && place.column === column + words.length + 1 && place.selected === words.length;
}

function isAnnotated(mark: DrawnMark): (drawing: Drawing) => boolean {
  return ({ decorations }) =>
    annotationsIn(decorations).some((one) => samePlace(one, mark)) &&
    !suggestionsIn(decorations).some((one) => samePlace(one, mark));
}

function isSuggested(mark: DrawnMark): (drawing: Drawing) => boolean {
  return ({ decorations }) => suggestionsIn(decorations).some((one) => samePlace(one, mark));
}

/** The mentions in an annotation file on the disk, as soon as `accept` is true of them. */
async function written(
  workbench: Workbench,
  name: string,
  accept: (mentions: readonly Mention[]) => boolean,
): Promise<Mention[]> {
  let last = '';
  const probe = async () => {
    last = await readFile(join(workbench.folder, `${name}.ann`), 'utf8');
    const mentions = assertTrue(last, text);
    return accept(mentions) ? mentions : undefined;
  };
  return eventually('annotations on the disk', probe, () => last);
}

/** The offset of a mark; the text has ASCII characters only. */
function offsetOf({ line, column }: DrawnMark): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column;
}

function ascending(one: number | undefined, other: number | undefined): number {
  return Number(one) - Number(other);
}
