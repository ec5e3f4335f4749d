/** Starting and ending VS Code behind a web server. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkbenchPrograms } from '../../scripts/workbench/locate.ts';
import { patience } from './waiting.ts';

/** A running code-server. */
export type CodeServer = {
  /** Where it listens, for example `http://localhost:41234`. */
  readonly address: string;
  readonly processId: number;
  /** What it has printed so far. */
  output(): string;
  /** Ends it and every process that it started. */
  close(): Promise<void>;
};

/** The folders a code-server works with. Nothing of the user's own installation is read or written. */
export type CodeServerFolders = {
  /** An existing empty folder for its settings, logs, sockets. */
  readonly user: string;
  readonly extensions: string;
};

/** Starts code-server on a free port of this machine, without a password, and waits until it listens. */
export async function startCodeServer(
  programs: WorkbenchPrograms,
  folders: CodeServerFolders,
): Promise<CodeServer> {
  const configuration = join(folders.user, 'config.yaml');
  await writeFile(configuration, 'auth: none\n');
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    // Inside a terminal of VS Code these would make it join that VS Code, and under the test runner the
    // extension host would take itself for a part of the test.
    if (!/^(VSCODE_|ELECTRON_|NODE_|npm_)/.test(name)) environment[name] = value;
  }
  // No gallery of extensions, so that nothing is asked of the network.
  environment['EXTENSIONS_GALLERY'] = '{"serviceUrl":""}';
  const words = [
    programs.codeServer,
    ...['--config', configuration, '--auth', 'none', '--bind-addr', '127.0.0.1:0'],
    ...['--user-data-dir', folders.user, '--extensions-dir', folders.extensions],
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  ];
  // A group of its own, so that the extension host and what that started can be ended with it.
  const server = spawn(programs.node, words, {
    env: environment,
    cwd: folders.user,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const endGroup = (signal: NodeJS.Signals) => {
    try {
      if (server.pid !== undefined) process.kill(-server.pid, signal);
    } catch {
      // The group has ended already.
    }
  };
  const endWithTest = () => endGroup('SIGKILL');
  process.once('exit', endWithTest);
  const close = async () => {
    process.off('exit', endWithTest);
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      endGroup('SIGTERM');
      const insist = setTimeout(() => endGroup('SIGKILL'), 5000);
      await ended;
      clearTimeout(insist);
    }
    endGroup('SIGKILL');
  };
  try {
    const port = await listeningPort(server, (text) => {
      printed += text;
      return printed;
    });
    // Its cookies are only kept for a host with a name.
    const address = `http://localhost:${port}`;
    return { address, processId: server.pid as number, output: () => printed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads what the server prints, through `record`, until it names its port. */
function listeningPort(server: ChildProcess, record: (text: string) => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (reason: string) => reject(new Error(`code-server ${reason}. It printed:\n${printed}`));
    const deadline = setTimeout(() => fail(`did not listen within ${patience / 1000} s`), patience);
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed = record(text);
        const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
        // It answers with an error until the second server, the one for extensions' command lines, is up too.
        if (port === undefined || !printed.includes('Session server listening')) return;
        clearTimeout(deadline);
        resolve(port);
      });
    }
    server.once('error', (error) => {
      clearTimeout(deadline);
      fail(`did not start: ${error.message}`);
    });
    server.once('exit', (code, signal) => {
      clearTimeout(deadline);
      fail(`ended with ${code ?? signal}`);
    });
  });
}
