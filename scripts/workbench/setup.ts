/**
 * Installs what the workbench tests and pictures need: code-server with its own Node.js, from the npm registry
 * alone, into a cache folder outside the repository. Running it again when all is there costs nothing.
 *
 *     node scripts/workbench/setup.ts [--if-possible]
 *
 * Ends with 0 when a workbench can be opened, 2 when this machine lacks something that has to come from elsewhere
 * (the message names it), and 1 when the installation itself failed. With `--if-possible`, it ends with 0 instead of 2:
 * the tests then say themselves why they are skipped, or fail where `GOLDSPAN_REQUIRE_WORKBENCH` is set.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import {
  codeServerPrograms,
  codeServerVersion,
  completionMarker,
  findChromium,
  isInstalled,
  missingChromium,
  nodeMajorVersion,
  workbenchFolder,
} from './locate.ts';

/** What compiling code-server's native modules needs, and the Debian package that brings it. */
const buildNeeds: readonly { readonly command: readonly [string, ...string[]]; readonly package: string }[] =
  [
    { command: ['g++', '--version'], package: 'build-essential' },
    { command: ['make', '--version'], package: 'build-essential' },
    { command: ['python3', '--version'], package: 'python3' },
    { command: ['pkg-config', '--version'], package: 'pkg-config' },
    { command: ['krb5-config', '--libs', 'gssapi'], package: 'libkrb5-dev' },
    { command: ['pkg-config', '--exists', 'x11'], package: 'libx11-dev' },
    { command: ['pkg-config', '--exists', 'xkbfile'], package: 'libxkbfile-dev' },
    { command: ['pkg-config', '--exists', 'libsecret-1'], package: 'libsecret-1-dev' },
  ];

process.exitCode = setUp();

function setUp(): number {
  const folder = workbenchFolder();
  const chromium = findChromium();
  const problems: string[] = [];
  if (chromium === undefined) problems.push(missingChromium());
  if (!isInstalled(folder)) problems.push(...missingBuildNeeds());
  if (problems.length > 0) {
    for (const problem of problems) console.error(`workbench: ${problem}`);
    return process.argv.includes('--if-possible') ? 0 : 2;
  }
  if (isInstalled(folder)) {
    console.error(`workbench: code-server ${codeServerVersion} is ready in ${folder}`);
  } else if (!install(folder)) {
    return 1;
  }
  console.error(`workbench: the browser is ${chromium}`);
  return 0;
}

function missingBuildNeeds(): string[] {
  if (process.platform === 'win32') {
    return [
      'code-server does not run on Windows itself. Use the Windows Subsystem for Linux, or a Linux machine.',
    ];
  }
  if (process.platform !== 'linux') return [];
  const missing = buildNeeds.filter(({ command: [program, ...words] }) => {
    const result = spawnSync(program, words, { stdio: 'ignore' });
    return result.error !== undefined || result.status !== 0;
  });
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((need) => need.package))].join(' ');
  return [
    `code-server compiles native modules, and this machine lacks what that needs. On Debian or Ubuntu: apt-get install ${packages}`,
  ];
}

/**
 * Installs into a folder of its own beside `folder` and renames that at the end, so that `folder` is either absent
 * or whole, also when two processes set up at once.
 */
function install(folder: string): boolean {
  const started = performance.now();
  mkdirSync(dirname(folder), { recursive: true });
  removeAbandoned(folder);
  const unfinished = `${folder}.unfinished-${process.pid}`;
  try {
    mkdirSync(unfinished);
    // npm 11 runs the install scripts of the packages that are named here; older ones run all.
    const manifest = { private: true, allowScripts: { node: true, 'code-server': true } };
    writeFileSync(join(unfinished, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

    console.error(`workbench: installing Node.js ${nodeMajorVersion} (1 of 2)`);
    if (!npmInstall(unfinished, `node@${nodeMajorVersion}`)) return false;
    console.error(
      `workbench: installing code-server ${codeServerVersion} (2 of 2), which takes two minutes and 620 MB`,
    );
    if (!npmInstall(unfinished, `code-server@${codeServerVersion}`)) return false;

    const { node, codeServer } = codeServerPrograms(unfinished);
    const answer = spawnSync(node, [codeServer, '--version'], { encoding: 'utf8' });
    if (answer.status !== 0 || !answer.stdout.includes(codeServerVersion)) {
      console.error(
        `workbench: code-server was installed but does not start:\n${answer.stdout}${answer.stderr}`,
      );
      return false;
    }
    writeFileSync(
      join(unfinished, completionMarker),
      `${JSON.stringify({ codeServer: codeServerVersion })}\n`,
    );
    if (!isInstalled(folder)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(unfinished, folder);
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.error(`workbench: code-server ${codeServerVersion} was installed in ${folder} in ${seconds} s`);
  return true;
}

function npmInstall(folder: string, what: string): boolean {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    // A script that npm started inherits names that would point a second npm back at the first one's package.
    if (!/^npm_(package|lifecycle|config_local_prefix|command|execpath)/.test(name))
      environment[name] = value;
  }
  environment.PATH = [join(folder, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  // VS Code depends on this runtime, whose install script would fetch CUDA libraries from outside the registry.
  environment.ONNXRUNTIME_NODE_INSTALL = 'skip';
  environment.ONNXRUNTIME_NODE_INSTALL_CUDA = 'skip';
  const words = ['install', what, '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync('npm', words, {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (result.status === 0) return true;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`;
  console.error(`workbench: "npm install ${what}" failed:\n${output.slice(-6000)}`);
  return false;
}

/** Removes what an earlier run left behind when it was killed. */
function removeAbandoned(folder: string): void {
  const prefix = `${basename(folder)}.unfinished-`;
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
