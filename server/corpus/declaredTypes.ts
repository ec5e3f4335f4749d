/** The entity types that the corpus of a text declares. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { annotatableTypes } from '../formats/brat/annotationConfiguration.ts';
import { readConfiguration } from './configuration.ts';
import type { Source } from './sources.ts';

/** Reads each configuration once. */
export class DeclaredTypes {
  readonly #byFolder = new Map<string, Promise<readonly string[]>>();

  /**
   * The types that may be annotated in a text with files beside it, in the order of its `annotation.conf`; none for files
   * of other formats and where there is no such file. Never rejects.
   * @param path what the source was found in. Where it is a folder, nothing above it counts.
   */
  async of({ paths }: Source, path: string): Promise<readonly string[]> {
    if (paths === undefined) return [];
    const folder = dirname(paths.textPath);
    let types = this.#byFolder.get(folder);
    if (types === undefined) {
      types = read(folder, path);
      this.#byFolder.set(folder, types);
    }
    return types;
  }
}

async function read(folder: string, path: string): Promise<readonly string[]> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const { annotation } = await readConfiguration(folder, isFolder ? resolve(path) : undefined);
  return annotation === undefined ? [] : annotatableTypes(annotation).map(({ name }) => name);
}
