/** Repairs of annotation files as code actions. */
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../annotation/problems.ts';

/**
 * What mends a problem of an annotation file.
 * @param file the annotation file as the problem's places count in it.
 * @param diagnostics those that the client has at the place; the action is tied to those it mends.
 */
export function repairActions(
  file: TextDocument,
  { code, repairs }: Problem,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  return (repairs ?? []).map(({ title, edits, safe }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    isPreferred: safe,
    diagnostics: diagnostics.filter((diagnostic) => diagnostic.code === code),
    edit: {
      changes: {
        [file.uri]: edits.map((edit) => ({
          range: { start: file.positionAt(edit.span.start), end: file.positionAt(edit.span.end) },
          newText: edit.newText,
        })),
      },
    },
  }));
}
