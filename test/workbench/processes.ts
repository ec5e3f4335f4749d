/** What a process has started. */

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A running process: its number, that of the one that started it, and its command line. */
export type RunningProcess = { readonly id: number; readonly parent: number; readonly command: string };

/** The processes that a process has started, and those that these have started, in no order. */
export async function descendantsOf(id: number): Promise<RunningProcess[]> {
  const all = process.platform === 'linux' ? await listFromProc() : await listFromPs();
  const found: RunningProcess[] = [];
  for (let parents = [id]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.id);
  }
  return found;
}

/** How much memory a process has in use, in bytes; undefined where the system does not tell or it has ended. */
export async function residentBytes(id: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

async function listFromProc(): Promise<RunningProcess[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = async (name: string): Promise<RunningProcess[]> => {
    try {
      const status = await readFile(`/proc/${name}/status`, 'utf8');
      const command = (await readFile(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
      return [{ id: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), command }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  };
  return (await Promise.all(names.map(read))).flat();
}

async function listFromPs(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const [, id, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ id: Number(id), parent: Number(parent), command }];
  });
}
