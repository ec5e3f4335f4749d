/**
 * Runs `suite.ts` in a desktop VS Code:
 *
 *     VSCODE_EXECUTABLE=/path/to/code node test/workbench/electron.ts
 *     node test/workbench/electron.ts --download [VERSION]
 *
 * `VSCODE_EXECUTABLE` is the program itself, such as `/usr/share/code/code` or
 * `/Applications/Visual Studio Code.app/Contents/MacOS/Electron`, not the script `bin/code`. With `--download`, that
 * version (by default the newest) is fetched from Microsoft into `.vscode-test`. On Linux without a display, put
 * `xvfb-run -a` before it. Ends with 0 when every check passed.
 */

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { suiteSample } from './report.ts';
import { bundleForExtensionHost, repositoryRoot, stageExtension } from './staging.ts';

const { values, positionals } = parseArgs({
  options: { download: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const executable = process.env['VSCODE_EXECUTABLE'];

if (executable === undefined && !values.download) {
  console.error(
    'No VS Code to test in. Set VSCODE_EXECUTABLE to its program, or say --download to fetch one from Microsoft.',
  );
  process.exitCode = 2;
} else {
  process.exitCode = await runInDesktop();
}

async function runInDesktop(): Promise<number> {
  // A short path, because VS Code makes sockets below it.
  const temporary = await mkdtemp(join(tmpdir(), 'gsd-'));
  try {
    const suite = join(temporary, 'suite.cjs');
    await bundleForExtensionHost('suite.ts', suite);
    const folder = join(temporary, 'folder');
    await cp(join(repositoryRoot, 'samples', suiteSample), join(folder, suiteSample));
    const which = executable
      ? { vscodeExecutablePath: executable }
      : { version: positionals[0] ?? 'stable', cachePath: join(repositoryRoot, '.vscode-test') };
    return await runTests({
      ...which,
      extensionDevelopmentPath: await stageExtension(repositoryRoot, join(temporary, 'staged')),
      extensionTestsPath: suite,
      launchArgs: [
        folder,
        '--disable-extensions',
        '--disable-telemetry',
        `--user-data-dir=${join(temporary, 'user')}`,
        `--extensions-dir=${join(temporary, 'extensions')}`,
      ],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}
