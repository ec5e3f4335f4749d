/** Documents from anywhere: texts with annotation files beside them, files in any format, folders, standard input. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { type AnnotatedDocument, noAnnotations } from '../annotation/document.ts';
import { compareText } from '../annotation/identity.ts';
import type { Characters, Format } from '../formats/format.ts';
import { isGeneMentionAnnotations } from '../formats/geneMention/geneMention.ts';
import { recogniseFormat } from '../formats/registry.ts';
import { charactersOf, headOf, NotUtf8, StandardInput } from './characters.ts';
import { type DocumentPaths, findDocuments, isAnnotated } from './discovery.ts';
import { type FileProblem, isFileProblem, placedProblem, unreadable } from './fileProblems.ts';
import { readSentences } from './geneMentionFiles.ts';
import { readDocument } from './reading.ts';

/** One file, or one text with the annotation files beside it, that documents come from. */
export interface Source {
  /** For a text with files beside it the document's id; for any other file its path below what was given, without
   * extension. */
  readonly name: string;
  readonly path: string;
  /** `brat` for a text with files beside it. */
  readonly format: string;
  /** Whether it holds annotations: a text without files beside it holds none, and nobody knows whether it should. */
  readonly annotated: boolean;
  /** The files of a text with files beside it. */
  readonly paths?: DocumentPaths;
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
 * @param path `-` is standard input: a file in any format, or else a plain text.
 * @param format reads every file as this format; without it each file is recognised by its content, and a folder with
 *   texts that are in no other format is a corpus of brat standoff.
 */
export async function findSources(path: string, format?: Format | 'brat'): Promise<Sources> {
  if (path === '-') return standardInput(format);
  const entry = await stat(path).catch((error: unknown) => unreadable(path, error));
  if (isFileProblem(entry)) return { sources: [], problems: [entry] };
  if (!entry.isDirectory()) return findFile(path, format);
  const found = format === undefined || format === 'brat' ? await findDocuments(path) : undefined;
  if (found !== undefined && (format === 'brat' || found.documents.some(isAnnotated)))
    return textSources(found);
  // Texts without annotations beside them may be in another format, or lie beside files that are.
  const { sources, problems } = await filesIn(path, format === 'brat' ? undefined : format);
  if (sources.length > 0) return { sources, problems: [...(found?.problems ?? []), ...problems] };
  if (found !== undefined && found.documents.length + found.problems.length > 0) return textSources(found);
  if (problems.length > 0) return { sources, problems };
  const message = 'No file in this folder is in a format that Goldspan reads.';
  return { sources: [], problems: [unknownFormat(path, message)] };
}

async function filesIn(folder: string, format: Format | undefined): Promise<Sources> {
  const sources: Source[] = [];
  const problems: FileProblem[] = [];
  for (const path of await filesBelow(folder)) {
    const found = await recognised(path, format);
    const name = relative(folder, path).split(sep).join('/');
    if (isFileProblem(found)) problems.push(found);
    else if (found !== undefined) sources.push(sourceOf(withoutExtension(name), path, found));
  }
  return { sources, problems };
}

async function findFile(path: string, format: Format | 'brat' | undefined): Promise<Sources> {
  const isText = /\.(txt|ann)$/.test(path);
  const other = format === 'brat' ? undefined : await recognised(path, format);
  if (format === 'brat' || (format === undefined && isText)) {
    // A text may still be in another format; one with its annotations beside it is brat standoff.
    const found = await findDocuments(path);
    const isPlain = other === undefined || isFileProblem(other);
    if (isPlain || path.endsWith('.ann') || found.documents.some(isAnnotated)) return textSources(found);
  }
  if (isFileProblem(other)) return { sources: [], problems: [other] };
  if (other === undefined) {
    const message = 'The content is in no format that Goldspan reads; name one with --from.';
    return { sources: [], problems: [unknownFormat(path, message)] };
  }
  return { sources: [sourceOf(withoutExtension(basename(path)), path, other)], problems: [] };
}

async function standardInput(format: Format | 'brat' | undefined): Promise<Sources> {
  const input = new StandardInput();
  let found = format === 'brat' ? undefined : format;
  try {
    found ??= recogniseFormat(await input.head(), '-');
  } catch (error) {
    return { sources: [], problems: [readingProblem('-', error)] };
  }
  if (found !== undefined) return { sources: [fileSource('stdin', '-', found, input.all())], problems: [] };
  const plain: Source = {
    name: 'stdin',
    path: '-',
    format: 'brat',
    annotated: false,
    async *read() {
      try {
        let text = '';
        for await (const characters of input.all()) text += characters;
        yield { id: 'stdin', text, annotations: noAnnotations };
      } catch (error) {
        yield readingProblem('-', error);
      }
    },
  };
  return { sources: [plain], problems: [] };
}

function textSources({ documents, problems }: Awaited<ReturnType<typeof findDocuments>>): Sources {
  const sources = documents.map(
    (paths): Source => ({
      name: paths.id,
      path: paths.textPath,
      format: 'brat',
      annotated: isAnnotated(paths),
      paths,
      async *read() {
        const document = await readDocument(paths);
        if (isFileProblem(document)) {
          yield document;
          return;
        }
        yield* document.problems;
        yield { id: document.id, text: document.text, annotations: document.annotations };
      },
    }),
  );
  return { sources, problems };
}

/** A file's format, or that it holds annotations of sentences that are in a file beside it. */
type FileKind = Format | 'gene-mention';

function sourceOf(name: string, path: string, kind: FileKind): Source {
  if (kind !== 'gene-mention') return fileSource(name, path, kind, undefined);
  return { name, path, format: kind, annotated: true, read: () => readSentences(path) };
}

/** @param characters where the file cannot be opened by its path; else it is opened when it is read. */
function fileSource(name: string, path: string, format: Format, characters: Characters | undefined): Source {
  return {
    name,
    path,
    format: format.name,
    annotated: true,
    async *read() {
      let isEmpty = true;
      try {
        for await (const read of format.read(characters ?? charactersOf(path), basename(path))) {
          if (read.kind === 'document' || read.problem.severity === 'error') isEmpty = false;
          yield read.kind === 'document' ? read.document : placedProblem(path, read.problem);
        }
        if (isEmpty) yield noDocuments(path, format);
      } catch (error) {
        yield readingProblem(path, error);
      }
    },
  };
}

function noDocuments(path: string, { title }: Format): FileProblem {
  const message = `There is no document in this file, read as ${title}. Check the file, or name its format with --from.`;
  return { path, code: 'corpus/no-documents', severity: 'error', message };
}

function readingProblem(path: string, error: unknown): FileProblem {
  if (!(error instanceof NotUtf8)) return unreadable(path, error);
  return { path, code: 'corpus/not-utf8', severity: 'error', message: error.message };
}

async function recognised(
  path: string,
  format: Format | undefined,
): Promise<FileKind | FileProblem | undefined> {
  if (format !== undefined) return format;
  try {
    const head = await headOf(path);
    return (
      recogniseFormat(head, basename(path)) ?? (isGeneMentionAnnotations(head) ? 'gene-mention' : undefined)
    );
  } catch (error) {
    return unreadable(path, error);
  }
}

function unknownFormat(path: string, message: string): FileProblem {
  return { path, code: 'corpus/unknown-format', severity: 'error', message };
}

function withoutExtension(path: string): string {
  return join(dirname(path), basename(path, extname(path)))
    .split(sep)
    .join('/');
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
