/** Documents from anywhere: a folder of brat standoff, a file in any format, or a folder of such files. */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import type { AnnotatedDocument } from '../annotation/document.ts';
import { compareText } from '../annotation/identity.ts';
import type { Format, ReadProblem } from '../formats/format.ts';
import { recogniseFormat } from '../formats/registry.ts';
import { charactersOf, headOf, NotUtf8 } from './characters.ts';
import { findDocuments } from './discovery.ts';
import { type FileProblem, isFileProblem, unreadable } from './fileProblems.ts';
import { documentProblems, readDocument } from './reading.ts';

/** One file, or one text with its annotation file, that documents come from. */
export interface Source {
  /** For brat the document's id; for a file in another format its path below what was given, without extension. */
  readonly name: string;
  readonly path: string;
  readonly format: Format | 'brat';
  /** The documents in it and what is wrong with it, in order, one at a time. Never rejects. */
  read(): AsyncIterable<AnnotatedDocument | FileProblem>;
}

export interface Sources {
  /** Sorted by name in code unit order. */
  readonly sources: readonly Source[];
  readonly problems: readonly FileProblem[];
}

/**
 * What a path holds. Never rejects.
 * @param format reads every file as this format, and ignores what has another extension in a folder; without it each
 *   file is recognised by its content, and a folder with `.txt` files is a corpus of brat standoff.
 */
export async function findSources(path: string, format?: Format | 'brat'): Promise<Sources> {
  const entry = await stat(path).catch((error: unknown) => unreadable(path, error));
  if (isFileProblem(entry)) return { sources: [], problems: [entry] };
  if (!entry.isDirectory()) return findFile(path, format);
  const brat = await findDocuments(path);
  if (format === 'brat' || (format === undefined && brat.documents.length > 0)) return bratSources(brat);
  const files = await filesBelow(path);
  const found = await Promise.all(files.map((file) => recognised(file, format)));
  const sources = files.flatMap((file, index) => {
    const its = found[index];
    const name = relative(path, file)
      .split(sep)
      .join('/')
      .slice(0, -extname(file).length || undefined);
    return its === undefined || isFileProblem(its) ? [] : [fileSource(name, file, its)];
  });
  const problems = found.filter(isFileProblem);
  if (sources.length > 0 || problems.length > 0) return { sources, problems };
  return {
    sources: [],
    problems: [unknownFormat(path, 'No file in this folder is in a format that Goldspan reads.')],
  };
}

async function findFile(path: string, format: Format | 'brat' | undefined): Promise<Sources> {
  if (format === 'brat' || (format === undefined && /\.(txt|ann)$/.test(path))) {
    // A text may still be in another format; one with its annotations beside it is brat standoff.
    const brat = await findDocuments(path);
    const other =
      path.endsWith('.txt') && format === undefined ? await recognised(path, undefined) : undefined;
    const isBrat =
      brat.documents.some(({ annotated }) => annotated) || other === undefined || isFileProblem(other);
    if (isBrat) return bratSources(brat);
    return { sources: [fileSource(basename(path, extname(path)), path, other)], problems: [] };
  }
  const found = await recognised(path, format);
  if (isFileProblem(found)) return { sources: [], problems: [found] };
  if (found !== undefined)
    return { sources: [fileSource(basename(path, extname(path)), path, found)], problems: [] };
  return {
    sources: [],
    problems: [unknownFormat(path, 'The content is in no format that Goldspan reads; name one with --from.')],
  };
}

function bratSources({ documents, problems }: Awaited<ReturnType<typeof findDocuments>>): Sources {
  const sources = documents.map(
    (paths): Source => ({
      name: paths.id,
      path: paths.textPath,
      format: 'brat',
      async *read() {
        const document = await readDocument(paths);
        if (isFileProblem(document)) {
          yield document;
          return;
        }
        yield* documentProblems(document);
        yield { id: document.id, text: document.text, annotations: document.standoff.annotations };
      },
    }),
  );
  return { sources, problems };
}

function fileSource(name: string, path: string, format: Format): Source {
  return {
    name,
    path,
    format,
    async *read() {
      try {
        for await (const read of format.read(charactersOf(path), basename(path))) {
          yield read.kind === 'document' ? read.document : placed(path, read.problem);
        }
      } catch (error) {
        if (error instanceof NotUtf8)
          yield { path, code: 'corpus/not-utf8', severity: 'error', message: error.message };
        else yield unreadable(path, error);
      }
    },
  };
}

function placed(path: string, { code, severity, message, line, column, document }: ReadProblem): FileProblem {
  return {
    path,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    code,
    severity,
    message: document === undefined ? message : `${document}: ${message}`,
  };
}

async function recognised(
  path: string,
  format: Format | undefined,
): Promise<Format | FileProblem | undefined> {
  if (format !== undefined) return format;
  try {
    return recogniseFormat(await headOf(path), basename(path));
  } catch (error) {
    return unreadable(path, error);
  }
}

function unknownFormat(path: string, message: string): FileProblem {
  return { path, code: 'corpus/unknown-format', severity: 'error', message };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((part) => part.startsWith('.') || part === 'node_modules'),
    )
    .sort(compareText);
}
