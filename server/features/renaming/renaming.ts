/** Renaming types, over the whole corpus, and ids, in one annotation file. */
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CancellationToken,
  type ClientCapabilities,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  type TextDocumentEdit,
  type TextDocuments,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { configuredTypes } from '../../formats/brat/configurationTypes.ts';
import { readLine } from '../../formats/brat/lineGrammar.ts';
import { type StandoffLine, splitLines } from '../../formats/brat/lines.ts';
import { type NameInLine, nameAt } from '../../formats/brat/namesInLines.ts';
import { isAnnotationUri, isFileUri, type Notes } from '../notes.ts';
import { type CorpusFiles, readCorpusFiles } from './files.ts';
import { idProblem, idRenaming } from './ids.ts';
import { type Change, counted, nameProblem, typeRenaming } from './types.ts';

export class Renaming {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #notes: Notes;

  constructor(documents: TextDocuments<TextDocument>, notes: Notes) {
    this.#documents = documents;
    this.#notes = notes;
  }

  /** The name at a position of an annotation file or of an `annotation.conf`; null in other documents. */
  prepare(uri: string, position: Position): { range: Range; placeholder: string } | null {
    const found = this.#nameAt(uri, position);
    if (found === undefined) return null;
    const { start, end } = found.name.part.span;
    return {
      range: { start: found.document.positionAt(start), end: found.document.positionAt(end) },
      placeholder: found.name.part.text,
    };
  }

  /** @throws ResponseError for a name that cannot be given, with the reason for the person. */
  async rename(
    uri: string,
    position: Position,
    newName: string,
    capabilities: ClientCapabilities,
    token: CancellationToken,
  ): Promise<WorkspaceEdit | null> {
    const found = this.#nameAt(uri, position);
    if (found === undefined || found.name.part.text === newName) return null;
    const { document, name, lines } = found;
    if (name.name === 'id') {
      refuse(idProblem(lines, name.part.text, newName));
      const { edits, adopted } = idRenaming(lines, name, newName);
      const change: Change = {
        files: [{ file: { document, version: document.version, isElsewhere: false }, edits }],
        label: `Rename ${name.part.text} to ${newName}: ${counted(edits.length, 'place')}`,
        description:
          adopted === 0
            ? basename(uri)
            : `${counted(adopted, 'place')} of this file already refer to ${newName}, which nothing defines so far.`,
        needsConfirmation: adopted > 0,
      };
      return workspaceEdit(change, capabilities);
    }
    const files = await this.#filesOf(document, token);
    refuse(nameProblem(newName, files.configuration !== undefined));
    return workspaceEdit(typeRenaming(files, name.kind, name.part.text, newName), capabilities);
  }

  #nameAt(
    uri: string,
    position: Position,
  ): { document: TextDocument; name: NameInLine; lines: readonly StandoffLine[] } | undefined {
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    const offset = document.offsetAt(position);
    if (isAnnotationUri(uri)) {
      const lines = splitLines(document.getText()).map(readLine);
      const name = nameAt(lines, offset);
      return name && { document, name, lines };
    }
    if (!/\/annotation\.conf$/.test(uri)) return undefined;
    const type = configuredTypes(document.getText()).find(
      ({ part: { span } }) => span.start <= offset && offset <= span.end,
    );
    return type && { document, name: { name: 'type', kind: type.kind, part: type.part }, lines: [] };
  }

  #filesOf(document: TextDocument, token: CancellationToken): Promise<CorpusFiles> {
    if (!isFileUri(document.uri)) {
      const annotations = [{ document, version: document.version, isElsewhere: false }];
      return Promise.resolve({ annotations, visual: [], shortcuts: [], unreadable: [] });
    }
    const path = fileURLToPath(document.uri);
    return readCorpusFiles(path, this.#notes.rootOf(dirname(path)), this.#documents, token);
  }
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, reason);
}

/** In the fullest form that the client understands. */
function workspaceEdit(
  { files, label, description, needsConfirmation }: Change,
  { workspace }: ClientCapabilities,
): WorkspaceEdit {
  const annotationId = 'rename';
  const isAnnotated = workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
  const documentChanges = files.map(({ file: { document, version }, edits }): TextDocumentEdit => {
    return {
      textDocument: { uri: document.uri, version },
      edits: edits.map(({ span, newText }): TextEdit => {
        const range = { start: document.positionAt(span.start), end: document.positionAt(span.end) };
        return { range, newText, ...(isAnnotated && { annotationId }) };
      }),
    };
  });
  if (workspace?.workspaceEdit?.documentChanges !== true) {
    const changes = documentChanges.map(({ textDocument: { uri }, edits }) => [uri, edits]);
    return { changes: Object.fromEntries(changes) };
  }
  if (!isAnnotated) return { documentChanges };
  return {
    documentChanges,
    changeAnnotations: { [annotationId]: { label, description, needsConfirmation } },
  };
}
