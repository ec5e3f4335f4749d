/** Runs `suite.ts` in the extension host of a VS Code in a browser, and reports each of its checks. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFolder } from './corpus.ts';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { readReport, suiteSample } from './report.ts';
import { repositoryRoot, stageExtension, stageRunner } from './staging.ts';
import { eventually } from './waiting.ts';

const machine = workbenchForTests();

test('in the extension host', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  const { programs } = machine;
  let reportFile = '';
  const extensions = async (target: string) => {
    await stageExtension(repositoryRoot, target);
    reportFile = await stageRunner(target, 'checks');
  };
  const { activationMilliseconds, results } = await withFolder([suiteSample], {}, (folder) =>
    withWorkbench({ programs, folder, extensions }, () =>
      eventually('the report of the suite', () => readReport(reportFile), undefined, 180_000),
    ),
  );
  for (const { name, failure } of results) {
    await context.test(name, () => {
      if (failure !== undefined) throw new Error(failure);
    });
  }
  await context.test('a folder without annotations does not activate the extension', () => {
    assert.ok(activationMilliseconds !== undefined);
  });
  context.diagnostic(`activation time: ${activationMilliseconds?.toFixed(1)} ms`);
});
