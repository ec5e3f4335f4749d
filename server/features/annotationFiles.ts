/** Diagnostics of annotation files that are open themselves, whether or not their text is. */
import { fileURLToPath } from 'node:url';
import type { CodeAction, Diagnostic, Range, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../annotation/problems.ts';
import { readText } from '../corpus/textFiles.ts';
import { parseStandoff } from '../formats/brat/standoff.ts';
import { span } from '../text/positions.ts';
import { annotationFileDiagnostics } from './diagnostics.ts';
import { isAnnotationUri, isFileUri, type Notes } from './notes.ts';
import { repairActions } from './repairs.ts';

type Listener = (uri: string, version: number, diagnostics: Diagnostic[]) => void;

export class AnnotationFiles {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #notes: Notes;
  readonly #listeners: Listener[] = [];

  constructor(documents: TextDocuments<TextDocument>, notes: Notes) {
    this.#documents = documents;
    this.#notes = notes;
    documents.onDidChangeContent(async ({ document }) => {
      if (!isAnnotationUri(document.uri)) return;
      const diagnostics = await this.diagnostics(document.uri);
      for (const listener of this.#listeners) listener(document.uri, document.version, diagnostics);
    });
  }

  onDidChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const document = this.#documents.get(uri);
    if (document === undefined || !isAnnotationUri(uri)) return [];
    return annotationFileDiagnostics(document, await this.#problems(document));
  }

  async codeActions(uri: string, range: Range, diagnostics: readonly Diagnostic[]): Promise<CodeAction[]> {
    const document = this.#documents.get(uri);
    if (document === undefined || !isAnnotationUri(uri)) return [];
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    const here = (await this.#problems(document)).filter(
      ({ place }) => place.start <= end && place.end >= start,
    );
    return here.flatMap((problem) => repairActions(document, problem, diagnostics));
  }

  /** Against the text in the editor where its note is open, otherwise against the text on disk. */
  async #problems(document: TextDocument): Promise<readonly Problem[]> {
    const note = this.#notes.get(document.uri);
    if (note?.gold.content === document.getText()) return note.gold.file.problems;
    if (!isFileUri(document.uri)) return [];
    const text = await readText(fileURLToPath(document.uri).replace(/\.ann$/, '.txt'));
    if (typeof text === 'string') return parseStandoff(document.getText(), text).problems;
    const problem: Problem = {
      code: text.code,
      severity: 'error',
      message: `${text.path}: ${text.message}`,
      place: span(0, 0),
    };
    return [problem];
  }
}
