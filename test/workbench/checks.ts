/** Several checks in one workbench, because opening one takes longer than most checks. */

import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { repositoryRoot } from './staging.ts';
import type { Workbench } from './workbench.ts';

export type Check = (name: string, run: () => Promise<void>) => Promise<void>;

/**
 * Gives a function that runs one check as a test of its own. A failure names a picture of the screen, and leaves the
 * workbench to the next check, which therefore works on a note of its own.
 */
export function checksIn(context: TestContext, workbench: Workbench): Check {
  let count = 0;
  return async (name, run) => {
    count += 1;
    const picture = join(repositoryRoot, 'out', 'workbench', `failure-${process.pid}-${count}.png`);
    await context.test(name, async () => {
      try {
        await workbench.leaveEverything();
        await run();
      } catch (error) {
        await workbench.screenshot(picture).catch(() => undefined);
        // The next check counts unsaved files.
        await workbench.leaveEverything().catch(() => undefined);
        await workbench.runCommand('File: Save All Files').catch(() => undefined);
        if (error instanceof Error) error.message += `\nThe screen at that moment: ${picture}`;
        throw error;
      }
    });
  };
}
