/**
 * Where the parts of a real VS Code workbench lie on this machine: code-server (VS Code behind a web server),
 * the Node.js it runs on, and a Chromium to look at it with. Nothing here installs or starts anything.
 */

import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The release of code-server the tests are written against. It carries VS Code 1.139. */
export const codeServerVersion = '4.139.1';

/** The major version of Node.js that this code-server demands, which is also the extension host's. */
export const nodeMajorVersion = '24';

/** The file that is written last, so that a folder without it is known to be unfinished. */
export const completionMarker = 'goldspan-workbench.json';

/** The parts that are needed to open a workbench, as absolute paths. */
export type WorkbenchPrograms = {
  /** The Node.js binary that runs code-server. */
  readonly node: string;
  /** code-server's main script, an argument of `node`. */
  readonly codeServer: string;
  /** A Chromium or Chrome binary. */
  readonly chromium: string;
};

/** What was found, or one sentence for each thing that is missing, saying how to get it. */
export type WorkbenchLookup =
  | { readonly programs: WorkbenchPrograms; readonly missing: readonly [] }
  | { readonly programs: undefined; readonly missing: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder outside the repository that holds code-server: `GOLDSPAN_WORKBENCH_FOLDER`, or a folder named after the
 * version in the user's cache. It is 600 MB and the same for every checkout, so it does not belong to one of them.
 */
export function workbenchFolder(environment: Environment = process.env): string {
  if (environment.GOLDSPAN_WORKBENCH_FOLDER) return environment.GOLDSPAN_WORKBENCH_FOLDER;
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'goldspan', `workbench-${codeServerVersion}`);
}

/** The Node.js binary and the main script of a code-server that was installed in `folder`. */
export function codeServerPrograms(folder: string): { node: string; codeServer: string } {
  return {
    node: join(folder, 'node_modules', '.bin', 'node'),
    codeServer: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** True when `folder` holds a finished installation of exactly {@link codeServerVersion}. */
export function isInstalled(folder: string): boolean {
  try {
    const marker: unknown = JSON.parse(readFileSync(join(folder, completionMarker), 'utf8'));
    const version = (marker as { codeServer?: unknown } | null)?.codeServer;
    const programs = codeServerPrograms(folder);
    return version === codeServerVersion && existsSync(programs.node) && existsSync(programs.codeServer);
  } catch {
    return false;
  }
}

/**
 * The Chromium to use: the file named by `CHROMIUM`, else the first of the usual names on `PATH` and in the usual
 * places. A `CHROMIUM` that names no executable file gives undefined rather than another browser, because whoever
 * set it wants that one.
 */
export function findChromium(environment: Environment = process.env): string | undefined {
  if (environment.CHROMIUM) return isExecutable(environment.CHROMIUM) ? environment.CHROMIUM : undefined;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = ['/usr/bin', ...(environment.PATH ?? '').split(delimiter).filter(Boolean)];
  const applications = [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...applications].find(isExecutable);
}

/** The sentence that says how to get a Chromium. */
export function missingChromium(environment: Environment = process.env): string {
  return environment.CHROMIUM
    ? `CHROMIUM names "${environment.CHROMIUM}", which is not an executable file. Correct it or unset it.`
    : 'No Chromium or Chrome was found. On Debian or Ubuntu: apt-get install chromium. Elsewhere, set CHROMIUM to the path of its binary.';
}

/** Finds everything that a workbench needs, or says what is missing. */
export function findWorkbench(environment: Environment = process.env): WorkbenchLookup {
  const folder = workbenchFolder(environment);
  const chromium = findChromium(environment);
  const missing: string[] = [];
  if (!isInstalled(folder)) {
    missing.push(
      `code-server ${codeServerVersion} is not installed in ${folder}. Run: node scripts/workbench/setup.ts`,
    );
  }
  if (chromium === undefined) missing.push(missingChromium(environment));
  if (missing.length > 0 || chromium === undefined) return { programs: undefined, missing };
  return { programs: { ...codeServerPrograms(folder), chromium }, missing: [] };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
