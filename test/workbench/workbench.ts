/** What a person can do in an open workbench and see of it, for tests that press keys and look at the screen. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { activeEditor } from './drawn.ts';
import { ActiveEditor } from './editor.ts';
import { recordedNotifications } from './notifications.ts';
import { type Problem, readProblems } from './problems.ts';
import { descendantsOf, type RunningProcess } from './processes.ts';
import { appears, attributesOf, plain } from './screen.ts';
import { eventually, patience } from './waiting.ts';

/** An entry of the status bar: its identifier, what is written there, and what a screen reader says. */
export type StatusItem = { readonly id: string; readonly text: string; readonly label: string };

/** Where the cursor is: line and column from 1 on, and how many characters before or after it are selected. */
export type CursorPlace = { readonly line: number; readonly column: number; readonly selected: number };

/** One open workbench. Every method ends when what it started can be seen, and fails when it cannot be seen in time. */
export class Workbench {
  /** The page, for what no method here does. */
  readonly page: Page;
  /** The editor that has, or last had, the focus. */
  readonly editor: ActiveEditor;
  /** The copy of the folder that was opened. */
  readonly folder: string;
  /** Closes the workbench and ends everything that was started for it. */
  readonly close: () => Promise<void>;
  readonly #log: () => string;
  readonly #processId: number;
  readonly #complaints: string[] = [];

  /**
   * Takes a page in which a workbench is about to be loaded. `log` gives what its server has printed, and `processId`
   * is that server's.
   */
  constructor(parts: {
    page: Page;
    folder: string;
    log: () => string;
    processId: number;
    close: () => Promise<void>;
  }) {
    this.page = parts.page;
    this.#processId = parts.processId;
    this.editor = new ActiveEditor(parts.page);
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
    await eventually(`the file “${name}” in the list of files`, async () => {
      await this.press('ControlOrMeta+KeyP');
      return this.#choose(name, name);
    });
    // A pointer that is left over the list's place would bring up a hover of what lies under it.
    await this.page.mouse.move(1, 1);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    const lines = this.page.locator(`${activeEditor}[data-uri$="/${encodeURI(name)}"] .view-line`);
    await lines.first().waitFor();
  }

  /** Runs a command by the title the palette shows, for example `Goldspan: Restart Server`. */
  async runCommand(title: string): Promise<void> {
    await eventually(`the command “${title}” in the palette`, async () => {
      // The palette does not add to an open list what becomes possible meanwhile.
      await this.press('F1');
      return this.#choose(`>${title}`, title);
    });
  }

  /** The titles of commands that the palette offers for `words`. */
  async commandTitles(words: string): Promise<string[]> {
    await this.press('F1');
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

  /**
   * How many files have unsaved changes, as soon as `accept` is true of it. Files that are in no tab count too: VS Code
   * puts a changed file into one only after a while.
   */
  async unsavedFiles(accept: (count: number) => boolean = () => true): Promise<number> {
    let last = '';
    const badge = this.page.locator('.activitybar .action-item:has(.codicon-explorer-view-icon)');
    const probe = async () => {
      const labels = await attributesOf(badge.locator('[aria-label]'), ['aria-label']);
      last = JSON.stringify(labels);
      const count = Number(/(\d+) unsaved/.exec(last)?.[1] ?? 0);
      return labels.length > 0 && accept(count) ? count : undefined;
    };
    return eventually('unsaved files', probe, () => last);
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
    const items = this.page.locator('.part.statusbar .statusbar-item');
    const read = await attributesOf(items, ['id', 'textContent', 'aria-label']);
    return read.map(([id = '', text = '', label = '']) => ({ id, text: plain(text), label }));
  }

  /** What the entry of the status bar about the language says, as soon as `accept` is true of it. */
  async languageStatus(accept: (label: string) => boolean): Promise<string> {
    let last = '';
    const probe = async () => {
      const items = await this.statusItems();
      last = items.find(({ id }) => id === 'status.languageStatus')?.label ?? '';
      return accept(last) ? last : undefined;
    };
    return eventually('a status of the language', probe, () => `it says “${last}”`);
  }

  /** Where the cursor of the active editor is, as soon as `accept` is true of it. Characters are code points here. */
  async cursor(accept: (place: CursorPlace) => boolean = () => true): Promise<CursorPlace> {
    let last: CursorPlace | undefined;
    const probe = async () => {
      const said = (await this.statusItems()).find(({ id }) => id === 'status.editor.selection')?.text ?? '';
      const [, line, column, selected] = /Ln (\d+), Col (\d+)(?: \((\d+) selected\))?/.exec(said) ?? [];
      last = { line: Number(line), column: Number(column), selected: Number(selected ?? 0) };
      return accept(last) ? last : undefined;
    };
    return eventually('a place of the cursor', probe, () => JSON.stringify(last));
  }

  /** Changes settings of the folder; `undefined` takes one away. Ends when they are written, not when they are heard of. */
  async changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(this.folder, '.vscode', 'settings.json');
    const before = JSON.parse((await readFile(file, 'utf8')) || '{}') as object;
    await writeFile(file, JSON.stringify({ ...before, ...changes }, null, 2));
  }

  /** The processes that the workbench's server has started, and those that these have started. */
  async processes(): Promise<RunningProcess[]> {
    return descendantsOf(this.#processId);
  }

  /** Closes lists, menus and messages that are open, and leaves the editors as they are. */
  async leaveEverything(): Promise<void> {
    await this.page.mouse.move(1, 1);
    for (let press = 0; press < 3; press += 1) await this.press('Escape');
  }

  /** Closes the active editor. */
  async closeEditor(name: string): Promise<void> {
    await this.runCommand('View: Close Editor');
    await this.page.locator(`.tab[data-resource-name="${name}"]`).waitFor({ state: 'detached' });
  }

  /** What every notification said that has popped up since the workbench was opened, each once. */
  async notificationsSoFar(): Promise<string[]> {
    return (await recordedNotifications(this.page)).map(plain);
  }

  /** What the notifications on the screen say, as soon as `accept` is true of it. */
  async notifications(accept: (messages: readonly string[]) => boolean = () => true): Promise<string[]> {
    const toasts = this.page.locator('.notification-toast .notification-list-item-message');
    let last: string[] = [];
    const probe = async () => {
      last = (await toasts.allInnerTexts()).map(plain);
      return accept(last) ? last : undefined;
    };
    return eventually('notifications', probe, () => JSON.stringify(last));
  }

  /** Saves a picture of the whole workbench as PNG. */
  async screenshot(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  /** Types into the open list of choices and takes the one with this label; undefined when it does not appear. */
  async #choose(words: string, label: string): Promise<true | undefined> {
    // A key that is pressed while the workbench is still busy starting may open nothing.
    if (!(await appears(this.#quickInput(), 2000))) return undefined;
    await this.#quickInput().fill(words);
    const row = this.#quickRow(label).first();
    if (!(await appears(row, 2000))) return undefined;
    await row.click();
    return true;
  }

  #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /** Rows of the open list whose label is exactly `label`. */
  #quickRow(label: string): Locator {
    const name = this.page.locator('.label-name').getByText(label, { exact: true });
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ has: name });
  }
}
