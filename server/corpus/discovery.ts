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
  /** Files beside the text that hold a part of the annotations, as the BioNLP Shared Tasks have them: `.a1`, `.a2`,
   * `.co`, `.rel`. They are only listed. */
  readonly partialPaths: readonly string[];
}

export interface Discovery {
  /** Sorted by id in code unit order, which is the same on every machine. */
  readonly documents: readonly DocumentPaths[];
  readonly problems: readonly FileProblem[];
}

const partialExtensions = ['.a1', '.a2', '.co', '.rel'];

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
    const names = new Set(await readdir(folder));
    if (!names.has(`${stem}.txt`)) return { documents: [], problems: [withoutText(file)] };
    return { documents: [documentPaths(folder, folder, stem, names)], problems: [] };
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
      const names = new Set(files);
      for (const name of files) {
        const stem = basename(name, extname(name));
        if (name.endsWith('.txt')) documents.push(documentPaths(root, folder, stem, names));
        if (name.endsWith('.ann') && !names.has(`${stem}.txt`))
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

function documentPaths(
  root: string,
  folder: string,
  stem: string,
  names: ReadonlySet<string>,
): DocumentPaths {
  return {
    id: relative(root, join(folder, stem)).split(sep).join('/'),
    textPath: join(folder, `${stem}.txt`),
    annotationPath: join(folder, `${stem}.ann`),
    annotated: names.has(`${stem}.ann`),
    partialPaths: partialExtensions
      .filter((extension) => names.has(stem + extension))
      .map((extension) => join(folder, stem + extension)),
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
