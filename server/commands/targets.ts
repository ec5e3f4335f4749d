/** Where commands write documents: brat standoff in a folder, files in another format, or standard output. */
import { once } from 'node:events';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { AnnotatedDocument } from '../annotation/document.ts';
import type { Source } from '../corpus/sources.ts';
import { beginFile, type FileInProgress, writeAtomically } from '../corpus/writing.ts';
import { standoffLosses, writeAnnotations } from '../formats/brat/writing.ts';
import type { Format, FormatWriter, Loss } from '../formats/format.ts';
import { formatNamed } from '../formats/registry.ts';

export interface Target {
  /** How many documents have been written. */
  readonly documents: number;
  /** What is read must not be written over: a source that is to be read, now or later. */
  protect(sources: readonly Source[]): Promise<void>;
  /** Whether what a source would give is there already. */
  isDone(source: Source, path: string): Promise<boolean>;
  /**
   * The documents of a source follow; `path` is what the person gave.
   * @throws OverInput
   */
  begin(source: Source, path: string): Promise<void>;
  /**
   * @returns what the format cannot say.
   * @throws OverInput
   */
  document(document: AnnotatedDocument): Promise<readonly Loss[]>;
  /** No more sources follow. */
  end(): Promise<void>;
  /** Takes away what is not finished. Does nothing after {@link end}. */
  abandon(): Promise<void>;
}

/** An output that would take the place of an input. */
export class OverInput extends Error {
  constructor(path: string) {
    super(`${path} is read, so that it is not written. Choose another folder with --out.`);
    this.name = 'OverInput';
  }
}

/**
 * @param format `brat` or the name of a format that can be written.
 * @param out the folder; without it a format other than brat goes to standard output.
 */
export function targetFor(format: string, out: string): Target;
export function targetFor(format: string, out: string | undefined): Target | undefined;
export function targetFor(format: string, out: string | undefined): Target | undefined {
  if (format === 'brat') return out === undefined ? undefined : new BratFolder(out);
  const other = formatNamed(format);
  if (other?.write === undefined) throw new RangeError(`There is no format ${format} to write.`);
  return out === undefined ? new StandardOutput(other.write()) : new Files(out, other);
}

/** Writes one `.txt` and `.ann` for each document. */
class BratFolder implements Target {
  documents = 0;
  readonly #out: string;
  readonly #names = new FileNames();
  readonly #inputs = new Inputs();

  constructor(out: string) {
    this.#out = out;
  }

  protect(sources: readonly Source[]): Promise<void> {
    return this.#inputs.add(sources);
  }

  isDone(source: Source): Promise<boolean> {
    return exists(join(this.#out, `${source.name}.ann`));
  }

  async begin(): Promise<void> {
    // Every document has files of its own.
  }

  async document(document: AnnotatedDocument): Promise<readonly Loss[]> {
    const { id, text, annotations } = document;
    const path = join(this.#out, this.#names.take(id));
    await this.#inputs.refuse(`${path}.ann`);
    // A folder of texts may get its annotations beside them: the text is there already, and stays untouched.
    const isThere =
      (await this.#inputs.has(`${path}.txt`)) && (await readFile(`${path}.txt`)).equals(Buffer.from(text));
    if (!isThere) {
      await this.#inputs.refuse(`${path}.txt`);
      // The text first, so that no annotations stand alone.
      await writeAtomically(`${path}.txt`, text);
    }
    await writeAtomically(`${path}.ann`, writeAnnotations(annotations, text));
    this.documents += 1;
    return standoffLosses(document);
  }

  async end(): Promise<void> {
    // Nothing is open.
  }

  async abandon(): Promise<void> {
    // Nothing is open.
  }
}

class Files implements Target {
  documents = 0;
  readonly #out: string;
  readonly #format: Format;
  readonly #names = new FileNames();
  readonly #inputs = new Inputs();
  #open:
    | { readonly origin: string; readonly file: FileInProgress; readonly writer: FormatWriter }
    | undefined;

  constructor(out: string, format: Format) {
    this.#out = out;
    this.#format = format;
  }

  protect(sources: readonly Source[]): Promise<void> {
    return this.#inputs.add(sources);
  }

  isDone(source: Source, path: string): Promise<boolean> {
    const isOpen = this.#open?.origin === originOf(source, path);
    return isOpen ? Promise.resolve(false) : exists(this.#pathOf(nameFor(source, path)));
  }

  async begin(source: Source, path: string): Promise<void> {
    const origin = originOf(source, path);
    if (this.#open?.origin === origin) return;
    await this.end();
    const writer = this.#format.write?.() as FormatWriter;
    const output = this.#pathOf(this.#names.take(nameFor(source, path)));
    await this.#inputs.refuse(output);
    const file = await beginFile(output);
    this.#open = { origin, file, writer };
    await file.write(writer.begin());
  }

  async document(document: AnnotatedDocument): Promise<readonly Loss[]> {
    if (this.#open === undefined) return [];
    const { content, losses } = this.#open.writer.document(document);
    await this.#open.file.write(content);
    this.documents += 1;
    return losses;
  }

  async end(): Promise<void> {
    if (this.#open === undefined) return;
    await this.#open.file.write(this.#open.writer.end());
    await this.#open.file.commit();
    this.#open = undefined;
  }

  async abandon(): Promise<void> {
    await this.#open?.file.abandon();
    this.#open = undefined;
  }

  #pathOf(name: string): string {
    return join(this.#out, `${name}${this.#format.extension}`);
  }
}

/** Writes everything to standard output as one file. */
class StandardOutput implements Target {
  documents = 0;
  readonly #writer: FormatWriter;
  #begun = false;

  constructor(writer: FormatWriter) {
    this.#writer = writer;
  }

  async protect(): Promise<void> {
    // No file is written.
  }

  isDone(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await print(this.#writer.begin());
  }

  async document(document: AnnotatedDocument): Promise<readonly Loss[]> {
    const { content, losses } = this.#writer.document(document);
    await print(content);
    this.documents += 1;
    return losses;
  }

  async end(): Promise<void> {
    if (this.#begun) await print(this.#writer.end());
  }

  async abandon(): Promise<void> {
    // What is written is written.
  }
}

/** The files that are read, by where they really are: links and other spellings lead to the same file. */
class Inputs {
  readonly #paths = new Set<string>();

  async add(sources: readonly Source[]): Promise<void> {
    for (const { path, paths } of sources) {
      const files = paths === undefined ? [path] : [paths.textPath, paths.annotationPath];
      for (const file of files) {
        const real = await realpath(file).catch(() => undefined);
        if (real !== undefined) this.#paths.add(real);
      }
    }
  }

  async has(path: string): Promise<boolean> {
    const real = await realpath(path).catch(() => undefined);
    return real !== undefined && this.#paths.has(real);
  }

  /** @throws OverInput */
  async refuse(path: string): Promise<void> {
    if (await this.has(path)) throw new OverInput(path);
  }
}

/** What one written file holds: one file that is read, or all texts of a folder with files beside them. */
function originOf(source: Source, path: string): string {
  return source.paths === undefined ? source.path : path;
}

function nameFor({ paths, name }: Source, path: string): string {
  if (paths === undefined) return name;
  const folder = basename(resolve(path));
  return folder.slice(0, -extname(folder).length || undefined);
}

/** Gives every document or file a name of its own. */
class FileNames {
  readonly #taken = new Set<string>();

  /** What no file name may hold becomes an underscore, and a name that is taken gets a number. */
  take(wanted: string): string {
    const plain =
      wanted
        .replace(/[^\p{L}\p{N}._/-]/gu, '_')
        .replace(/(^|\/)\.+(?=\/|$)/g, '$1_')
        .replace(/^\/+/, '') || 'document';
    let name = plain;
    for (let number = 2; this.#taken.has(name); number += 1) name = `${plain}-${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** Writes to standard output, and waits where whoever reads it is slower, so that memory stays bounded. */
async function print(content: string): Promise<void> {
  if (!process.stdout.write(content)) await once(process.stdout, 'drain');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
