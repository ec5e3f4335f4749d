/** Opening a real VS Code workbench in a real browser, with nothing in it but the extension under test. */

import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium } from 'playwright-core';
import { findWorkbench, type WorkbenchPrograms } from '../../scripts/workbench/locate.ts';
import { startCodeServer } from './code-server.ts';
import { recordNotifications } from './notifications.ts';
import { repositoryRoot, stageExtension } from './staging.ts';
import { Workbench } from './workbench.ts';

/** The colour themes that VS Code brings, by the names of their settings. */
export const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;
export type Theme = keyof typeof themes;

export type WorkbenchOptions = {
  readonly programs: WorkbenchPrograms;
  /** The folder to open. The workbench gets a copy of it, so that a test may write into it. */
  readonly folder: string;
  readonly theme?: Theme;
  /** User settings beside those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Fills the folder of extensions. By default, the extension of this checkout is put there. */
  readonly extensions?: (extensionsFolder: string) => Promise<unknown>;
  readonly width?: number;
  readonly height?: number;
  /** How many pixels of a picture make one CSS pixel. */
  readonly scale?: number;
};

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editor.enablePreview': false,
  'workbench.reduceMotion': 'on',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'files.exclude': { '**/.vscode': true },
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 50,
  'window.commandCenter': false,
  'git.enabled': false,
};

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-lcd-text',
];

/**
 * What the options `skip` of a test and `programs` of a workbench are on this machine. Where a part of the workbench is
 * missing, the tests are skipped with the reason, unless `GOLDSPAN_REQUIRE_WORKBENCH` is set, as it is where they must
 * run: there this throws.
 */
export function workbenchForTests(): { skip: string } | { skip: false; programs: WorkbenchPrograms } {
  const { programs, missing } = findWorkbench();
  if (programs) return { skip: false, programs };
  const reason = missing.join(' ');
  if (process.env['GOLDSPAN_REQUIRE_WORKBENCH']) {
    throw new Error(`GOLDSPAN_REQUIRE_WORKBENCH is set, but no workbench can be opened. ${reason}`);
  }
  return { skip: reason };
}

/** Starts everything in temporary folders, and waits until the workbench and its folder are on the screen. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  // A short path, because sockets are made below it, whose paths may have about a hundred bytes.
  const temporary = await mkdtemp(join(tmpdir(), 'gsw-'));
  const undo = [() => rm(temporary, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (const step of undo) await step();
  };
  try {
    const folders = { user: join(temporary, 'user'), extensions: join(temporary, 'extensions') };
    await mkdir(join(folders.user, 'User'), { recursive: true });
    await mkdir(folders.extensions);
    const theme = { 'workbench.colorTheme': themes[options.theme ?? 'dark'] };
    const settings = JSON.stringify({ ...quietSettings, ...theme, ...options.settings }, null, 2);
    await writeFile(join(folders.user, 'User', 'settings.json'), settings);
    const fill = options.extensions ?? ((target: string) => stageExtension(repositoryRoot, target));
    await fill(folders.extensions);
    const folder = join(temporary, basename(options.folder));
    await cp(options.folder, folder, { recursive: true });
    // Of a file that is made later, VS Code would not hear here.
    await mkdir(join(folder, '.vscode'), { recursive: true });
    await appendFile(join(folder, '.vscode', 'settings.json'), '');

    const server = await startCodeServer(options.programs, folders);
    undo.unshift(server.close);
    const browser = await chromium.launch({
      executablePath: options.programs.chromium,
      args: chromiumArguments,
    });
    undo.unshift(() => browser.close());
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
      deviceScaleFactor: options.scale ?? 1,
    });
    await recordNotifications(page);
    const { processId } = server;
    const workbench = new Workbench({ page, folder, log: server.output, processId, close });
    await page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`);
    await page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return workbench;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a workbench, hands it to `use`, and closes it. When `use` fails, the error names a picture of the screen. */
export async function withWorkbench<T>(
  options: WorkbenchOptions,
  use: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  const workbench = await openWorkbench(options);
  try {
    return await use(workbench);
  } catch (error) {
    const picture = join(repositoryRoot, 'out', 'workbench', `failure-${process.pid}-${Date.now()}.png`);
    await workbench.screenshot(picture).catch(() => undefined);
    if (error instanceof Error) {
      error.message += `\nThe screen at that moment: ${picture}\n${workbench.complaints().join('\n')}`;
    }
    throw error;
  } finally {
    await workbench.close();
  }
}
