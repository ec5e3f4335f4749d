/** What the corpora of texts declare, for one text after another. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { annotatableTypes } from '../formats/brat/annotationConfiguration.ts';
import { readConfiguration } from './configuration.ts';
import { type Recording, recordAll, recordingOf } from './recording.ts';
import type { Source } from './sources.ts';

/** What a corpus declares of its annotations. */
export interface CorpusSchema {
  /** The types that may be annotated, in the order of `annotation.conf`; none where there is no such file. */
  readonly types: readonly string[];
  readonly recording: Recording;
}

const nothingDeclared: CorpusSchema = { types: [], recording: recordAll };

/** Reads each configuration once. */
export class CorpusSchemas {
  readonly #byFolder = new Map<string, Promise<CorpusSchema>>();

  /**
   * What `annotation.conf` declares for a text with files beside it; nothing for files of other formats. Never rejects.
   * @param path what the source was found in. Where it is a folder, nothing above it counts.
   */
  async of({ paths }: Source, path: string): Promise<CorpusSchema> {
    if (paths === undefined) return nothingDeclared;
    const folder = dirname(paths.textPath);
    let schema = this.#byFolder.get(folder);
    if (schema === undefined) {
      schema = read(folder, path);
      this.#byFolder.set(folder, schema);
    }
    return schema;
  }
}

async function read(folder: string, path: string): Promise<CorpusSchema> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const { annotation } = await readConfiguration(folder, isFolder ? resolve(path) : undefined);
  if (annotation === undefined) return nothingDeclared;
  const types = annotatableTypes(annotation).map(({ name }) => name);
  return { types, recording: recordingOf(annotation) };
}
