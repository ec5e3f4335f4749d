/** Every command of the palette in one table. */
import * as vscode from 'vscode';
import {
  type ActionParams,
  type ActionResult,
  analyseRequest,
  type DocumentParams,
  type EntityTypeChoice,
  navigateRequest,
  serverCommands,
  typesRequest,
} from '../server/protocol.ts';
import { type LinkScope, pickConcept } from './conceptPicker.ts';
import { request } from './messages.ts';
import type { Session } from './session.ts';

type Handler = (editor: vscode.TextEditor) => Promise<void>;

export function registerCommands(session: Session): vscode.Disposable[] {
  const inEditor: Record<string, Handler> = {
    acceptSuggestion: (editor) => act(editor, serverCommands.accept, {}, true),
    acceptAllWithText: (editor) => act(editor, serverCommands.acceptAll, {}, true),
    rejectSuggestion: (editor) => act(editor, serverCommands.reject, {}, true),
    removeAnnotation: (editor) => act(editor, serverCommands.remove),
    undoAnnotation: (editor) => act(editor, serverCommands.undo),
    nextSuggestion: (editor) => navigate(editor, 'next', 'suggested'),
    previousSuggestion: (editor) => navigate(editor, 'previous', 'suggested'),
    nextAnnotation: (editor) => navigate(editor, 'next', 'gold'),
    previousAnnotation: (editor) => navigate(editor, 'previous', 'gold'),
    annotateSelection: async (editor) => {
      if (editor.selection.isEmpty) return inform('Select the words to annotate first.');
      const newType = await pickType(editor, 'Annotate the selection as');
      if (newType) await act(editor, serverCommands.annotate, { newType });
    },
    changeType: async (editor) => {
      const newType = await pickType(editor, 'Change the type to');
      if (newType) await act(editor, serverCommands.changeType, { newType });
    },
    linkConcept: (editor) => linkConcept(editor, 'mention'),
    linkConceptEverywhere: (editor) => linkConcept(editor, 'document'),
    linkConceptInCorpus: (editor) => linkConcept(editor, 'corpus'),
    analyseDocument: async (editor) => {
      const client = await session.start();
      await client.sendRequest(request(analyseRequest), {
        uri: client.code2ProtocolConverter.asUri(editor.document.uri),
      });
    },
    realignAnnotations: async ({ document }) => {
      const client = await session.start();
      await vscode.commands.executeCommand<ActionResult>(serverCommands.realign, {
        uri: client.code2ProtocolConverter.asUri(document.uri),
      } satisfies DocumentParams);
    },
    openAnnotations: async ({ document }) => {
      const uri = document.uri.with({ path: document.uri.path.replace(/\.[^./]*$/, '.ann') });
      await vscode.window.showTextDocument(uri, {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus: true,
      });
    },
  };

  async function act(
    editor: vscode.TextEditor,
    command: string,
    params: Pick<ActionParams, 'newType'> = {},
    goOn = false,
  ): Promise<void> {
    const client = await session.start();
    const { code2ProtocolConverter, protocol2CodeConverter } = client;
    const result = await vscode.commands.executeCommand<ActionResult>(command, {
      uri: code2ProtocolConverter.asUri(editor.document.uri),
      range: code2ProtocolConverter.asRange(editor.selection),
      ...params,
    } satisfies ActionParams);
    if (result.done && goOn && result.next) reveal(editor, protocol2CodeConverter.asRange(result.next));
  }

  async function navigate(
    editor: vscode.TextEditor,
    direction: 'next' | 'previous',
    layer: 'gold' | 'suggested',
  ): Promise<void> {
    const client = await session.start();
    const range = await client.sendRequest(request(navigateRequest), {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
      position: client.code2ProtocolConverter.asPosition(editor.selection.active),
      direction,
      layer,
    });
    if (range) reveal(editor, client.protocol2CodeConverter.asRange(range));
    else inform(layer === 'gold' ? 'There are no annotations here.' : 'There are no suggestions left here.');
  }

  async function linkConcept(editor: vscode.TextEditor, scope: LinkScope): Promise<void> {
    const client = await session.start();
    const chosen = await pickConcept(client, editor, scope);
    if (chosen === undefined) return;
    if ('message' in chosen) return inform(chosen.message);
    const command = scope === 'corpus' ? serverCommands.linkCorpus : serverCommands.link;
    await vscode.commands.executeCommand<ActionResult>(command, {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
      ...chosen,
      everywhere: scope === 'document',
    } satisfies ActionParams);
  }

  async function pickType(editor: vscode.TextEditor, placeHolder: string): Promise<string | undefined> {
    const client = await session.start();
    const choices: EntityTypeChoice[] = await client.sendRequest(request(typesRequest), {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    });
    return pickByKey(choices, placeHolder);
  }

  return [
    ...Object.entries(inEditor).map(([name, handler]) =>
      vscode.commands.registerCommand(`goldspan.${name}`, async () => {
        const editor = vscode.window.activeTextEditor;
        if (editor) await handler(editor);
        else inform('Open a note first.');
      }),
    ),
    vscode.commands.registerCommand('goldspan.restartServer', () => session.restart()),
    vscode.commands.registerCommand('goldspan.showLog', () => session.log.show()),
    session.onDidAct(({ done, message, undoable }) => {
      if (message) inform(message);
      if (done) setUndoable(undoable > 0);
    }),
    // Once the text itself is edited, undo is the text's again.
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const isActive = document === vscode.window.activeTextEditor?.document;
      if (isActive && contentChanges.length > 0) setUndoable(false);
    }),
    vscode.window.onDidChangeActiveTextEditor(() => setUndoable(false)),
  ];
}

function setUndoable(undoable: boolean): void {
  void vscode.commands.executeCommand('setContext', 'goldspan.lastEditWasAnnotation', undoable);
}

function reveal(editor: vscode.TextEditor, range: vscode.Range): void {
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function inform(message: string): void {
  vscode.window.setStatusBarMessage(`$(info) ${message}`, 5000);
}

/** A pick list that also takes a type's key from `kb_shortcuts.conf`, so that a type costs one key. */
function pickByKey(choices: readonly EntityTypeChoice[], placeHolder: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly type: string }>();
  pick.placeholder = placeHolder;
  pick.items = choices.map(({ type, label, key }) => ({
    type,
    label: type,
    description: [label === type ? '' : label, key ? `[${key}]` : ''].filter(Boolean).join(' '),
  }));
  return new Promise((resolve) => {
    const finish = (type: string | undefined): void => {
      resolve(type);
      pick.dispose();
    };
    pick.onDidChangeValue((value) => {
      const chosen = choices.find(
        ({ key }) => key !== undefined && key.toLowerCase() === value.toLowerCase(),
      );
      if (chosen) finish(chosen.type);
    });
    pick.onDidAccept(() => finish(pick.selectedItems[0]?.type));
    pick.onDidHide(() => finish(undefined));
    pick.show();
  });
}
