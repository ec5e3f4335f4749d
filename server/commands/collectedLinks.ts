/** The links of all documents of a check, so that the same words can be held against each other over the whole corpus. */
import { dirname, resolve } from 'node:path';
import { findUpwards } from '../corpus/configuration.ts';
import { type FileProblem, isFileProblem, standoffFileProblems } from '../corpus/fileProblems.ts';
import { readText } from '../corpus/textFiles.ts';
import { type LinkJudge, linkedEntities } from '../formats/brat/conceptChecking.ts';
import { differenceCode, differenceMessage, linkDifference } from '../formats/brat/linkDifferences.ts';
import { conceptsOf, mentionKey } from '../formats/brat/linkedMentions.ts';
import { LinkUsage, type LinkUse } from '../formats/brat/linkUsage.ts';
import type { StandoffFile } from '../formats/brat/standoff.ts';
import { Homonyms, homonymsPath, parseHomonyms } from '../formats/homonyms.ts';

/** Other places that a finding names. */
const namedPlaces = 3;

/** Where a linked mention is. */
interface LinkPlace {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** The name of its document, where the file may hold several. */
  readonly document?: string;
}

interface CollectedLink {
  readonly id: string;
  readonly corpus: string;
  readonly homonyms: Homonyms;
  readonly key: string;
  readonly concepts: ReturnType<typeof conceptsOf>;
  readonly place: LinkPlace;
}

export class CollectedLinks {
  readonly #judge: LinkJudge;
  readonly #root: string;
  readonly #links: CollectedLink[] = [];
  readonly #usages = new Map<string, LinkUsage<LinkPlace>>();
  readonly #homonyms = new Map<string, Promise<{ homonyms: Homonyms; problems: readonly FileProblem[] }>>();
  readonly #told = new Set<FileProblem>();
  #documents = 0;

  /** @param root what is checked: homonyms are looked for no further up. */
  constructor(judge: LinkJudge, root: string) {
    this.#judge = judge;
    this.#root = resolve(root);
  }

  /**
   * Takes the links that the lines of a file give to entities of its document.
   * @param corpus equal for documents that belong together.
   * @param document its name, for files whose lines have no places of their own.
   * @returns what is wrong with the homonyms of the corpus, once.
   */
  async add(corpus: string, path: string, standoff: StandoffFile, document?: string): Promise<FileProblem[]> {
    const linked = linkedEntities(standoff);
    if (linked.length === 0) return [];
    const { homonyms, problems } = await this.#homonymsOf(dirname(resolve(path)));
    const places = standoffFileProblems(path, {
      ...standoff,
      problems: linked.map(({ lines: [first] }) => ({
        code: differenceCode,
        severity: 'information',
        message: '',
        place: first.span,
      })),
    });
    const links = linked.map(({ mention, lines }, index): CollectedLink => {
      const { line = 1, column = 1 } = places[index] ?? {};
      const place = document === undefined ? { path, line, column } : { path, document };
      const concepts = conceptsOf(lines);
      return { id: mention.id, corpus, homonyms, key: mentionKey(mention), concepts, place };
    });
    const usage = this.#usages.get(corpus) ?? new LinkUsage<LinkPlace>();
    this.#usages.set(corpus, usage);
    this.#documents += 1;
    usage.set(String(this.#documents), links);
    this.#links.push(...links);
    const fresh = problems.filter((problem) => !this.#told.has(problem));
    for (const problem of fresh) this.#told.add(problem);
    return fresh;
  }

  /** The mentions that are linked otherwise than most with the same words, in the order in which they were taken. */
  *problems(): Generator<FileProblem> {
    for (const { id, corpus, homonyms, key, concepts, place } of this.#links) {
      const usage = this.#usages.get(corpus) as LinkUsage<LinkPlace>;
      const difference = linkDifference(key, concepts, usage, this.#judge, homonyms);
      if (difference === undefined) continue;
      const { document, ...where } = place;
      const message = `${differenceMessage(id, concepts, difference)} See ${placesOf(difference.usual)}.`;
      yield {
        ...where,
        code: differenceCode,
        severity: 'information',
        message: document === undefined ? message : `${document}: ${message}`,
      };
    }
  }

  #homonymsOf(folder: string): Promise<{ homonyms: Homonyms; problems: readonly FileProblem[] }> {
    let homonyms = this.#homonyms.get(folder);
    if (homonyms === undefined) {
      homonyms = findUpwards(folder, homonymsPath, this.#root).then((path) => this.#read(path));
      this.#homonyms.set(folder, homonyms);
    }
    return homonyms;
  }

  #read(path: string | undefined): Promise<{ homonyms: Homonyms; problems: readonly FileProblem[] }> {
    if (path === undefined) return nothing;
    const known = this.#homonyms.get(path);
    if (known !== undefined) return known;
    const read = readHomonyms(path);
    this.#homonyms.set(path, read);
    return read;
  }
}

const nothing = Promise.resolve({ homonyms: Homonyms.none, problems: [] });

/** A file of homonyms and what is wrong with it. Never rejects. */
async function readHomonyms(
  path: string,
): Promise<{ readonly homonyms: Homonyms; readonly problems: readonly FileProblem[] }> {
  const content = await readText(path);
  if (isFileProblem(content)) return { homonyms: Homonyms.none, problems: [content] };
  const { homonyms, problems, lines } = parseHomonyms(content);
  return { homonyms, problems: standoffFileProblems(path, { problems, lines }) };
}

function placesOf({ places, count }: LinkUse<LinkPlace>): string {
  const named: string[] = [];
  for (const [, ofFile] of places) {
    for (const { path, line, document } of ofFile) {
      if (named.length === namedPlaces) break;
      named.push(line === undefined ? `${path} (${document})` : `${path}:${line}`);
    }
    if (named.length === namedPlaces) break;
  }
  const more = count - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
