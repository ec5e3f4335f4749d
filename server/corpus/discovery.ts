/** Finding the documents of a corpus on disk. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { compareText } from '../annotation/identity.ts';
import { type ConceptPaths, commonFolder, layoutFolders, pairConcepts } from './conceptFiles.ts';
import { findUpwards } from './configuration.ts';
import { type FileProblem, isFileProblem, unreadable } from './fileProblems.ts';

/** The files of one document. */
export interface DocumentPaths {
  /** The path inside the corpus without extension, with `/` on every system, for example `ward/note-1`. */
  readonly id: string;
  readonly textPath: string;
  /** Where the annotations are, or would be. */
  readonly annotationPath: string;
  /** Whether there is a file at `annotationPath`. */
  readonly annotated: boolean;
  /** Files beside the text that hold a part of the annotations each, as the BioNLP Shared Tasks have them: `.a1`, `.a2`,
   * `.co`, `.rel`. */
  readonly partialPaths: readonly string[];
  /** The files of the i2b2/VA challenge of 2010. */
  readonly conceptPaths?: ConceptPaths;
}

/** Whether there are annotations of a document in any form. */
export function isAnnotated({ annotated, partialPaths, conceptPaths }: DocumentPaths): boolean {
  return annotated || partialPaths.length > 0 || conceptPaths !== undefined;
}

export interface Discovery {
  /** Sorted by id in code unit order, which is the same on every machine. */
  readonly documents: readonly DocumentPaths[];
  readonly problems: readonly FileProblem[];
}

const partialExtensions = ['.a1', '.a2', '.co', '.rel'];
/** Extensions of files that are annotations of a text and nothing else. */
const annotationExtensions = ['.ann', '.a1', '.a2', '.con'];
/** Extensions of files that belong to a text. */
const companionExtensions = new Set([...annotationExtensions, ...partialExtensions, '.ast']);

/** Whether a file belongs to a text beside it, by its name. */
export function isCompanion(path: string): boolean {
  return companionExtensions.has(extname(path));
}

/**
 * Finds the documents under a folder, at any depth, or the one document that a `.txt` file or a file of annotations
 * belongs to. A document is a `.txt` file; annotations without a text are a problem. Folders whose name begins with a dot,
 * `node_modules`, and folders reached a second time through a link are passed over. Never rejects.
 */
export async function findDocuments(path: string): Promise<Discovery> {
  const root = resolve(path);
  try {
    if ((await stat(root)).isDirectory()) return await findInFolder(root);
  } catch (error) {
    return { documents: [], problems: [unreadable(path, error)] };
  }
  return await findOne(root, path);
}

/**
 * Whether a folder counts as a corpus: it holds a `.ann` file itself, or an `annotation.conf` applies to it. Never
 * rejects; a folder that cannot be read is no corpus.
 *
 * @param root the last folder to look for an `annotation.conf` in; without it, the search ends at the top.
 */
export async function isCorpus(folder: string, root?: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  if (names.some((name) => name.endsWith('.ann'))) return true;
  return (await findUpwards(folder, 'annotation.conf', root)) !== undefined;
}

async function findOne(file: string, given: string): Promise<Discovery> {
  if (extname(file) !== '.txt' && !isCompanion(file)) {
    const message = 'A document is a .txt file with its annotations beside it; give one of them or a folder.';
    return {
      documents: [],
      problems: [{ path: given, code: 'corpus/no-document', severity: 'error', message }],
    };
  }
  const folder = dirname(file);
  const stem = basename(file, extname(file));
  try {
    const listed = [await readdir(folder).then((names) => names.map((name) => join(folder, name)))];
    listed.push(...(await filesBeside(folder)));
    const ofStem = listed.flat().filter((path) => basename(path, extname(path)) === stem);
    const { byText } = pairConcepts(ofStem);
    const files = new Set(ofStem);
    const documents = ofStem
      .filter((path) => extname(path) === '.txt')
      .map((path) => documentPaths(dirname(path), path, files, byText.get(path)))
      .filter((paths) => belongsTo(file, paths));
    return documents.length > 0 ? { documents, problems: [] } : { documents, problems: [withoutText(file)] };
  } catch (error) {
    return { documents: [], problems: [unreadable(folder, error)] };
  }
}

function belongsTo(
  file: string,
  { textPath, annotationPath, partialPaths, conceptPaths }: DocumentPaths,
): boolean {
  return [textPath, annotationPath, ...partialPaths, ...Object.values(conceptPaths ?? {})].includes(file);
}

/** The files of the folders beside one that by its name holds one kind of file of i2b2 2010. */
async function filesBeside(folder: string): Promise<string[][]> {
  if (!layoutFolders.has(basename(folder))) return [];
  const beside = [...layoutFolders]
    .map((name) => join(dirname(folder), name))
    .filter((path) => path !== folder);
  return Promise.all(
    beside.map((path) =>
      readdir(path).then(
        (names) => names.map((name) => join(path, name)),
        () => [],
      ),
    ),
  );
}

async function findInFolder(root: string): Promise<Discovery> {
  const paths: string[] = [];
  const problems: FileProblem[] = [];
  for await (const found of filesUnder(root)) {
    if (isFileProblem(found)) problems.push(found);
    else paths.push(...found.paths);
  }
  const files = new Set(paths);
  const beside = (await filesBeside(root)).flat();
  const { byText, withoutText: concepts } = pairConcepts([...paths, ...beside]);
  const lonely = new Set(concepts);
  const documents = paths
    .filter((path) => extname(path) === '.txt')
    .map((path) => documentPaths(root, path, files, byText.get(path)));
  const lacksText = (path: string): boolean =>
    extname(path) === '.con'
      ? lonely.has(path)
      : annotationExtensions.includes(extname(path)) && !files.has(`${withoutExtension(path)}.txt`);
  problems.push(...paths.filter(lacksText).map(withoutText));
  documents.sort((a, b) => compareText(a.id, b.id));
  problems.sort((a, b) => compareText(a.path, b.path));
  return { documents, problems };
}

/**
 * The files in a folder and in those under it, folder by folder. Folders whose name begins with a dot, `node_modules`, and folders
 * reached a second time through a link are passed over. Never rejects.
 */
export async function* filesUnder(
  root: string,
): AsyncGenerator<{ readonly folder: string; readonly paths: readonly string[] } | FileProblem> {
  const visited = new Set<string>();
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    try {
      const real = await realpath(folder);
      if (visited.has(real)) continue;
      visited.add(real);
      const { files, folders } = await listFolder(folder);
      pending.push(...folders);
      const here = folder;
      yield { folder, paths: files.map((name) => join(here, name)) };
    } catch (error) {
      yield unreadable(folder, error);
    }
  }
}

async function listFolder(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // A link that leads nowhere is no file; whoever needs it will say so.
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry;
    if (kind.isFile()) files.push(entry.name);
    if (kind.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      folders.push(path);
  }
  return { files, folders };
}

/** @param files the paths of all files that may belong to the text. */
function documentPaths(
  root: string,
  textPath: string,
  files: ReadonlySet<string>,
  conceptPaths: ConceptPaths | undefined,
): DocumentPaths {
  const stem = withoutExtension(textPath);
  const folder = conceptPaths === undefined ? dirname(stem) : commonFolder(textPath, conceptPaths.con);
  const own = relative(root, join(folder, basename(stem)));
  const id = own.startsWith(`..${sep}`) ? relative(root, stem) : own;
  return {
    id: id.split(sep).join('/'),
    textPath,
    annotationPath: `${stem}.ann`,
    annotated: files.has(`${stem}.ann`),
    partialPaths: partialExtensions
      .map((extension) => stem + extension)
      // Both kinds of challenges have files with the extension .rel.
      .filter((path) => files.has(path) && path !== conceptPaths?.rel),
    ...(conceptPaths !== undefined && { conceptPaths }),
  };
}

function withoutExtension(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

function withoutText(path: string): FileProblem {
  const text = `${basename(path, extname(path))}.txt`;
  const message =
    extname(path) === '.con'
      ? `There is no ${text} of its own to this file, beside it or in a folder beside its own. Put the text there or remove the file.`
      : `There is no ${text} beside this file. Put the annotated text there or remove the annotations.`;
  // Whoever changes .ann files looks for those without a text as well, and must not change others.
  const code = extname(path) === '.ann' ? 'corpus/no-text' : 'corpus/part-without-text';
  return { path, code, severity: 'error', message };
}
