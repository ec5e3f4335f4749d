/**
 * What the mentions of whole corpora are linked to. A corpus is read when its links are first wanted, in short turns, and then
 * followed: files that the editor has open count as they are there, others as they are on disk.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findUpwards } from '../../corpus/configuration.ts';
import { conceptsOf, linkedMentionsIn, mentionKey } from '../../formats/brat/linkedMentions.ts';
import { type FileLink, LinkUsage } from '../../formats/brat/linkUsage.ts';
import type { StandoffFile } from '../../formats/brat/standoff.ts';
import { Homonyms, homonymsPath, parseHomonyms } from '../../formats/homonyms.ts';
import {
  annotationPathsOf,
  belongsTo,
  corpusOf,
  mayBelongTo,
  type Nearest,
  type NoteCorpus,
  nearestFiles,
} from '../corpusFiles.ts';
import type { Note } from '../note.ts';
import { isAnnotationUri, isFileUri, type Notes } from '../notes.ts';
import type { OpenFiles } from '../openFiles.ts';
import { Turns } from '../turns.ts';

/** Files that are read together. */
const readTogether = 16;

/** Where a link is: the first line that links the mention. */
export interface LinkPlace {
  /** The id of the mention. */
  readonly id: string;
  /** From 0 on. */
  readonly line: number;
  readonly length: number;
}

/** The links of a corpus as far as they are known. */
export interface KnownLinks {
  /** By the paths of annotation files. */
  readonly usage: LinkUsage<LinkPlace>;
  readonly homonyms: Homonyms;
  readonly corpus: NoteCorpus;
  /** Another number whenever links or homonyms have changed. */
  readonly version: number;
}

interface CorpusIndex {
  readonly corpus: NoteCorpus;
  readonly root: string | undefined;
  readonly nearest: Nearest;
  readonly usage: LinkUsage<LinkPlace>;
  homonyms: Homonyms;
  version: number;
  /** The version that was last told of. */
  told: number;
  /** Whether all of the corpus has been read once. */
  isKnown: boolean;
  isForgotten: boolean;
  isAtWork: boolean;
  /** Paths of annotation files that are to be read. */
  readonly pending: Set<string>;
  areHomonymsPending: boolean;
  /** The note's files that it has taken; by note. */
  readonly taken: WeakMap<Note, StandoffFile>;
}

export class CorpusLinks {
  readonly #files: OpenFiles;
  readonly #notes: Notes;
  readonly #log: (line: string) => void;
  readonly #changed: () => void;
  /** By the folder of a corpus. */
  readonly #indexes = new Map<string, CorpusIndex>();
  /** By the path of a note. */
  readonly #corpora = new Map<string, Promise<NoteCorpus>>();
  /** No two states of links have one version, also of corpora that are read anew. */
  #lastVersion = 0;

  /** @param changed is called when there is more or something else to say of links than before. */
  constructor(files: OpenFiles, notes: Notes, log: (line: string) => void, changed: () => void) {
    this.#files = files;
    this.#notes = notes;
    this.#log = log;
    this.#changed = changed;
  }

  /** The links of a note's corpus; undefined until all of it has been read, which begins now. */
  async of(note: Note): Promise<KnownLinks | undefined> {
    const { uri } = note.document;
    if (!isFileUri(uri)) return undefined;
    const index = this.#indexOf(await this.corpusOf(note), this.#rootOf(note));
    if (!index.isKnown) return undefined;
    // What is said of a note counts its links as they are in it now.
    if (index.taken.get(note) !== note.gold.file) {
      index.taken.set(note, note.gold.file);
      this.#take(index, fileURLToPath(note.annotationUri), note.gold.content ?? '');
      this.#tell(index);
    }
    return index;
  }

  /** The corpus of a note of a file. */
  corpusOf(note: Note): Promise<NoteCorpus> {
    const path = fileURLToPath(note.document.uri);
    let corpus = this.#corpora.get(path);
    if (corpus === undefined) {
      const root = this.#rootOf(note);
      corpus = corpusOf(path, root, nearestFiles(root));
      this.#corpora.set(path, corpus);
    }
    return corpus;
  }

  /** The file with the homonyms of a corpus, where it is or would be. */
  async homonymsPath(note: Note): Promise<string> {
    const { folder } = await this.corpusOf(note);
    return (await findUpwards(folder, homonymsPath, this.#rootOf(note))) ?? join(folder, homonymsPath);
  }

  /** Takes files that have changed, in the editor or on disk. */
  async filesChanged(uris: readonly string[]): Promise<void> {
    for (const path of uris.filter(isFileUri).map((uri) => fileURLToPath(uri))) {
      for (const index of this.#indexes.values()) {
        if (isHomonyms(path)) index.areHomonymsPending = true;
        else if (isAnnotationUri(path) && mayBelongTo(path, index.corpus)) index.pending.add(path);
        else continue;
        void this.#work(index);
      }
    }
  }

  /** Reads corpora anew the next time, after it may have changed what belongs to them. */
  forget(): void {
    for (const index of this.#indexes.values()) index.isForgotten = true;
    this.#indexes.clear();
    this.#corpora.clear();
  }

  /** Looks whether files are still there: an editor does not tell of each file of a folder that is removed. */
  async verify(paths: readonly string[]): Promise<void> {
    const open = this.#files.all();
    const onDisk = paths.filter((path) => !open.has(path));
    const gone = await Promise.all(
      onDisk.map((path) =>
        access(path).then(
          () => false,
          () => true,
        ),
      ),
    );
    await this.filesChanged(onDisk.filter((_, index) => gone[index]).map((path) => pathToFileURL(path).href));
  }

  #nextVersion(): number {
    this.#lastVersion += 1;
    return this.#lastVersion;
  }

  #rootOf(note: Note): string | undefined {
    return this.#notes.rootOf(join(fileURLToPath(note.document.uri), '..'));
  }

  #indexOf(corpus: NoteCorpus, root: string | undefined): CorpusIndex {
    const known = this.#indexes.get(corpus.folder);
    if (known !== undefined) return known;
    const index: CorpusIndex = {
      corpus,
      root,
      nearest: nearestFiles(root),
      usage: new LinkUsage(),
      homonyms: Homonyms.none,
      version: 0,
      told: 0,
      isKnown: false,
      isForgotten: false,
      isAtWork: false,
      pending: new Set(),
      areHomonymsPending: true,
      taken: new WeakMap(),
    };
    this.#indexes.set(corpus.folder, index);
    void this.#work(index);
    return index;
  }

  /** Reads what is to be read, and says so if that has changed anything. */
  async #work(index: CorpusIndex): Promise<void> {
    if (index.isAtWork) return;
    index.isAtWork = true;
    const begun = performance.now();
    const isFirst = !index.isKnown;
    let read = 0;
    if (isFirst) {
      const open = this.#files.all().keys();
      for (const path of await annotationPathsOf(index.corpus, open, index.nearest)) index.pending.add(path);
    }
    const turns = new Turns();
    while (!index.isForgotten && (index.pending.size > 0 || index.areHomonymsPending)) {
      if (index.areHomonymsPending) await this.#readHomonyms(index);
      const paths = taken(index.pending, readTogether);
      const contents = await Promise.all(paths.map((path) => this.#contentIn(index, path)));
      for (const [at, path] of paths.entries()) {
        this.#take(index, path, contents[at] ?? '');
        await turns.pause();
      }
      read += paths.length;
    }
    index.isAtWork = false;
    if (index.isForgotten) return;
    index.isKnown = true;
    if (isFirst) {
      const time = (performance.now() - begun).toFixed(0);
      this.#log(`links of ${read} annotation files in ${index.corpus.folder} read in ${time} ms`);
    }
    this.#tell(index);
  }

  #tell(index: CorpusIndex): void {
    if (index.told === index.version) return;
    index.told = index.version;
    this.#changed();
  }

  /** Nothing for a file that is no part of the corpus, is not there any more or cannot be read. */
  async #contentIn({ corpus, nearest }: CorpusIndex, path: string): Promise<string> {
    if (!(await belongsTo(path, corpus, nearest))) return '';
    const content = await this.#files.read(path);
    return typeof content === 'string' ? content : '';
  }

  async #readHomonyms(index: CorpusIndex): Promise<void> {
    index.areHomonymsPending = false;
    const path = await findUpwards(index.corpus.folder, homonymsPath, index.root);
    const content = path === undefined ? '' : await this.#files.read(path);
    const { homonyms, problems } = parseHomonyms(typeof content === 'string' ? content : '');
    index.homonyms = homonyms;
    index.version = this.#nextVersion();
    const complaint = typeof content === 'string' ? problems[0]?.message : content.message;
    if (complaint !== undefined) this.#log(`${path}: ${complaint}`);
  }

  #take(index: CorpusIndex, path: string, content: string): void {
    if (index.usage.set(path, linksIn(content))) index.version = this.#nextVersion();
  }
}

/** Takes some items out of a set. */
function taken<Item>(items: Set<Item>, most: number): Item[] {
  const some: Item[] = [];
  for (const item of items) {
    if (some.length === most) break;
    items.delete(item);
    some.push(item);
  }
  return some;
}

function linksIn(content: string): FileLink<LinkPlace>[] {
  return linkedMentionsIn(content).map(({ mention, lines }) => ({
    key: mentionKey(mention),
    concepts: conceptsOf(lines),
    place: { id: mention.id, line: lines[0].number, length: lines[0].text.length },
  }));
}

/** Whether a path or an address is that of a file of homonyms. */
export function isHomonyms(path: string): boolean {
  return path.replaceAll('\\', '/').endsWith(`/${homonymsPath}`);
}
