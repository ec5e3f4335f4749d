/**
 * Checks of the extension that run inside the extension host, through the same API that other extensions have. They
 * run in a folder that holds one text and nothing else, under a desktop VS Code and under one in a browser alike.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type CheckResult, suiteSample } from './report.ts';
import { eventually, patience } from './waiting.ts';

/** What the extension offers to others. */
type Analysis = { readonly version: number; readonly gold: number; readonly predicted: number };
type Goldspan = { analysed(uri: string): Promise<Analysis> };

const checks: readonly (readonly [name: string, run: () => Promise<void>])[] = [
  ['analyses the current version of a note', analysesTheCurrentVersion],
  ['marks suggestions as hints on the words they name', marksSuggestions],
  ['keeps suggestions on their words while text is typed before them', keepsSuggestionsOnTheirWords],
  ['writes an accepted suggestion into the annotation file', writesAnAcceptedSuggestion],
  ['does not offer a rejected suggestion again', forgetsARejectedSuggestion],
  ['says what the text asserts of a finding, and accepts it with that', acceptsAnAssertion],
  ['suggests a relation, and accepts it with its entities', acceptsARelation],
];

/** Runs every check, one after the other, each on a note of its own. */
export async function runChecks(): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [name, run] of checks) {
    try {
      await run();
      results.push({ name });
    } catch (error) {
      results.push({
        name,
        failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    } finally {
      await discardChanges();
    }
  }
  return results;
}

/**
 * How many milliseconds the extension's `activate` takes, the loading of its code included. Undefined where it is
 * active already.
 */
export async function measureActivation(): Promise<number | undefined> {
  const extension = installed();
  if (extension.isActive) return undefined;
  const begun = performance.now();
  await extension.activate();
  return performance.now() - begun;
}

/** Runs every check and fails if one of them does: the entry that `@vscode/test-electron` calls. */
export async function run(): Promise<void> {
  console.log(`activation time: ${(await measureActivation())?.toFixed(1) ?? 'not measured'} ms`);
  const results = await runChecks();
  for (const { name, failure } of results) console.log(failure ? `not ok ${name}\n${failure}` : `ok ${name}`);
  const failed = results.filter((result) => result.failure !== undefined);
  if (failed.length > 0) throw new Error(`${failed.length} of ${results.length} checks failed.`);
}

async function analysesTheCurrentVersion(): Promise<void> {
  const note = await openNote();
  const first = await analysed(note);
  assert.equal(first.version, note.version);
  await insert(note, new vscode.Position(0, 0), '\n');
  const second = await analysed(note);
  assert.equal(second.version, note.version);
  assert.ok(second.version > first.version);
}

async function marksSuggestions(): Promise<void> {
  const note = await openNote();
  await analysed(note);
  for (const suggestion of suggestions(note)) {
    assert.equal(suggestion.severity, vscode.DiagnosticSeverity.Hint);
    const words = note.getText(suggestion.range);
    assert.notEqual(words.trim(), '');
    const titles = (await quickFixes(note, suggestion.range)).map((action) => action.title);
    for (const verb of ['Accept', 'Reject']) {
      assert.ok(
        titles.some((title) => title.startsWith(`${verb} `) && title.includes(`“${oneLine(words)}”`)),
        `no quick fix to ${verb.toLowerCase()} “${words}” among: ${titles.join(' | ')}`,
      );
    }
  }
}

async function keepsSuggestionsOnTheirWords(): Promise<void> {
  const note = await openNote();
  await analysed(note);
  const wordsOf = () => suggestions(note).map(({ range }) => note.getText(range));
  const before = wordsOf();
  // The first character takes two UTF-16 units, and the line end moves every line.
  await insert(note, new vscode.Position(0, 0), '😀\n');
  await analysed(note);
  assert.deepEqual(wordsOf(), before);
}

async function writesAnAcceptedSuggestion(): Promise<void> {
  const note = await openNote();
  const before = await analysed(note);
  const [suggestion] = suggestions(note);
  assert.ok(suggestion);
  const words = note.getText(suggestion.range);
  const accept = await quickFix(note, suggestion.range, 'Accept');
  const type = /^Accept (.+) “/.exec(accept.title)?.[1];
  const gone = diagnosticsWhen(note, (all) => !all.some(({ range }) => range.isEqual(suggestion.range)));
  await perform(accept);
  await gone;
  const after = await analysed(note);
  assert.equal(after.gold, before.gold + 1);
  await saveAll();
  // The annotation file counts code points, where the editor counts UTF-16 units.
  const start = [...note.getText(new vscode.Range(new vscode.Position(0, 0), suggestion.range.start))].length;
  const line = `\t${type} ${start} ${start + [...words].length}\t${oneLine(words)}`;
  const written = await annotationsOf(note);
  assert.ok(
    written.split('\n').some((one) => /^T\d+/.test(one) && one.endsWith(line)),
    `no line ends with ${JSON.stringify(line)} in:\n${written}`,
  );
}

async function forgetsARejectedSuggestion(): Promise<void> {
  const note = await openNote();
  await analysed(note);
  const [suggestion] = suggestions(note);
  assert.ok(suggestion);
  const reject = await quickFix(note, suggestion.range, 'Reject');
  const gone = diagnosticsWhen(note, (all) => !all.some(({ range }) => range.isEqual(suggestion.range)));
  await perform(reject);
  await gone;
  await insert(note, note.lineAt(note.lineCount - 1).range.end, '\nSeen again.');
  await analysed(note);
  const remaining = suggestions(note);
  assert.ok(!remaining.some(({ range }) => range.isEqual(suggestion.range)));
}

async function acceptsAnAssertion(): Promise<void> {
  const note = await openNote('😀 She denies chest pain.\r\n');
  const [suggestion] = suggestions(note);
  assert.ok(suggestion);
  assert.equal(note.getText(suggestion.range), 'chest pain');
  const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
    'vscode.executeHoverProvider',
    note.uri,
    suggestion.range.start,
  );
  const shown = hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value));
  assert.match(shown.join('\n'), /negated, by “denies”, confidence/);
  const hints: vscode.InlayHint[] = await vscode.commands.executeCommand(
    'vscode.executeInlayHintProvider',
    note.uri,
    new vscode.Range(0, 0, note.lineCount, 0),
  );
  const labels = hints.map(({ label }) =>
    typeof label === 'string' ? label : label.map((part) => part.value).join(''),
  );
  assert.ok(
    labels.some((label) => /\bneg\b/.test(label)),
    `no label says neg: ${labels.join(' | ')}`,
  );
  await perform(await quickFix(note, suggestion.range, 'Accept'));
  await saveAll();
  assert.equal(await annotationsOf(note), 'T1\tDisease 13 23\tchest pain\nA1\tNegation T1\n');
}

async function acceptsARelation(): Promise<void> {
  const note = await openNote('Cisplatin caused acute renal failure in two patients.\n');
  const place = new vscode.Range(0, 2, 0, 2);
  const title = 'Accept “Cisplatin” — ChemicalInducedDisease → “acute renal failure”';
  const accept = await eventually(`the action ${title}`, async () => {
    const kind = vscode.CodeActionKind.RefactorRewrite.value;
    const actions: vscode.CodeAction[] = await vscode.commands.executeCommand(
      'vscode.executeCodeActionProvider',
      note.uri,
      place,
      kind,
      100,
    );
    return actions.find((action) => action.title === title);
  });
  await perform(accept);
  await saveAll();
  assert.equal(
    await annotationsOf(note),
    'T1\tChemical 0 9\tCisplatin\nT2\tDisease 17 36\tacute renal failure\n' +
      'R1\tChemicalInducedDisease Arg1:T1 Arg2:T2\n',
  );
}

let notes = 0;

/** Opens a new note with some words, else those of a sample, and nothing annotated, and waits until it has suggestions. */
async function openNote(words?: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, 'No folder is open.');
  notes += 1;
  const file = vscode.Uri.joinPath(folder, `check-${notes}.txt`);
  if (words === undefined) await vscode.workspace.fs.copy(vscode.Uri.joinPath(folder, suiteSample), file);
  else await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(words));
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, `check-${notes}.ann`), new Uint8Array());
  const note = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(note);
  const { gold, predicted } = await analysed(note);
  assert.equal(gold, 0);
  assert.ok(predicted > 0, 'The sample gets no suggestion.');
  await diagnosticsWhen(note, () => suggestions(note).length > 0);
  return note;
}

function annotationsOf(note: vscode.TextDocument): Promise<string> {
  return readFile(note.uri.fsPath.replace(/\.txt$/, '.ann'), 'utf8');
}

async function analysed(note: vscode.TextDocument): Promise<Analysis> {
  const { analysed: whenAnalysed } = await installed().activate();
  return within('the analysis of a note', whenAnalysed(note.uri.toString()));
}

function installed(): vscode.Extension<Goldspan> {
  const extension = vscode.extensions.getExtension<Goldspan>('goldspan.goldspan');
  assert.ok(extension, 'The extension is not installed.');
  return extension;
}

/** The suggestions of a note in the order of the text. */
function suggestions(note: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(note.uri)
    .filter((one) => one.source === 'Goldspan' && codeOf(one) === 'suggestion')
    .sort(
      (one, other) =>
        one.range.start.compareTo(other.range.start) || one.range.end.compareTo(other.range.end),
    );
}

/** Ends when `accept` is true of the note's diagnostics. Ask for it before doing what brings that about. */
async function diagnosticsWhen(
  note: vscode.TextDocument,
  accept: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<void> {
  const met = () => accept(vscode.languages.getDiagnostics(note.uri));
  const listening: vscode.Disposable[] = [];
  const change = new Promise<void>((resolve) => {
    listening.push(vscode.languages.onDidChangeDiagnostics(() => met() && resolve()));
    if (met()) resolve();
  });
  await within('other diagnostics', change).finally(() => listening.forEach((one) => void one.dispose()));
}

async function quickFixes(note: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', note.uri, range, kind, 100);
}

async function quickFix(
  note: vscode.TextDocument,
  range: vscode.Range,
  verb: string,
): Promise<vscode.CodeAction> {
  const actions = await quickFixes(note, range);
  const found = actions.find((action) => new RegExp(`^${verb} (?!all )`).test(action.title));
  assert.ok(
    found,
    `no quick fix to ${verb.toLowerCase()} among: ${actions.map(({ title }) => title).join(' | ')}`,
  );
  return found;
}

/** Does what the editor does when a person chooses a code action. */
async function perform(action: vscode.CodeAction): Promise<void> {
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit));
  if (action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

async function insert(note: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(note.uri, at, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Saves every changed document, also one that no editor shows, which `workspace.saveAll` leaves out. */
async function saveAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((one) => one.isDirty)) {
    assert.ok(await document.save(), `${document.uri} was not saved`);
  }
}

/** Closes every editor, and brings every document back to what is on the disk. */
async function discardChanges(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((one) => one.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patience / 1000} s for ${what}.`)), patience);
  });
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer));
}

function codeOf(diagnostic: vscode.Diagnostic): string | number | undefined {
  return typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
}

/** Words as they are written where there is only one line. */
function oneLine(words: string): string {
  return words.replace(/\r\n|\r|\n/g, ' ');
}
