/** What the Problems panel of a workbench says. */

import type { Page } from 'playwright-core';

/** A row of the Problems panel. Its place reads like `[Ln 1, Col 1]`. */
export type Problem = {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly source: string;
  readonly code: string;
  readonly place: string;
};

/** Reads the rows of the Problems panel that are on the screen. */
export async function readProblems(page: Page): Promise<Problem[]> {
  const rows = page.locator('.markers-panel .monaco-list-row:has(.marker-message)');
  return (await rows.evaluateAll(readRows)) as Problem[];
}

type PageElement = {
  readonly className: string;
  readonly textContent: string | null;
  querySelector(selector: string): PageElement | null;
};

/** Runs in the page. */
function readRows(rows: unknown[]): Record<keyof Problem, string>[] {
  return (rows as PageElement[]).map((row) => {
    const said = (selector: string) => row.querySelector(selector)?.textContent ?? '';
    return {
      severity: /error|warning|info/.exec(row.querySelector('.marker-icon')?.className ?? '')?.[0] ?? '',
      message: said('.marker-message'),
      source: said('.marker-source'),
      code: said('.marker-code'),
      place: said('.marker-line'),
    };
  });
}
