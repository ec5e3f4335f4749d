/** Where candidates for gold mentions come from: each source alone and all together. */
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { FusedSearch } from '../../server/terminology/linking/fusedSearch.ts';
import { type LexicalCandidate, LexicalSearch } from '../../server/terminology/search/candidates.ts';
import type { NameVectors } from '../../server/terminology/vectors/nameVectors.ts';
import { type LinkingCorpus, linkingCorpora } from './linkingMentions.ts';
import { NgramBaseline } from './ngramBaseline.ts';

/** The terminologies that the corpora are annotated with. */
const systems: ReadonlySet<string> = new Set(['MESH', 'OMIM']);

export const mostCandidates = 5;

/** The source of the names that are training mentions. */
export const trainingSource = 'training mentions';

/** The concepts for some words, the likeliest first. */
export type Candidates = (words: string, corpus: LinkingCorpus) => readonly number[];

/** Where candidates come from. */
export interface CandidateSource {
  readonly name: string;
  readonly concepts: Candidates;
}

/** The vectors of an index, and those of the words that are looked up. */
export interface Dense {
  readonly vectors: NameVectors;
  readonly vectorOf: (words: string) => Float32Array;
}

/** What a source is made from. */
interface SourceParts {
  readonly index: TerminologyIndex;
  /** Where the index has vectors. */
  readonly dense?: Dense;
  /** Whether a concept has an identifier in the corpora's terminologies. */
  readonly accepts: (concept: number) => boolean;
  readonly search: Search;
}

/** The sources: each is a row of the table, alone or together with others. */
const candidateSources: Readonly<Record<string, (parts: SourceParts) => Candidates | undefined>> = {
  'equal names':
    ({ search }) =>
    (words, corpus) =>
      search(words, corpus)
        .filter(({ match }) => match !== 'n-gram')
        .map(({ concept }) => concept),
  'n-grams (scispaCy)': ({ index, accepts }) => {
    const named = [...index.wordings()].filter(({ concept }) => accepts(concept));
    const byGroup = new Map(
      [...new Set(linkingCorpora.map(({ group }) => group))].map((group) => {
        const isOfGroup = index.groupFilter([group]);
        const names = named.filter(({ number }) => isOfGroup(number));
        return [
          group,
          new NgramBaseline(
            names.map(({ names: [name], concept }) => ({ words: name?.words ?? '', concept })),
          ),
        ] as const;
      }),
    );
    return (words, { group }) => byGroup.get(group)?.concepts(words, mostCandidates) ?? [];
  },
  lexical:
    ({ search }) =>
    (words, corpus) =>
      search(words, corpus).map(({ concept }) => concept),
  vectors: ({ index, dense, accepts }) =>
    dense &&
    ((words, { group }) => {
      const near = dense.vectors.nearest(dense.vectorOf(words), 20 * mostCandidates, {
        groups: [group],
        accepts: (wording) => accepts(index.conceptOf(wording)),
      });
      return [...new Set(near.map(({ wording }) => index.conceptOf(wording)))].slice(0, mostCandidates);
    }),
  'lexical and vectors': ({ index, dense, accepts }) => {
    if (dense === undefined) return undefined;
    const search = new FusedSearch(index, new LexicalSearch(index), dense.vectors);
    return (words, { group }) =>
      search
        .candidates(words, dense.vectorOf(words), {
          ...{ limit: mostCandidates, groups: [group], systems: [...systems], accepts },
          ...{ preferredSources: [trainingSource], isBestEnough: false },
        })
        .map(({ concept }) => concept);
  },
};

type Search = (words: string, corpus: LinkingCorpus) => readonly LexicalCandidate[];

/** Looks up words once each. */
function lexicalSearch(index: TerminologyIndex, accepts: (concept: number) => boolean): Search {
  const search = new LexicalSearch(index);
  const known = new Map<string, readonly LexicalCandidate[]>();
  return (words, { group }) => {
    const key = `${group} ${words}`;
    const found =
      known.get(key) ??
      search.candidates(words, {
        limit: mostCandidates,
        accepts,
        groups: [group],
        preferredSources: [trainingSource],
      });
    known.set(key, found);
    return found;
  };
}

/** The sources by name, all where none are given, over an index. */
export function sourcesOver(
  index: TerminologyIndex,
  dense: Dense | undefined,
  wanted: readonly string[] | undefined,
): CandidateSource[] {
  const isCandidate = Uint8Array.from(index.concepts(), ({ identifiers }) =>
    identifiers.some(({ system }) => systems.has(system)) ? 1 : 0,
  );
  const accepts = (concept: number): boolean => isCandidate[concept] === 1;
  const search = lexicalSearch(index, accepts);
  const parts = { index, accepts, search, ...(dense && { dense }) };
  return Object.entries(candidateSources).flatMap(([name, make]) => {
    const concepts = wanted === undefined || wanted.includes(name) ? make(parts) : undefined;
    return concepts === undefined ? [] : [{ name, concepts }];
  });
}
