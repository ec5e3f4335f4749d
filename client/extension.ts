/** The extension's entry: registers what a person can press and starts the server where there is work for it. */
import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { isInCorpus, isNote } from './corpora.ts';
import { foldedLanguages, Session } from './session.ts';

/** What other extensions, and tests, may use. */
export interface GoldspanApi {
  /** Resolves when the current version of a document has been analysed; rejects when it cannot be. */
  analysed(uri: string): Promise<{ version: number; gold: number; predicted: number; suggested: number }>;
}

let session: Session | undefined;

export function activate(context: vscode.ExtensionContext): GoldspanApi {
  const log = vscode.window.createOutputChannel('Goldspan', { log: true });
  session = new Session(context.extensionUri, log);
  const current = session;
  context.subscriptions.push(log, current, ...registerCommands(current));

  const startFor = async (document: vscode.TextDocument): Promise<void> => {
    if ((isNote(document) && (await isInCorpus(document))) || isFolded(document)) await current.start();
  };
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(startFor),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('goldspan.enable')) vscode.workspace.textDocuments.forEach(startFor);
    }),
  );
  vscode.workspace.textDocuments.forEach(startFor);
  return { analysed: (uri) => current.layers.analysed(uri) };
}

function isFolded({ languageId, uri }: vscode.TextDocument): boolean {
  return (
    foldedLanguages.includes(languageId) &&
    uri.scheme === 'file' &&
    vscode.workspace.getConfiguration('goldspan', uri).get<string>('enable') !== 'never'
  );
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
