/** The list in which a person looks for the concept of a mention, from the keyboard alone. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type ActionParams,
  type ConceptChoice,
  type ConceptsResult,
  conceptsRequest,
} from '../server/protocol.ts';
import { request } from './messages.ts';

/** A mention and what it is to be linked to. */
type ChosenConcepts = Required<Pick<ActionParams, 'range' | 'type' | 'concepts'>>;

/** What is linked to the concept that is chosen: a mention, or all with its words. */
export type LinkScope = 'mention' | 'document' | 'corpus';

const titles: Readonly<Record<LinkScope, string>> = {
  mention: '',
  document: 'All ',
  corpus: 'All in the Corpus: ',
};

interface ConceptItem extends vscode.QuickPickItem {
  readonly concepts: ConceptChoice['concepts'];
}

/** VS Code orders what is typed for by where the labels have it, unless it is told that the order means something. */
type OrderedPick = vscode.QuickPick<ConceptItem> & { sortByLabel?: boolean };

/**
 * Lists the concepts of the mention at the selection and then, as a person types, those with such a name or identifier.
 * @returns undefined where the list is left, and a message where there is no mention.
 */
export async function pickConcept(
  client: LanguageClient,
  { document, selection }: vscode.TextEditor,
  scope: LinkScope,
): Promise<ChosenConcepts | { readonly message: string } | undefined> {
  const { code2ProtocolConverter } = client;
  const place = {
    uri: code2ProtocolConverter.asUri(document.uri),
    range: code2ProtocolConverter.asRange(selection),
  };
  const ask = (typed: string, token?: vscode.CancellationToken): Promise<ConceptsResult | null> =>
    client.sendRequest(request(conceptsRequest), { ...place, typed }, token);
  const first = await ask('');
  if (first === null) return { message: 'There is no mention here.' };
  if (first.message !== undefined) return { message: first.message };
  const { range, type, words, linked } = first;
  const now = linked === '' ? '' : `, linked to ${linked}`;
  const concepts = await choose(first, `${titles[scope]}“${words}” (${type})${now}`, ask);
  return concepts === undefined ? undefined : { range, type, concepts };
}

function choose(
  first: ConceptsResult,
  title: string,
  ask: (typed: string, token: vscode.CancellationToken) => Promise<ConceptsResult | null>,
): Promise<ConceptChoice['concepts'] | undefined> {
  const pick: OrderedPick = vscode.window.createQuickPick<ConceptItem>();
  pick.sortByLabel = false;
  pick.title = title;
  pick.placeholder = 'Type a name or an identifier; “chem: ” or another semantic group in front keeps to it';
  pick.items = first.concepts.map(itemOf);
  let asking: vscode.CancellationTokenSource | undefined;
  let isAccepted = false;
  const forget = (): void => {
    asking?.cancel();
    asking?.dispose();
    asking = undefined;
  };
  return new Promise((resolve) => {
    const finish = (concepts: ConceptChoice['concepts'] | undefined): void => {
      forget();
      resolve(concepts);
      pick.dispose();
    };
    pick.onDidChangeValue(async (typed) => {
      forget();
      isAccepted = false;
      const current = new vscode.CancellationTokenSource();
      asking = current;
      pick.busy = true;
      const found = await ask(typed, current.token).catch(() => undefined);
      // An answer to what is no longer typed says nothing.
      if (asking !== current) return;
      asking = undefined;
      pick.busy = false;
      if (found) pick.items = found.concepts.map(itemOf);
      if (isAccepted) finish(found?.concepts[0]?.concepts);
    });
    pick.onDidAccept(() => {
      // What is listed may still be what was found for less than what is typed.
      if (asking === undefined) finish(pick.selectedItems[0]?.concepts);
      else isAccepted = true;
    });
    pick.onDidHide(() => finish(undefined));
    pick.show();
  });
}

/** The server has found it, so it is shown whatever was typed. */
function itemOf({ concepts, label, description, detail }: ConceptChoice): ConceptItem {
  return { concepts, label, description, detail, alwaysShow: true };
}
