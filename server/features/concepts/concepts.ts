/** The concepts of the entities of open notes, looked up when they are first asked for. */
import { resolve } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Entity } from '../../annotation/document.ts';
import { entityKey } from '../../annotation/identity.ts';
import { spellConcepts } from '../../formats/concepts.ts';
import type { EncodedMentions } from '../../inference/conceptLinker.ts';
import type { ActionParams, ConceptReference, ConceptsResult } from '../../protocol.ts';
import type { Concept, ConceptIdentifier } from '../../terminology/concept.ts';
import type { MentionLinks, MentionToLink } from '../../terminology/linking/linker.ts';
import type { LogOdds, NamePair } from '../../terminology/linking/reranking.ts';
import { identifierFor, type Knowledge, type Terminology } from '../../terminology/linking/terminology.ts';
import type { Span } from '../../text/positions.ts';
import { reference } from '../actionItems.ts';
import { annotationAt, suggestionAt } from '../lookup.ts';
import type { Note } from '../note.ts';
import type { DocumentSettings, Settings } from '../settings.ts';
import type { KnownLinks } from './corpusLinks.ts';
import { linksOf } from './links.ts';
import { mentionKey, mentionsOf } from './mentions.ts';
import { ChosenConcepts, conceptChoices } from './search.ts';
import type { Terminologies } from './terminologies.ts';

/** How long the server works on links before it hears what else there is to do, in milliseconds. */
const longestTurn = 8;
/** How long somebody who asks for few links waits for those of the whole note, in milliseconds. */
const patience = 100;
/** Pairs that a cross-encoder reads before the engine hears what else there is to do. */
const mostReadTogether = 64;
/** Mentions that are linked together; agreement between those of longer notes is looked for among so many. */
const mostTogether = 400;

const noLinks: MentionLinks = { candidates: [], chosen: [] };

/** What is known of the concepts of a note at one time. */
export interface ConceptView {
  readonly terminology: Terminology;
  /** What an entity may be linked to; where it has a name of a concept, candidates that are merely similar are left out. */
  linksOf(entity: Entity): MentionLinks;
  /** The same with all candidates, which takes longer. */
  candidatesOf(entity: Entity): MentionLinks;
  knowledgeOf(id: ConceptIdentifier): Knowledge;
  /** How a link to a concept is written. */
  referenceTo(concept: Concept): ConceptReference;
}

/** What the mentions of a note are linked with. */
interface Linking {
  readonly terminology: Terminology;
  /** Systems whose identifiers are wanted. */
  readonly systems: readonly string[];
  /** The folder of the encoder of the terminology's vectors, where it is not the one in the box. */
  readonly encoder?: string;
  /** The folder of the cross-encoder that re-ranks, where one is to. */
  readonly reranker?: string;
}

/** The links of a note, and of what they are. */
interface NoteLinks {
  readonly linking: Linking;
  readonly gold: readonly Entity[];
  readonly suggested: readonly Entity[];
  readonly encoded: Promise<EncodedMentions>;
  readonly links: Promise<ReadonlyMap<string, MentionLinks> | undefined>;
}

/** What of that is there. */
interface KnownNoteLinks {
  readonly links?: ReadonlyMap<string, MentionLinks>;
  readonly encoded?: EncodedMentions;
}

/** What the corpus of a note says. */
export interface LinkedCorpus {
  /** The folder that a relative path in the settings of a note starts from. */
  folderOf(note: Note): string;
  /** The names of the terminologies that it is linked to, where it says so. */
  normalizers(note: Note): Promise<readonly string[]>;
  /** What its mentions are linked to; undefined as long as it is not known. */
  links(note: Note): Promise<KnownLinks | undefined>;
}

export class Concepts {
  readonly #settings: Settings;
  readonly #terminologies: Terminologies;
  readonly #corpus: LinkedCorpus;
  readonly #links = new WeakMap<Note, NoteLinks>();
  readonly #chosen = new ChosenConcepts();

  constructor(settings: Settings, terminologies: Terminologies, corpus: LinkedCorpus) {
    this.#settings = settings;
    this.#terminologies = terminologies;
    this.#corpus = corpus;
  }

  /**
   * What is known of a note's concepts; undefined where they are turned off or there is no terminology.
   * @param wanted whose links will be asked for. Those of `all` are worth waiting for; for those of `some` entities one waits
   *   a moment for the links of all, with which they should agree, and otherwise looks them up alone.
   */
  async of(note: Note, wanted: 'none' | 'some' | 'all'): Promise<ConceptView | undefined> {
    const settings = await this.#settings.of(note.document.uri);
    const terminology = this.#terminologyOf(note, settings);
    if (terminology === undefined) return undefined;
    const guarded = <Value>(otherwise: Value, work: () => Value): Value =>
      this.#terminologies.guarded(terminology, otherwise, work);
    const { conceptSystems } = settings;
    const systems = conceptSystems.length > 0 ? conceptSystems : await this.#corpus.normalizers(note);
    const folderAt = (path: string): string | undefined =>
      path === '' ? undefined : resolve(this.#corpus.folderOf(note), path);
    const encoder = folderAt(settings.conceptEncoder);
    const reranker = folderAt(settings.conceptReranker);
    const linking = { terminology, systems, ...(encoder && { encoder }), ...(reranker && { reranker }) };
    const { links, encoded } = wanted === 'none' ? {} : await this.#linksOf(note, linking, wanted);
    const toMention = once(() => mentionsOf(note));
    const alone = (entity: Entity, onlyChosen: boolean): MentionLinks => {
      const context = { ...(encoded && { encoded }), systems, onlyChosen };
      return guarded(noLinks, () => terminology.linker.link([toMention()(entity)], context)[0] ?? noLinks);
    };
    const linksOf = (entity: Entity): MentionLinks => links?.get(entityKey(entity)) ?? alone(entity, true);
    return {
      terminology,
      linksOf,
      candidatesOf: (entity) => withMore(linksOf(entity), alone(entity, false)),
      knowledgeOf: (id) => guarded({ kind: 'foreign' }, () => terminology.knowledgeOf(id)),
      referenceTo: (concept) => referenceTo(concept, systems),
    };
  }

  /** What accepting a suggestion writes as its concepts, which is nothing unless the settings ask for it. */
  async written(note: Note): Promise<(entity: Entity) => readonly ConceptReference[]> {
    const { concepts } = await this.#settings.of(note.document.uri);
    const view = concepts === 'accept' ? await this.of(note, 'some') : undefined;
    if (view === undefined) return () => [];
    return (entity) => view.linksOf(entity).chosen.map(({ concept }) => view.referenceTo(concept));
  }

  /** The list of concepts for the mention at a place; null where there is none. */
  async choices(note: Note, place: Span, typed: string): Promise<ConceptsResult | null> {
    const entity = suggestionAt(note, place) ?? annotationAt(note, place);
    if (entity === undefined) return null;
    const linked = spellConcepts(linksOf(note, entity));
    const mention = { words: entity.words, ...reference(note, entity), linked };
    const view = await this.of(note, 'some');
    if (view === undefined) {
      return { ...mention, concepts: [], message: 'There is no terminology to look in. See the log.' };
    }
    const links = await this.#corpus.links(note);
    const concepts = this.#terminologies.guarded(view.terminology, [], () =>
      conceptChoices(note, entity, typed, view, this.#chosen, links),
    );
    return { ...mention, concepts };
  }

  /** Remembers what a person has chosen for a mention, for others with its words. */
  remember(note: Note, place: Span, { type, concepts = [] }: ActionParams): void {
    const entity = annotationAt(note, place, type);
    if (entity !== undefined) this.#chosen.add(entity, concepts);
  }

  /** Lets terminologies that could not be used be tried again. */
  forgetFailures(): void {
    this.#terminologies.forgetFailures();
  }

  #terminologyOf(note: Note, { concepts, terminology }: DocumentSettings): Terminology | undefined {
    if (concepts === 'off') return undefined;
    return this.#terminologies.at(
      terminology === '' ? undefined : resolve(this.#corpus.folderOf(note), terminology),
    );
  }

  /** The links of a note and the vectors of its mentions; for `some` entities what is there in time. */
  async #linksOf(note: Note, linking: Linking, wanted: 'some' | 'all'): Promise<KnownNoteLinks> {
    const all = this.#allLinks(note, linking);
    const late = wanted === 'all' ? [] : [setTimeout(patience, undefined, { ref: false })];
    const links = await Promise.race([all.links, ...late]);
    const encoded = await Promise.race([all.encoded, ...late]);
    return { ...(links && { links }), ...(encoded && { encoded }) };
  }

  /** The links of all entities of a note; undefined where the note has changed before they were there. */
  #allLinks(note: Note, linking: Linking): NoteLinks {
    const gold = note.gold.annotations.entities;
    const { suggested } = note;
    let known = this.#links.get(note);
    // The note makes new lists whenever anything changes.
    const isKnown =
      known !== undefined &&
      isSameLinking(known.linking, linking) &&
      isSame(known.gold, gold) &&
      isSame(known.suggested, suggested);
    if (known === undefined || !isKnown) {
      const isCurrent = (): boolean =>
        isSame(note.gold.annotations.entities, gold) && isSame(note.suggested, suggested);
      known = { linking, gold, suggested, ...this.#link(note, linking, [...gold, ...suggested], isCurrent) };
      this.#links.set(note, known);
    }
    return known;
  }

  #link(
    note: Note,
    linking: Linking,
    entities: readonly Entity[],
    isCurrent: () => boolean,
  ): Pick<NoteLinks, 'encoded' | 'links'> {
    const toMention = mentionsOf(note);
    const mentions = entities.map(toMention);
    const keys = mentions.map(mentionKey);
    const distinct = new Map(mentions.map((mention, index) => [keys[index], mention]));
    const { terminology, encoder } = linking;
    const encoded = this.#terminologies.encode(terminology, [...distinct.values()], encoder);
    const links = encoded.then(async (vectors) => {
      const linked = await this.#linkInTurns(linking, vectors, [...distinct.values()], isCurrent);
      if (linked === undefined) return undefined;
      const byKey = new Map([...distinct.keys()].map((key, index) => [key, linked[index] ?? noLinks]));
      return new Map(entities.map((entity, index) => [entityKey(entity), byKey.get(keys[index]) ?? noLinks]));
    });
    return { encoded, links };
  }

  /** Looks up one mention after another, hearing other work between them, before they are put together. */
  async #linkInTurns(
    { terminology, systems, reranker }: Linking,
    encoded: EncodedMentions,
    mentions: readonly MentionToLink[],
    isCurrent: () => boolean,
  ): Promise<MentionLinks[] | undefined> {
    const { linker } = terminology;
    // A cross-encoder reads all candidates.
    const context = { encoded, systems, onlyChosen: reranker === undefined };
    const guarded = <Item>(work: () => Item[]): Item[] => this.#terminologies.guarded(terminology, [], work);
    let since = performance.now();
    const linked: MentionLinks[] = [];
    for (let first = 0; first < mentions.length; first += mostTogether) {
      const together = mentions.slice(first, first + mostTogether);
      const pairs: NamePair[] = [];
      for (const mention of together) {
        // The linker remembers what it finds.
        if (reranker === undefined) guarded(() => linker.link([mention], context));
        else pairs.push(...guarded(() => linker.pairsToRead([mention], context)));
        if (performance.now() - since < longestTurn) continue;
        await setImmediate();
        if (!isCurrent()) return undefined;
        since = performance.now();
      }
      const logOdds = reranker && (await this.#read(reranker, pairs, isCurrent));
      if (!isCurrent()) return undefined;
      linked.push(...guarded(() => linker.link(together, { ...context, ...(logOdds && { logOdds }) })));
    }
    return linked;
  }

  /** What a cross-encoder says of pairs; undefined where it cannot be used, or where it is not needed any more. */
  async #read(
    reranker: string,
    pairs: readonly NamePair[],
    isCurrent: () => boolean,
  ): Promise<LogOdds | undefined> {
    for (let first = 0; first < pairs.length && isCurrent(); first += mostReadTogether) {
      const some = pairs.slice(first, first + mostReadTogether);
      if ((await this.#terminologies.logOdds(reranker, some)) === undefined) return undefined;
    }
    // All of them have been read and are kept.
    return isCurrent() ? this.#terminologies.logOdds(reranker, pairs) : undefined;
  }
}

/** What a mention is linked to among all other mentions, with candidates that were found for it alone behind it. */
function withMore({ candidates, chosen }: MentionLinks, more: MentionLinks): MentionLinks {
  const known = new Set(candidates.map(({ number }) => number));
  const others = more.candidates.filter(({ number }) => !known.has(number));
  return { candidates: [...candidates, ...others], chosen };
}

function once<Value>(work: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: work() };
    return made.value;
  };
}

function isSameLinking(one: Linking, other: Linking): boolean {
  return (
    one.terminology === other.terminology &&
    one.encoder === other.encoder &&
    one.reranker === other.reranker &&
    one.systems.join('\n') === other.systems.join('\n')
  );
}

function isSame(one: readonly Entity[], other: readonly Entity[]): boolean {
  return one === other || (one.length === 0 && other.length === 0);
}

function referenceTo(concept: Concept, systems: readonly string[]): ConceptReference {
  const id = identifierFor(concept, systems) ?? { system: '', identifier: '' };
  const [name] = concept.names;
  return { system: id.system, identifier: id.identifier, ...(name && { name: name.words }) };
}
