/** The files that a type is renamed in: a corpus with its configuration, as the editor has it and otherwise as on disk. */
import { dirname, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CancellationToken,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { findUpwards } from '../../corpus/configuration.ts';
import { findDocuments } from '../../corpus/discovery.ts';
import { readText } from '../../corpus/textFiles.ts';
import { byteOrderMark } from '../../formats/brat/lines.ts';
import { isFileUri } from '../notes.ts';

/** A file with the version that the editor has of it; null where it has none. */
export interface RenamedFile {
  readonly document: TextDocument;
  readonly version: number | null;
  /** Whether the file also serves folders outside the corpus. */
  readonly isElsewhere: boolean;
}

export interface CorpusFiles {
  readonly annotations: readonly RenamedFile[];
  /** The `annotation.conf`, where there is one. */
  readonly configuration?: RenamedFile;
  readonly visual: readonly RenamedFile[];
  readonly shortcuts: readonly RenamedFile[];
  /** Paths, relative to the corpus, of files that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Reads the corpus that a file belongs to: every `.ann` file under the folder of the `annotation.conf` that applies to
 * it, except where another `annotation.conf` applies. Without one, the corpus is the workspace folder or, outside of
 * any, the folder of the file. Rejects when cancelled.
 *
 * @param root the workspace folder.
 */
export async function readCorpusFiles(
  path: string,
  root: string | undefined,
  documents: TextDocuments<TextDocument>,
  token: CancellationToken,
): Promise<CorpusFiles> {
  const configurationPath = await findUpwards(dirname(path), 'annotation.conf', root);
  const folder = configurationPath === undefined ? (root ?? dirname(path)) : dirname(configurationPath);
  const nearest = nearestFiles(root);
  const open = new Map(
    documents
      .all()
      .flatMap((document): [string, TextDocument][] =>
        isFileUri(document.uri) ? [[fileURLToPath(document.uri), document]] : [],
      ),
  );
  const unreadable: string[] = [];
  const read = async (file: string): Promise<RenamedFile[]> => {
    if (token.isCancellationRequested) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The renaming was cancelled.');
    }
    const isElsewhere = !isInside(file, folder);
    const document = open.get(file);
    if (document !== undefined) return [{ document, version: document.version, isElsewhere }];
    const content = await readText(file);
    if (typeof content === 'string') {
      // Editors hide a byte order mark and count without it.
      const text = content.startsWith(byteOrderMark) ? content.slice(1) : content;
      const created = TextDocument.create(pathToFileURL(file).href, 'brat', 0, text);
      return [{ document: created, version: null, isElsewhere }];
    }
    unreadable.push(relative(folder, file));
    return [];
  };

  const found = await findDocuments(folder);
  const paths = [
    ...found.documents.flatMap(({ annotated, annotationPath }) => (annotated ? [annotationPath] : [])),
    // Annotations without a text are annotations of the corpus all the same.
    ...found.problems.flatMap(({ code, path: orphan }) => (code === 'corpus/no-text' ? [orphan] : [])),
    // The editor may have a file that nobody has saved yet.
    ...[path, ...open.keys()].filter(
      (each) => each.endsWith('.ann') && isInside(each, folder) && (each === path || !isHidden(each, folder)),
    ),
  ];
  const annotations: RenamedFile[] = [];
  const visual = new Set<string>();
  const shortcuts = new Set<string>();
  for (const file of [...new Set(paths)].sort()) {
    const near = dirname(file);
    if ((await nearest(near, 'annotation.conf')) !== configurationPath) continue;
    annotations.push(...(await read(file)));
    for (const [files, name] of [
      [visual, 'visual.conf'],
      [shortcuts, 'kb_shortcuts.conf'],
    ] as const) {
      const configured = await nearest(near, name);
      if (configured !== undefined) files.add(configured);
    }
  }
  const readAll = async (files: Iterable<string>): Promise<RenamedFile[]> => {
    const all: RenamedFile[] = [];
    for (const file of files) all.push(...(await read(file)));
    return all;
  };
  const [configuration] = configurationPath === undefined ? [] : await read(configurationPath);
  return {
    annotations,
    ...(configuration !== undefined && { configuration }),
    visual: await readAll(visual),
    shortcuts: await readAll(shortcuts),
    unreadable,
  };
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** In a folder that is no part of a corpus, see `findDocuments`. */
function isHidden(file: string, folder: string): boolean {
  const folders = relative(folder, dirname(file)).split(sep);
  return folders.some((name) => name.startsWith('.') || name === 'node_modules');
}

/** Looks for files in a folder and above it, once for each folder. */
function nearestFiles(
  root: string | undefined,
): (folder: string, name: string) => Promise<string | undefined> {
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
