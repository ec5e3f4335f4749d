/** Deciding that words name several concepts, so that their links are no longer held against each other. */
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFileProblem } from '../../corpus/fileProblems.ts';
import { spellConcepts } from '../../formats/concepts.ts';
import { homonymsPath, withHomonym } from '../../formats/homonyms.ts';
import type { ActionParams, ActionResult } from '../../protocol.ts';
import { span } from '../../text/positions.ts';
import { quoted } from '../actionItems.ts';
import { annotationAt } from '../lookup.ts';
import { isFileUri, type Notes } from '../notes.ts';
import type { OpenFiles } from '../openFiles.ts';
import type { CorpusLinks } from './corpusLinks.ts';
import { linksOf } from './links.ts';

export class HomonymDecisions {
  readonly #files: OpenFiles;
  readonly #notes: Notes;
  readonly #corpora: CorpusLinks;

  constructor(files: OpenFiles, notes: Notes, corpora: CorpusLinks) {
    this.#files = files;
    this.#notes = notes;
    this.#corpora = corpora;
  }

  /** Records in the corpus that the words of a mention may be linked to the given concepts, too. */
  async perform({ uri, range, type, concepts = [] }: ActionParams): Promise<ActionResult> {
    const note = this.#notes.get(uri);
    if (note === undefined || !isFileUri(note.document.uri))
      return done(false, 'Goldspan is not active in this document.');
    const place = span(note.document.offsetAt(range.start), note.document.offsetAt(range.end));
    const entity = annotationAt(note, place, type);
    const own = entity === undefined ? [] : linksOf(note, entity);
    if (entity === undefined || own.length === 0 || concepts.length === 0)
      return done(false, 'There is no linked mention here.');
    const path = await this.#corpora.homonymsPath(note);
    const before = await this.#files.read(path);
    if (isFileProblem(before) && before.code !== 'corpus/not-found')
      return done(false, `${path}: ${before.message}`);
    const content = isFileProblem(before) ? undefined : before;
    const written = await this.#files.write(
      path,
      content,
      withHomonym(content ?? '', entity, [concepts, own]),
    );
    if (written !== true) return done(false, `${path} could not be written; nothing was changed.`);
    await this.#corpora.filesChanged([pathToFileURL(path).href]);
    const links = `${spellConcepts(concepts)} and ${spellConcepts(own)}`;
    const where = `${homonymsPath} of ${basename(dirname(dirname(path)))}`;
    return done(true, `${quoted(entity.words)} may be linked to ${links}, says ${where}.`);
  }
}

function done(isDone: boolean, message: string): ActionResult {
  return { done: isDone, undoable: 0, message };
}
