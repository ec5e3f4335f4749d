/** The open documents, with every edit reported as offsets, so that spans can follow the text. */
import {
  type TextDocumentContentChangeEvent,
  TextDocuments,
  type TextDocumentsConfiguration,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lineEndingEdits } from '../annotation/lineEndings.ts';
import type { TextEdit } from '../annotation/problems.ts';
import { replacementEdits } from '../annotation/rewriting.ts';
import { span } from '../text/positions.ts';

/** Edits of one change of a document, each in offsets of the text that the one before left. */
export type EditListener = (uri: string, edits: readonly TextEdit[]) => void;

/** @param onEdit is called before the document's own change event. */
export function trackedTexts(onEdit: EditListener): TextDocuments<TextDocument> {
  const configuration: TextDocumentsConfiguration<TextDocument> = {
    create: TextDocument.create,
    update(document, changes, version) {
      const edits: TextEdit[] = [];
      for (const change of changes) {
        for (const edit of editsOf(document, change)) edits.push(edit);
        TextDocument.update(document, [change], version);
      }
      onEdit(document.uri, edits);
      return document;
    },
  };
  return new TextDocuments(configuration);
}

/**
 * What a change really changes: an editor may replace a word to complete it, or the whole text to change its line ends or
 * to format it.
 */
function editsOf(document: TextDocument, change: TextDocumentContentChangeEvent): TextEdit[] {
  const text = document.getText();
  const { start, end } =
    'range' in change
      ? span(document.offsetAt(change.range.start), document.offsetAt(change.range.end))
      : span(0, text.length);
  const lineEndings = lineEndingEdits(text.slice(start, end), change.text);
  if (lineEndings === undefined)
    return replacementEdits(text, { span: { start, end }, newText: change.text });
  return lineEndings.map((edit) => ({ ...edit, span: span(start + edit.span.start, start + edit.span.end) }));
}
