/**
 * Re-aligning the annotations of a note with a text that was changed where nobody could follow: by a checkout, by
 * another editor, before a crash. Every change is listed and confirmed before it is written.
 */
import { fileURLToPath } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  type TextDocuments,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lineEndingEdits } from '../../annotation/lineEndings.ts';
import type { Problem } from '../../annotation/problems.ts';
import { readText } from '../../corpus/textFiles.ts';
import type { StandoffFile } from '../../formats/brat/standoff.ts';
import {
  type ActionResult,
  type ChooseParams,
  chooseRequest,
  type DocumentParams,
  serverCommands,
} from '../../protocol.ts';
import type { AnnotationFiles } from '../annotationFiles.ts';
import type { Note } from '../note.ts';
import { isFileUri, type Notes } from '../notes.ts';
import {
  choiceOf,
  described,
  editsOf,
  isMisplacement,
  named,
  type RealignmentChange,
  type RealignmentChanges,
  realignmentChanges,
} from './changes.ts';

/** How many changes a message lists; an editor with a preview lists all. */
const listed = 20;
/** A single misplaced annotation has its own repairs. */
const worthAnAction = 2;

export class Realignment {
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #notes: Notes;
  readonly #files: AnnotationFiles;
  readonly #capabilities: () => ClientCapabilities;
  /** By note: the text that it was last said of. */
  readonly #told = new Map<string, string>();

  /** @param capabilities those that the client has declared by the time they are asked for. */
  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    notes: Notes,
    files: AnnotationFiles,
    capabilities: () => ClientCapabilities,
  ) {
    this.#connection = connection;
    this.#documents = documents;
    this.#notes = notes;
    this.#files = files;
    this.#capabilities = capabilities;
  }

  /**
   * The action that re-aligns a whole annotation file, where it has several misplaced annotations.
   * @param uri of the file or of its note.
   * @param here the problems at the place where actions are asked for.
   */
  actionsFor(
    uri: string,
    file: StandoffFile,
    here: readonly Problem[],
    diagnostics: readonly Diagnostic[],
  ): CodeAction[] {
    const codes = new Set<unknown>(here.filter(isMisplacement).map(({ code }) => code));
    const { changes } = codes.size === 0 ? { changes: [] } : realignmentChanges(file);
    if (changes.length < worthAnAction) return [];
    const title = `Re-align ${changes.length} annotations with the text…`;
    const params: DocumentParams = { uri };
    return [
      {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: diagnostics.filter(({ code }) => codes.has(code)),
        command: { title, command: serverCommands.realign, arguments: [params] },
      },
    ];
  }

  /** Lists what re-aligning a note's annotations changes, and writes what the person confirms. */
  async perform({ uri }: DocumentParams): Promise<ActionResult> {
    const note = this.#notes.get(uri);
    const file = note?.gold.file ?? (await this.#files.file(uri));
    if (file === undefined) return nothing('Goldspan is not active in this document.');
    const annotationUri = note?.annotationUri ?? uri;
    const found = realignmentChanges(file);
    const placeless = placelessMessage(found);
    if (found.changes.length === 0) return nothing(placeless ?? 'Every annotation is where its words are.');
    const wanted = await this.#wanted(file, found);
    if (wanted.length === 0) return nothing();
    const edit = this.#edit(annotationUri, file, wanted);
    const { applied } = await this.#connection.workspace.applyEdit({ label: 'Re-align annotations', edit });
    return { done: applied, undoable: 0, ...(placeless !== undefined && { message: placeless }) };
  }

  /**
   * Says once that the annotations of a note no longer fit its text, and offers to review the changes. Once for a state
   * of the text: who is correcting the annotations is not told again at every key. Nothing is said while the editor has
   * other annotations than the disk: a checkout that replaces both files does so one after the other.
   */
  async offer(note: Note): Promise<void> {
    const { uri } = note.document;
    const found = (): RealignmentChanges => realignmentChanges(note.gold.file);
    const isNews = (): boolean =>
      this.#told.get(uri) !== note.base &&
      this.#notes.get(uri) === note &&
      found().changes.length >= worthAnAction;
    if (!isNews() || !(await isAsOnDisk(note)) || !isNews()) return;
    this.#told.set(uri, note.base);
    const { changes, placeless } = found();
    const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
    const review = { title: 'Review Changes' };
    const message = `${changes.length + placeless.length} annotations of ${name} no longer fit its text.`;
    // A client that shows no messages shows the problems all the same.
    const chosen = await this.#connection.window.showWarningMessage(message, review).catch(() => undefined);
    if (chosen?.title === review.title) await this.perform({ uri });
  }

  /**
   * The changes that the person wants. Goldspan's own client lists them to choose from; an editor with a preview of
   * changes lists them itself when they come; in any other the list is in a message.
   */
  async #wanted(
    { content }: StandoffFile,
    { changes }: RealignmentChanges,
  ): Promise<readonly RealignmentChange[]> {
    if (this.#offersChoices) {
      const params: ChooseParams = {
        title: `Re-align ${changes.length === 1 ? '1 annotation' : `${changes.length} annotations`}`,
        choices: changes.map((change) => choiceOf(content, change)),
      };
      const chosen = await this.#connection.sendRequest<readonly number[] | null>(
        chooseRequest.method,
        params,
      );
      return changes.filter((_, index) => chosen?.includes(index) === true);
    }
    if (this.#hasPreview) return changes;
    const lines = changes.slice(0, listed).map((change) => described(content, change));
    const more = changes.length > listed ? [`and ${changes.length - listed} more`] : [];
    const apply = { title: 'Re-align' };
    const message = ['Re-align annotations with the text?', ...lines, ...more].join('\n');
    const chosen = await this.#connection.window.showInformationMessage(message, apply);
    return chosen?.title === apply.title ? changes : [];
  }

  get #offersChoices(): boolean {
    return (
      (this.#capabilities().experimental as { goldspanChoices?: boolean } | undefined)?.goldspanChoices ===
      true
    );
  }

  get #hasPreview(): boolean {
    return this.#capabilities().workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
  }

  #edit(uri: string, { content }: StandoffFile, changes: readonly RealignmentChange[]): WorkspaceEdit {
    const file = TextDocument.create(uri, 'brat', 0, content);
    const annotated = this.#hasPreview && !this.#offersChoices;
    const edits = changes.flatMap((change) =>
      editsOf(content, change).map(({ span: { start, end }, newText }) => ({
        range: { start: file.positionAt(start), end: file.positionAt(end) },
        newText,
        ...(annotated && { annotationId: change.repair.safe ? 'certain' : 'doubtful' }),
      })),
    );
    const version = this.#documents.get(uri)?.version ?? null;
    return {
      documentChanges: [{ textDocument: { uri, version }, edits }],
      ...(annotated && {
        changeAnnotations: {
          certain: {
            label: 'Places that the words and their order leave no doubt about',
            needsConfirmation: true,
          },
          doubtful: {
            label: 'Doubtful places',
            description: 'the words also occur elsewhere, or may have been deleted',
            needsConfirmation: true,
          },
        },
      }),
    };
  }
}

/** Whether the editor has the annotations of a note as they are on disk, but for what opening a file does to it. */
async function isAsOnDisk({ annotationUri, gold: { content = '' } }: Note): Promise<boolean> {
  const onDisk = isFileUri(annotationUri) ? await readText(fileURLToPath(annotationUri)) : undefined;
  return typeof onDisk === 'string' && lineEndingEdits(onDisk, content) !== undefined;
}

function nothing(message?: string): ActionResult {
  return { done: false, undoable: 0, ...(message !== undefined && { message }) };
}

function placelessMessage({ placeless }: RealignmentChanges): string | undefined {
  if (placeless.length === 0) return undefined;
  const names = placeless.slice(0, 3).map(named).join(', ');
  const more = placeless.length > 3 ? ` and ${placeless.length - 3} more` : '';
  return `No place was found for ${names}${more}.`;
}
