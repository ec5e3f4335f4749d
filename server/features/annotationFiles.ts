/** Annotation files that are open themselves, whether or not their text is. */
import { fileURLToPath } from 'node:url';
import {
  type CodeAction,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  MarkupKind,
  type Position,
  type Range,
  SymbolKind,
  type TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Entity } from '../annotation/document.ts';
import type { Problem } from '../annotation/problems.ts';
import { readText } from '../corpus/textFiles.ts';
import { parseStandoff, type StandoffFile } from '../formats/brat/standoff.ts';
import { type Span, span } from '../text/positions.ts';
import { annotationFileDiagnostics } from './diagnostics.ts';
import { escaped } from './hover.ts';
import { isAnnotationUri, isFileUri, type Notes } from './notes.ts';
import { repairActions } from './repairs.ts';
import { definitionOf, inContext, meantAt, referencesTo } from './standoffNavigation.ts';

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
    const read = await this.#read(uri);
    return read === undefined ? [] : annotationFileDiagnostics(read.document, read.problems);
  }

  /** @param whole the actions for the whole file that the problems at the range give rise to. */
  async codeActions(
    uri: string,
    range: Range,
    diagnostics: readonly Diagnostic[],
    whole: (file: StandoffFile, here: readonly Problem[]) => CodeAction[],
  ): Promise<CodeAction[]> {
    const read = await this.#read(uri);
    if (read === undefined) return [];
    const start = read.document.offsetAt(range.start);
    const end = read.document.offsetAt(range.end);
    const here = read.problems.filter(({ place }) => place.start <= end && place.end >= start);
    return [
      ...here.flatMap((problem) => repairActions(read.document, problem, diagnostics)),
      ...whole(read.file, here),
    ];
  }

  /** An open annotation file as read against its text; `undefined` for other documents. */
  async file(uri: string): Promise<StandoffFile | undefined> {
    return (await this.#read(uri))?.file;
  }

  /** The annotation that is meant, with its words in the text around them. */
  async hover(uri: string, position: Position): Promise<Hover | null> {
    const read = await this.#read(uri);
    const meant = read && meantAt(read.file, read.document.offsetAt(position));
    const entity = meant && read.entities.find(({ id }) => id === meant.id);
    if (!entity) return null;
    const { before, words, after } = inContext(read.text, entity);
    const value = `**${escaped(entity.type)}** (${escaped(entity.id)})\n\n${escaped(before)}**${escaped(words)}**${escaped(after)}`;
    return { contents: { kind: MarkupKind.Markdown, value }, range: rangeIn(read.document, meant.place) };
  }

  /** From an id that is referred to, to its line; from an entity's own line, to its words in the text. */
  async definition(uri: string, position: Position): Promise<Location[]> {
    const read = await this.#read(uri);
    const meant = read && meantAt(read.file, read.document.offsetAt(position));
    if (!meant) return [];
    if (meant.isReference) {
      const definition = definitionOf(read.file, meant.id);
      return definition ? [{ uri, range: rangeIn(read.document, definition) }] : [];
    }
    const entity = read.entities.find(({ id }) => id === meant.id);
    const text = TextDocument.create(textUriOf(uri), 'plaintext', 0, read.text);
    return entity
      ? entity.fragments.map((fragment) => ({ uri: text.uri, range: rangeIn(text, fragment) }))
      : [];
  }

  async references(uri: string, position: Position, withDefinition: boolean): Promise<Location[]> {
    const read = await this.#read(uri);
    const meant = read && meantAt(read.file, read.document.offsetAt(position));
    if (!meant) return [];
    return referencesTo(read.file, meant.id, withDefinition).map((place) => ({
      uri,
      range: rangeIn(read.document, place),
    }));
  }

  /** The entities of the file, each with its words. */
  async symbols(uri: string): Promise<DocumentSymbol[]> {
    const read = await this.#read(uri);
    return (read?.entities ?? []).flatMap((entity) => {
      const line = read?.file.lineById.get(entity.id);
      if (read === undefined || line === undefined) return [];
      const range = rangeIn(read.document, line.span);
      const name = entity.words.trim() || entity.id;
      return [
        {
          name,
          detail: `${entity.type} ${entity.id}`,
          kind: SymbolKind.Constant,
          range,
          selectionRange: range,
        },
      ];
    });
  }

  /** Against the text in the editor where its note is open, otherwise against the text on disk. */
  async #read(uri: string): Promise<ReadAnnotations | undefined> {
    const document = this.#documents.get(uri);
    if (document === undefined || !isAnnotationUri(uri)) return undefined;
    const note = this.#notes.get(uri);
    if (note !== undefined && note.gold.content === document.getText()) {
      const { file, annotations } = note.gold;
      return { document, file, problems: file.problems, text: note.text, entities: annotations.entities };
    }
    const text = isFileUri(uri) ? await readText(fileURLToPath(textUriOf(uri))) : '';
    const file = parseStandoff(document.getText(), typeof text === 'string' ? text : '');
    if (typeof text === 'string') {
      return { document, file, problems: file.problems, text, entities: file.annotations.entities };
    }
    const { code, path, message } = text;
    const problem: Problem = { code, severity: 'error', message: `${path}: ${message}`, place: span(0, 0) };
    return { document, file, problems: [problem], text: '', entities: [] };
  }
}

/** An annotation file with the text that it is about. */
interface ReadAnnotations {
  readonly document: TextDocument;
  readonly file: StandoffFile;
  readonly problems: readonly Problem[];
  readonly text: string;
  /** Over the text as it is now. */
  readonly entities: readonly Entity[];
}

function rangeIn(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

function textUriOf(uri: string): string {
  return uri.replace(/\.ann$/, '.txt');
}
