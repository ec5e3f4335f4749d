/** Draws the marks of the server over the text. Knows colours and borders, and nothing of what a span is. */
import * as vscode from 'vscode';
import type { Mark } from '../server/protocol.ts';
import type { Layers } from './layers.ts';

/** The colours that package.json contributes. */
const palette = 8;

/** Where the border of each lane stands, so that an enclosed mention shows inside the enclosing one. */
const laneBorders = ['0 0 2px 0', '2px 0 0 0', '0 2px 0 2px', '1px'];

export class Decorations implements vscode.Disposable {
  readonly #layers: Layers;
  /** One type for each look, made when first needed: layer, colour and lane. */
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(layers: Layers) {
    this.#layers = layers;
    this.#subscriptions = [
      layers.onDidChange(() => this.#drawAll()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#drawAll()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#setContext()),
    ];
  }

  dispose(): void {
    for (const subscription of [...this.#subscriptions, ...this.#types.values()]) subscription.dispose();
  }

  #drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
    this.#setContext();
  }

  /** Keys and menus work where there are layers. */
  #setContext(): void {
    const document = vscode.window.activeTextEditor?.document;
    const active = document !== undefined && this.#layers.get(document) !== undefined;
    void vscode.commands.executeCommand('setContext', 'goldspan.active', active);
  }

  /** Marks of an older version are kept until the new ones come: VS Code moves decorations along with edits. */
  #draw(editor: vscode.TextEditor): void {
    const layers = this.#layers.get(editor.document);
    if (layers && layers.version !== editor.document.version) return;
    const byType = new Map<string, vscode.Range[]>();
    for (const mark of layers?.marks ?? []) {
      const key = this.#typeFor(mark);
      for (const { start, end } of mark.ranges) {
        const range = new vscode.Range(start.line, start.character, end.line, end.character);
        const ranges = byType.get(key);
        if (ranges) ranges.push(range);
        else byType.set(key, [range]);
      }
    }
    for (const [key, type] of this.#types) editor.setDecorations(type, byType.get(key) ?? []);
  }

  #typeFor({ layer, colour, lane }: Mark): string {
    const key = [layer, colour, Math.min(lane, laneBorders.length - 1)].join(' ');
    if (!this.#types.has(key)) {
      const name = `goldspan.type${(colour % palette) + 1}`;
      const isGold = layer === 'gold';
      this.#types.set(
        key,
        vscode.window.createTextEditorDecorationType({
          rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
          ...(isGold && { backgroundColor: new vscode.ThemeColor(`${name}Background`) }),
          borderColor: new vscode.ThemeColor(name),
          borderStyle: isGold ? 'solid' : 'dashed',
          borderWidth: laneBorders[Math.min(lane, laneBorders.length - 1)] as string,
          ...(isGold && {
            overviewRulerColor: new vscode.ThemeColor(name),
            overviewRulerLane: vscode.OverviewRulerLane.Right,
          }),
        }),
      );
    }
    return key;
  }
}
