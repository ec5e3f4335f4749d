/** What a person can do in the active editor of a workbench, and see of it. */

import type { Locator, Page } from 'playwright-core';
import { activeEditor, type Drawing, findText, readDrawing } from './drawn.ts';
import type { Box } from './rows.ts';
import { appears, middleOf, plain } from './screen.ts';
import { eventually } from './waiting.ts';

const hoverContent = '.monaco-hover:not(.hidden) .monaco-hover-content';

type AcceptTitles = (titles: readonly string[]) => boolean;

/**
 * The editor that has, or last had, the focus. Words are found where they are drawn: `occurrence` counts the places on
 * the screen from the top, from 1 on.
 */
export class ActiveEditor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What is drawn. */
  async drawing(): Promise<Drawing> {
    return eventually('an open editor', () => readDrawing(this.#page));
  }

  /** What is drawn, as soon as `accept` is true of it. */
  async drawingWhen(what: string, accept: (drawing: Drawing) => boolean): Promise<Drawing> {
    let last: Drawing | undefined;
    const probe = async () => {
      last = await readDrawing(this.#page);
      return last && accept(last) ? last : undefined;
    };
    return eventually(what, probe, () => JSON.stringify(last, null, 1));
  }

  /** The text that is on the screen, line by line. */
  async text(): Promise<string> {
    const { lines } = await this.drawing();
    return lines
      .map((line, at) => (line.number === lines[at - 1]?.number ? '' : '\n') + line.text)
      .join('')
      .slice(1);
  }

  /** Gives the editor the focus without moving its cursor. */
  async focus(): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+Digit1');
    await this.#focused();
  }

  /** The computed colours of the page under the text and of ordinary letters. */
  async colours(): Promise<{ background: string; letters: string }> {
    const background = await this.#styleOf('.monaco-editor-background', 'backgroundColor');
    return { background, letters: await this.#styleOf('.view-line .mtk1', 'color') };
  }

  /** Puts the cursor in the middle of `text`. */
  async click(text: string, occurrence = 1): Promise<void> {
    const { x, y } = middleOf(await this.#boxOf(text, occurrence));
    await this.#page.mouse.click(x, y);
    await this.#focused();
    await this.#parkMouse();
  }

  /** Selects `text`. */
  async select(text: string, occurrence = 1): Promise<void> {
    const box = await this.#boxOf(text, occurrence);
    const { y } = middleOf(box);
    await this.#page.mouse.click(box.left + 1, y);
    await this.#page.keyboard.down('Shift');
    await this.#page.mouse.click(box.right, y);
    await this.#page.keyboard.up('Shift');
    await this.#page.locator(`${activeEditor} .selected-text`).first().waitFor();
    await this.#parkMouse();
  }

  /** Scrolls to a line and puts the cursor at a column of it; both count from 1. */
  async goToLine(line: number, column = 1): Promise<void> {
    await this.#page.keyboard.press('Control+KeyG');
    await this.#page.locator('.quick-input-widget:visible .quick-input-box input').fill(`:${line}:${column}`);
    await this.#page.keyboard.press('Enter');
    await this.#focused();
  }

  /** Saves the file and waits until it counts as saved. */
  async save(): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('ControlOrMeta+KeyS');
    await this.#page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** Undoes the last change. */
  async undo(): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('ControlOrMeta+KeyZ');
  }

  /** What the hover over the middle of `text` says, as soon as `accept` is true of it. */
  async hover(
    text: string,
    accept: (hover: string) => boolean = () => true,
    occurrence = 1,
  ): Promise<string> {
    const { x, y } = middleOf(await this.#boxOf(text, occurrence));
    const hover = this.#page.locator(hoverContent);
    const complete = this.#completeHover();
    let last = '';
    const probe = async () => {
      // A hover that was computed too early does not come up to date by itself: leave the word and come back.
      await this.#parkMouse();
      await hover.first().waitFor({ state: 'hidden' });
      await this.#page.mouse.move(x, y);
      if (!(await appears(complete, 3000))) return undefined;
      last = plain((await hover.allInnerTexts()).join('\n'));
      return accept(last) ? last : undefined;
    };
    const said = await eventually(`a hover over “${text}”`, probe, () => `the hover says “${last}”`);
    await this.#parkMouse();
    return said;
  }

  /** Leaves the pointer on the middle of `text` and waits until the hover there is complete. */
  async pointAt(text: string, occurrence = 1): Promise<void> {
    await this.hover(text, () => true, occurrence);
    const { x, y } = middleOf(await this.#boxOf(text, occurrence));
    await this.#page.mouse.move(x, y);
    await this.#completeHover().waitFor();
    await this.#page.locator('.monaco-hover:not(.hidden)').first().evaluate(untilStill);
  }

  /** The titles of the code actions on `text`, as soon as there are some and `accept` is true of them. */
  async quickFixTitles(text: string, accept: AcceptTitles = () => true, occurrence = 1): Promise<string[]> {
    const titles = await this.#openList(`“${text}”`, () => this.click(text, occurrence), accept);
    await this.#page.keyboard.press('Escape');
    return titles;
  }

  /** Chooses the code action on `text` with this title. */
  async chooseQuickFix(text: string, title: string, occurrence = 1): Promise<void> {
    const accept = (titles: readonly string[]) => titles.includes(title);
    await this.#openList(`“${text}”`, () => this.click(text, occurrence), accept);
    await this.chooseOpenQuickFix(title);
  }

  /** Opens the list of code actions where the cursor is, and gives its titles. */
  async openQuickFixes(accept: AcceptTitles = () => true): Promise<string[]> {
    return this.#openList('the cursor', () => this.focus(), accept);
  }

  /** Chooses an entry of the list of code actions that is open. */
  async chooseOpenQuickFix(title: string): Promise<void> {
    await this.#actions().getByText(title, { exact: true }).first().click();
    await this.#actions().first().waitFor({ state: 'detached' });
  }

  /** Opens the list again and again, because an open list does not change when there is more to choose from. */
  #openList(place: string, goThere: () => Promise<void>, accept: AcceptTitles): Promise<string[]> {
    const rows = this.#actions();
    let last: string[] = [];
    const probe = async () => {
      await goThere();
      await this.#page.keyboard.press('ControlOrMeta+Period');
      last = (await appears(rows.first(), 2000)) ? (await rows.allInnerTexts()).map(plain) : [];
      if (last.length > 0 && accept(last)) return last;
      await this.#page.keyboard.press('Escape');
      return undefined;
    };
    return eventually(`code actions on ${place}`, probe, () => `the list has ${JSON.stringify(last)}`);
  }

  #completeHover(): Locator {
    return this.#page
      .locator(hoverContent)
      .filter({ hasNotText: /^\s*(Loading\.\.\.)?\s*$/ })
      .first();
  }

  #actions(): Locator {
    return this.#page.locator('.action-widget .monaco-list-row.action');
  }

  async #styleOf(selector: string, property: string): Promise<string> {
    const element = this.#page.locator(`${activeEditor} ${selector}`).first();
    return element.evaluate(readStyle, property);
  }

  async #focused(): Promise<void> {
    await this.#page.locator(`${activeEditor}.focused`).waitFor();
  }

  /** Moves the mouse where it brings up no hover, which would cover what is clicked next. */
  async #parkMouse(): Promise<void> {
    await this.#page.mouse.move(1, 1);
  }

  async #boxOf(text: string, occurrence: number): Promise<Box> {
    return eventually(
      `“${text}” (place ${occurrence}) on the screen`,
      () => findText(this.#page, text, occurrence),
      () => this.text(),
    );
  }
}

declare function getComputedStyle(element: unknown): Readonly<Record<string, string>>;

/** Runs in the page. */
function readStyle(element: unknown, property: string): string {
  return getComputedStyle(element)[property] ?? '';
}

/** Runs in the page. */
async function untilStill(element: unknown): Promise<void> {
  const moving = element as { getAnimations(): Iterable<{ readonly finished: Promise<unknown> }> };
  await Promise.all([...moving.getAnimations()].map(({ finished }) => finished));
}
