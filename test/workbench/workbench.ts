/** What a person can do in an open workbench and see of it, for tests that press keys and look at the screen. */

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { activeEditor, type Drawing, findText, readDrawing } from './drawn.ts';
import { type Problem, readProblems } from './problems.ts';
import type { Box } from './rows.ts';
import { eventually, patience } from './waiting.ts';

/** An entry of the status bar: its identifier, what is written there, and what a screen reader says. */
export type StatusItem = { readonly id: string; readonly text: string; readonly label: string };

type AcceptTitles = (titles: readonly string[]) => boolean;

/** One open workbench. Every method ends when what it started can be seen, and fails when it cannot be seen in time. */
export class Workbench {
  /** The page, for what no method here does. */
  readonly page: Page;
  /** The copy of the folder that was opened. */
  readonly folder: string;
  /** Closes the workbench and ends everything that was started for it. */
  readonly close: () => Promise<void>;
  readonly #log: () => string;
  readonly #complaints: string[] = [];

  /** Takes a page in which a workbench is about to be loaded. `log` gives what its server has printed. */
  constructor(parts: { page: Page; folder: string; log: () => string; close: () => Promise<void> }) {
    this.page = parts.page;
    this.folder = parts.folder;
    this.close = parts.close;
    this.#log = parts.log;
    this.page.setDefaultTimeout(patience);
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.#complaints.push(String(error)));
  }

  /** What the page has complained about, and what the server has printed: for the message of a failure. */
  complaints(): readonly string[] {
    return [...this.#complaints, this.#log()];
  }

  /** Opens a file of the folder by its name, and waits until its text is on the screen. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+KeyP');
    await this.#quickInput().fill(name);
    await this.#quickRow(name).first().click();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page
      .locator(`${activeEditor}[data-uri$="/${encodeURI(name)}"] .view-line`)
      .first()
      .waitFor();
  }

  /** Runs a command by the title the palette shows, for example `Goldspan: Restart Server`. */
  async runCommand(title: string): Promise<void> {
    await eventually(`the command “${title}” in the palette`, async () => {
      // The palette does not add to an open list what becomes possible meanwhile.
      await this.page.keyboard.press('F1');
      await this.#quickInput().fill(`>${title}`);
      const row = this.#quickRow(title).first();
      if (!(await appears(row, 2000))) return undefined;
      await row.click();
      return true;
    });
  }

  /** The titles that the palette offers for `words`. */
  async commandTitles(words: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.#quickInput().fill(`>${words}`);
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    const titles = await rows.locator('.quick-input-list-label .label-name').allInnerTexts();
    await this.press('Escape');
    return titles.map(plain);
  }

  /** Picks the entry of an open list of choices whose label is `label`. */
  async pick(label: string): Promise<void> {
    await this.#quickRow(label).first().click();
  }

  /** Types into whatever has the focus. */
  async typeText(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses a key or a combination in Playwright's notation, for example `ControlOrMeta+KeyS`. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Saves the file of the active editor and waits until it counts as saved. */
  async save(): Promise<void> {
    await this.focusEditor();
    await this.press('ControlOrMeta+KeyS');
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** Undoes the last change in the active editor. */
  async undo(): Promise<void> {
    await this.focusEditor();
    await this.press('ControlOrMeta+KeyZ');
  }

  /** Gives the active editor the focus without moving its cursor. */
  async focusEditor(): Promise<void> {
    await this.press('ControlOrMeta+Digit1');
    await this.page.locator(`${activeEditor}.focused`).waitFor();
  }

  /** Puts the cursor on `text`, at its `occurrence`-th place on the screen. */
  async clickText(text: string, occurrence = 1): Promise<void> {
    const { x, y } = middleOf(await this.#boxOf(text, occurrence));
    await this.page.mouse.click(x, y);
    await this.page.locator(`${activeEditor}.focused`).waitFor();
    await this.#parkMouse();
  }

  /** Selects `text`, at its `occurrence`-th place on the screen. */
  async selectText(text: string, occurrence = 1): Promise<void> {
    const box = await this.#boxOf(text, occurrence);
    const { y } = middleOf(box);
    await this.page.mouse.click(box.left + 1, y);
    await this.page.keyboard.down('Shift');
    await this.page.mouse.click(box.right, y);
    await this.page.keyboard.up('Shift');
    await this.page.locator(`${activeEditor} .selected-text`).first().waitFor();
    await this.#parkMouse();
  }

  /** Scrolls to a line of the active editor, from 1 on, and puts the cursor there. */
  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+KeyG');
    await this.#quickInput().fill(`:${line}`);
    await this.press('Enter');
    await this.page.locator(`${activeEditor}.focused`).waitFor();
  }

  /** What the active editor shows. */
  async drawing(): Promise<Drawing> {
    return eventually('an open editor', () => readDrawing(this.page));
  }

  /** What the active editor shows, as soon as `accept` is true of it. */
  async drawingWhen(what: string, accept: (drawing: Drawing) => boolean): Promise<Drawing> {
    let last: Drawing | undefined;
    const probe = async () => {
      last = await readDrawing(this.page);
      return last && accept(last) ? last : undefined;
    };
    return eventually(what, probe, () => JSON.stringify(last, null, 1));
  }

  /** The text that the active editor shows, line by line. */
  async editorText(): Promise<string> {
    const { lines } = await this.drawing();
    return lines
      .map((line, at) => (line.number === lines[at - 1]?.number ? '' : '\n') + line.text)
      .join('')
      .slice(1);
  }

  /** The names of the open files that have unsaved changes. */
  async unsavedFiles(): Promise<string[]> {
    const names = await this.page
      .locator('.tab.dirty')
      .evaluateAll((tabs) =>
        tabs.map((tab: { getAttribute(name: string): string | null }) =>
          tab.getAttribute('data-resource-name'),
        ),
      );
    return names.filter((name) => name !== null);
  }

  /**
   * The rows of the Problems panel, which is opened for it, as soon as `accept` is true of them. Hints are not among
   * them: VS Code leaves those out.
   */
  async problems(accept: (problems: readonly Problem[]) => boolean = () => true): Promise<Problem[]> {
    await this.runCommand('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
    let last: Problem[] = [];
    const probe = async () => {
      last = await readProblems(this.page);
      return accept(last) ? last : undefined;
    };
    return eventually('rows of the Problems panel', probe, () => JSON.stringify(last));
  }

  /** The entries of the status bar. */
  async statusItems(): Promise<StatusItem[]> {
    const items = await this.page.locator('.part.statusbar .statusbar-item').all();
    return Promise.all(
      items.map(async (item) => ({
        id: (await item.getAttribute('id')) ?? '',
        text: plain((await item.textContent()) ?? ''),
        label: (await item.getAttribute('aria-label')) ?? '',
      })),
    );
  }

  /** What the notifications on the screen say. */
  async notifications(): Promise<string[]> {
    const toasts = await this.page
      .locator('.notification-toast .notification-list-item-message')
      .allInnerTexts();
    return toasts.map(plain);
  }

  /** What the hover over `text` says, as soon as `accept` is true of it. */
  async hoverOn(
    text: string,
    accept: (hover: string) => boolean = () => true,
    occurrence = 1,
  ): Promise<string> {
    const { x, y } = middleOf(await this.#boxOf(text, occurrence));
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content');
    let last = '';
    const probe = async () => {
      // A hover that was computed too early does not come up to date by itself: leave the word and come back.
      await this.#parkMouse();
      await hover.first().waitFor({ state: 'hidden' });
      await this.page.mouse.move(x, y);
      const complete = hover.filter({ hasNotText: /^\s*(Loading\.\.\.)?\s*$/ }).first();
      if (!(await appears(complete, 3000))) return undefined;
      last = plain((await hover.allInnerTexts()).join('\n'));
      return accept(last) ? last : undefined;
    };
    const said = await eventually(`a hover over “${text}”`, probe, () => `the hover says “${last}”`);
    await this.#parkMouse();
    return said;
  }

  /** The titles of the code actions on `text`, as soon as there are some and `accept` is true of them. */
  async quickFixTitles(text: string, accept: AcceptTitles = () => true, occurrence = 1): Promise<string[]> {
    const titles = await this.#openQuickFixes(text, accept, occurrence);
    await this.press('Escape');
    return titles;
  }

  /** Chooses the code action on `text` with this title. */
  async chooseQuickFix(text: string, title: string, occurrence = 1): Promise<void> {
    await this.#openQuickFixes(text, (titles) => titles.includes(title), occurrence);
    await this.chooseOpenQuickFix(title);
  }

  /** Opens the list of code actions where the cursor is, and gives its titles. */
  async openQuickFixes(accept: AcceptTitles = () => true): Promise<string[]> {
    return this.#openQuickFixesAt('the cursor', () => this.focusEditor(), accept);
  }

  /** Chooses an entry of the list of code actions that is open. */
  async chooseOpenQuickFix(title: string): Promise<void> {
    await this.#quickFixRows().getByText(title, { exact: true }).first().click();
    await this.#quickFixRows().first().waitFor({ state: 'detached' });
  }

  /** Saves a picture of the whole workbench as PNG. */
  async screenshot(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  #openQuickFixes(text: string, accept: AcceptTitles, occurrence: number): Promise<string[]> {
    return this.#openQuickFixesAt(`“${text}”`, () => this.clickText(text, occurrence), accept);
  }

  /** Opens the list again and again, because an open list does not change when there is more to choose from. */
  #openQuickFixesAt(place: string, goThere: () => Promise<void>, accept: AcceptTitles): Promise<string[]> {
    const rows = this.#quickFixRows();
    let last: string[] = [];
    const probe = async () => {
      await goThere();
      await this.press('ControlOrMeta+Period');
      last = (await appears(rows.first(), 2000)) ? (await rows.allInnerTexts()).map(plain) : [];
      if (last.length > 0 && accept(last)) return last;
      await this.press('Escape');
      return undefined;
    };
    return eventually(`code actions on ${place}`, probe, () => `the list has ${JSON.stringify(last)}`);
  }

  /** Moves the mouse where it brings up no hover, which would cover what is clicked next. */
  async #parkMouse(): Promise<void> {
    await this.page.mouse.move(1, 1);
  }

  #quickFixRows(): Locator {
    return this.page.locator('.action-widget .monaco-list-row.action');
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /** Rows of the open list whose label is exactly `label`. */
  #quickRow(label: string): Locator {
    const name = this.page.locator('.label-name').getByText(label, { exact: true });
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ has: name });
  }

  async #boxOf(text: string, occurrence: number): Promise<Box> {
    return eventually(
      `“${text}” (place ${occurrence}) on the screen`,
      () => findText(this.page, text, occurrence),
      () => this.editorText(),
    );
  }
}

/** Whether something is on the screen within so many milliseconds. */
async function appears(what: Locator, deadline: number): Promise<boolean> {
  return what.waitFor({ timeout: deadline }).then(
    () => true,
    () => false,
  );
}

function middleOf(box: Box): { x: number; y: number } {
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** The words of something on the screen, without the icons' private characters, in one line for each line. */
function plain(text: string): string {
  return text
    .replace(/[\u00a0\ue000-\uf8ff]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ *\n[ \n]*/g, '\n')
    .trim();
}
