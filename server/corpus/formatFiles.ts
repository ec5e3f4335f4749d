/** Documents from files in formats that hold text and annotations: one such file, or all of a folder. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { compareText } from '../annotation/identity.ts';
import type { Characters, Format } from '../formats/format.ts';
import { isGeneMentionAnnotations } from '../formats/geneMention/geneMention.ts';
import { recogniseFormat } from '../formats/registry.ts';
import { charactersOf, headOf, NotUtf8 } from './characters.ts';
import { type FileProblem, isFileProblem, placedProblem, unreadable } from './fileProblems.ts';
import { readSentences } from './geneMentionFiles.ts';
import type { Source, Sources } from './sources.ts';

/** A file's format, or that it holds annotations of sentences that are in a file beside it. */
export type FileKind = Format | 'gene-mention';

/**
 * The files of a folder, at any depth, that are in some format or in the given one. Costs reading their beginnings.
 * @param isWanted which files may be in a format; all others are passed over without a word.
 */
export async function filesIn(
  folder: string,
  format: Format | 'gene-mention' | undefined,
  isWanted: (path: string) => boolean = () => true,
): Promise<Sources> {
  const sources: Source[] = [];
  const problems: FileProblem[] = [];
  const unfit: { readonly path: string; readonly damage: FileProblem | undefined }[] = [];
  const extensions = new Set<string>(
    format === undefined || format === 'gene-mention' ? [] : [format.extension],
  );
  const add = (path: string, kind: FileKind): void => {
    const name = relative(folder, path).split(sep).join('/');
    sources.push(sourceOf(withoutExtension(name), path, kind));
    extensions.add(extname(path));
  };
  for (const path of (await filesBelow(folder)).filter(isWanted)) {
    const head = await headOf(path).catch((error: unknown) => unreadable(path, error));
    if (isFileProblem(head)) {
      problems.push(head);
      continue;
    }
    const kind = kindOf(head, path);
    if (format === undefined ? kind !== undefined : fits(format, kind, head, path))
      add(path, format ?? (kind as FileKind));
    else unfit.push({ path, damage: isDamaged(head) ? noFormat(path, head) : undefined });
  }
  // What has the extension of a document but is none may be a damaged one, or something else altogether.
  const suspect = unfit.filter(({ path }) => extname(path) !== '.txt' && extensions.has(extname(path)));
  const passedOver: string[] = [];
  for (const { path, damage } of suspect) {
    if (format !== undefined) add(path, format);
    else if (damage !== undefined) problems.push(damage);
    else passedOver.push(path);
  }
  if (format !== undefined)
    passedOver.push(...unfit.filter((it) => !suspect.includes(it)).map(({ path }) => path));
  if (format !== undefined && sources.length === 0 && problems.length === 0) {
    for (const path of passedOver) add(path, format);
    return sources.length > 0 ? { sources, problems } : { sources, problems: [noFormat(folder)] };
  }
  if (sources.length > 0 && passedOver.length > 0) problems.push(filesPassedOver(folder, passedOver));
  sources.sort((a, b) => compareText(a.name, b.name));
  return { sources, problems };
}

function fits(
  format: Format | 'gene-mention',
  kind: FileKind | undefined,
  head: string,
  path: string,
): boolean {
  if (kind !== undefined) return kind === format;
  return format !== 'gene-mention' && format.recognise(head, basename(path)) > 0;
}

/** Whether a file is no text, or has nothing in it. */
function isDamaged(head: string): boolean {
  return head.trim() === '' || /[\0\uFFFD]/.test(head);
}

export function filesPassedOver(folder: string, paths: readonly string[]): FileProblem {
  const [first = ''] = paths;
  const message = `${counted(paths.length)} passed over, since the content is in another format or in none: the first is ${first}. Give a file by its own name to have it read.`;
  return { path: folder, code: 'corpus/files-passed-over', severity: 'warning', message };
}

/** A number of files, for a message. */
export function counted(files: number): string {
  return `${files} file${files === 1 ? '' : 's'}`;
}

export function sourceOf(name: string, path: string, kind: FileKind): Source {
  if (kind !== 'gene-mention') return fileSource(name, path, kind, undefined);
  return { name, path, format: kind, annotated: true, read: () => readSentences(path) };
}

/** @param characters where the file cannot be opened by its path; else it is opened when it is read. */
export function fileSource(
  name: string,
  path: string,
  format: Format,
  characters: Characters | undefined,
): Source {
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

export function readingProblem(path: string, error: unknown): FileProblem {
  if (!(error instanceof NotUtf8)) return unreadable(path, error);
  return { path, code: 'corpus/not-utf8', severity: 'error', message: error.message };
}

/** What a file is, by its beginning. */
export function kindOf(head: string, path: string): FileKind | undefined {
  return (
    recogniseFormat(head, basename(path)) ?? (isGeneMentionAnnotations(head) ? 'gene-mention' : undefined)
  );
}

/** @param head the beginning of a file; absent for a folder. */
export function noFormat(path: string, head?: string): FileProblem {
  if (head === undefined)
    return unknownFormat(path, 'No file in this folder is in a format that Goldspan reads.');
  if (head.trim() === '') return unknownFormat(path, 'There is nothing in this file.');
  return unknownFormat(path, 'The content is in no format that Goldspan reads; name one with --from.');
}

export function unknownFormat(path: string, message: string): FileProblem {
  return { path, code: 'corpus/unknown-format', severity: 'error', message };
}

export function withoutExtension(path: string): string {
  return join(dirname(path), basename(path, extname(path)))
    .split(sep)
    .join('/');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    // A link that leads nowhere is no file.
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => entry) : entry;
    if (kind.isFile()) files.push(path);
  }
  return files
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((part) => part.startsWith('.') || part === 'node_modules'),
    )
    .sort(compareText);
}
