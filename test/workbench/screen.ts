/** Small things that every part of the page object needs. */

import type { Locator } from 'playwright-core';
import type { Box } from './rows.ts';

/** Whether something is on the screen within so many milliseconds. */
export async function appears(what: Locator, deadline: number): Promise<boolean> {
  return what.waitFor({ timeout: deadline }).then(
    () => true,
    () => false,
  );
}

/**
 * The values of some attributes of every element that `what` selects, at one moment: an element cannot vanish between
 * being found and being asked. `textContent` stands for the text.
 */
export async function attributesOf(what: Locator, names: readonly string[]): Promise<string[][]> {
  return what.evaluateAll(readAttributes, names);
}

type PageElement = { readonly textContent: string | null; getAttribute(name: string): string | null };

/** Runs in the page. */
function readAttributes(elements: unknown[], names: readonly string[]): string[][] {
  const read = (element: PageElement, name: string) =>
    name === 'textContent' ? element.textContent : element.getAttribute(name);
  return (elements as PageElement[]).map((element) => names.map((name) => read(element, name) ?? ''));
}

/** The point in the middle of a rectangle. */
export function middleOf(box: Box): { x: number; y: number } {
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** The words of something on the screen, without the private characters of icons and without needless space. */
export function plain(text: string): string {
  return text
    .replace(/[\u00a0\ue000-\uf8ff]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ *\n[ \n]*/g, '\n')
    .trim();
}
