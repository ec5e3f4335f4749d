/** The language status item: whether Goldspan is off, starting, ready, busy or failed, and why. */
import * as vscode from 'vscode';
import type { StatusParams } from '../server/protocol.ts';

const texts: Record<StatusParams['state'], string> = {
  off: 'Goldspan: off',
  starting: 'Goldspan: starting',
  ready: 'Goldspan: ready',
  busy: 'Goldspan: reading',
  failed: 'Goldspan: failed',
};

export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('goldspan.status', [
    { language: 'plaintext' },
    { language: 'brat' },
  ]);

  constructor() {
    this.#item.name = 'Goldspan';
    this.show({ state: 'off', detail: '' });
  }

  show({ state, detail }: StatusParams): void {
    this.#item.text = texts[state];
    this.#item.detail = detail;
    this.#item.busy = state === 'busy' || state === 'starting';
    this.#item.severity =
      state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.#item.command =
      state === 'failed'
        ? { command: 'goldspan.restartServer', title: 'Restart' }
        : { command: 'goldspan.showLog', title: 'Show Log' };
  }

  dispose(): void {
    this.#item.dispose();
  }
}
