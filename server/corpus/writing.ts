/** Writing files so that a reader finds the old content or the new, never a part. */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Tells the files of this process from those of an ended one that had its number. */
const thisRun = randomUUID();
let count = 0;

/** Where the file at a path is written before it is renamed: in its folder, with the number of the process in its name. */
export function pathBeside(path: string): string {
  count += 1;
  return join(dirname(path), `.${basename(path)}.${process.pid}-${thisRun}-${count}.tmp`);
}

/**
 * Removes what processes that were ended have left of a file, as {@link pathBeside} names it. What cannot be removed stays.
 */
export function removeLeftovers(path: string): void {
  const start = `.${basename(path)}.`;
  for (const name of namesIn(dirname(path))) {
    if (!name.startsWith(start)) continue;
    const [, id, run] = /^(\d+)-([0-9a-f-]{36})-\d+\.tmp$/.exec(name.slice(start.length)) ?? [];
    if (run === undefined || run === thisRun || isRunning(Number(id))) continue;
    try {
      rmSync(join(dirname(path), name), { force: true });
    } catch {
      // It takes space and does no other harm.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether there is another process with a number. */
function isRunning(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Writes a text as UTF-8: beside the file, down to the disk, then renamed over it. Folders that are missing are made;
 * the permissions of a file that is there are kept, and a link goes on pointing to the file that is rewritten.
 *
 * @throws the file system's error; the file is then as it was and nothing is left beside it.
 */
export async function writeAtomically(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (file) => file.mode & 0o7777,
    () => undefined,
  );
  const beside = pathBeside(target);
  try {
    const file = await open(beside, 'wx', mode ?? 0o666);
    try {
      await file.writeFile(content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    // The mask of the process may have taken permissions away that the old file had.
    if (mode !== undefined) await chmod(beside, mode);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** A file that is written part by part and appears under its name only when all of it is there. */
export interface FileInProgress {
  write(content: string): Promise<void>;
  /** Puts the file in its place. */
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/**
 * Begins a file as {@link writeAtomically} does, for content that is too large to hold. What a program that was ended has left
 * of an earlier one is removed.
 */
export async function beginFile(path: string): Promise<FileInProgress> {
  await mkdir(dirname(path), { recursive: true });
  removeLeftovers(path);
  const beside = pathBeside(path);
  const file = await open(beside, 'wx');
  return {
    write: async (content) => {
      await file.appendFile(content, 'utf8');
    },
    commit: async () => {
      await file.sync();
      await file.close();
      await rename(beside, path);
    },
    abandon: async () => {
      await file.close();
      await rm(beside, { force: true });
    },
  };
}
