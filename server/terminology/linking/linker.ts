/** Which concepts the mentions of a document name. */
import type { Concept, ConceptName, SemanticGroup } from '../concept.ts';
import { RecentlyUsed } from '../index/recentlyUsed.ts';
import type { TerminologyIndex } from '../index/terminologyIndex.ts';
import { type LexicalCandidate, LexicalSearch, type Match } from '../search/candidates.ts';
import { partsOf } from '../search/composites.ts';
import { groupsOfType } from './typeGroups.ts';

/** A mention whose concept is asked for. */
export interface MentionToLink {
  readonly words: string;
  /** What the document says the words are short for. */
  readonly longForm?: string;
  /** The entity's type; it says which semantic groups come into question. */
  readonly type?: string;
}

/** A concept that a mention may name. */
export interface ConceptLink {
  /** Its number in the index. */
  readonly number: number;
  readonly concept: Concept;
  /** The concept's name that is most like the mention. */
  readonly name: ConceptName;
  /** From 0 to 1. */
  readonly score: number;
  readonly match: Match;
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
  /** The lowest score at which a mention is linked. */
  readonly threshold?: number;
  /** Candidates of a mention, at most. */
  readonly limit?: number;
  /** Whether only what mentions are linked to is asked for: then candidates that cannot be it may be missing, which is faster. */
  readonly onlyChosen?: boolean;
}

/** Found among texts of the training corpora: below it, more links are wrong than right. */
export const usualThreshold = 0.7;
const usualLimit = 10;
/** Scores that differ by less are as good as equal. */
const tie = 0.005;
/** Searches that are remembered. */
const mostRemembered = 20_000;

const nothing: MentionLinks = { candidates: [], chosen: [] };

export class Linker {
  readonly index: TerminologyIndex;
  readonly #search: LexicalSearch;
  readonly #options: Required<LinkerOptions>;
  readonly #remembered = new RecentlyUsed<readonly LexicalCandidate[], string>(mostRemembered);

  constructor(index: TerminologyIndex, options: LinkerOptions = {}) {
    this.index = index;
    this.#search = new LexicalSearch(index);
    this.#options = { threshold: usualThreshold, limit: usualLimit, onlyChosen: false, ...options };
  }

  /** Reads the parts of the index that every search needs, so that the first mention does not wait for them. */
  warm(): void {
    this.#search.candidates('misspellt name', { limit: 1 });
  }

  /**
   * The links of each mention, in their order. Mentions that stand in one document are to be given together: where the candidates
   * of one are as good as equal and of one group, that one comes first which another mention names beyond doubt.
   */
  link(mentions: readonly MentionToLink[]): MentionLinks[] {
    const alone = mentions.map((mention) => this.#alone(mention));
    const settled = new Set(
      alone.flatMap(({ candidates: [first, second] }) =>
        first && first.score >= this.#options.threshold && !isTied(first, second) ? [first.number] : [],
      ),
    );
    return alone.map((links) => agreeing(links, settled));
  }

  #alone({ words, longForm, type }: MentionToLink): MentionLinks {
    const groups = type === undefined ? undefined : groupsOfType(type);
    if (groups?.length === 0) return nothing;
    const candidates = this.#candidates(longForm ?? words, groups).map((link) =>
      longForm === undefined ? link : { ...link, longForm },
    );
    const [first] = candidates;
    // What has a name of its own is not divided.
    const isNamed = first !== undefined && first.match !== 'n-gram';
    const parts = isNamed ? [] : this.#parts(longForm ?? words, groups);
    if (parts.length > 0) {
      const others = candidates.filter((each) => parts.every(({ number }) => number !== each.number));
      return { candidates: [...parts, ...others].slice(0, this.#options.limit), chosen: parts };
    }
    return { candidates, chosen: first && first.score >= this.#options.threshold ? [first] : [] };
  }

  /** The concepts of the things that a mention names together; none unless every one has a name of its own. */
  #parts(words: string, groups: readonly SemanticGroup[] | undefined): ConceptLink[] {
    const parts = partsOf(words);
    if (parts.length < 2) return [];
    const links = parts.flatMap((part): ConceptLink[] => {
      const [first] = this.#candidates(part, groups);
      return first && first.match !== 'n-gram' ? [{ ...first, part }] : [];
    });
    const isWhole = links.length === parts.length;
    return isWhole
      ? links.filter(({ number }, at) => links.findIndex((it) => it.number === number) === at)
      : [];
  }

  #candidates(words: string, groups: readonly SemanticGroup[] | undefined): ConceptLink[] {
    const links = this.#found(words, groups).map(({ concept, name, score, match }) => ({
      ...{ number: concept, concept: this.index.concept(concept), name, score, match },
    }));
    const [first] = links;
    const isOfFirstGroup = ({ concept }: ConceptLink): boolean => concept.group === groups?.[0];
    const preferred = links.find((each) => first && isOfFirstGroup(each) && first.score - each.score < tie);
    return preferred === undefined ? links : [preferred, ...links.filter((each) => each !== preferred)];
  }

  #found(words: string, groups: readonly SemanticGroup[] | undefined): readonly LexicalCandidate[] {
    const { limit, onlyChosen: isBestEnough } = this.#options;
    return this.#remembered.get(`${groups?.join(' ') ?? ''}\n${words}`, () =>
      this.#search.candidates(words, { limit, isBestEnough, ...(groups && { groups }) }),
    );
  }
}

function isTied(first: ConceptLink, second: ConceptLink | undefined): boolean {
  return second !== undefined && first.score - second.score < tie;
}

/** The links with the one first, of those that are as good as the first, that other mentions are linked to. */
function agreeing(links: MentionLinks, settled: ReadonlySet<number>): MentionLinks {
  const { candidates, chosen } = links;
  const [first] = candidates;
  if (first === undefined || chosen.length > 1) return links;
  const preferred = candidates.find(
    (each) =>
      settled.has(each.number) &&
      first.score - each.score < tie &&
      each.concept.group === first.concept.group,
  );
  if (preferred === undefined || preferred === first) return links;
  return {
    candidates: [preferred, ...candidates.filter((each) => each !== preferred)],
    chosen: chosen.length === 0 ? [] : [preferred],
  };
}
