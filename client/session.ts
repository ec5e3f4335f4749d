/** One run of the language server and everything on the screen that lives as long as it. */
import * as vscode from 'vscode';
import {
  type Executable,
  LanguageClient,
  type LanguageClientOptions,
  type NodeModule,
  RenameRequest,
  State,
  TransportKind,
  type WorkspaceEdit,
} from 'vscode-languageclient/node';
import {
  type ActionResult,
  chooseRequest,
  layersNotification,
  settleRequest,
  statusNotification,
  visibleNotification,
} from '../server/protocol.ts';
import { registerBackgroundTabs } from './backgroundTabs.ts';
import { choices, choose } from './choices.ts';
import { Decorations } from './decorations.ts';
import { Layers } from './layers.ts';
import { notification, request } from './messages.ts';
import { confirmed } from './renaming.ts';
import { registerSaving } from './saving.ts';
import { Status } from './status.ts';

const noteLanguages = ['plaintext', 'brat'];
/** Documents that are no notes, but that the server folds, and of which the configuration is renamed with the notes. */
export const foldedLanguages = ['brat-configuration', 'pubtator', 'conll'];

export class Session implements vscode.Disposable {
  readonly layers = new Layers();
  readonly log: vscode.LogOutputChannel;
  readonly #acted = new vscode.EventEmitter<ActionResult>();
  /** Fires with the result of every annotation action. */
  readonly onDidAct = this.#acted.event;
  readonly #extensionUri: vscode.Uri;
  readonly #status = new Status();
  readonly #decorations: Decorations;
  readonly #subscriptions: vscode.Disposable[] = [];
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;

  constructor(extensionUri: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.log = log;
    this.#decorations = new Decorations(this.layers);
    this.#subscriptions.push(
      this.#status,
      this.#decorations,
      this.layers,
      this.#acted,
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#tellVisible(textEditor)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#tellAllVisible()),
      registerSaving((uri) => this.#settle(uri)),
      registerBackgroundTabs(),
    );
  }

  /** Starts the server unless it runs already, and gives its connection. */
  start(): Promise<LanguageClient> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      this.#status.show({ state: 'failed', detail: error instanceof Error ? error.message : String(error) });
      throw error;
    });
    return this.#starting;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    this.layers.clear();
    this.#status.show({ state: 'off', detail: '' });
    if (client?.needsStop()) await client.stop();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #start(): Promise<LanguageClient> {
    this.#status.show({ state: 'starting', detail: '' });
    const client = new LanguageClient('goldspan', 'Goldspan', this.#serverModule(), this.#clientOptions());
    client.onNotification(notification(layersNotification), (params) => this.layers.set(params));
    client.onNotification(notification(statusNotification), (params) => this.#status.show(params));
    client.onRequest(request(chooseRequest), choose);
    client.registerFeature(choices);
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped && this.#client === client) {
        this.layers.clear();
        this.#status.show({ state: 'failed', detail: 'The language server has stopped. See the log.' });
      }
    });
    await client.start();
    this.#client = client;
    this.#tellAllVisible();
    return client;
  }

  #serverModule(): { run: NodeModule; debug: NodeModule } | Executable {
    const module = vscode.Uri.joinPath(this.#extensionUri, 'dist', 'server.cjs').fsPath;
    const run: NodeModule = { module, transport: TransportKind.ipc };
    return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } } };
  }

  #clientOptions(): LanguageClientOptions {
    return {
      documentSelector: ['file', 'untitled'].flatMap((scheme) =>
        [...noteLanguages, ...foldedLanguages].map((language) => ({ scheme, language })),
      ),
      outputChannel: this.log,
      synchronize: {
        configurationSection: 'goldspan',
        fileEvents: vscode.workspace.createFileSystemWatcher(
          '**/{*.ann,annotation.conf,visual.conf,kb_shortcuts.conf,tools.conf,homonyms.tsv}',
        ),
      },
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: {
        sendRequest: async (type, params, token, next) => {
          const result = await next(type, params, token);
          const method = typeof type === 'string' ? type : type.method;
          if (method !== RenameRequest.method || result === null) return result;
          return (await confirmed(result as WorkspaceEdit)) as typeof result;
        },
        // After what is only the beginning of a line, the next part is asked for at once.
        provideCompletionItem: async (document, position, context, token, next) => {
          const items = await next(document, position, context, token);
          for (const item of Array.isArray(items) ? items : (items?.items ?? [])) {
            const inserted = typeof item.insertText === 'string' ? item.insertText : '';
            if (/[\t :]$/.test(inserted))
              item.command = { command: 'editor.action.triggerSuggest', title: '' };
          }
          return items;
        },
        // Every action comes through here, from the keyboard and from the light bulb.
        executeCommand: async (command, params, next) => {
          const result: ActionResult = await next(command, params);
          this.#acted.fire(result);
          return result;
        },
      },
      // Suggestions come as hints and are drawn by our own decorations, which also tell their type.
      markdown: { isTrusted: false, supportHtml: false },
    };
  }

  #tellAllVisible(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#tellVisible(editor);
  }

  #tellVisible(editor: vscode.TextEditor): void {
    const visible = editor.visibleRanges[0];
    const last = editor.visibleRanges.at(-1);
    if (!this.#client || !visible || !last || editor.document.languageId !== 'plaintext') return;
    const { code2ProtocolConverter } = this.#client;
    void this.#client.sendNotification(notification(visibleNotification), {
      uri: code2ProtocolConverter.asUri(editor.document.uri),
      range: code2ProtocolConverter.asRange(visible.union(last)),
    });
  }

  async #settle(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    if (!this.#client) return undefined;
    const params = { uri: this.#client.code2ProtocolConverter.asUri(uri) };
    const annotations = await this.#client.sendRequest(request(settleRequest), params);
    return annotations === null ? undefined : vscode.Uri.parse(annotations);
  }
}
