/** Runs `suite.ts` in the extension host of a VS Code in a browser, and reports each of its checks. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { withWorkbench, workbenchForTests } from './launch.ts';
import { repositoryRoot, stageExtension, stageRunner } from './staging.ts';
import type { CheckResult } from './suite.ts';
import { eventually } from './waiting.ts';

const machine = workbenchForTests();

test('in the extension host', { skip: machine.skip }, async (context) => {
  if (machine.skip !== false) return;
  let resultFile = '';
  const extensions = async (folder: string) => {
    await stageExtension(repositoryRoot, folder);
    resultFile = await stageRunner(folder);
  };
  const folder = join(repositoryRoot, 'samples');
  const results = await withWorkbench({ programs: machine.programs, folder, extensions }, () =>
    eventually('the results of the suite', () => readResults(resultFile), undefined, 180_000),
  );
  for (const { name, failure } of results) {
    await context.test(name, () => {
      if (failure !== undefined) throw new Error(failure);
    });
  }
});

async function readResults(file: string): Promise<CheckResult[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as CheckResult[]);
}
