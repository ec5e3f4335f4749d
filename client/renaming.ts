/**
 * Asks before a name is changed in many files. VS Code's own preview starts with every change deselected when changes
 * need confirmation, so that a person would have to select file after file.
 */
import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageserver-protocol';

/** The edit, confirmed; one without changes if the person does not want it. */
export async function confirmed(edit: WorkspaceEdit): Promise<WorkspaceEdit> {
  const annotations = Object.entries(edit.changeAnnotations ?? {});
  const asked = annotations.map(([, annotation]) => annotation).find((each) => each.needsConfirmation);
  if (asked === undefined) return edit;
  const [verb = 'Rename'] = asked.label.split(' ');
  const detail = `${asked.description ?? ''}\n\nTo see every change first, press Ctrl+Enter (macOS: ⌘Enter) in the box with the name.`;
  const chosen = await vscode.window.showInformationMessage(asked.label, { modal: true, detail }, verb);
  if (chosen === undefined) return {};
  const changeAnnotations = Object.fromEntries(
    annotations.map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }]),
  );
  return { ...edit, changeAnnotations };
}
