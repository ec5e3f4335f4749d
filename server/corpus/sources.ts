/** Documents from anywhere: texts with annotation files beside them, files in any format, folders, standard input. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type AnnotatedDocument, noAnnotations } from '../annotation/document.ts';
import type { Format } from '../formats/format.ts';
import { type CompanionFormat, recogniseFormat } from '../formats/registry.ts';
import { headOf, StandardInput } from './characters.ts';
import { type Discovery, type DocumentPaths, findDocuments, isAnnotated, isCompanion } from './discovery.ts';
import { type FileProblem, isFileProblem, unreadable } from './fileProblems.ts';
import {
  counted,
  fileSource,
  filesIn,
  filesPassedOver,
  kindOf,
  noFormat,
  readingProblem,
  sourceOf,
  unknownFormat,
  withoutExtension,
} from './formatFiles.ts';
import { readDocument } from './reading.ts';

/** One file, or one text with the annotation files beside it, that documents come from. */
export interface Source {
  /** For a text with files beside it the document's id; for any other file its path below what was given, without
   * extension. */
  readonly name: string;
  readonly path: string;
  /** The name of its format; `brat` for a text without files beside it. */
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

/** What every file is read as: a format, or texts with the files of a format beside them. */
export type GivenFormat = Format | CompanionFormat['name'];

/**
 * What a path holds. Never rejects.
 *
 * Without a format each file is recognised by its content. In a folder with texts that have annotations beside them, those
 * texts are its documents, and files of other formats are passed over with a warning, since they may have been made from
 * them. In any other folder the documents are in the files whose format is recognised; where there are none, every `.txt`
 * file is a document without annotations.
 *
 * @param path `-` is standard input: a file in any format, or else a plain text.
 * @param format reads every file as this format. In a folder, files are passed over with a warning that neither fit it nor
 *   have the extension of one that does.
 */
export async function findSources(path: string, format?: GivenFormat): Promise<Sources> {
  if (path === '-') return standardInput(format);
  const entry = await stat(path).catch((error: unknown) => unreadable(path, error));
  if (isFileProblem(entry)) return { sources: [], problems: [entry] };
  if (!entry.isDirectory()) return findFile(path, format);
  if (format === 'brat' || format === 'i2b2-2010') return textsIn(path, format);
  if (format !== undefined) return filesIn(path, format);
  const found = await findDocuments(path);
  const others = await filesIn(path, undefined, isOther(found.documents));
  if (found.documents.some(isAnnotated)) {
    const [first] = others.sources;
    const message = `This folder has texts with annotations beside them. Its ${counted(others.sources.length)} in other formats, such as ${first?.path} (${first?.format}), are passed over; give them by their own names.`;
    const warning = { path, code: 'corpus/files-passed-over', severity: 'warning', message } as const;
    return textSources(found, first === undefined ? [] : [warning]);
  }
  // Texts without annotations beside them may be in another format, or lie beside files that are.
  if (others.sources.length > 0) {
    const read = new Set(others.sources.map((source) => resolve(source.path)));
    const plain = found.documents
      .filter(({ textPath }) => !read.has(textPath))
      .map(({ textPath }) => textPath);
    const problems = [...found.problems, ...others.problems];
    return {
      ...others,
      problems: plain.length === 0 ? problems : [...problems, filesPassedOver(path, plain)],
    };
  }
  if (found.documents.length + found.problems.length > 0) return textSources(found);
  if (others.problems.length > 0) return others;
  return { sources: [], problems: [noFormat(path)] };
}

/** The texts of a folder with the files of a format beside them. */
async function textsIn(folder: string, format: 'brat' | 'i2b2-2010'): Promise<Sources> {
  const found = await findDocuments(folder);
  const documents = found.documents.flatMap((paths) => readAs(paths, format) ?? []);
  if (documents.length + found.problems.length > 0) return textSources({ ...found, documents });
  const message = `This folder has no .txt file${format === 'brat' ? '' : ' with a .con file that belongs to it'}.`;
  return { sources: [], problems: [unknownFormat(folder, message)] };
}

/** A text as one of the two formats has it; undefined where it is not in it. */
function readAs(
  { conceptPaths, ...paths }: DocumentPaths,
  format: 'brat' | 'i2b2-2010',
): DocumentPaths | undefined {
  if (format === 'brat') return paths;
  return conceptPaths && { ...paths, annotated: false, partialPaths: [], conceptPaths };
}

/** Tells files that are neither texts nor beside them from those that are. */
function isOther(documents: readonly DocumentPaths[]): (path: string) => boolean {
  const annotated = new Set(documents.filter(isAnnotated).map(({ textPath }) => textPath));
  return (path) => !isCompanion(path) && !annotated.has(resolve(path));
}

async function findFile(path: string, format: GivenFormat | undefined): Promise<Sources> {
  if (format === 'brat' || format === 'i2b2-2010') {
    const found = await findDocuments(path);
    const documents = found.documents.flatMap((paths) => readAs(paths, format) ?? []);
    if (documents.length + found.problems.length > 0) return textSources({ ...found, documents });
    const message = 'No .con file belongs to this text, beside it or in a folder beside its own.';
    return { sources: [], problems: [{ path, code: 'corpus/no-document', severity: 'error', message }] };
  }
  const name = withoutExtension(basename(path));
  if (format !== undefined) return { sources: [sourceOf(name, path, format)], problems: [] };
  const head = await headOf(path).catch((error: unknown) => unreadable(path, error));
  const kind = isFileProblem(head) ? undefined : kindOf(head, path);
  if (path.endsWith('.txt') || isCompanion(path)) {
    // A text may still be in another format; one with its annotations beside it is not.
    const found = await findDocuments(path);
    const isText = kind === undefined || path.endsWith('.ann') || found.documents.some(isAnnotated);
    if (isText) return textSources(found);
  }
  if (isFileProblem(head)) return { sources: [], problems: [head] };
  if (kind === undefined) return { sources: [], problems: [noFormat(path, head)] };
  return { sources: [sourceOf(name, path, kind)], problems: [] };
}

async function standardInput(format: GivenFormat | undefined): Promise<Sources> {
  if (format === 'i2b2-2010' || format === 'gene-mention') {
    const message = `The format ${format} is several files, which standard input cannot be. Give their folder.`;
    return { sources: [], problems: [{ path: '-', code: 'corpus/no-document', severity: 'error', message }] };
  }
  const input = new StandardInput();
  let found = format === 'brat' ? undefined : format;
  try {
    if (format === undefined) found = recogniseFormat(await input.head(), '-');
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

function textSources({ documents, problems }: Discovery, more: readonly FileProblem[] = []): Sources {
  const sources = documents.map(
    (paths): Source => ({
      name: paths.id,
      path: paths.textPath,
      format: !paths.annotated && paths.conceptPaths !== undefined ? 'i2b2-2010' : 'brat',
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
  return { sources, problems: [...problems, ...more] };
}
