/** The files that a type is renamed in: a corpus with its configuration, as the editor has it and otherwise as on disk. */
import { dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type CancellationToken,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readText } from '../../corpus/textFiles.ts';
import { byteOrderMark } from '../../formats/brat/lines.ts';
import { annotationPathsOf, corpusOf, isInside, nearestFiles } from '../corpusFiles.ts';
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
 * Reads the corpus that a file belongs to, see `corpusOf`. Rejects when cancelled.
 *
 * @param root the workspace folder.
 */
export async function readCorpusFiles(
  path: string,
  root: string | undefined,
  documents: TextDocuments<TextDocument>,
  token: CancellationToken,
): Promise<CorpusFiles> {
  const nearest = nearestFiles(root);
  const corpus = await corpusOf(path, root, nearest);
  const { folder, configurationPath } = corpus;
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

  const paths = new Set(await annotationPathsOf(corpus, open.keys(), nearest));
  if (path.endsWith('.ann')) paths.add(path);
  const annotations: RenamedFile[] = [];
  const visual = new Set<string>();
  const shortcuts = new Set<string>();
  for (const file of [...paths].sort()) {
    const near = dirname(file);
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
