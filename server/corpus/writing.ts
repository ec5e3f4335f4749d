/** Writing files so that a reader finds the old content or the new, never a part. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
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

/** Begins a file as {@link writeAtomically} does, for content that is too large to hold. */
export async function beginFile(path: string): Promise<FileInProgress> {
  await mkdir(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
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
