/**
 * Linking all annotated mentions of a corpus with the same words and type. What would change is listed by file before anything does.
 * Files that the editor has open are changed there, others on disk, and undo takes back both.
 */
import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { ClientCapabilities, Connection } from 'vscode-languageserver';
import type { Entity } from '../../annotation/document.ts';
import { applyEdits, narrowed } from '../../annotation/edits.ts';
import { lineEndingEdits } from '../../annotation/lineEndings.ts';
import type { TextEdit } from '../../annotation/problems.ts';
import { isFileProblem } from '../../corpus/fileProblems.ts';
import { readText } from '../../corpus/textFiles.ts';
import { namesOf } from '../../formats/brat/linkDifferences.ts';
import { mentionKey } from '../../formats/brat/linkedMentions.ts';
import { type WordsToLink, withLinks, wordsToLink } from '../../formats/brat/linkingWords.ts';
import { type Concept, spellConcept, spellConcepts } from '../../formats/concepts.ts';
import {
  type ActionParams,
  type ActionResult,
  type ConceptReference,
  chooseRequest,
  serverCommands,
} from '../../protocol.ts';
import { linkJudge } from '../../terminology/linking/linkJudge.ts';
import { span } from '../../text/positions.ts';
import { quoted } from '../actionItems.ts';
import type { Actions, Step } from '../actions.ts';
import { annotationPathsOf, nearestFiles } from '../corpusFiles.ts';
import { annotationAt, suggestionAt } from '../lookup.ts';
import type { Note } from '../note.ts';
import { isFileUri, type Notes } from '../notes.ts';
import type { OpenFiles } from '../openFiles.ts';
import { type Progress, withProgress } from '../progress.ts';
import { Turns } from '../turns.ts';
import type { Concepts } from './concepts.ts';
import {
  type CorpusLinkingPlan,
  CorpusLinkingQuestion,
  counted,
  type FileToLink,
  mentions,
  named,
  unreadNote,
  type WantedLinks,
} from './corpusLinkingPlan.ts';
import type { CorpusLinks } from './corpusLinks.ts';

/** Finds the mentions of a file that are meant and not linked as wanted. */
type Search = (content: string) => WordsToLink;

/** Files that are written at the same time, so that the disk does not keep each waiting for the one before. */
const writtenTogether = 8;

/** How to take back the change of a file that was not open. */
interface FileChange {
  readonly path: string;
  readonly name: string;
  /** Of the content that the change left. */
  readonly digest: string;
  readonly back: TextEdit;
}

/** What was changed, and what could not be. */
interface Written {
  mentions: number;
  readonly notes: { readonly note: Note; readonly name: string; readonly step: Step }[];
  readonly files: FileChange[];
  readonly failed: string[];
}

export class CorpusLinking {
  readonly #connection: Connection;
  readonly #files: OpenFiles;
  readonly #notes: Notes;
  readonly #actions: Actions;
  readonly #concepts: Concepts;
  readonly #corpora: CorpusLinks;
  readonly #capabilities: () => ClientCapabilities;

  /** @param capabilities those that the client has declared by the time they are asked for. */
  constructor(
    connection: Connection,
    files: OpenFiles,
    notes: Notes,
    actions: Actions,
    concepts: Concepts,
    corpora: CorpusLinks,
    capabilities: () => ClientCapabilities,
  ) {
    this.#connection = connection;
    this.#files = files;
    this.#notes = notes;
    this.#actions = actions;
    this.#concepts = concepts;
    this.#corpora = corpora;
    this.#capabilities = capabilities;
  }

  /** Lists which mentions would be linked to the concepts of the parameters, and links those that the person confirms. */
  async perform(params: ActionParams): Promise<ActionResult> {
    const { uri, range, type, concepts = [] } = params;
    const note = this.#notes.get(uri);
    if (note === undefined) return nothing('Goldspan is not active in this document.');
    if (!isFileUri(note.document.uri)) return nothing('Save the document first, so that it has a corpus.');
    const place = span(note.document.offsetAt(range.start), note.document.offsetAt(range.end));
    const suggestion = suggestionAt(note, place, type);
    const meant = suggestion ?? annotationAt(note, place, type);
    if (meant === undefined || concepts.length === 0) return nothing('There is no mention here.');
    const isWanted = await this.#sameLinks(note, concepts);
    const key = mentionKey(meant);
    const search = (content: string): WordsToLink => wordsToLink(content, key, isWanted);
    const plan = await this.#withProgress('Looking for mentions', (progress) =>
      this.#plan(note, search, progress),
    );
    if (plan === undefined) return nothing('The search was cancelled; nothing was changed.');
    const question = new CorpusLinkingQuestion(titleOf(meant, concepts), plan);
    if (question.isEmpty && suggestion === undefined) {
      const none = `All mentions of ${quoted(meant.words)} in the corpus are linked so already.`;
      return nothing([none, ...(question.unread ? [question.unread] : [])].join(' '));
    }
    const wanted = question.isEmpty ? [] : await this.#wanted(question);
    if (wanted === undefined) return nothing();
    // A suggestion becomes an annotation like those that it is linked with.
    const accepted = suggestion && (await this.#actions.perform(serverCommands.link, params));
    if (accepted !== undefined && wanted.length === 0) return accepted;
    this.#concepts.remember(note, place, params);
    const written = await this.#withProgress('Linking mentions', (progress) =>
      this.#write(wanted, { search, concepts }, progress),
    );
    return this.#result(note, wanted, written, plan);
  }

  async #plan(note: Note, search: Search, progress: Progress): Promise<CorpusLinkingPlan | undefined> {
    const corpus = await this.#corpora.corpusOf(note);
    const nearest = nearestFiles(this.#notes.rootOf(corpus.folder));
    const open = this.#files.all();
    const paths = await annotationPathsOf(corpus, open.keys(), nearest);
    const files: FileToLink[] = [];
    const unreadable: string[] = [];
    const turns = new Turns();
    for (const [index, path] of paths.entries()) {
      if (progress.isCancelled) return undefined;
      progress.report(index, paths.length);
      const name = relative(corpus.folder, path).split(sep).join('/');
      const buffer = open.get(path)?.getText();
      const content = buffer ?? (await readText(path));
      if (typeof content !== 'string') {
        unreadable.push(name);
        continue;
      }
      const words = search(content);
      if (words.unlinked.length + words.linkedOtherwise.length > 0) {
        const isUnsaved = buffer !== undefined && !(await isOnDisk(path, buffer));
        files.push({ path, name, words, isUnsaved });
      }
      await turns.pause();
    }
    return { files, unreadable };
  }

  /** Whether links are to the same concepts, as far as the terminology knows; their order does not matter. */
  async #sameLinks(
    note: Note,
    concepts: readonly ConceptReference[],
  ): Promise<(links: readonly Concept[]) => boolean> {
    const view = await this.#concepts.of(note, 'none');
    const keyOf = view === undefined ? spellConcept : linkJudge(view.knowledgeOf).conceptKey;
    const linkKey = (links: readonly Concept[]): string => links.map(keyOf).sort().join('|');
    const wanted = linkKey(concepts);
    return (links) => linkKey(links) === wanted;
  }

  /** @returns undefined where the person wants none of it. */
  async #wanted(question: CorpusLinkingQuestion): Promise<WantedLinks[] | undefined> {
    const experimental = this.#capabilities().experimental as { goldspanChoices?: boolean } | undefined;
    if (experimental?.goldspanChoices === true) {
      const chosen = await this.#connection.sendRequest<readonly number[] | null>(
        chooseRequest.method,
        question.choices,
      );
      return chosen === null ? undefined : question.wanted(chosen);
    }
    const { link, replace } = question.answers;
    const offered = [link, replace].flatMap((title) => (title === undefined ? [] : [{ title }]));
    const chosen = await this.#connection.window.showInformationMessage(question.message, ...offered);
    if (chosen === undefined || chosen === null) return undefined;
    return question.everything(chosen.title === replace);
  }

  /** Stops between two files when it is cancelled; what is written then stays, and can be undone. */
  async #write(
    wanted: readonly WantedLinks[],
    { search, concepts }: { readonly search: Search; readonly concepts: readonly ConceptReference[] },
    progress: Progress,
  ): Promise<Written> {
    // The ids may be those of other mentions by now.
    const isAsListed = ({ words }: FileToLink, content: string): boolean =>
      isDeepStrictEqual(search(content), words);
    const written: Written = { mentions: 0, notes: [], files: [], failed: [] };
    for (let first = 0; first < wanted.length && !progress.isCancelled; first += writtenTogether) {
      progress.report(first, wanted.length);
      const some = wanted.slice(first, first + writtenTogether);
      const done = await Promise.all(
        some.map(({ file, ids }) =>
          this.#link(
            file,
            (content) => (isAsListed(file, content) ? withLinks(content, ids, concepts) : content),
            written,
          ),
        ),
      );
      for (const [index, { file, ids }] of some.entries()) {
        if (done[index]) written.mentions += ids.length;
        else written.failed.push(file.name);
      }
    }
    return written;
  }

  /** @returns whether the file was changed. */
  async #link(
    { path, name }: FileToLink,
    make: (content: string) => string,
    written: Written,
  ): Promise<boolean> {
    const note = this.#noteWith(path);
    if (note !== undefined) {
      const step = await this.#actions.change(note, make);
      if (step) written.notes.push({ note, name, step });
      return Boolean(step);
    }
    const before = await this.#files.read(path);
    if (isFileProblem(before)) return false;
    const after = make(before);
    if (after === before) return false;
    if ((await this.#files.write(path, before, after)) !== true) return false;
    const back = narrowed(after, { span: span(0, after.length), newText: before });
    written.files.push({ path, name, digest: digestOf(after), back });
    // Not every editor tells of what has changed on disk.
    await this.#corpora.filesChanged([pathToFileURL(path).href]);
    return true;
  }

  /** The open note whose annotations are in a file. */
  #noteWith(path: string): Note | undefined {
    return this.#notes
      .all()
      .find(({ annotationUri }) => isFileUri(annotationUri) && fileURLToPath(annotationUri) === path);
  }

  async #result(
    note: Note,
    wanted: readonly WantedLinks[],
    { mentions: count, notes, files, failed }: Written,
    { unreadable }: CorpusLinkingPlan,
  ): Promise<ActionResult> {
    const changed = notes.length + files.length;
    const unread = unreadNote(unreadable);
    const left = wanted.length - changed - failed.length;
    const parts = [
      `Linked ${mentions(count)} in ${counted(changed, 'file')}.`,
      ...(left > 0 ? [`${counted(left, 'file')} not changed.`] : []),
      ...(failed.length > 0 ? [`Changed since they were listed, or not writable: ${named(failed)}.`] : []),
      ...(unread ? [unread] : []),
    ];
    const message = parts.join(' ');
    if (changed === 0) return { done: false, undoable: 0, message };
    const own = notes.find((each) => each.note === note)?.step;
    const others = notes.filter((each) => each.note !== note);
    const undoable = await this.#actions.together(note, own, async (takeBack) => {
      const kept: string[] = [];
      for (const { note: other, name, step } of others) if (!(await takeBack(other, step))) kept.push(name);
      for (let first = 0; first < files.length; first += writtenTogether) {
        const some = files.slice(first, first + writtenTogether);
        const done = await Promise.all(some.map((file) => this.#takeBack(file)));
        kept.push(...some.filter((_, index) => !done[index]).map(({ name }) => name));
      }
      return kept.length === 0 ? undefined : `Changed since, and left as they are: ${named(kept)}.`;
    });
    return { done: true, undoable, message };
  }

  async #takeBack({ path, digest, back }: FileChange): Promise<boolean> {
    const now = await this.#files.read(path);
    if (isFileProblem(now) || digestOf(now) !== digest) return false;
    const isWritten = (await this.#files.write(path, now, applyEdits(now, [back]))) === true;
    await this.#corpora.filesChanged([pathToFileURL(path).href]);
    return isWritten;
  }

  #withProgress<Result>(title: string, work: (progress: Progress) => Promise<Result>): Promise<Result> {
    return withProgress(this.#connection, this.#capabilities(), title, work);
  }
}

/** Whether the editor has a file as it is on disk, but for what opening a file does to it. */
async function isOnDisk(path: string, buffer: string): Promise<boolean> {
  const onDisk = await readText(path);
  return typeof onDisk === 'string' && lineEndingEdits(onDisk, buffer) !== undefined;
}

function titleOf({ words, type }: Entity, concepts: readonly ConceptReference[]): string {
  const name = namesOf(concepts);
  const spelled = spellConcepts(concepts);
  return `${quoted(words)} (${type}) to ${name === '' ? spelled : `${name} (${spelled})`}`;
}

function nothing(message?: string): ActionResult {
  return { done: false, undoable: 0, ...(message !== undefined && { message }) };
}

function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('base64');
}
