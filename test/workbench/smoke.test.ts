/** What a person sees and does first: open a note, look at its spans, accept a suggestion, save. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { repositoryRoot } from './staging.ts';

const machine = workbenchForTests();
const folder = join(repositoryRoot, 'samples');
const note = 'emergency-department-note';

test('a note is opened, a suggestion accepted and saved', { skip: machine.skip }, async () => {
  if (machine.skip !== false) return;
  await withWorkbench({ programs: machine.programs, folder }, async (workbench) => {
    const annotationFile = join(workbench.folder, `${note}.ann`);
    const before = await readFile(annotationFile, 'utf8');
    await workbench.openFile(`${note}.txt`);

    const drawing = await workbench.editor.drawingWhen(
      'annotations and suggestions over the note',
      ({ decorations, squiggles }) =>
        decorations.length > 0 && squiggles.some(({ severity }) => severity === 'hint'),
    );
    const hint = drawing.squiggles.find(({ severity }) => severity === 'hint');
    assert.ok(hint);
    const styles = new Set(drawing.decorations.map(({ type }) => type));
    assert.ok(styles.size >= 2, 'annotations and suggestions look alike');

    await workbench.runCommand('Goldspan: Go to Next Suggestion');
    const titles = await workbench.editor.openQuickFixes();
    const title = titles.find((one) => /^Accept (?!all )/.test(one));
    assert.ok(title, `no suggestion can be accepted: ${titles.join(' | ')}`);
    const [, type, words] = /^Accept (.+) “(.+)”$/.exec(title) ?? [];
    await workbench.editor.chooseOpenQuickFix(title);

    const unsaved = `${note}.ann`;
    await workbench.unsavedFiles((names) => names.includes(unsaved));
    await workbench.runCommand('File: Save All Files');
    await workbench.unsavedFiles((names) => names.length === 0);
    const after = await readFile(annotationFile, 'utf8');
    const added = after.split('\n').filter((line) => !before.split('\n').includes(line));
    assert.ok(
      added.some(
        (line) => line.startsWith('T') && line.includes(`\t${type} `) && line.endsWith(`\t${words}`),
      ),
      `${title} wrote ${JSON.stringify(added)}`,
    );
    assert.deepEqual(await workbench.notifications(), []);
  });
});
