/** Files as the editor has them, otherwise as they are on disk, and the one way to write them. */
import { fileURLToPath } from 'node:url';
import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { narrowed } from '../annotation/edits.ts';
import { type FileProblem, isFileProblem, unreadable } from '../corpus/fileProblems.ts';
import { readText } from '../corpus/textFiles.ts';
import { writeAtomically } from '../corpus/writing.ts';
import { span } from '../text/positions.ts';
import { isFileUri } from './notes.ts';

export class OpenFiles {
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;

  constructor(connection: Connection, documents: TextDocuments<TextDocument>) {
    this.#connection = connection;
    this.#documents = documents;
  }

  /** The documents that the editor has of files, by their paths. */
  all(): Map<string, TextDocument> {
    const all = new Map<string, TextDocument>();
    for (const document of this.#documents.all())
      if (isFileUri(document.uri)) all.set(fileURLToPath(document.uri), document);
    return all;
  }

  /** Never rejects. */
  read(path: string): Promise<string | FileProblem> {
    const open = this.#open(path);
    return open === undefined ? readText(path) : Promise.resolve(open.getText());
  }

  /**
   * Writes a file: through its buffer where the editor has it open, otherwise beside it and renamed.
   * @param before what is to be replaced; undefined for a file that is not there.
   * @returns false where the file is another one by now, or the editor refuses the edit; a problem where writing fails.
   */
  async write(path: string, before: string | undefined, after: string): Promise<boolean | FileProblem> {
    const open = this.#open(path);
    if (open !== undefined) return open.getText() === before && (await this.#edit(open, after));
    const now = await readText(path);
    const isAsBefore = isFileProblem(now)
      ? now.code === 'corpus/not-found' && before === undefined
      : now === before;
    if (!isAsBefore) return false;
    try {
      await writeAtomically(path, after);
      return true;
    } catch (error) {
      return unreadable(path, error);
    }
  }

  async #edit(document: TextDocument, after: string): Promise<boolean> {
    const before = document.getText();
    const { span: changed, newText } = narrowed(before, { span: span(0, before.length), newText: after });
    const range = { start: document.positionAt(changed.start), end: document.positionAt(changed.end) };
    const { uri, version } = document;
    const { applied } = await this.#connection.workspace.applyEdit({
      documentChanges: [{ textDocument: { uri, version }, edits: [{ range, newText }] }],
    });
    return applied;
  }

  #open(path: string): TextDocument | undefined {
    return this.#documents.all().find(({ uri }) => isFileUri(uri) && fileURLToPath(uri) === path);
  }
}
