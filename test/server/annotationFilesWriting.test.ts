/** Completion, renaming and folding, asked of the real server as an editor with all capabilities asks. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type ChangeAnnotation,
  type CompletionItem,
  CompletionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  type FoldingRange,
  FoldingRangeRefreshRequest,
  FoldingRangeRequest,
  InitializedNotification,
  InitializeRequest,
  PrepareRenameRequest,
  type ProtocolConnection,
  type Registration,
  RegistrationRequest,
  RenameRequest,
  type ServerCapabilities,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { folderWith } from './corpus.ts';
import { Editor } from './editor.ts';

const cli = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

interface Renamed {
  /** The files as they are after the edit, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly annotation: ChangeAnnotation | undefined;
  /** The versions of the documents that the edit is for. */
  readonly versions: Readonly<Record<string, number | null>>;
}

class Client {
  readonly #connection: ProtocolConnection;
  readonly #documents = new Map<string, TextDocument>();
  readonly #folder: string;
  readonly registered: Promise<readonly Registration[]>;
  readonly refreshed: Promise<void>;
  capabilities: ServerCapabilities = {};

  static async start(
    test: TestContext,
    files: Readonly<Record<string, string | Uint8Array>>,
    { isPlain = false } = {},
  ): Promise<Client> {
    const folder = await folderWith(test, files);
    const server = spawn(process.execPath, [cli, 'serve', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const client = new Client(
      createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin)),
      folder,
    );
    const { capabilities } = await client.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'corpus' }],
      capabilities: isPlain
        ? {}
        : {
            workspace: {
              workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
              foldingRange: { refreshSupport: true },
            },
            textDocument: {
              completion: { dynamicRegistration: true },
              rename: { prepareSupport: true },
            },
          },
    });
    client.capabilities = capabilities;
    await client.#connection.sendNotification(InitializedNotification.type, {});
    test.after(async () => {
      const ended = once(server, 'exit');
      await client.#connection.sendRequest(ShutdownRequest.type);
      await client.#connection.sendNotification(ExitNotification.type);
      await ended;
      client.#connection.dispose();
    });
    return client;
  }

  private constructor(connection: ProtocolConnection, folder: string) {
    this.#connection = connection;
    this.#folder = folder;
    this.registered = new Promise((resolve) => {
      connection.onRequest(RegistrationRequest.type, ({ registrations }) => resolve(registrations));
    });
    this.refreshed = new Promise((resolve) => {
      connection.onRequest(FoldingRangeRefreshRequest.type, () => resolve());
    });
    connection.listen();
  }

  /** Opens a file, with another content than on disk where one is given. */
  async open(name: string, content?: string, languageId = 'plaintext'): Promise<string> {
    const path = join(this.#folder, name);
    const uri = pathToFileURL(path).href;
    const text = content ?? (await readFile(path, 'utf8'));
    this.#documents.set(name, TextDocument.create(uri, languageId, 1, text));
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return uri;
  }

  async change(name: string, text: string): Promise<void> {
    const { uri, languageId, version } = this.#document(name);
    this.#documents.set(name, TextDocument.create(uri, languageId, version + 1, text));
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: version + 1 },
      contentChanges: [{ text }],
    });
  }

  #document(name: string): TextDocument {
    const document = this.#documents.get(name);
    if (document === undefined) throw new Error(`${name} is not open`);
    return document;
  }

  #at(name: string, offset: number) {
    const document = this.#document(name);
    return { textDocument: { uri: document.uri }, position: document.positionAt(offset) };
  }

  /** What is proposed at the end of words of a file, or at its end, each with the line that it would make. */
  async complete(name: string, after?: string): Promise<{ items: CompletionItem[]; lines: string[] }> {
    const document = this.#document(name);
    const text = document.getText();
    const offset = after === undefined ? text.length : text.indexOf(after) + after.length;
    const found = await this.#connection.sendRequest(CompletionRequest.type, this.#at(name, offset));
    const items = (Array.isArray(found) ? found : (found?.items ?? [])).toSorted((a, b) =>
      (a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1,
    );
    const { line } = document.positionAt(offset);
    const lines = items.map(({ textEdit }) => {
      const edited = TextDocument.applyEdits(document, [textEdit as TextEdit]);
      return edited.split(/\r\n|\r|\n/)[line] ?? '';
    });
    return { items, lines };
  }

  /** The words that would be renamed at a place of a file. */
  async prepare(name: string, offset: number): Promise<string | undefined> {
    const found = await this.#connection.sendRequest(PrepareRenameRequest.type, this.#at(name, offset));
    if (found === null || !('placeholder' in found)) return undefined;
    const { range, placeholder } = found;
    assert.equal(this.#document(name).getText(range), placeholder);
    return placeholder;
  }

  async rename(name: string, offset: number, newName: string): Promise<Renamed> {
    const edit = await this.#connection.sendRequest(RenameRequest.type, {
      ...this.#at(name, offset),
      newName,
    });
    const files: Record<string, string> = {};
    const versions: Record<string, number | null> = {};
    for (const change of edit?.documentChanges ?? []) {
      assert.ok(TextDocumentEdit.is(change));
      const { uri, version } = change.textDocument;
      const path = fileURLToPath(uri);
      const open = this.#documents.get(basename(path));
      const document =
        open ?? TextDocument.create(uri, '', 0, (await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
      files[basename(path)] = TextDocument.applyEdits(document, change.edits as TextEdit[]);
      versions[basename(path)] = version;
      for (const each of change.edits) assert.ok('annotationId' in each);
    }
    for (const [uri, edits] of Object.entries(edit?.changes ?? {})) {
      const path = fileURLToPath(uri);
      files[basename(path)] = TextDocument.applyEdits(this.#document(basename(path)), edits);
    }
    const [annotation] = Object.values(edit?.changeAnnotations ?? {});
    return { files, versions, annotation };
  }

  async fold(name: string): Promise<FoldingRange[] | null> {
    const { uri } = this.#document(name);
    return this.#connection.sendRequest(FoldingRangeRequest.type, { textDocument: { uri } });
  }
}

const text = 'She 😀 takes metformin for diabetes.\n';
const annotations = [
  'T1\tChemical 12 21\tmetformin',
  'T2\tDisease 26 34\tdiabetes',
  'R1\tTreats Arg1:T1 Arg2:T2',
  'A1\tNegation T2',
  '',
].join('\n');
const configuration = `[entities]
Disease
Chemical
[relations]
Treats	Arg1:Chemical, Arg2:Disease
Disease	Arg1:Disease, Arg2:Disease
<OVERLAP>	Arg1:Chemical, Arg2:Disease, <OVL-TYPE>:contain
[events]
[attributes]
Negation	Arg:Disease
`;
const corpus = {
  'annotation.conf': configuration,
  'visual.conf': '[labels]\nDisease | Dis\nChemical | Chem\n[drawing]\nChemical\tbgColor:#fff\n',
  'kb_shortcuts.conf': 'C Chemical\r\nD Disease\r\n',
  'note.txt': text,
  'note.ann': annotations,
  'below/other.txt': 'aspirin',
  'below/other.ann': '\uFEFFT1\tChemical 0 7\taspirin\r\n\r\nT2\tChemical x\taspirin',
  'below/alone.ann': 'R1\tChemical Arg1:T1 Arg2:T2\nT1\tChemical 0 1\tx\n',
  'elsewhere/annotation.conf': '[entities]\nChemical\n',
  'elsewhere/third.ann': 'T1\tChemical 0 1\tx\n',
  '.goldspan/rejected/note.ann': 'T1\tChemical 0 1\tx\n',
};

describe('completion in an annotation file', () => {
  it('is registered for annotation files alone where the editor can', async (test) => {
    const client = await Client.start(test, corpus);
    assert.equal(client.capabilities.completionProvider, undefined);
    const [registration] = await client.registered;
    assert.equal(registration?.method, 'textDocument/completion');
    assert.deepEqual(registration.registerOptions.documentSelector, [{ language: 'brat' }]);
    const plain = await Client.start(test, corpus, { isPlain: true });
    assert.deepEqual(plain.capabilities.completionProvider?.triggerCharacters, ['\t', ' ', ':']);
    await plain.open('note.txt');
    assert.deepEqual((await plain.complete('note.txt')).items, []);
  });

  it('proposes what comes next, from the beginning of a line to its last argument', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann');
    const check = async (line: string, expected: readonly string[]): Promise<void> => {
      for (const terminator of ['\n', '\r\n']) {
        const lines = annotations.replaceAll('\n', terminator);
        await client.change('note.ann', lines + line);
        assert.deepEqual((await client.complete('note.ann')).lines, expected, line);
      }
    };
    await check('', ['T3\t', 'R2\t', 'A2\t', 'N1\t', '#1\t']);
    await check('T3\tDi', ['T3\tDisease ', 'T3\tChemical ']);
    await check('R2\t', ['R2\tTreats ', 'R2\tDisease ']);
    await check('R2\tTreats ', ['R2\tTreats Arg1:', 'R2\tTreats Arg2:']);
    await check('R2\tTreats Arg2:', ['R2\tTreats Arg2:T2']);
    await check('A2\tNegation T', ['A2\tNegation T2']);
    await check('A3', ['T3\t', 'R2\t', 'A2\t', 'N1\t', '#1\t']);
    await check('nonsense\t', []);
  });

  it('says the words and the type, and finds an annotation by its words', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann');
    const { items } = await client.complete('note.ann', 'Arg1:');
    assert.deepEqual(
      items.map(({ label, detail, filterText }) => [label, detail, filterText]),
      [['T1', 'metformin (Chemical)', 'T1 metformin']],
    );
  });

  it('replaces what stands at the place and leaves the rest of the line', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann', '\tx\nT1\tDis😀 0 1\tx\nno line\nR1\tTreats Arg1:T1 Arg');
    assert.deepEqual((await client.complete('note.ann', 'Dis')).lines, [
      'T1\tDisease 0 1\tx',
      'T1\tChemical 0 1\tx',
    ]);
    assert.deepEqual((await client.complete('note.ann', '0 1\t')).lines, []);
    assert.deepEqual((await client.complete('note.ann', 'Treats Arg1:T1 Arg')).lines, [
      'R1\tTreats Arg1:T1 Arg2:',
    ]);
  });

  it('narrows very many annotations down to what is typed', async (test) => {
    const lines = Array.from({ length: 1500 }, (_, index) => `T${index + 1}\tDrug 0 1\tword ${index}`);
    const client = await Client.start(test, { 'note.ann': [...lines, 'R1\tX Arg1:'].join('\n') });
    await client.open('note.ann');
    const { items } = await client.complete('note.ann');
    assert.deepEqual([items.length, items[0]?.label], [1000, 'T1500']);
    await client.change('note.ann', [...lines, 'R1\tX Arg1:T14'].join('\n'));
    assert.equal((await client.complete('note.ann')).items.length, 111);
    await client.change('note.ann', [...lines, 'R1\tX Arg1:word'].join('\n'));
    assert.equal((await client.complete('note.ann')).items.length, 1000);
  });

  it('takes the types from the file where nothing is configured, and begins an empty file', async (test) => {
    const client = await Client.start(test, {
      'note.ann': '',
      'tools.conf': '[normalization]\nUMLS\tDB:umls\n',
    });
    await client.open('note.ann');
    assert.deepEqual((await client.complete('note.ann')).lines, [
      'T1\t',
      'E1\t',
      'R1\t',
      'A1\t',
      'N1\t',
      '#1\t',
      '*\t',
    ]);
    await client.change('note.ann', 'T1\tDrug 0 1\tx\nT2\t');
    assert.deepEqual((await client.complete('note.ann')).lines, ['T2\tDrug ']);
    await client.change('note.ann', 'T1\tDrug 0 1\tx\nN1\tReference T1 ');
    assert.deepEqual((await client.complete('note.ann')).lines, ['N1\tReference T1 UMLS:']);
  });
});

describe('renaming a type', () => {
  it('changes the annotations and the configuration of the corpus, and nothing else', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann');
    assert.equal(await client.prepare('note.ann', annotations.indexOf('Chemical') + 3), 'Chemical');
    const { files, annotation, versions } = await client.rename('note.ann', 4, 'Drug');
    const renamed = (content: string): string => content.replaceAll('Chemical', 'Drug');
    assert.deepEqual(files, {
      'note.ann': renamed(annotations),
      'other.ann': renamed(corpus['below/other.ann']).slice(1),
      // A relation of the same name is something else.
      'alone.ann': 'R1\tChemical Arg1:T1 Arg2:T2\nT1\tDrug 0 1\tx\n',
      'annotation.conf': renamed(configuration),
      // The relation keeps its looks.
      'visual.conf':
        '[labels]\nDisease | Dis\nDrug | Chem\nChemical | Chem\n[drawing]\nDrug\tbgColor:#fff\nChemical\tbgColor:#fff\n',
      'kb_shortcuts.conf': renamed(corpus['kb_shortcuts.conf']),
    });
    assert.deepEqual(versions, {
      'note.ann': 1,
      'other.ann': null,
      'alone.ann': null,
      'annotation.conf': null,
      'visual.conf': null,
      'kb_shortcuts.conf': null,
    });
    assert.equal(annotation?.label, 'Rename the type Chemical to Drug: 10 places in 6 files');
    assert.equal(annotation.needsConfirmation, true);
  });

  it('takes unsaved buffers as they are', async (test) => {
    const client = await Client.start(test, corpus);
    const unsaved = `T9\tDisease 0 1\tx\n${configuration}`;
    await client.open('note.ann');
    await client.open('annotation.conf', `# Unsaved.\n${configuration}`, 'brat-configuration');
    await client.change('note.ann', unsaved);
    const { files, versions } = await client.rename('note.ann', 4, 'Disorder');
    assert.equal(files['note.ann'], unsaved.replace('T9\tDisease', 'T9\tDisorder'));
    assert.equal(
      files['annotation.conf'],
      `# Unsaved.\n${configuration.replaceAll('Disease', 'Disorder').replace('\nDisorder\tArg1', '\nDisease\tArg1')}`,
    );
    assert.equal(versions['note.ann'], 2);
    assert.equal(versions['annotation.conf'], 1);
  });

  it('starts from annotation.conf too, and tells a relation from an entity', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('annotation.conf');
    const relation = configuration.indexOf('Disease\tArg1');
    assert.equal(await client.prepare('annotation.conf', relation), 'Disease');
    const { files } = await client.rename('annotation.conf', relation, 'SameAs');
    assert.deepEqual(Object.keys(files).sort(), ['annotation.conf', 'visual.conf']);
    assert.equal(files['annotation.conf'], configuration.replace('Disease\tArg1', 'SameAs\tArg1'));
    assert.equal(await client.prepare('annotation.conf', configuration.indexOf('<OVERLAP>')), undefined);
  });

  it('says what becomes of two types under one name', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann');
    const { files, annotation } = await client.rename('note.ann', 4, 'Disease');
    assert.match(annotation?.label ?? '', /^Merge the type Chemical into Disease: \d+ places in 6 files$/);
    assert.match(
      annotation?.description ?? '',
      /nothing tells the two apart.*also the name of a relation type/,
    );
    assert.equal(annotation?.needsConfirmation, true);
    assert.equal(
      files['annotation.conf'],
      configuration.replace('Chemical\n', '').replaceAll('Chemical', 'Disease'),
    );
  });

  it('refuses names that brat cannot read', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann');
    for (const name of ['', 'two words', 'a:b', 'a.b', 'a|b']) {
      await assert.rejects(client.rename('note.ann', 4, name), /needs a name|cannot be a type/);
    }
    assert.deepEqual((await client.rename('note.ann', 4, 'Chemical')).files, {});
  });

  it('names the files that it cannot read', async (test) => {
    const drug = 'T1\tDrug 0 1\tx\n';
    const client = await Client.start(test, { 'a.ann': drug, 'below/b.ann': new Uint8Array([0xff]) });
    await client.open('a.ann');
    const { files, annotation } = await client.rename('a.ann', 4, 'Substance');
    assert.deepEqual(files, { 'a.ann': drug.replace('Drug', 'Substance') });
    assert.equal(annotation?.description, `Not read, and left as they are: ${join('below', 'b.ann')}.`);
    assert.equal(annotation.needsConfirmation, true);
  });

  it('asks about nothing but more than one file', async (test) => {
    const client = await Client.start(test, { 'a.ann': 'T1\tDrug 0 1\tx\n' });
    await client.open('a.ann');
    const { annotation } = await client.rename('a.ann', 4, 'Substance');
    assert.equal(annotation?.label, 'Rename the type Drug to Substance: 1 place in 1 file');
    assert.equal(annotation.needsConfirmation, false);
  });

  it('is a plain edit for an editor that knows no more', async (test) => {
    const client = await Client.start(test, { 'note.ann': annotations }, { isPlain: true });
    await client.open('note.ann');
    assert.equal(client.capabilities.renameProvider, true);
    const { files } = await client.rename('note.ann', 4, 'Drug');
    assert.deepEqual(files, { 'note.ann': annotations.replace('Chemical', 'Drug') });
  });
});

describe('renaming an id', () => {
  const content =
    'T1\tA 0 1\t😀\r\nR1\tX Arg1:T1 Arg2:T2\r\nR2\tX Arg1:T1\r\n#1\tAnnotatorNotes T1\tT1\r\nT2\tA 0 1\tx\r\nT2\tB 0 1\tx\r\nA1\tN T9';

  it('changes its line and what refers to it, in lines that cannot be read too', async (test) => {
    const client = await Client.start(test, { 'note.ann': content });
    await client.open('note.ann');
    assert.equal(await client.prepare('note.ann', content.indexOf('T1 Arg2')), 'T1');
    const { files, annotation } = await client.rename('note.ann', content.indexOf('T1 Arg2'), 'T5');
    assert.equal(files['note.ann'], content.replaceAll('T1', 'T5').replace('\tT5\r', '\tT1\r'));
    assert.deepEqual(annotation, {
      label: 'Rename T1 to T5: 4 places',
      description: 'note.ann',
      needsConfirmation: false,
    });
  });

  it('leaves the references to the first of two lines with the same id', async (test) => {
    const client = await Client.start(test, { 'note.ann': content });
    await client.open('note.ann');
    const { files } = await client.rename('note.ann', content.lastIndexOf('T2'), 'T3');
    assert.equal(files['note.ann'], content.replace('T2\tB', 'T3\tB'));
  });

  it('refuses ids of another kind and ids that are taken, and asks about dangling references', async (test) => {
    const client = await Client.start(test, { 'note.ann': content });
    await client.open('note.ann');
    await assert.rejects(client.rename('note.ann', 0, 'T2'), /has a line T2 already/);
    await assert.rejects(client.rename('note.ann', 0, 'R7'), /goes on beginning with T/);
    await assert.rejects(client.rename('note.ann', 0, 'T'), /is no id/);
    const { annotation } = await client.rename('note.ann', 0, 'T9');
    assert.equal(annotation?.needsConfirmation, true);
    assert.match(annotation.description ?? '', /^1 place of this file already refer/);
  });

  it('is not offered for roles, offsets, words and in notes', async (test) => {
    const client = await Client.start(test, { 'note.ann': content, 'note.txt': text });
    await client.open('note.ann');
    await client.open('note.txt');
    for (const place of ['Arg1', '0 1', '😀']) {
      assert.equal(await client.prepare('note.ann', content.indexOf(place) + 1), undefined);
    }
    assert.equal(await client.prepare('note.txt', 0), undefined);
  });
});

describe('folding', () => {
  it('folds each kind of document after its own manner', async (test) => {
    const client = await Client.start(test, corpus);
    await client.open('note.ann');
    await client.open('annotation.conf', undefined, 'brat-configuration');
    await client.open('a.pubtator', '1|t|x\n1|a|y\n');
    await client.open('a.txt', '1|t|x\n1|a|y\n', 'pubtator');
    await client.open('a.conll', 'a\tO\nb\tO\n');
    const lines = async (name: string): Promise<unknown> =>
      (await client.fold(name))?.map(({ startLine, endLine }) => `${startLine}-${endLine}`);
    assert.deepEqual(await lines('note.ann'), ['0-1']);
    assert.deepEqual(await lines('annotation.conf'), ['0-2', '3-6', '8-9']);
    assert.deepEqual(await lines('a.pubtator'), ['0-1']);
    assert.deepEqual(await lines('a.txt'), ['0-1']);
    assert.deepEqual(await lines('a.conll'), ['0-1']);
  });

  it('folds the sections of a note, and asks again for one that it did not know yet', async (test) => {
    const note = 'HISTORY:\nCough.\n\nPLAN:\nRest.\n';
    const client = await Client.start(test, { 'note.txt': note, 'note.ann': '' });
    await client.open('note.txt');
    const ranges =
      (await client.fold('note.txt')) ?? (await client.refreshed.then(() => client.fold('note.txt')));
    assert.deepEqual(
      ranges?.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [0, 1],
        [3, 4],
      ],
    );
  });
});

describe('a configuration file', () => {
  it('is no note, although it lies in a corpus', async (test) => {
    const folder = await folderWith(test, { 'annotation.conf': configuration, 'note.txt': text });
    const editor = await Editor.start(folder);
    test.after(() => editor.stop());
    const configured = await editor.open(join(folder, 'annotation.conf'));
    await editor.layers(await editor.open(join(folder, 'note.txt')));
    assert.equal(editor.hasLayers(configured), false);
  });
});
