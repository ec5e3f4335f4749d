/** Which concepts the mentions of a document name. */
import type { Concept, SemanticGroup } from '../concept.ts';
import { RecentlyUsed } from '../index/recentlyUsed.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { LexicalSearch } from '../search/candidates.ts';
import { partsOf } from '../search/composites.ts';
import type { NameVectors } from '../vectors/nameVectors.ts';
import { type Candidate, hasEqualName, isNamed } from './candidate.ts';
import { FusedSearch } from './fusedSearch.ts';
import { rankingWeights } from './ranking.ts';
import { type LogOdds, mostReranked, type NamePair, reranked, toRead } from './reranking.ts';
import { groupsOfType } from './typeGroups.ts';
import { WantedConcepts } from './wantedConcepts.ts';

/** A mention whose concept is asked for. */
export interface MentionToLink {
  readonly words: string;
  /** What the document says the words are short for. */
  readonly longForm?: string;
  /** The entity's type; it says which semantic groups come into question. */
  readonly type?: string;
}

/** A concept that a mention may name. */
export interface ConceptLink extends Omit<Candidate, 'concept'> {
  /** Its number in the index. */
  readonly number: number;
  readonly concept: Concept;
  /** The long form that was looked up in the place of the mention. */
  readonly longForm?: string;
  /** The part of the mention that names it, where the mention names several things. */
  readonly part?: string;
}

/** What was found for a mention. */
export interface MentionLinks {
  /** The likeliest first. */
  readonly candidates: readonly ConceptLink[];
  /** The concepts that the mention is linked to: none where no candidate is likely enough, several for several things. */
  readonly chosen: readonly ConceptLink[];
}

export interface LinkerOptions {
  /** Candidates of a mention, at most. */
  readonly limit?: number;
  /** The vectors of the index's names; without them, letters alone decide. */
  readonly vectors?: NameVectors;
}

/** What is known when mentions are linked. */
export interface LinkingContext {
  /** The vectors of {@link wordsLookedUp}, by the words; letters alone decide for words that are missing. */
  readonly encoded?: ReadonlyMap<string, Float32Array>;
  /** Whether only what mentions are linked to is asked for: then candidates that cannot be it may be missing, which is faster. */
  readonly onlyChosen?: boolean;
  /** Systems of identifiers that are wanted, which counts where there are vectors or log-odds. */
  readonly systems?: readonly string[];
  /** What a model says of {@link Linker.pairsToRead}; without it, the order of the search stands. */
  readonly logOdds?: LogOdds;
}

/** When candidates of a search are linked, and when two are as good as equal. */
interface Judgement {
  /** The lowest score at which a mention is linked. */
  readonly threshold: number;
  readonly isTied: (best: Standing, other: Standing) => boolean;
}

type Standing = Pick<Candidate, 'score' | 'isEqual'>;

/** Found among texts of the training corpora: below the thresholds, more links are wrong than right. */
const byLetters: Judgement = { threshold: 0.7, isTied: (best, { score }) => best.score - score < 0.005 };
const byBoth: Judgement = { threshold: 0.4, isTied: (best, { score }) => score > 0.5 * best.score };
/** Once candidates are re-ranked, their scores differ by odds, whatever they said before, among those with equal names and among the others. */
const isTiedByReading: Judgement['isTied'] = (best, other) =>
  best.isEqual === other.isEqual && byBoth.isTied(best, other);

const usualLimit = 10;
/** Candidates to re-rank: among so many, those with equal names leave room for the others that are ranked. */
const mostToRerank = 2 * mostReranked;
/** Searches that are remembered. */
const mostRemembered = 20_000;

const nothing: MentionLinks = { candidates: [], chosen: [] };

/** The candidates of some words, and how they are judged. */
interface Found {
  readonly links: readonly ConceptLink[];
  readonly judgement: Judgement;
}

/** What a mention is looked up by: its words or what they are short for, and the parts of that. */
export function wordsLookedUp({ words, longForm = words }: MentionToLink): string[] {
  return [...new Set([longForm, ...partsOf(longForm)])];
}

export class Linker {
  readonly index: TerminologyIndex;
  readonly #lexical: LexicalSearch;
  readonly #fused: FusedSearch | undefined;
  readonly #limit: number;
  readonly #remembered = new RecentlyUsed<readonly Candidate[], string>(mostRemembered);

  constructor(index: TerminologyIndex, { limit = usualLimit, vectors }: LinkerOptions = {}) {
    this.index = index;
    this.#lexical = new LexicalSearch(index);
    this.#fused = vectors && new FusedSearch(index, this.#lexical, vectors);
    this.#limit = limit;
  }

  /** Reads the parts of the index that every search needs, so that the first mention does not wait for them. */
  warm(): void {
    this.#lexical.candidates('misspellt name', { limit: 1 });
  }

  /**
   * The links of each mention, in their order. Mentions that stand in one document are to be given together: where the candidates
   * of one are as good as equal and of one group, that one comes first which another mention names beyond doubt.
   */
  link(mentions: readonly MentionToLink[], context: LinkingContext = {}): MentionLinks[] {
    const alone = mentions.map((mention) => this.#alone(mention, context));
    const settled = new Set(
      alone.flatMap(({ links: { chosen, candidates }, judgement }) => {
        const [first, second] = candidates;
        const isCertain = !second || (first !== undefined && !judgement.isTied(first, second));
        return first && chosen.length === 1 && isCertain ? [first.number] : [];
      }),
    );
    return alone.map(({ links, judgement }) => agreeing(links, settled, judgement));
  }

  /** The pairs that a model is to read for {@link LinkingContext.logOdds}, some of them more than once. */
  pairsToRead(mentions: readonly MentionToLink[], context: Omit<LinkingContext, 'logOdds'> = {}): NamePair[] {
    return mentions.flatMap((mention) => {
      const groups = mention.type === undefined ? undefined : groupsOfType(mention.type);
      if (groups?.length === 0) return [];
      return wordsLookedUp(mention).flatMap((words) =>
        toRead(this.#candidates(words, groups, context, mostToRerank)).map(({ name }) => ({
          mention: words,
          name: name.words,
        })),
      );
    });
  }

  #alone(
    { words, longForm, type }: MentionToLink,
    context: LinkingContext,
  ): { readonly links: MentionLinks; readonly judgement: Judgement } {
    const groups = type === undefined ? undefined : groupsOfType(type);
    if (groups?.length === 0) return { links: nothing, judgement: byLetters };
    const found = this.#found(longForm ?? words, groups, context);
    const { judgement } = found;
    const candidates = found.links.map((link) => (longForm === undefined ? link : { ...link, longForm }));
    const [first] = candidates;
    // What has a name of its own is not divided.
    const parts = first && isNamed(first) ? [] : this.#parts(longForm ?? words, groups, context);
    if (parts.length > 0) {
      const others = candidates.filter((each) => parts.every(({ number }) => number !== each.number));
      const links = { candidates: [...parts, ...others].slice(0, this.#limit), chosen: parts };
      return { links, judgement };
    }
    const chosen = first && first.score >= judgement.threshold ? [first] : [];
    return { links: { candidates, chosen }, judgement };
  }

  /** The concepts of the things that a mention names together; none unless every one has a name of its own. */
  #parts(
    words: string,
    groups: readonly SemanticGroup[] | undefined,
    context: LinkingContext,
  ): ConceptLink[] {
    const parts = partsOf(words);
    if (parts.length < 2) return [];
    const links = parts.flatMap((part): ConceptLink[] => {
      const [first] = this.#found(part, groups, context).links;
      return first && isNamed(first) ? [{ ...first, part }] : [];
    });
    const isWhole = links.length === parts.length;
    return isWhole
      ? links.filter(({ number }, at) => links.findIndex((it) => it.number === number) === at)
      : [];
  }

  #found(words: string, groups: readonly SemanticGroup[] | undefined, context: LinkingContext): Found {
    const bySearch = this.#fused && context.encoded?.has(words) ? byBoth : byLetters;
    const judgement = context.logOdds ? { ...bySearch, isTied: isTiedByReading } : bySearch;
    const candidates = context.logOdds
      ? this.#reranked(words, groups, context, context.logOdds)
      : this.#candidates(words, groups, context, this.#limit);
    const links = candidates.map(({ concept, ...candidate }) => ({
      ...{ number: concept, concept: this.index.concept(concept) },
      ...candidate,
    }));
    const [first] = links;
    const preferred = links.find(
      (each) => first && each.concept.group === groups?.[0] && judgement.isTied(first, each),
    );
    if (preferred === undefined) return { links, judgement };
    return { links: [preferred, ...links.filter((each) => each !== preferred)], judgement };
  }

  /** What no model reads in a name, that an identifier is wanted, adds to the log-odds what it adds in the search. */
  #reranked(
    words: string,
    groups: readonly SemanticGroup[] | undefined,
    context: LinkingContext,
    logOdds: LogOdds,
  ): readonly Candidate[] {
    const { systems = [] } = context;
    const wanted = new WantedConcepts(this.index, { systems });
    const isWanted = (concept: number): boolean => systems.length > 0 && wanted.isWanted(concept);
    return reranked(
      this.#candidates(words, groups, context, mostToRerank),
      ({ concept, name }) => logOdds(words, name.words) + (isWanted(concept) ? rankingWeights.isWanted : 0),
    ).slice(0, this.#limit);
  }

  #candidates(
    words: string,
    groups: readonly SemanticGroup[] | undefined,
    { encoded, systems = [], onlyChosen = false }: LinkingContext,
    limit: number,
  ): readonly Candidate[] {
    const vector = encoded?.get(words);
    const options = { limit, isBestEnough: onlyChosen, ...(groups && { groups }) };
    const fused = vector && this.#fused;
    const kind = fused ? `vectors ${systems.join(' ')}` : 'letters';
    return this.#remembered.get(`${limit} ${onlyChosen} ${kind}\n${groups?.join(' ') ?? ''}\n${words}`, () =>
      fused
        ? fused.candidates(words, vector, { ...options, systems })
        : this.#lexical
            .candidates(words, options)
            .map((candidate) => ({ ...candidate, isEqual: hasEqualName(candidate) })),
    );
  }
}

/** The links with the one first, of those that are as good as the first, that other mentions are linked to. */
function agreeing(
  links: MentionLinks,
  settled: ReadonlySet<number>,
  { isTied, threshold }: Judgement,
): MentionLinks {
  const { candidates, chosen } = links;
  const [first] = candidates;
  if (first === undefined || chosen.length > 1) return links;
  const preferred = candidates.find(
    (each) => settled.has(each.number) && isTied(first, each) && each.concept.group === first.concept.group,
  );
  if (preferred === undefined || preferred === first) return links;
  return {
    candidates: [preferred, ...candidates.filter((each) => each !== preferred)],
    chosen: first.score >= threshold ? [preferred] : [],
  };
}
