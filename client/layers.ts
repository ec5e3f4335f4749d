/** What the server last said of each open note. */
import * as vscode from 'vscode';
import type { LayersParams } from '../server/protocol.ts';

export class Layers implements vscode.Disposable {
  readonly #byUri = new Map<string, LayersParams>();
  readonly #changed = new vscode.EventEmitter<LayersParams | undefined>();
  readonly #closing = vscode.workspace.onDidCloseTextDocument((document) =>
    this.#byUri.delete(document.uri.toString()),
  );

  /** Fires with the layers that have come, or with undefined when all are gone. */
  readonly onDidChange = this.#changed.event;

  set(layers: LayersParams): void {
    this.#byUri.set(keyOf(layers.uri), layers);
    this.#changed.fire(layers);
  }

  get(document: vscode.TextDocument): LayersParams | undefined {
    return this.#byUri.get(document.uri.toString());
  }

  clear(): void {
    this.#byUri.clear();
    this.#changed.fire(undefined);
  }

  /** Resolves with the complete layers of the document's version of then. Rejects when the document is closed. */
  analysed(uri: string): Promise<LayersParams> {
    const key = keyOf(uri);
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === key);
    if (!document) return Promise.reject(new Error(`${uri} is not open`));
    return new Promise((resolve, reject) => {
      const subscriptions: vscode.Disposable[] = [];
      const settle = (action: () => void): void => {
        for (const subscription of subscriptions) subscription.dispose();
        action();
      };
      const check = (): boolean => {
        const layers = this.#byUri.get(key);
        if (!layers?.complete || layers.version < document.version) return false;
        settle(() => resolve(layers));
        return true;
      };
      if (check()) return;
      subscriptions.push(
        this.onDidChange(check),
        vscode.workspace.onDidCloseTextDocument((closed) => {
          if (closed === document) settle(() => reject(new Error(`${uri} was closed`)));
        }),
      );
    });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#closing.dispose();
  }
}

/** The server may escape a URI otherwise than VS Code does. */
function keyOf(uri: string): string {
  return vscode.Uri.parse(uri).toString();
}
