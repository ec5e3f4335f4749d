/**
 * VS Code opens a tab by itself, behind the others, for a file that has unsaved changes and no tab. An annotation file
 * gets one whenever its note is annotated, and whoever works through many notes would be left with a tab for each. So
 * such a tab is closed when its file is saved, unless somebody has looked at it meanwhile.
 */
import * as vscode from 'vscode';

export function registerBackgroundTabs(): vscode.Disposable {
  const background = new Set<vscode.Tab>();
  return vscode.window.tabGroups.onDidChangeTabs(async ({ opened, changed, closed }) => {
    for (const tab of opened) if (isAnnotationTab(tab) && tab.isDirty && !tab.isActive) background.add(tab);
    for (const tab of closed) background.delete(tab);
    for (const tab of changed) {
      if (!background.has(tab)) continue;
      if (tab.isActive) {
        background.delete(tab);
      } else if (!tab.isDirty) {
        background.delete(tab);
        await vscode.window.tabGroups.close(tab, true);
      }
    }
  });
}

function isAnnotationTab({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputText && input.uri.path.endsWith('.ann');
}
