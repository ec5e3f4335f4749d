/**
 * The extension that runs `suite.ts` in the extension host of a VS Code that has no way of being told to: it starts
 * with the workbench, runs the suite, and leaves the report in a file of its own folder.
 */

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import type { SuiteReport } from './report.ts';
import { measureActivation, runChecks } from './suite.ts';

export async function activate(context: ExtensionContext): Promise<void> {
  const { runs } = context.extension.packageJSON as { runs: 'checks' | 'activation' };
  // Not awaited, so that the start of the workbench does not wait for it.
  void report(runs === 'checks').then((found) => {
    const file = join(context.extensionPath, 'report.json');
    // Whoever waits for the file must never see half of it.
    writeFileSync(`${file}.part`, JSON.stringify(found));
    renameSync(`${file}.part`, file);
  });
}

async function report(withChecks: boolean): Promise<SuiteReport> {
  try {
    const activationMilliseconds = await measureActivation();
    return { activationMilliseconds, results: withChecks ? await runChecks() : [] };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { activationMilliseconds: undefined, results: [{ name: 'the suite itself', failure }] };
  }
}
