/** The annotation files of the corpus that a file belongs to. */
import { dirname, relative, sep } from 'node:path';
import { findUpwards } from '../corpus/configuration.ts';
import { filesUnder } from '../corpus/discovery.ts';
import { isFileProblem } from '../corpus/fileProblems.ts';

/** Finds the nearest file of a name in a folder and above it. */
export type Nearest = (folder: string, name: string) => Promise<string | undefined>;

export interface NoteCorpus {
  readonly folder: string;
  /** Its `annotation.conf`, where there is one; it may lie in the folder alone. */
  readonly configurationPath?: string;
}

/**
 * The corpus of a file: the folder of the `annotation.conf` that applies to it. Without one, the corpus is the workspace folder or,
 * outside of any, the folder of the file. Never rejects.
 * @param root the workspace folder.
 */
export async function corpusOf(
  path: string,
  root: string | undefined,
  nearest: Nearest,
): Promise<NoteCorpus> {
  const configurationPath = await nearest(dirname(path), 'annotation.conf');
  return configurationPath === undefined
    ? { folder: root ?? dirname(path) }
    : { folder: dirname(configurationPath), configurationPath };
}

/**
 * Every `.ann` file under the folder of a corpus except where another `annotation.conf` applies, sorted in code unit order: those on
 * disk and those that the editor has, which nobody may have saved yet. Never rejects.
 * @param open paths of open files.
 */
export async function annotationPathsOf(
  corpus: NoteCorpus,
  open: Iterable<string>,
  nearest: Nearest,
): Promise<string[]> {
  const own = new Set<string>();
  for await (const found of filesUnder(corpus.folder)) {
    if (isFileProblem(found) || !(await isOf(found.folder, corpus, nearest))) continue;
    for (const path of found.paths) if (path.endsWith('.ann')) own.add(path);
  }
  for (const path of open)
    if (path.endsWith('.ann') && (await belongsTo(path, corpus, nearest))) own.add(path);
  return [...own].sort();
}

/** Whether an annotation file is one of a corpus. */
export async function belongsTo(path: string, corpus: NoteCorpus, nearest: Nearest): Promise<boolean> {
  return mayBelongTo(path, corpus) && (await isOf(dirname(path), corpus, nearest));
}

/** Whether a file lies in the folder of a corpus, and in none that is no part of a corpus, see `filesUnder`. */
export function mayBelongTo(path: string, { folder }: NoteCorpus): boolean {
  if (!isInside(path, folder)) return false;
  const folders = relative(folder, dirname(path)).split(sep);
  return !folders.some((name) => name.startsWith('.') || name === 'node_modules');
}

export function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Looks for files in a folder and above it, once for each folder. */
export function nearestFiles(root: string | undefined): Nearest {
  const known = new Map<string, Promise<string | undefined>>();
  return (folder, name) => {
    const key = `${name}\n${folder}`;
    let found = known.get(key);
    if (found === undefined) {
      found = findUpwards(folder, name, root);
      known.set(key, found);
    }
    return found;
  };
}

async function isOf(folder: string, { configurationPath }: NoteCorpus, nearest: Nearest): Promise<boolean> {
  return (await nearest(folder, 'annotation.conf')) === configurationPath;
}
