import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { copyOfSamples, folderWith } from './corpus.ts';
import { Editor } from './editor.ts';
import { childrenOf } from './processes.ts';

/** Makes every way of Node to the network throw; the environment hands it on to the engine process. */
const guard = `--require=${fileURLToPath(new URL('noNetwork.cjs', import.meta.url))}`;
const bin = fileURLToPath(new URL('../../bin/goldspan.js', import.meta.url));

describe('the network', () => {
  it('is not touched by the command line', async (test) => {
    const out = await folderWith(test, {});
    const child = spawn(
      process.execPath,
      [bin, 'annotate', await copyOfSamples(test), '--to', 'brat', '--out', out],
      {
        env: { ...process.env, NODE_OPTIONS: guard },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0, complaints);
    assert.ok((await readdir(out)).length >= 24);
  });

  it('is not touched by the guard in vain: a connection would be noticed', async () => {
    const child = spawn(process.execPath, ['-e', "require('node:net').connect(1, '127.0.0.1')"], {
      env: { ...process.env, NODE_OPTIONS: guard },
      stdio: 'ignore',
    });
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 99);
  });

  it('has no socket of the server or its engine', {
    skip: process.platform !== 'linux' && 'reads /proc',
  }, async (test) => {
    const folder = await copyOfSamples(test);
    const editor = await Editor.start(folder, { environment: { NODE_OPTIONS: guard } });
    test.after(() => editor.stop());
    await editor.layers(await editor.open(join(folder, 'discharge-summary.txt')));
    const server = editor.server.pid as number;
    const processes = [server, ...(await childrenOf(server))];
    assert.equal(processes.length, 2);
    for (const pid of processes) assert.deepEqual(await networkSockets(pid), []);
  });
});

/** Sockets of a process that belong to the network, rather than to another process of this machine. */
async function networkSockets(pid: number): Promise<string[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map((protocol) =>
      readFile(`/proc/${pid}/net/${protocol}`, 'utf8').catch(() => ''),
    ),
  );
  const inodes = new Set(
    tables.flatMap((table) =>
      table
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/)[9]),
    ),
  );
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return links.filter((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1]));
}
