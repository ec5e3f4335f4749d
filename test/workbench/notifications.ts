/** The notifications that popped up over a workbench, also those that have gone since. */

import type { Page } from 'playwright-core';

type PageElement = { readonly textContent: string | null };
type PageWindow = { poppedUp?: string[] };
declare const document: PageElement & {
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare const MutationObserver: new (
  changed: () => void,
) => { observe(what: PageElement, options: { childList: boolean; subtree: boolean }): void };

/** Notes from now on, in every document that the page loads, what notifications say. */
export async function recordNotifications(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const window = globalThis as PageWindow;
    const said: string[] = [];
    window.poppedUp = said;
    const note = () => {
      for (const toast of document.querySelectorAll('.notification-toast .notification-list-item-message')) {
        const text = toast.textContent ?? '';
        if (text !== '' && !said.includes(text)) said.push(text);
      }
    };
    new MutationObserver(note).observe(document, { childList: true, subtree: true });
  });
}

/** What every notification since then said, each once. */
export async function recordedNotifications(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as PageWindow).poppedUp ?? []);
}
