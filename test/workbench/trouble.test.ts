/** What a person sees where something is missing or broken, and that nothing pops up. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksIn } from './checks.ts';
import { withFolder } from './corpus.ts';
import type { Drawing } from './drawn.ts';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { annotationsIn, suggestionsIn } from './marks.ts';
import { eventually } from './waiting.ts';
import type { Workbench } from './workbench.ts';

const machine = workbenchForTests();
const text = 'The patient had pneumonia and was given ibuprofen for fever.\n';

const files = {
  'elsewhere/letter.txt': text,
  'notes/good.txt': text,
  'notes/good.ann': '',
  'notes/broken.txt': text,
  'notes/broken.ann': 'T1\tDisease 16 25\tpneumonia\nT2 Chemical 40 49 ibuprofen\nT3\tDisease 54 59\tcough\n',
};

test('trouble', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  await withFolder([], files, (folder) =>
    withWorkbench({ programs, folder }, async (workbench) => {
      const check = checksIn(context, workbench);
      await check('a text outside any corpus is left alone until asked for', () => leavesAlone(workbench));
      await check('a malformed annotation file is told with file and line', () => tellsMalformed(workbench));
      await check('a model that cannot be used is told in the status', () => tellsBrokenModel(workbench));
      await check('suggestions come back after the engine was killed', () => survivesEngine(workbench));
      assert.deepEqual(await workbench.notificationsSoFar(), []);
    }),
  );
});

async function leavesAlone(workbench: Workbench): Promise<void> {
  await workbench.openFile('letter.txt');
  // The server is told of documents in turn, so what it has to say of the first comes before this.
  await openSuggested(workbench, 'good.txt');
  await workbench.openFile('letter.txt');
  const { decorations, hints, squiggles } = await workbench.editor.drawing();
  assert.deepEqual({ decorations, hints, squiggles }, { decorations: [], hints: [], squiggles: [] });
  await workbench.runCommand('Goldspan: Suggest Annotations in This Document');
  await workbench.editor.drawingWhen('suggestions that were asked for', hasSuggestions);
}

async function tellsMalformed(workbench: Workbench): Promise<void> {
  await workbench.openFile('broken.txt');
  const inNote = await workbench.problems(
    (all) => all.filter(({ file }) => file === 'broken.txt').length >= 2,
  );
  const malformed = inNote.find(({ message }) => message.startsWith('broken.ann, line 2: '));
  assert.equal(malformed?.severity, 'error', JSON.stringify(inNote));
  // The words under T3 are others than it says: that has a place in the text.
  const untrue = inNote.find(({ place }) => place === '[Ln 1, Col 55]');
  assert.match(untrue?.message ?? '', /T3.*(cough|fever)/, JSON.stringify(inNote));
  // What can be read is shown.
  await workbench.openFile('broken.txt');
  await workbench.editor.drawingWhen('the annotation that is right', ({ decorations }) =>
    annotationsIn(decorations).some(({ text: words }) => words === 'pneumonia'),
  );

  await workbench.openFile('broken.ann');
  const inFile = await workbench.problems((all) => all.some(({ file }) => file === 'broken.ann'));
  const places = inFile.filter(({ file }) => file === 'broken.ann').map(({ place }) => place);
  assert.ok(
    places.some((place) => place.startsWith('[Ln 2,')),
    JSON.stringify(inFile),
  );
  assert.ok(
    places.some((place) => place.startsWith('[Ln 3,')),
    JSON.stringify(inFile),
  );
}

async function tellsBrokenModel(workbench: Workbench): Promise<void> {
  await openSuggested(workbench, 'good.txt');
  await workbench.changeSettings({ 'goldspan.models': ['/nowhere/to/be/found'] });
  const said = await workbench.languageStatus((label) => label.includes('Goldspan: failed'));
  assert.ok(said.includes('/nowhere/to/be/found'), said);
  await workbench.changeSettings({ 'goldspan.models': undefined });
  await workbench.languageStatus((label) => label.includes('Goldspan: ready'));
  await workbench.editor.drawingWhen('suggestions of the model in the box', hasSuggestions);
}

async function survivesEngine(workbench: Workbench): Promise<void> {
  await openSuggested(workbench, 'good.txt');
  const killed = await engineOf(workbench);
  process.kill(killed, 'SIGKILL');
  await workbench.editor.goToLine(2);
  await workbench.typeText('Later she had severe pneumonia and was given ibuprofen.');
  await workbench.editor.drawingWhen('suggestions in the new line', ({ decorations }) =>
    suggestionsIn(decorations).some(({ line }) => line === 2),
  );
  assert.notEqual(await engineOf(workbench), killed);
  await workbench.languageStatus((label) => label.includes('Goldspan: ready'));
}

async function engineOf(workbench: Workbench): Promise<number> {
  const engine = await eventually('an engine', async () =>
    (await workbench.processes()).find(({ command }) => command.includes('engine.cjs')),
  );
  return engine.id;
}

async function openSuggested(workbench: Workbench, name: string): Promise<void> {
  await workbench.openFile(name);
  await workbench.editor.drawingWhen('suggestions', hasSuggestions);
}

function hasSuggestions({ decorations }: Drawing): boolean {
  return suggestionsIn(decorations).length > 0;
}
