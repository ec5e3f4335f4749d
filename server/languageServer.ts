/** The language server: wires the features to a connection. */
import {
  type ClientCapabilities,
  CodeActionKind,
  CompletionRequest,
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  NotificationType,
  RequestType,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { hull } from './annotation/document.ts';
import type { Problem } from './annotation/problems.ts';
import { longFormAt, usesOfAbbreviationAt } from './features/abbreviations.ts';
import { Actions } from './features/actions.ts';
import { Analysis } from './features/analysis.ts';
import { AnnotationFiles } from './features/annotationFiles.ts';
import { codeActionsAt } from './features/codeActions.ts';
import { Completion, completionTriggers } from './features/completion.ts';
import { Concepts } from './features/concepts/concepts.ts';
import { CorpusLinking } from './features/concepts/corpusLinking.ts';
import { CorpusLinks, isHomonyms } from './features/concepts/corpusLinks.ts';
import { HomonymDecisions } from './features/concepts/homonymDecisions.ts';
import { LinkChecking } from './features/concepts/linkChecking.ts';
import { Terminologies } from './features/concepts/terminologies.ts';
import { noteDiagnostics } from './features/diagnostics.ts';
import { foldByLanguage, foldNote, foldStandoff } from './features/folding.ts';
import { hoverAt } from './features/hover.ts';
import { inlayHints } from './features/inlayHints.ts';
import { neighbour } from './features/lookup.ts';
import { marksOf } from './features/marks.ts';
import type { Note } from './features/note.ts';
import { isAnnotationUri, Notes } from './features/notes.ts';
import { languageOf, NoteTexts } from './features/noteTexts.ts';
import { OpenFiles } from './features/openFiles.ts';
import { Realignment } from './features/realignment/realignment.ts';
import { Renaming } from './features/renaming/renaming.ts';
import { Schemas } from './features/schemas.ts';
import { Settings } from './features/settings.ts';
import { documentSymbols } from './features/symbols.ts';
import { trackedTexts } from './features/trackedTexts.ts';
import { installationOf } from './inference/installation.ts';
import {
  type ActionParams,
  analyseRequest,
  conceptsRequest,
  type DocumentParams,
  layersNotification,
  type Message,
  navigateRequest,
  serverCommands,
  settleRequest,
  statusNotification,
  typesRequest,
  visibleNotification,
} from './protocol.ts';
import { span } from './text/positions.ts';

const notification = <Params>({ method }: Message<Params>) => new NotificationType<Params>(method);
const request = <Params, Result>({ method }: Message<Params, Result>) =>
  new RequestType<Params, Result, void>(method);

/** Serves one client until it disconnects. */
export function startServer(connection: Connection): void {
  let capabilities: ClientCapabilities = {};
  const settings = new Settings(connection);
  const documents = trackedTexts((uri, edits) => notes.edited(uri, edits));
  const notes: Notes = new Notes(new NoteTexts(documents), settings);
  const schemas = new Schemas(notes);
  const annotationFiles = new AnnotationFiles(documents, notes);
  const completion = new Completion(documents, notes, schemas);
  const renaming = new Renaming(documents, notes);
  const installation = installationOf(import.meta.url);
  const log = (line: string): void => connection.console.info(line);
  const terminologies = new Terminologies(installation, () => analysis.engine, log);
  const openFiles = new OpenFiles(connection, documents);
  const corpusLinks = new CorpusLinks(openFiles, notes, log, () => refreshDiagnostics());
  const concepts = new Concepts(settings, terminologies, {
    folderOf: (note) => notes.folderOf(note),
    normalizers: (note) => schemas.normalizers(note),
    links: (note) => corpusLinks.of(note),
  });
  const linkChecking = new LinkChecking(concepts, corpusLinks);
  const actions = new Actions(connection, documents, notes, schemas, concepts);
  const homonyms = new HomonymDecisions(openFiles, notes, corpusLinks);
  const corpusLinking = new CorpusLinking(
    connection,
    openFiles,
    notes,
    actions,
    concepts,
    corpusLinks,
    () => capabilities,
  );
  const realignment = new Realignment(connection, documents, notes, annotationFiles, () => capabilities);
  const corpus = {
    folderOf: (note: Note) => notes.folderOf(note),
    schema: (note: Note) => schemas.schema(note),
  };
  const analysis = new Analysis(installation, settings, corpus, {
    predicted: (note) => void show(note),
    status: (status) => void connection.sendNotification(notification(statusNotification), status),
    log,
    loading: async (title, work) => {
      if (!capabilities.window?.workDoneProgress) return work();
      const progress = await connection.window.createWorkDoneProgress();
      progress.begin(title);
      return work().finally(() => progress.done());
    },
  });

  /** Documents that an editor wanted to fold before it was known whether they are notes. */
  const askedToFold = new Set<string>();

  /** Sends what is drawn over a note and, where the client does not ask for diagnostics, these too. */
  async function show(note: Note): Promise<void> {
    const palette = await schemas.palette(note);
    const { document, predicted, suggested } = note;
    const gold = note.gold.annotations.entities;
    await connection.sendNotification(notification(layersNotification), {
      uri: document.uri,
      version: document.version,
      marks: marksOf(document, gold, suggested, palette),
      gold: gold.length,
      predicted: predicted?.entities.length ?? 0,
      suggested: suggested.length,
      complete: predicted?.complete === true && predicted.version === document.version,
    });
    if (capabilities.workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh();
    if (capabilities.textDocument?.diagnostic) {
      if (capabilities.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
    } else {
      await pushOf(note);
    }
  }

  /** Has the diagnostics of all notes shown anew, after something outside of them has changed. */
  function refreshDiagnostics(): void {
    if (capabilities.textDocument?.diagnostic) {
      if (capabilities.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
      return;
    }
    for (const note of notes.all()) void pushOf(note);
  }

  async function pushOf(note: Note): Promise<void> {
    const { uri, version } = note.document;
    await push(uri, version, noteDiagnostics(note, await declaredProblems(note)));
  }

  async function push(uri: string, version: number, diagnostics: Diagnostic[]): Promise<void> {
    await connection.sendDiagnostics({ uri, version, diagnostics });
  }

  notes.onDidChange((note) => {
    const { predicted, document } = note;
    if (askedToFold.delete(document.uri) && capabilities.workspace?.foldingRange?.refreshSupport)
      void connection.languages.foldingRange.refresh();
    const isCurrent = predicted?.complete === true && predicted.version === document.version;
    // While a run is under way the editor moves what it shows by itself; only a note that shows nothing yet cannot wait.
    if (isCurrent || predicted === undefined) void show(note);
    if (!isCurrent || analysis.isBehind(note)) void analysis.run(note);
    void realignment.offer(note);
  });
  notes.onDidClose((note) => {
    analysis.forget(note);
    settings.forget(note.document.uri);
    if (!capabilities.textDocument?.diagnostic) void push(note.document.uri, note.document.version, []);
  });
  annotationFiles.onDidChange((uri, version, diagnostics) => {
    if (!capabilities.textDocument?.diagnostic) void push(uri, version, diagnostics);
  });
  documents.onDidChangeContent(({ document: { uri } }) => void corpusLinks.filesChanged([uri]));
  documents.onDidClose(({ document: { uri } }) => void corpusLinks.filesChanged([uri]));
  documents.onDidSave(({ document }) => {
    const note = notes.get(document.uri);
    note?.takeOwnSave();
    if (note) void actions.settle(note);
  });

  connection.onInitialize((params) => {
    capabilities = params.capabilities;
    settings.initialise(capabilities.workspace?.configuration === true, params.initializationOptions);
    notes.setRoots((params.workspaceFolders ?? []).map(({ uri }) => uri));
    return {
      serverInfo: { name: 'goldspan' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentSymbolProvider: true,
        renameProvider: capabilities.textDocument?.rename?.prepareSupport ? { prepareProvider: true } : true,
        foldingRangeProvider: true,
        inlayHintProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
        executeCommandProvider: { commands: Object.values(serverCommands) },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(!registersCompletion() && { completionProvider: { triggerCharacters: completionTriggers } }),
        ...(capabilities.textDocument?.diagnostic && {
          diagnosticProvider: {
            identifier: 'goldspan',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }),
      },
    };
  });
  connection.onInitialized(() => {
    if (registersCompletion()) {
      // In a note, a space asks for nothing.
      const documentSelector = [{ language: 'brat' }];
      const options = { documentSelector, triggerCharacters: completionTriggers };
      void connection.client.register(CompletionRequest.type, options);
    }
    if (!capabilities.workspace?.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders(async () => {
      notes.setRoots(((await connection.workspace.getWorkspaceFolders()) ?? []).map(({ uri }) => uri));
      corpusLinks.forget();
      await notes.reopenAll();
    });
  });
  connection.onDidChangeConfiguration(async (change) => {
    settings.changed((change.settings as { goldspan?: unknown } | null)?.goldspan);
    analysis.forgetFailures();
    concepts.forgetFailures();
    await notes.reopenAll();
    for (const note of notes.all()) void analysis.run(note);
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    void corpusLinks.filesChanged(changes.map(({ uri }) => uri));
    if (changes.some(({ uri }) => !isAnnotationUri(uri) && !isHomonyms(uri))) {
      corpusLinks.forget();
      schemas.forget();
      await notes.reopenAll();
      for (const note of notes.all()) void analysis.run(note);
    }
    for (const { uri } of changes) if (isAnnotationUri(uri)) await notes.annotationsChanged(uri);
  });
  connection.onShutdown(() => analysis.stop());

  connection.languages.diagnostics.on(async ({ textDocument: { uri } }) => {
    const note = noteAt(uri);
    const items = note
      ? noteDiagnostics(note, await declaredProblems(note))
      : await annotationFiles.diagnostics(uri);
    return { kind: DocumentDiagnosticReportKind.Full, items };
  });
  connection.onHover(async ({ textDocument: { uri }, position }) => {
    if (isAnnotationUri(uri)) return annotationFiles.hover(uri, position);
    const note = noteAt(uri);
    if (note === undefined) return null;
    const { recording } = await schemas.schema(note);
    const known = await concepts.of(note, 'some');
    return hoverAt(note, note.document.offsetAt(position), recording, known);
  });
  connection.onDefinition(({ textDocument: { uri }, position }) => {
    const note = noteAt(uri);
    return note ? longFormAt(note, position) : annotationFiles.definition(uri, position);
  });
  connection.onReferences(({ textDocument: { uri }, position, context: { includeDeclaration } }) => {
    const note = noteAt(uri);
    return note
      ? usesOfAbbreviationAt(note, position, includeDeclaration)
      : annotationFiles.references(uri, position, includeDeclaration);
  });
  connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    if (isAnnotationUri(uri)) return annotationFiles.symbols(uri);
    const note = noteAt(uri);
    return note ? documentSymbols(note) : null;
  });
  connection.onCompletion(({ textDocument: { uri }, position }) => completion.at(uri, position));
  connection.onPrepareRename(({ textDocument: { uri }, position }) => renaming.prepare(uri, position));
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }, token) =>
    renaming.rename(uri, position, newName, capabilities, token),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }) => {
    const document = documents.get(uri);
    if (document === undefined) return null;
    if (isAnnotationUri(uri)) return foldStandoff(document.getText());
    const language = languageOf(document);
    if (language !== undefined) return foldByLanguage(language, document.getText());
    if (noteAt(uri)) return foldNote(document.getText());
    askedToFold.add(uri);
    return null;
  });
  connection.languages.inlayHint.on(async ({ textDocument: { uri }, range }) => {
    const note = noteAt(uri);
    if (note === undefined) return [];
    const { labels, conceptHints } = await settings.of(uri);
    const known = conceptHints ? await concepts.of(note, 'all') : undefined;
    return inlayHints(note, range, labels, await schemas.palette(note), known);
  });
  connection.onCodeAction(async ({ textDocument: { uri }, range, context }) => {
    const note = noteAt(uri);
    const { diagnostics } = context;
    if (note === undefined) {
      return annotationFiles.codeActions(uri, range, diagnostics, (file, here) =>
        realignment.actionsFor(uri, file, here, diagnostics),
      );
    }
    const types = (await schemas.types(note)).map(({ type }) => type);
    const { recording } = await schemas.schema(note);
    const view = await concepts.of(note, 'some');
    const menu = view && { view, checked: await linkChecking.of(note), canSearch: listsConcepts() };
    return codeActionsAt(note, range, types, recording, menu, diagnostics, (here) =>
      realignment.actionsFor(uri, note.gold.file, here, diagnostics),
    );
  });
  connection.onExecuteCommand(({ command, arguments: given }) => {
    const [params] = given ?? [];
    // Those that wait for the person must not keep other actions waiting.
    if (command === serverCommands.realign) return realignment.perform(params as DocumentParams);
    if (command === serverCommands.linkCorpus) return corpusLinking.perform(params as ActionParams);
    if (command === serverCommands.homonym) return homonyms.perform(params as ActionParams);
    return actions.perform(command, params as ActionParams);
  });

  connection.onRequest(request(analyseRequest), async ({ uri }) => {
    await notes.ask(uri);
    return null;
  });
  connection.onRequest(request(settleRequest), async ({ uri }) => {
    const note = noteAt(uri);
    if (note === undefined) return null;
    await actions.settle(note);
    return note.gold.content === undefined ? null : note.annotationUri;
  });
  connection.onRequest(request(typesRequest), async ({ uri }) => {
    const note = noteAt(uri);
    return note ? schemas.types(note) : [];
  });
  connection.onRequest(request(conceptsRequest), async ({ uri, range, typed }) => {
    const note = noteAt(uri);
    if (note === undefined) return null;
    const place = span(note.document.offsetAt(range.start), note.document.offsetAt(range.end));
    return concepts.choices(note, place, typed);
  });
  connection.onRequest(request(navigateRequest), ({ uri, position, direction, layer }) => {
    const note = noteAt(uri);
    if (note === undefined) return null;
    const entities = layer === 'gold' ? note.gold.annotations.entities : note.suggested;
    const found = neighbour(entities, note.document.offsetAt(position), direction);
    if (found === undefined) return null;
    const { start, end } = hull(found);
    return { start: note.document.positionAt(start), end: note.document.positionAt(end) };
  });
  connection.onNotification(notification(visibleNotification), ({ uri, range }) => {
    const document = documents.get(uri);
    if (document)
      analysis.setVisible(uri, span(document.offsetAt(range.start), document.offsetAt(range.end)));
  });

  /** Where annotations are not what the corpus allows, and links not what the terminology knows. */
  async function declaredProblems(note: Note): Promise<Problem[]> {
    return [...(await schemas.problems(note)), ...(await linkChecking.problems(note))];
  }

  function registersCompletion(): boolean {
    return capabilities.textDocument?.completion?.dynamicRegistration === true;
  }

  function listsConcepts(): boolean {
    const experimental = capabilities.experimental as { goldspanConcepts?: boolean } | undefined;
    return experimental?.goldspanConcepts === true;
  }

  /** The note with this text; an annotation file is none. */
  function noteAt(uri: string): Note | undefined {
    return isAnnotationUri(uri) ? undefined : notes.get(uri);
  }

  process.on('exit', () => analysis.stop());
  documents.listen(connection);
  connection.listen();
}
