/** What is wrong with the links of open notes: by themselves, and held against those of the whole corpus. */
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Entity } from '../../annotation/document.ts';
import type { Problem, RelatedPlace } from '../../annotation/problems.ts';
import { conceptProblems, type LinkJudge, linkedEntities } from '../../formats/brat/conceptChecking.ts';
import {
  differenceProblem,
  type LinkDifference,
  linkDifference,
} from '../../formats/brat/linkDifferences.ts';
import { conceptsOf, type LinkedMention, mentionKey } from '../../formats/brat/linkedMentions.ts';
import { LinkUsage, type LinkUse } from '../../formats/brat/linkUsage.ts';
import type { StandoffFile } from '../../formats/brat/standoff.ts';
import { spellConcepts } from '../../formats/concepts.ts';
import { linkJudge } from '../../terminology/linking/linkJudge.ts';
import type { Terminology } from '../../terminology/linking/terminology.ts';
import type { Note } from '../note.ts';
import type { Concepts } from './concepts.ts';
import type { CorpusLinks, KnownLinks, LinkPlace } from './corpusLinks.ts';

/** Other places that a problem leads to. */
const relatedPlaces = 5;

export interface CheckedLinks {
  readonly problems: readonly Problem[];
  /** The mentions of the note that are linked otherwise than most with the same words. */
  readonly differences: ReadonlyMap<Entity['id'], LinkDifference<LinkPlace>>;
}

const nothing: CheckedLinks = { problems: [], differences: new Map() };

export class LinkChecking {
  readonly #concepts: Concepts;
  readonly #corpora: CorpusLinks;
  /** By what was checked. */
  readonly #checked = new WeakMap<
    StandoffFile,
    { readonly terminology: Terminology; readonly version: number | undefined; readonly links: CheckedLinks }
  >();

  constructor(concepts: Concepts, corpora: CorpusLinks) {
    this.#concepts = concepts;
    this.#corpora = corpora;
  }

  async problems(note: Note): Promise<readonly Problem[]> {
    return (await this.of(note)).problems;
  }

  async of(note: Note): Promise<CheckedLinks> {
    if (note.gold.file.annotations.normalisations.length === 0) return nothing;
    const view = await this.#concepts.of(note, 'none');
    if (view === undefined) return nothing;
    const known = await this.#corpora.of(note);
    const { file } = note.gold;
    const checked = this.#checked.get(file);
    if (checked?.terminology === view.terminology && checked.version === known?.version) return checked.links;
    const links = check(note, file, linkJudge(view.knowledgeOf), known);
    this.#checked.set(file, { terminology: view.terminology, version: known?.version, links });
    const told = links.problems.flatMap(({ related = [] }) => related.map(({ uri }) => fileURLToPath(uri)));
    void this.#corpora.verify([...new Set(told)]);
    return links;
  }
}

function check(
  note: Note,
  file: StandoffFile,
  judge: LinkJudge,
  known: KnownLinks | undefined,
): CheckedLinks {
  const linked = linkedEntities(file);
  const usage = known?.usage ?? usageOf(note.annotationUri, linked);
  const differences = new Map<string, LinkDifference<LinkPlace>>();
  const problems = conceptProblems(linked, judge);
  for (const mention of linked) {
    const key = mentionKey(mention.mention);
    const difference = linkDifference(key, conceptsOf(mention.lines), usage, judge, known?.homonyms);
    if (difference === undefined) continue;
    differences.set(mention.mention.id, difference);
    const related = known === undefined ? [] : placesOf(difference.usual, note, known);
    problems.push({ ...differenceProblem(mention, difference), ...(related.length > 0 && { related }) });
  }
  return { problems, differences };
}

/** The links of the note alone. */
function usageOf(uri: string, linked: readonly LinkedMention[]): LinkUsage<LinkPlace> {
  const usage = new LinkUsage<LinkPlace>();
  const links = linked.map(({ mention, lines }) => ({
    key: mentionKey(mention),
    concepts: conceptsOf(lines),
    // They are in the note that tells of them.
    place: { id: mention.id, line: 0, length: 0 },
  }));
  usage.set(uri, links);
  return usage;
}

/** A few places, those in other notes first. */
function placesOf(
  { concepts, places }: LinkUse<LinkPlace>,
  note: Note,
  { corpus }: KnownLinks,
): RelatedPlace[] {
  const own = fileURLToPath(note.annotationUri);
  const here: RelatedPlace[] = [];
  const elsewhere: RelatedPlace[] = [];
  for (const [path, ofFile] of places) {
    const name = relative(corpus.folder, path).split(sep).join('/');
    const found = path === own ? here : elsewhere;
    for (const { id, line, length } of ofFile.slice(0, relatedPlaces)) {
      const message = `${id} of ${name} is linked to ${spellConcepts(concepts)}.`;
      found.push({ uri: pathToFileURL(path).href, line, length, message });
    }
    if (elsewhere.length >= relatedPlaces) break;
  }
  return [...elsewhere, ...here].slice(0, relatedPlaces);
}
