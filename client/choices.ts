/** Lists of changes that a person picks from before any of them is made. */
import * as vscode from 'vscode';
import type { StaticFeature } from 'vscode-languageclient/node';
import type { ChooseParams } from '../server/protocol.ts';

/** Tells the server that this client answers {@link choose}, and that it has a list to search concepts in. */
export const choices: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = {
      ...(capabilities.experimental as object | undefined),
      goldspanChoices: true,
      goldspanConcepts: true,
    };
  },
  initialize() {
    // The capability is all there is to it.
  },
  getState: () => ({ kind: 'static' }),
  clear() {
    // Nothing is held.
  },
};

/** The indices of the changes that the person picks; null where the list is left. */
export async function choose({ title, note, choices: offered }: ChooseParams): Promise<number[] | null> {
  const items = offered.map((choice, index) => ({ ...choice, index }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: [
      ...(note === undefined ? [] : [note]),
      'Enter makes the picked changes, Escape makes none',
    ].join(' '),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return picked === undefined ? null : picked.map(({ index }) => index);
}
