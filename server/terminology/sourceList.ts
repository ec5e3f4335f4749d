/** A list of sources as a file, by which a build is made again: which files, and what they do not say of themselves. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isObject, type Json, listOf, textOf } from '../formats/json/values.ts';
import type { SourceStatement } from './concept.ts';

export interface ListedSource {
  readonly path: string;
  /** The name of a format; undefined where it is to be recognised. */
  readonly from?: string;
  readonly statement: Partial<SourceStatement>;
}

/**
 * Reads `{"sources": [{"path", "from", "name", "version", "licence"}, …]}`, of which only `path` is needed; a path starts from
 * the folder of the list.
 *
 * @throws Error with the file and what is wrong in it.
 */
export async function readSourceList(file: string): Promise<ListedSource[]> {
  let content: Json;
  try {
    content = JSON.parse(await readFile(file, 'utf8')) as Json;
  } catch (error) {
    throw new Error(
      `${file}: this list of sources cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const sources = listOf(isObject(content) ? content['sources'] : undefined);
  if (sources.length === 0) {
    throw new Error(`${file}: there is no list "sources" with entries such as {"path": "mondo.obo"}.`);
  }
  return sources.map((source, index) => {
    const { path, from, name, version, licence } = isObject(source) ? source : {};
    const given = textOf(path);
    if (given === undefined) throw new Error(`${file}: source ${index + 1} has no "path".`);
    const format = textOf(from);
    const stated = { name: textOf(name), version: textOf(version), licence: textOf(licence) };
    return {
      path: resolve(dirname(file), given),
      ...(format !== undefined && { from: format }),
      statement: Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)),
    };
  });
}
