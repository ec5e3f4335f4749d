/**
 * Performs what a person does with spans, one after another. Every action edits the annotation file in the editor's own
 * buffer, so that saving and closing work as for any file, and can be undone.
 */
import { fileURLToPath } from 'node:url';
import type { Connection, TextDocuments, WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hull } from '../annotation/document.ts';
import { narrowed } from '../annotation/edits.ts';
import { writeAtomically } from '../corpus/writing.ts';
import { type ActionParams, type ActionResult, serverCommands } from '../protocol.ts';
import { type Span, span } from '../text/positions.ts';
import type { Concepts } from './concepts/concepts.ts';
import { actions, type Circumstances, type Outcome } from './decisions.ts';
import { neighbour } from './lookup.ts';
import type { Note, NoteFiles } from './note.ts';
import { isFileUri, type Notes } from './notes.ts';
import { rejectedFile } from './rejections.ts';
import type { Schemas } from './schemas.ts';

/** One step that can be undone: the contents of a note's files before and after it. */
export interface Step {
  readonly before: NoteFiles;
  readonly after: NoteFiles;
  /** Takes back what was done to other files with it. */
  readonly elsewhere?: TakingBack;
}

/**
 * Takes back what was done to other files.
 * @param takeBack takes back the last step of a note. @returns false where something has been done to it since.
 * @returns what could not be taken back, for people.
 */
export type TakingBack = (
  takeBack: (note: Note, step: Step) => Promise<boolean>,
) => Promise<string | undefined>;

const historyLimit = 200;

export class Actions {
  readonly #connection: Connection;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #notes: Notes;
  readonly #schemas: Schemas;
  readonly #concepts: Concepts;
  readonly #history = new WeakMap<Note, Step[]>();
  /** Actions wait for each other: each works on what the one before left. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    connection: Connection,
    documents: TextDocuments<TextDocument>,
    notes: Notes,
    schemas: Schemas,
    concepts: Concepts,
  ) {
    this.#connection = connection;
    this.#documents = documents;
    this.#notes = notes;
    this.#schemas = schemas;
    this.#concepts = concepts;
  }

  perform(command: string, params: ActionParams): Promise<ActionResult> {
    return this.#inTurn(() => this.#perform(command, params));
  }

  /** Writes the offsets that edits of the text have moved to the annotation file's buffer. */
  settle(note: Note): Promise<void> {
    return this.#inTurn(async () => void (await this.#settle(note)));
  }

  /**
   * Changes the annotation file of a note from outside, in turn with its actions, as a step that can be undone.
   * @param make the new content from the one there is then.
   * @returns undefined where there was nothing to change, false where the editor refused the edit.
   */
  change(note: Note, make: (content: string) => string): Promise<Step | false | undefined> {
    return this.#inTurn(async () => {
      const before = filesOf(note);
      const gold = make(before.gold ?? '');
      if (gold === (before.gold ?? '')) return undefined;
      const step = { before, after: { ...before, gold } };
      if (!(await this.#apply(note, step.after))) return false;
      this.#remember(note, step);
      return step;
    });
  }

  /** Makes what was done to other files a part of a note's last step, or a step of its own. @returns how many can be undone */
  together(note: Note, step: Step | undefined, elsewhere: TakingBack): Promise<number> {
    return this.#inTurn(async () => {
      const steps = this.#history.get(note) ?? [];
      const isLast = step !== undefined && steps.at(-1) === step;
      const files = filesOf(note);
      if (isLast) this.#history.set(note, steps.slice(0, -1));
      this.#remember(note, { ...(isLast ? step : { before: files, after: files }), elsewhere });
      return this.#history.get(note)?.length ?? 0;
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #perform(command: string, params: ActionParams): Promise<ActionResult> {
    const note = this.#notes.get(params.uri);
    if (note === undefined)
      return { done: false, message: 'Goldspan is not active in this document.', undoable: 0 };
    if (!isFileUri(note.document.uri)) {
      return {
        done: false,
        message: 'Save the document first, so that it can have an annotation file.',
        undoable: 0,
      };
    }
    if (command === serverCommands.undo) return this.#undo(note);
    const place = span(note.document.offsetAt(params.range.start), note.document.offsetAt(params.range.end));
    // The span is looked up before anything is awaited, in the text that the person saw.
    const act = actions[command]?.(note, place, params);
    if (act === undefined) return this.#result(note, place, { message: `There is no action ${command}.` });
    const { version } = note.document;
    const circumstances = await this.#circumstances(note);
    if (!(await this.#settle(note))) return this.#result(note, place, refused);
    // The place and the span were those of the text that the person saw.
    if (note.document.version !== version) return this.#result(note, place, overtaken);
    const before = filesOf(note);
    const outcome = act(before, circumstances);
    if (!('files' in outcome)) return this.#result(note, place, outcome);
    if (!(await this.#apply(note, outcome.files))) return this.#result(note, place, refused);
    this.#remember(note, { before, after: outcome.files });
    if (command === serverCommands.link) this.#concepts.remember(note, place, params);
    return this.#result(note, place, outcome);
  }

  async #circumstances(note: Note): Promise<Circumstances> {
    const schema = await this.#schemas.schema(note);
    const conceptsOf = await this.#concepts.written(note);
    return { ...schema, conceptsOf };
  }

  async #undo(note: Note): Promise<ActionResult> {
    const steps = this.#history.get(note) ?? [];
    const step = steps.at(-1);
    if (step === undefined || !isAfter(note, step)) {
      this.#history.delete(note);
      return { done: false, message: 'There is no annotation to undo.', undoable: 0 };
    }
    if (!(await this.#takeBack(note, step))) return { done: false, ...refused, undoable: steps.length };
    const message = await step.elsewhere?.(async (other, its) => {
      const isLast = this.#history.get(other)?.at(-1) === its && isAfter(other, its);
      return isLast && (await this.#takeBack(other, its));
    });
    return { done: true, undoable: steps.length - 1, ...(message !== undefined && { message }) };
  }

  /** Takes back the last step of a note. @returns false where the editor refused the edit. */
  async #takeBack(note: Note, { before }: Step): Promise<boolean> {
    const now = filesOf(note);
    // A file that the action made stays, empty: an editor's own undo does not remove files either.
    const undone: NoteFiles = {
      gold: before.gold ?? (now.gold === undefined ? undefined : ''),
      rejected: before.rejected ?? (now.rejected === undefined ? undefined : ''),
    };
    if (!(await this.#apply(note, undone))) return false;
    this.#history.set(note, (this.#history.get(note) ?? []).slice(0, -1));
    return true;
  }

  #remember(note: Note, step: Step): void {
    this.#history.set(note, [...(this.#history.get(note) ?? []).slice(1 - historyLimit), step]);
  }

  /** @returns false where the editor refused the edit. */
  async #settle(note: Note): Promise<boolean> {
    if (!note.isMoved) return true;
    const files = note.settled();
    note.announce(files);
    const applied = await this.#apply(note, files);
    if (!applied) note.withdraw();
    return applied;
  }

  /** Brings the files to new contents. @returns false where the editor refused the edit. */
  async #apply(note: Note, files: NoteFiles): Promise<boolean> {
    if (files.gold !== undefined && files.gold !== note.gold.content) {
      const { applied } = await this.#connection.workspace.applyEdit(this.#editTo(note, files.gold));
      if (!applied) return false;
    }
    if (files.rejected !== undefined && files.rejected !== note.rejected.content) {
      await writeAtomically(rejectedFile(fileURLToPath(note.document.uri)), files.rejected);
    }
    note.reread(files);
    this.#notes.changed(note);
    return true;
  }

  #editTo(note: Note, content: string): WorkspaceEdit {
    const uri = note.annotationUri;
    const before = note.gold.content ?? '';
    const file = note.annotationFile;
    const change = narrowed(before, { span: span(0, before.length), newText: content });
    const edit = {
      range: { start: file.positionAt(change.span.start), end: file.positionAt(change.span.end) },
      newText: change.newText,
    };
    const version = this.#documents.get(uri)?.version ?? null;
    return {
      documentChanges: [
        ...(note.gold.content === undefined
          ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }]
          : []),
        { textDocument: { uri, version }, edits: [edit] },
      ],
    };
  }

  #result(note: Note, place: Span, outcome: Outcome): ActionResult {
    const next = neighbour(note.suggested, place.start, 'next');
    return {
      done: 'files' in outcome,
      ...(outcome.message !== undefined && { message: outcome.message }),
      ...(next && {
        next: {
          start: note.document.positionAt(hull(next).start),
          end: note.document.positionAt(hull(next).end),
        },
      }),
      undoable: this.#history.get(note)?.length ?? 0,
    };
  }
}

const refused = { message: 'The editor did not take the change to the annotation file.' };
const overtaken = { message: 'The text changed in the meantime; nothing was done. Try again.' };

/** Whether a note's files are as a step left them. */
function isAfter(note: Note, { after }: Step): boolean {
  const now = filesOf(note);
  return now.gold === after.gold && now.rejected === after.rejected;
}

function filesOf(note: Note): NoteFiles {
  return { gold: note.gold.content, rejected: note.rejected.content };
}
