/** What linking the same words in a whole corpus would change, and how a person is asked. */

import type { WordsToLink } from '../../formats/brat/linkingWords.ts';
import { type Concept, spellConcepts } from '../../formats/concepts.ts';
import type { Choice, ChooseParams } from '../../protocol.ts';

/** Files that a message names before it counts the others. */
const namedFiles = 5;
/** Files that a message lists in an editor that cannot list changes to choose from. */
const listedFiles = 12;

export interface FileToLink {
  readonly path: string;
  /** From the folder of the corpus. */
  readonly name: string;
  readonly words: WordsToLink;
  /** Whether the editor has it otherwise than the disk. */
  readonly isUnsaved: boolean;
}

export interface CorpusLinkingPlan {
  /** Those with something to change, in the order of their names. */
  readonly files: readonly FileToLink[];
  /** Names of the files that cannot be read. */
  readonly unreadable: readonly string[];
}

/** The mentions of a file that are to be linked. */
export interface WantedLinks {
  readonly file: FileToLink;
  readonly ids: readonly string[];
}

/** The question which mentions are to be linked, and what an answer to it means. */
export class CorpusLinkingQuestion {
  readonly #plan: CorpusLinkingPlan;
  readonly #what: string;
  readonly #fresh: readonly FileToLink[];
  readonly #others: readonly FileToLink[];

  /** @param what `“cold” (Disease) to Common Cold (MESH:D003139)`. */
  constructor(what: string, plan: CorpusLinkingPlan) {
    this.#what = what;
    this.#plan = plan;
    this.#fresh = plan.files.filter(({ words }) => words.unlinked.length > 0);
    this.#others = plan.files.filter(({ words }) => words.linkedOtherwise.length > 0);
  }

  get isEmpty(): boolean {
    return this.#plan.files.length === 0;
  }

  /** A list of files to pick from: those with mentions without a link are picked, other links are replaced only if asked for. */
  get choices(): ChooseParams {
    const note = this.unread;
    return {
      title: this.title,
      ...(note !== undefined && { note }),
      choices: [
        ...this.#fresh.map(
          (file): Choice => ({
            label: file.name,
            detail: `${mentions(file.words.unlinked.length)} without a link${unsaved(file)}`,
            picked: true,
          }),
        ),
        ...(this.#others.length === 0
          ? []
          : [{ label: 'Replace all other links', detail: this.#othersInAll, picked: false }]),
        ...this.#others.map(
          (file): Choice => ({
            label: `Replace in ${file.name}`,
            detail: `${mentions(file.words.linkedOtherwise.length)} linked to ${otherLinks(file)}${unsaved(file)}`,
            picked: false,
          }),
        ),
      ],
    };
  }

  /** What is wanted by the indices of {@link choices}. */
  wanted(indices: readonly number[]): WantedLinks[] {
    const picked = new Set(indices);
    const all = picked.has(this.#fresh.length);
    const ids = new Map<FileToLink, string[]>();
    for (const [index, file] of this.#fresh.entries())
      if (picked.has(index)) ids.set(file, [...file.words.unlinked]);
    for (const [index, file] of this.#others.entries()) {
      if (!all && !picked.has(this.#fresh.length + 1 + index)) continue;
      ids.set(file, [...(ids.get(file) ?? []), ...file.words.linkedOtherwise.map(({ id }) => id)]);
    }
    return [...ids].map(([file, those]) => ({ file, ids: those }));
  }

  /** Everything, with or without other links. */
  everything(replaces: boolean): WantedLinks[] {
    return this.wanted([
      ...this.#fresh.keys(),
      ...(replaces && this.#others.length > 0 ? [this.#fresh.length] : []),
    ]);
  }

  /** For an editor that cannot list changes to choose from. */
  get message(): string {
    const lines = [
      ...this.#fresh.map((file) => `${file.name}: ${mentions(file.words.unlinked.length)}${unsaved(file)}`),
      ...this.#others.map(
        (file) =>
          `${file.name}: ${mentions(file.words.linkedOtherwise.length)} linked to ${otherLinks(file)}${unsaved(file)}`,
      ),
    ];
    const more = lines.length > listedFiles ? [`and ${lines.length - listedFiles} more`] : [];
    const unread = this.unread;
    return [this.title, ...lines.slice(0, listedFiles), ...more, ...(unread ? [unread] : [])].join('\n');
  }

  /** The answers to {@link message}; without one that would change nothing. */
  get answers(): { readonly link?: string; readonly replace?: string } {
    return {
      ...(this.#fresh.length > 0 && { link: `Link ${mentions(this.#unlinked)}` }),
      ...(this.#others.length > 0 && {
        replace: `Link ${mentions(this.#unlinked + this.#linkedOtherwise)}, Replacing Links`,
      }),
    };
  }

  get title(): string {
    const others = this.#others.length === 0 ? '' : `, ${this.#linkedOtherwise} linked otherwise`;
    return `Link ${this.#what}: ${mentions(this.#unlinked)} in ${counted(this.#fresh.length, 'file')}${others}`;
  }

  /** Which files could not be read; undefined where all could. */
  get unread(): string | undefined {
    return unreadNote(this.#plan.unreadable);
  }

  get #unlinked(): number {
    return this.#fresh.reduce((sum, { words }) => sum + words.unlinked.length, 0);
  }

  get #linkedOtherwise(): number {
    return this.#others.reduce((sum, { words }) => sum + words.linkedOtherwise.length, 0);
  }

  get #othersInAll(): string {
    return `${mentions(this.#linkedOtherwise)} in ${counted(this.#others.length, 'file')} linked to something else`;
  }
}

/** `Not read: a.ann and 3 more.`; undefined for none. */
export function unreadNote(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Not read: ${named(names)}.`;
}

export function named(names: readonly string[]): string {
  const more = names.length - namedFiles;
  return more > 0 ? `${names.slice(0, namedFiles).join(', ')} and ${more} more` : names.join(', ');
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function mentions(count: number): string {
  return counted(count, 'mention');
}

function otherLinks({ words }: FileToLink): string {
  const spelled = words.linkedOtherwise.map(({ concepts }) => spellConcepts(concepts as readonly Concept[]));
  return [...new Set(spelled)].slice(0, 3).join(', ');
}

function unsaved({ isUnsaved }: FileToLink): string {
  return isUnsaved ? '; open and not saved' : '';
}
