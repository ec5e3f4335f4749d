/**
 * A small editor for tests: starts the real server process over stdio or IPC, keeps documents as an editor does,
 * applies the server's edits, and lets a test await what the server sends.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DefinitionRequest,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  DocumentDiagnosticRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  ExitNotification,
  FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InlayHint,
  InlayHintRequest,
  IPCMessageReader,
  IPCMessageWriter,
  type Location,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  ReferencesRequest,
  ShowMessageRequest,
  type ShowMessageRequestParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentEdit,
  WorkDoneProgress,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type ActionParams,
  type ActionResult,
  type ChooseParams,
  chooseRequest,
  type LayersParams,
  type Message,
  type StatusParams,
} from '../../server/protocol.ts';

const dist = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));

export interface EditorOptions {
  readonly transport?: 'stdio' | 'ipc';
  /** Whether the editor asks for diagnostics or has them pushed. */
  readonly pull?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether the editor lists the changes of an edit that are to be confirmed. */
  readonly preview?: boolean;
  /** Makes the editor one that lists changes to choose from, and chooses. */
  readonly choose?: (params: ChooseParams) => readonly number[] | null;
  /** Whether the editor has a list to search concepts in. */
  readonly concepts?: boolean;
}

export class Editor {
  readonly server: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #documents = new Map<string, TextDocument>();
  readonly #layers = new Map<string, LayersParams>();
  readonly #pushed = new Map<string, { version?: number; diagnostics: Diagnostic[] }>();
  readonly #events = new EventEmitter();
  readonly statuses: StatusParams[] = [];
  readonly log: string[] = [];
  /** The questions that the server has asked, and the choices it gave. */
  readonly questions: ShowMessageRequestParams[] = [];
  /** What is chosen of them: the title of an action, if any. */
  answer: (question: ShowMessageRequestParams) => string | undefined = () => undefined;
  /** The edits that the server has asked for. */
  readonly edits: WorkspaceEdit[] = [];
  settings: Readonly<Record<string, unknown>>;
  /** The titles of the work that the server has told the progress of. */
  readonly progresses: string[] = [];
  /** Which of it is cancelled as soon as it begins. */
  cancels: (title: string) => boolean = () => false;
  /** How often the server has asked for diagnostics to be shown anew. */
  refreshes = 0;
  /** How many layers the server has announced. */
  announced = 0;
  #stopped: Promise<number> | undefined;

  static async start(folder: string, options: EditorOptions = {}): Promise<Editor> {
    const editor = new Editor(options);
    await editor.#initialise(folder, options);
    return editor;
  }

  private constructor({ transport = 'stdio', settings = {}, environment = {}, choose }: EditorOptions) {
    this.settings = settings;
    this.#events.setMaxListeners(100);
    const env = { ...process.env, ...environment };
    if (transport === 'stdio') {
      this.server = spawn(process.execPath, [dist('cli.cjs'), 'serve', '--stdio'], {
        env,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      if (!this.server.stdout || !this.server.stdin) throw new Error('the server has no streams');
      const reader = new StreamMessageReader(this.server.stdout);
      // Its timer for half a message, which a server leaves that ends while it writes, is never cleared, so that the
      // process of the tests would not end either.
      reader.partialMessageTimeout = 0;
      this.#connection = createProtocolConnection(reader, new StreamMessageWriter(this.server.stdin));
    } else {
      this.server = fork(dist('server.cjs'), ['--node-ipc'], {
        env,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      this.#connection = createProtocolConnection(
        new IPCMessageReader(this.server),
        new IPCMessageWriter(this.server),
      );
    }
    this.#connection.onNotification('goldspan/layers', (layers: LayersParams) => {
      this.#layers.set(layers.uri, layers);
      this.announced += 1;
      this.#events.emit('change');
    });
    this.#connection.onNotification('goldspan/status', (status: StatusParams) => {
      this.statuses.push(status);
      this.#events.emit('change');
    });
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.#pushed.set(uri, { ...(version !== undefined && { version }), diagnostics });
      this.#events.emit('change');
    });
    this.#connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.log.push(message);
      this.#events.emit('change');
    });
    this.#connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings));
    this.#connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
      this.#connection.onProgress(WorkDoneProgress.type, token, (progress) => {
        if (progress.kind === 'begin') this.progresses.push(progress.title);
        if (progress.kind !== 'begin' || !this.cancels(progress.title)) return;
        void this.#connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
      });
    });
    this.#connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes += 1;
      this.#events.emit('change');
    });
    this.#connection.onRequest('workspace/applyEdit', async ({ edit }) => {
      const result = await this.#apply(edit);
      this.edits.push(edit);
      this.#events.emit('change');
      return result;
    });
    this.#connection.onRequest(ShowMessageRequest.type, (question) => {
      this.questions.push(question);
      this.#events.emit('change');
      const chosen = this.answer(question);
      return question.actions?.find(({ title }) => title === chosen) ?? null;
    });
    this.#connection.onRequest(chooseRequest.method, (params: ChooseParams) => choose?.(params) ?? null);
    this.#connection.listen();
  }

  async #initialise(
    folder: string,
    { pull = true, preview = true, choose, concepts }: EditorOptions,
  ): Promise<void> {
    const capabilities: ClientCapabilities = {
      workspace: {
        applyEdit: true,
        configuration: true,
        workspaceFolders: true,
        workspaceEdit: {
          documentChanges: true,
          resourceOperations: ['create'],
          ...(preview && { changeAnnotationSupport: {} }),
        },
        diagnostics: { refreshSupport: true },
      },
      window: { workDoneProgress: true },
      textDocument: pull ? { diagnostic: {} } : {},
      experimental: { goldspanChoices: choose !== undefined, goldspanConcepts: concepts === true },
    };
    await this.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'corpus' }],
    });
    await this.#connection.sendNotification(InitializedNotification.type, {});
  }

  async open(path: string): Promise<string> {
    const uri = pathToFileURL(path).href;
    await this.#open(uri, await readFile(path, 'utf8'));
    return uri;
  }

  async #open(uri: string, text: string): Promise<void> {
    const languageId = uri.endsWith('.ann') ? 'brat' : 'plaintext';
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  async close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    await this.#connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Replaces a range, given as offsets, and tells the server incrementally. */
  async replace(uri: string, start: number, end: number, text: string): Promise<void> {
    const document = this.document(uri);
    await this.#change(uri, [
      { range: { start: document.positionAt(start), end: document.positionAt(end) }, text },
    ]);
  }

  async #change(uri: string, contentChanges: { range: Range; text: string }[]): Promise<void> {
    const document = this.document(uri);
    const version = document.version + 1;
    this.#documents.set(uri, TextDocument.update(document, contentChanges, version));
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  /** Other settings from now on. */
  async configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    this.settings = settings;
    await this.#connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  async saved(uri: string): Promise<void> {
    await this.#connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Tells the server that files on disk have changed, or are gone. */
  async filesChanged(...paths: readonly string[]): Promise<void> {
    const changes = paths.map((path) => ({
      uri: pathToFileURL(path).href,
      type: existsSync(path) ? FileChangeType.Changed : FileChangeType.Deleted,
    }));
    await this.#connection.sendNotification(DidChangeWatchedFilesNotification.method, { changes });
  }

  /** The server's edits, applied to buffers, which are opened where they are not, as VS Code does. */
  async #apply(edit: {
    documentChanges?: readonly unknown[];
    changes?: Record<string, unknown>;
  }): Promise<{ applied: boolean }> {
    for (const change of edit.documentChanges ?? []) {
      if (!TextDocumentEdit.is(change as TextDocumentEdit)) {
        const { uri } = change as { uri: string };
        if (!this.#documents.has(uri)) await this.#open(uri, '');
        continue;
      }
      const { textDocument, edits } = change as TextDocumentEdit;
      const { uri } = textDocument;
      if (!this.#documents.has(uri)) await this.#open(uri, await readFile(fileURLToPath(uri), 'utf8'));
      if (textDocument.version !== null && textDocument.version !== this.document(uri).version)
        return { applied: false };
      // The edits count in the document as it is; the changes, each in what the one before left.
      const lastFirst = edits.toSorted(
        ({ range: { start: a } }, { range: { start: b } }) => b.line - a.line || b.character - a.character,
      );
      await this.#change(
        uri,
        lastFirst.map((each) => ({ range: each.range, text: 'newText' in each ? each.newText : '' })),
      );
    }
    return { applied: true };
  }

  document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }

  text(uri: string): string {
    return this.document(uri).getText();
  }

  /** The text in the editor of the annotation file of a note. */
  annotations(uri: string): string {
    return this.text(uri.replace(/\.txt$/, '.ann'));
  }

  /** Resolves with the layers once they are complete for the document's version and satisfy a condition. */
  layers(uri: string, condition: (layers: LayersParams) => boolean = () => true): Promise<LayersParams> {
    return this.until(() => {
      const layers = this.#layers.get(uri);
      return layers?.complete && layers.version === this.document(uri).version && condition(layers)
        ? layers
        : undefined;
    });
  }

  status(condition: (status: StatusParams) => boolean): Promise<StatusParams> {
    return this.until(() => this.statuses.find(condition));
  }

  pushed(
    uri: string,
    condition: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]> {
    return this.until(() => {
      const diagnostics = this.#pushed.get(uri)?.diagnostics;
      return diagnostics && condition(diagnostics) ? diagnostics : undefined;
    });
  }

  hasLayers(uri: string): boolean {
    return this.#layers.has(uri);
  }

  /** Resolves with the first value that is not undefined; asked again whenever the server has sent something. */
  async until<Value>(ask: () => Value | undefined): Promise<Value> {
    for (;;) {
      const value = ask();
      if (value !== undefined) return value;
      await once(this.#events, 'change', { signal: AbortSignal.timeout(30_000) });
    }
  }

  /** As {@link until}, for what has to be asked of the server. */
  async untilAsked<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
    for (;;) {
      // What the server sends while it is asked counts, too.
      const changed = once(this.#events, 'change', { signal: AbortSignal.timeout(30_000) });
      changed.catch(() => undefined);
      const value = await ask();
      if (value !== undefined) return value;
      await changed;
    }
  }

  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.#connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
    });
    if (report.kind !== 'full') throw new Error('a full report was expected');
    return report.items;
  }

  hover(uri: string, offset: number): Promise<Hover | null> {
    const position = this.document(uri).positionAt(offset);
    return this.#connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  }

  async definitions(uri: string, offset: number): Promise<Location[]> {
    const position = this.document(uri).positionAt(offset);
    const found = await this.#connection.sendRequest(DefinitionRequest.type, {
      textDocument: { uri },
      position,
    });
    return (found ?? []) as Location[];
  }

  async references(uri: string, offset: number): Promise<Location[]> {
    const position = this.document(uri).positionAt(offset);
    const context = { includeDeclaration: true };
    const found = await this.#connection.sendRequest(ReferencesRequest.type, {
      textDocument: { uri },
      position,
      context,
    });
    return found ?? [];
  }

  async symbols(uri: string): Promise<DocumentSymbol[]> {
    const symbols = await this.#connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });
    return (symbols ?? []) as DocumentSymbol[];
  }

  /** The hints of the whole document. */
  async inlayHints(uri: string): Promise<InlayHint[]> {
    const document = this.document(uri);
    const range = { start: document.positionAt(0), end: document.positionAt(document.getText().length) };
    return (
      (await this.#connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range })) ?? []
    );
  }

  async codeActions(
    uri: string,
    range: Range,
    diagnostics: readonly Diagnostic[] = [],
  ): Promise<CodeAction[]> {
    const actions = await this.#connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [...diagnostics] },
    });
    return (actions ?? []) as CodeAction[];
  }

  async choose(action: CodeAction | undefined): Promise<ActionResult> {
    if (!action?.command) throw new Error('there is no such action');
    return this.#connection.sendRequest(ExecuteCommandRequest.type, {
      command: action.command.command,
      arguments: action.command.arguments ?? [],
    });
  }

  act(command: string, params: ActionParams): Promise<ActionResult> {
    return this.#connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: [params] });
  }

  request<Params, Result>({ method }: Message<Params, Result>, params: Params): Promise<Result> {
    return this.#connection.sendRequest(method, params);
  }

  notify<Params>({ method }: Message<Params>, params: Params): Promise<void> {
    return this.#connection.sendNotification(method, params as object);
  }

  /** The range of the n-th occurrence of words in a document. */
  rangeOf(uri: string, words: string, occurrence = 0): Range {
    const document = this.document(uri);
    let start = -1;
    for (let count = 0; count <= occurrence; count++) {
      start = document.getText().indexOf(words, start + 1);
      if (start < 0) throw new Error(`“${words}” does not occur ${occurrence + 1} times in ${uri}`);
    }
    return { start: document.positionAt(start), end: document.positionAt(start + words.length) };
  }

  /** Ends the server. @returns how many layers it announced after it was told to shut down. */
  stop(): Promise<number> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<number> {
    const ended = once(this.server, 'exit');
    await this.#connection.sendRequest(ShutdownRequest.type);
    const announced = this.announced;
    await this.#connection.sendNotification(ExitNotification.type);
    await ended;
    this.#connection.dispose();
    return this.announced - announced;
  }
}
