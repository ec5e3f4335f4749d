/** Small corpora in temporary folders. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

export const samples = fileURLToPath(new URL('../../samples', import.meta.url));

/** A folder with the given files, removed after the test. */
export async function folderWith(
  test: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspan-test-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** A copy of the samples, removed after the test. */
export async function copyOfSamples(test: TestContext): Promise<string> {
  const folder = await folderWith(test, {});
  await cp(samples, folder, { recursive: true });
  return folder;
}
