/** Saves a note and its annotations together: saving either saves both. */
import * as vscode from 'vscode';

/**
 * @param settle writes pending moves of a note's spans to its annotation file's buffer and gives the file's URI.
 */
export function registerSaving(
  settle: (note: vscode.Uri) => Promise<vscode.Uri | undefined>,
): vscode.Disposable {
  const saveIfDirty = async (uri: vscode.Uri): Promise<void> => {
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    if (open?.isDirty) await open.save();
  };
  return vscode.workspace.onDidSaveTextDocument(async ({ uri, languageId }) => {
    if (uri.scheme !== 'file') return;
    if (languageId === 'plaintext') {
      const annotations = await settle(uri);
      if (annotations) await saveIfDirty(annotations);
    } else if (languageId === 'brat') {
      await saveIfDirty(uri.with({ path: uri.path.replace(/\.ann$/, '.txt') }));
    }
  });
}
