/** Finding the documents of a corpus on disk. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { compareText } from '../annotation/identity.ts';
import { findUpwards } from './configuration.ts';
import { type FileProblem, unreadable } from './fileProblems.ts';

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
  /** The files of the i2b2/VA challenge of 2010: beside the text, or in folders of their own beside the folder `txt`. */
  readonly conceptPaths?: ConceptPaths;
}

/** Concepts, and where they are there, assertions and relations of them. */
export interface ConceptPaths {
  readonly con: string;
  readonly ast?: string;
  readonly rel?: string;
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
/** The folders that the i2b2/VA challenge of 2010 keeps beside its folder `txt`. */
const conceptFolders = ['concept', 'ast', 'rel'];

/**
 * Finds the documents under a folder, at any depth, or the one document that a `.txt` or `.ann` file belongs to. A
 * document is a `.txt` file; annotations without a text are a problem. Folders whose name begins with a dot,
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
  const extension = extname(file);
  if (extension !== '.txt' && extension !== '.ann') {
    const message = 'A document is a .txt file with a .ann file beside it; give one of them or a folder.';
    return {
      documents: [],
      problems: [{ path: given, code: 'corpus/no-document', severity: 'error', message }],
    };
  }
  const folder = dirname(file);
  const stem = basename(file, extension);
  try {
    const files = await filesFor(folder, await readdir(folder));
    if (!files.has(`${stem}.txt`)) return { documents: [], problems: [withoutText(file)] };
    return { documents: [documentPaths(folder, folder, stem, files)], problems: [] };
  } catch (error) {
    return { documents: [], problems: [unreadable(folder, error)] };
  }
}

async function findInFolder(root: string): Promise<Discovery> {
  const documents: DocumentPaths[] = [];
  const problems: FileProblem[] = [];
  const visited = new Set<string>();
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    try {
      const real = await realpath(folder);
      if (visited.has(real)) continue;
      visited.add(real);
      const { files, folders } = await listFolder(folder);
      pending.push(...folders);
      const known = await filesFor(folder, files);
      for (const name of files) {
        const stem = basename(name, extname(name));
        if (name.endsWith('.txt')) documents.push(documentPaths(root, folder, stem, known));
        if (name.endsWith('.ann') && !known.has(`${stem}.txt`))
          problems.push(withoutText(join(folder, name)));
      }
    } catch (error) {
      problems.push(unreadable(folder, error));
    }
  }
  documents.sort((a, b) => compareText(a.id, b.id));
  problems.sort((a, b) => compareText(a.path, b.path));
  return { documents, problems };
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

/** Where the files are that may belong to the texts of a folder, by their name. */
async function filesFor(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const sibling of basename(folder) === 'txt' ? conceptFolders : []) {
    const beside = join(dirname(folder), sibling);
    for (const name of await readdir(beside).catch(() => [])) files.set(name, join(beside, name));
  }
  for (const name of names) files.set(name, join(folder, name));
  return files;
}

function documentPaths(
  root: string,
  folder: string,
  stem: string,
  files: ReadonlyMap<string, string>,
): DocumentPaths {
  const [con, ast, rel] = ['.con', '.ast', '.rel'].map((extension) => files.get(stem + extension));
  return {
    id: relative(root, join(folder, stem)).split(sep).join('/'),
    textPath: join(folder, `${stem}.txt`),
    annotationPath: join(folder, `${stem}.ann`),
    annotated: files.has(`${stem}.ann`),
    // Both kinds of challenges have files with the extension .rel.
    partialPaths: con === undefined ? partialExtensions.flatMap((it) => files.get(stem + it) ?? []) : [],
    ...(con !== undefined && {
      conceptPaths: { con, ...(ast !== undefined && { ast }), ...(rel !== undefined && { rel }) },
    }),
  };
}

function withoutText(path: string): FileProblem {
  const text = `${basename(path, '.ann')}.txt`;
  return {
    path,
    code: 'corpus/no-text',
    severity: 'error',
    message: `There is no ${text} beside this file. Put the annotated text there or remove the annotations.`,
  };
}
