/** Folders for checks: parts of the samples and notes of their own, each made anew for the workbench that opens it. */

import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './staging.ts';

const samples = join(repositoryRoot, 'samples');

/**
 * Makes a folder, hands it to `use`, and removes it.
 * @param parts names of files of the samples to put into it as they are.
 * @param files further files by their paths in the folder, which may be below it.
 */
export async function withFolder<T>(
  parts: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const temporary = await mkdtemp(join(tmpdir(), 'gsf-'));
  const folder = join(temporary, 'corpus');
  try {
    await mkdir(folder);
    for (const part of parts) await cp(join(samples, part), join(folder, part));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The configuration of the samples: entity types, looks and keys. */
export const configuration = ['annotation.conf', 'visual.conf', 'kb_shortcuts.conf'];

/** The text and the annotations of a sample. */
export function document(name: string): string[] {
  return [`${name}.txt`, `${name}.ann`];
}
