import { once } from 'node:events';
import { watch } from 'node:fs';

/** Each change of a file in a folder. */
export async function* changesOf(folder: string, file: string): AsyncGenerator<void> {
  const watcher = watch(folder);
  try {
    while (true) {
      const [, name] = (await once(watcher, 'change')) as [string, string];
      if (name === file) yield;
    }
  } finally {
    watcher.close();
  }
}
