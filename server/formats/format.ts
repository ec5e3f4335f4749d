/**
 * What every file format offers. Readers and writers work on a stream, one document after the other, so that a large
 * collection needs no more memory than its largest document. They are pure: characters in, documents out.
 */
import type { AnnotatedDocument } from '../annotation/document.ts';
import type { Severity } from '../annotation/problems.ts';

export interface Format {
  /** As the command line takes it, for example `bioc-xml`. */
  readonly name: string;
  /** For people, for example `BioC XML`. */
  readonly title: string;
  /** The extension of files that are written, with its dot. */
  readonly extension: string;
  /** What the offsets of the format count, as its specification and its users have it; for the documentation. */
  readonly offsets: string;
  /**
   * How well the beginning of a file fits the format: 0 not at all, 1 without doubt. Decides by content; the name only
   * breaks ties.
   * @param head at least the first 4096 characters of the file, or all of it.
   */
  recognise(head: string, fileName: string): number;
  /**
   * Reads a file. Never rejects for bad input: what cannot be read comes as a problem, and the rest goes on.
   * @param chunks the file's characters in order, cut anywhere.
   * @param fileName without folders; formats without ids of their own name the document by it.
   */
  read(chunks: Characters, fileName: string): AsyncIterable<Read>;
  /** Absent where a format is only imported. */
  write?(): FormatWriter;
}

export type Characters = Iterable<string> | AsyncIterable<string>;

export type Read =
  | { readonly kind: 'document'; readonly document: AnnotatedDocument }
  | { readonly kind: 'problem'; readonly problem: ReadProblem };

/** What is wrong in a file that was read. */
export interface ReadProblem {
  /** Stable and public, for example `pubtator/malformed-line`. */
  readonly code: string;
  /**
   * - `error`: something in the file was not read, and the message says what; or else, under a code that ends in
   *   `/words-differ`, an entity was read whose words are not at its offsets.
   * - `warning`: everything was read, but what the file says is doubtful.
   * - `information`: everything was read that belongs to a document, and somebody may want to know how.
   */
  readonly severity: Severity;
  /** What is wrong and what to do. */
  readonly message: string;
  /** Where in the file, counted from 1; the column in UTF-16 code units. */
  readonly line?: number;
  readonly column?: number;
  /** The id of the document that it is in. */
  readonly document?: string;
}

/** Writes one file. The parts, put together in the order of the calls, are its content. */
export interface FormatWriter {
  begin(): string;
  /** Appends a document. What the format cannot say is listed, never dropped in silence. */
  document(document: AnnotatedDocument): { readonly content: string; readonly losses: readonly Loss[] };
  end(): string;
}

/** Something that was left out, or written otherwise than it was. */
export interface Loss {
  /** Stable and public, one for each kind, for example `pubtator/relation-dropped`. */
  readonly code: string;
  /** The annotation it concerns. */
  readonly id?: string;
  /** What was lost, in a sentence that begins a list: it names the value. */
  readonly message: string;
}

/** The whole of a stream of characters, for formats that cannot be read in parts. */
export async function wholeOf(chunks: Characters): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += chunk;
  return whole;
}
