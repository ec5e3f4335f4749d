/** The open notes and the files that belong to them, kept up to date with the editor and with the disk. */
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { narrowed } from '../annotation/edits.ts';
import { lineEndingEdits } from '../annotation/lineEndings.ts';
import type { TextEdit } from '../annotation/problems.ts';
import { isCorpus } from '../corpus/discovery.ts';
import { readText } from '../corpus/textFiles.ts';
import { span } from '../text/positions.ts';
import { Note, type NoteFiles } from './note.ts';
import { rejectedFile } from './rejections.ts';
import type { Settings } from './settings.ts';

export type NoteListener = (note: Note) => void;

export class Notes {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #settings: Settings;
  readonly #notes = new Map<string, Note>();
  /** Documents that are to be notes although they lie in no corpus, because somebody asked. */
  readonly #asked = new Set<string>();
  readonly #roots: string[] = [];
  readonly #onChange: NoteListener[] = [];
  readonly #onClose: NoteListener[] = [];

  constructor(documents: TextDocuments<TextDocument>, settings: Settings) {
    this.#documents = documents;
    this.#settings = settings;
    documents.onDidOpen(({ document }) => void this.#opened(document));
    documents.onDidClose(({ document }) => this.#closed(document));
    documents.onDidChangeContent(({ document }) => {
      if (isAnnotationUri(document.uri)) void this.annotationsChanged(document.uri);
      else this.#fireFor(document.uri);
      void this.#lookForOutsideChange(document.uri);
    });
  }

  /** Folders of the workspace: an `annotation.conf` is looked for no further up than these. */
  setRoots(uris: readonly string[]): void {
    this.#roots.splice(
      0,
      Number.POSITIVE_INFINITY,
      ...uris.filter(isFileUri).map((uri) => fileURLToPath(uri)),
    );
  }

  /** The folder of the workspace that a folder is in. */
  rootOf(folder: string): string | undefined {
    return this.#roots.find((root) => folder === root || folder.startsWith(root + sep));
  }

  /** Where relative paths in a note's settings start: its folder of the workspace, or its own. */
  folderOf({ document: { uri } }: Note): string {
    const folder = isFileUri(uri) ? dirname(fileURLToPath(uri)) : '';
    return this.rootOf(folder) ?? folder;
  }

  /** Called whenever a note is opened and whenever its text or a layer of it has changed. */
  onDidChange(listener: NoteListener): void {
    this.#onChange.push(listener);
  }

  onDidClose(listener: NoteListener): void {
    this.#onClose.push(listener);
  }

  /** The note with this text, or the one with this annotation file. */
  get(uri: string): Note | undefined {
    return this.#notes.get(uri) ?? this.all().find((note) => note.annotationUri === uri);
  }

  all(): Note[] {
    return [...this.#notes.values()];
  }

  /** Makes a note of a document wherever it lies. */
  async ask(uri: string): Promise<Note | undefined> {
    this.#asked.add(uri);
    const document = this.#documents.get(uri);
    if (document !== undefined && !this.#notes.has(uri)) await this.#opened(document);
    return this.#notes.get(uri);
  }

  /** Decides anew which documents are notes, after settings or configuration files have changed. */
  async reopenAll(): Promise<void> {
    for (const document of this.#documents.all()) {
      if (isAnnotationUri(document.uri)) continue;
      const note = this.#notes.get(document.uri);
      const wanted = await this.#isWanted(document.uri);
      if (note && !wanted) this.#forget(note);
      else if (note) this.#fire(note);
      else if (wanted) await this.#opened(document);
    }
  }

  /** Takes edits of a text; called before the document's change event. */
  edited(uri: string, edits: readonly TextEdit[]): void {
    this.#notes.get(uri)?.edit(edits);
  }

  changed(note: Note): void {
    this.#fire(note);
  }

  /** The annotation file as the editor has it, otherwise as it is on disk; undefined where there is none. */
  async annotationContent(note: Note): Promise<string | undefined> {
    const open = this.#documents.get(note.annotationUri);
    if (open !== undefined) return open.getText();
    return isFileUri(note.annotationUri) ? contentOf(fileURLToPath(note.annotationUri)) : undefined;
  }

  async #opened(document: TextDocument): Promise<void> {
    const { uri } = document;
    if (isAnnotationUri(uri)) {
      await this.annotationsChanged(uri);
      return;
    }
    if (!(await this.#isWanted(uri))) return;
    const annotationUri = uri.replace(/\.[^./]*$/, '.ann');
    const path = isFileUri(uri) ? fileURLToPath(uri) : undefined;
    const onDisk = path === undefined ? undefined : await readText(path);
    const files = await this.#filesOf(annotationUri, path);
    // The document may have been edited or closed while its files were read.
    if (this.#documents.get(uri) !== document) return;
    const text = document.getText();
    const base = typeof onDisk === 'string' ? onDisk : text;
    const problem = typeof onDisk === 'object' ? onDisk.message : undefined;
    const note = new Note(document, annotationUri, files, base, editsBetween(base, text), problem);
    this.#notes.set(uri, note);
    this.#fire(note);
  }

  /**
   * Editors load a file again that another program has written, unless it has unsaved edits. To a server that looks like
   * any edit, except that the text is on disk already.
   */
  async #lookForOutsideChange(uri: string): Promise<void> {
    const note = this.#notes.get(uri);
    if (!note?.hasJustLeftBase || !isFileUri(uri)) return;
    const { version } = note.document;
    const onDisk = await readText(fileURLToPath(uri));
    const isAsRead =
      note.document.version === version && note.hasJustLeftBase && this.#notes.get(uri) === note;
    if (typeof onDisk !== 'string' || !isAsRead || onDisk === note.base) return;
    const moves = onDisk === note.text ? [] : lineEndingEdits(onDisk, note.text);
    if (moves === undefined) return;
    note.takeOutsideChange(onDisk, moves);
    this.#fire(note);
  }

  async #filesOf(annotationUri: string, textPath: string | undefined): Promise<NoteFiles> {
    if (textPath === undefined) return { gold: undefined, rejected: undefined };
    const open = this.#documents.get(annotationUri)?.getText();
    return {
      gold: open ?? (await contentOf(fileURLToPath(annotationUri))),
      rejected: await contentOf(rejectedFile(textPath)),
    };
  }

  /** Takes an annotation file that has changed, in the editor or on disk. */
  async annotationsChanged(uri: string): Promise<void> {
    const note = this.all().find((candidate) => candidate.annotationUri === uri);
    if (note === undefined) return;
    const gold = await this.annotationContent(note);
    if (gold === note.gold.content) return;
    note.reread({ gold, rejected: note.rejected.content });
    this.#fire(note);
  }

  #closed(document: TextDocument): void {
    if (isAnnotationUri(document.uri)) {
      void this.annotationsChanged(document.uri);
      return;
    }
    this.#asked.delete(document.uri);
    const note = this.#notes.get(document.uri);
    if (note) this.#forget(note);
  }

  #forget(note: Note): void {
    this.#notes.delete(note.document.uri);
    for (const listener of this.#onClose) listener(note);
  }

  async #isWanted(uri: string): Promise<boolean> {
    if (this.#asked.has(uri)) return true;
    // What Goldspan keeps beside notes is none.
    if (/\/\.goldspan\//.test(uri)) return false;
    const { enable } = await this.#settings.of(uri);
    if (enable !== 'corpus') return enable === 'always';
    if (!isFileUri(uri)) return false;
    const folder = dirname(fileURLToPath(uri));
    return isCorpus(folder, this.rootOf(folder));
  }

  #fireFor(uri: string): void {
    const note = this.#notes.get(uri);
    if (note) this.#fire(note);
  }

  #fire(note: Note): void {
    for (const listener of this.#onChange) listener(note);
  }
}

export function isAnnotationUri(uri: string): boolean {
  return uri.endsWith('.ann');
}

export function isFileUri(uri: string): boolean {
  return uri.startsWith('file:');
}

async function contentOf(path: string): Promise<string | undefined> {
  const read = await readText(path);
  return typeof read === 'string' ? read : undefined;
}

/** How an editor's text came about from the file: by what opening a file does, or by edits of an earlier session. */
function editsBetween(file: string, editor: string): readonly TextEdit[] {
  if (file === editor) return [];
  return lineEndingEdits(file, editor) ?? [narrowed(file, { span: span(0, file.length), newText: editor })];
}
