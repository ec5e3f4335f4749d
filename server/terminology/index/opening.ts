/** Opens an index on disk. */
import { openIndexBytes } from './files.ts';
import { UnusableIndex } from './layout.ts';
import type { IndexBytes } from './pages.ts';
import { TerminologyIndex } from './terminologyIndex.ts';

/** How the names of the files of indexes end. */
export const indexEnding = '.index';

/**
 * The index in a file, which stays open until the index is closed.
 * @throws UnusableIndex where the file cannot be read, is no index, or is damaged.
 */
export function openIndex(path: string): TerminologyIndex {
  let bytes: IndexBytes;
  try {
    bytes = openIndexBytes(path);
  } catch (error) {
    throw new UnusableIndex(
      path,
      `cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
  try {
    return new TerminologyIndex(bytes);
  } catch (error) {
    bytes.close();
    throw error;
  }
}
