/** What the Problems panel of a workbench says. */

import type { Page } from 'playwright-core';

/** A row of the Problems panel. Its place reads like `[Ln 1, Col 1]`. */
export type Problem = {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly source: string;
  readonly code: string;
  readonly place: string;
  /** The name of the file it is listed under. */
  readonly file: string;
};

/** Reads the rows of the Problems panel that are on the screen. */
export async function readProblems(page: Page): Promise<Problem[]> {
  const rows = page.locator('.markers-panel .monaco-list-row');
  return (await rows.evaluateAll(readRows)) as Problem[];
}

type PageElement = {
  readonly className: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
};

/** Runs in the page. A row for a file stands before those of its problems; rows for other places belong to a problem. */
function readRows(rows: unknown[]): Record<keyof Problem, string>[] {
  let file = '';
  const index = (row: PageElement) => Number(row.getAttribute('data-index'));
  const downwards = (rows as PageElement[]).sort((one, other) => index(one) - index(other));
  return downwards.flatMap((row) => {
    const said = (selector: string) => row.querySelector(selector)?.textContent ?? '';
    if (row.getAttribute('aria-level') === '1') file = said('.label-name');
    if (row.getAttribute('aria-level') !== '2') return [];
    return [
      {
        severity: /error|warning|info/.exec(row.querySelector('.marker-icon')?.className ?? '')?.[0] ?? '',
        message: said('.marker-message'),
        source: said('.marker-source'),
        code: said('.marker-code'),
        place: said('.marker-line'),
        file,
      },
    ];
  });
}
