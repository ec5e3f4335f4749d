/** Whether a document is one that Goldspan works on without being asked, so that the server need not run for others. */
import * as vscode from 'vscode';

/** A text that can be annotated, or an annotation file. */
export function isNote({ languageId, uri }: vscode.TextDocument): boolean {
  return (languageId === 'plaintext' || languageId === 'brat') && ['file', 'untitled'].includes(uri.scheme);
}

/** In a folder with annotation files, or under an `annotation.conf` of the workspace; or wherever the setting says. */
export async function isInCorpus(document: vscode.TextDocument): Promise<boolean> {
  const enable = vscode.workspace.getConfiguration('goldspan', document.uri).get<string>('enable');
  if (enable !== 'corpus') return enable === 'always';
  if (document.languageId === 'brat') return true;
  if (document.uri.scheme !== 'file') return false;
  const top = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.path;
  let folder = vscode.Uri.joinPath(document.uri, '..');
  if ((await names(folder)).some((name) => name.endsWith('.ann'))) return true;
  for (;;) {
    if ((await names(folder)).includes('annotation.conf')) return true;
    const parent = vscode.Uri.joinPath(folder, '..');
    if (folder.path === top || parent.path === folder.path) return false;
    folder = parent;
  }
}

async function names(folder: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}
