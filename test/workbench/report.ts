/** What the extension that runs `suite.ts` leaves behind. */

import { readFile } from 'node:fs/promises';

/** What became of one check: no failure means that it passed. */
export type CheckResult = { readonly name: string; readonly failure?: string };

export type SuiteReport = {
  /** How long `activate` of the extension took; undefined where it had been active already. */
  readonly activationMilliseconds: number | undefined;
  readonly results: readonly CheckResult[];
};

/** The sample that the suite makes its notes of. In a folder of this alone nothing activates the extension. */
export const suiteSample = 'emergency-department-note.txt';

/** The report in a file, or undefined while it is not there. */
export async function readReport(file: string): Promise<SuiteReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SuiteReport);
}
