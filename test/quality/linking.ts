/**
 * How often gold mentions are linked to their concept, by each source of candidates alone and by all together, under two protocols.
 *
 * `SapBERT`: that of the tables of BioSyn (Sung and others, 2020) and SapBERT (Liu and others, 2021). The names of the training
 * mentions are added to the dictionary, abbreviations are written out as the document defines them, mentions of several things are
 * divided and right when every part is, and a part is right when its concept is any of the mention's.
 * `strict`: the mention as it stands, without training mentions; right when the concept is any of the mention's.
 *
 * Under both, concepts count that have an identifier in the corpus's terminologies, MeSH and OMIM, and only mentions that have a
 * concept are counted, also those whose concept the index lacks. Coverage is the share of mentions whose concept is there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Concept } from '../../server/terminology/concept.ts';
import { buildIndex } from '../../server/terminology/index/builder.ts';
import { openIndexBytes } from '../../server/terminology/index/files.ts';
import { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { LexicalSearch } from '../../server/terminology/search/candidates.ts';
import { type LinkedMention, type LinkingCorpus, linkingCorpora, readMentions } from './linkingMentions.ts';
import { NgramBaseline } from './ngramBaseline.ts';
import type { Row } from './report.ts';

export const protocols = ['SapBERT', 'strict'] as const;
export type Protocol = (typeof protocols)[number];

/** The terminologies that the corpora are annotated with. */
const systems: ReadonlySet<string> = new Set(['MESH', 'OMIM']);

const mostCandidates = 5;

/** Where candidates come from: the concepts for some words, the likeliest first. */
export interface CandidateSource {
  readonly name: string;
  readonly concepts: (words: string, corpus: LinkingCorpus) => readonly number[];
}

/** An index as linking is measured on it. */
export interface LinkingIndex {
  readonly index: TerminologyIndex;
  /** Whether a concept has an identifier in the corpora's terminologies, by its number. */
  readonly isCandidate: Uint8Array;
}

/** Makes the sources of an index. Others are added here, as a row each. */
export function candidateSources({ index, isCandidate }: LinkingIndex): CandidateSource[] {
  const search = new LexicalSearch(index);
  const accepts = (concept: number): boolean => isCandidate[concept] === 1;
  const names = [...index.wordings()].flatMap(({ concept, names: [name] }) =>
    accepts(concept) && name !== undefined ? [{ words: name.words, concept }] : [],
  );
  const ngrams = new NgramBaseline(names);
  const lexical = (words: string): ReturnType<LexicalSearch['candidates']> =>
    search.candidates(words, { limit: mostCandidates, accepts });
  return [
    {
      name: 'equal names',
      concepts: (words) =>
        lexical(words)
          .filter(({ match }) => match !== 'n-gram')
          .map(({ concept }) => concept),
    },
    { name: 'n-grams (scispaCy)', concepts: (words) => ngrams.concepts(words, mostCandidates, accepts) },
    { name: 'lexical', concepts: (words) => lexical(words).map(({ concept }) => concept) },
  ];
}

/** Measures every source under every protocol. @param path of an index. */
export async function linkingRows(
  data: string,
  path: string,
  wants: (corpus: string) => boolean,
  onWrong?: (wrong: WrongLink) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  const box = new TerminologyIndex(openIndexBytes(path));
  const strict = candidateSources(linkingIndex(box));
  for (const corpus of linkingCorpora.filter(({ key }) => wants(key))) {
    const train = (await readMentions(data, corpus, 'train')).mentions;
    const { mentions, without } = await readMentions(data, corpus, 'dev');
    const seen = new Set(train.map(({ words }) => words.toLowerCase()));
    const coverage = share(mentions, ({ concepts }) => concepts.some((concept) => numbersOf(box, concept).length > 0));
    for (const protocol of protocols) {
      const folder = mkdtempSync(join(tmpdir(), 'goldspan-linking-'));
      try {
        let index = box;
        let sources = strict;
        if (protocol === 'SapBERT') {
          const extended = join(folder, 'terms.index');
          await buildIndex(extended, {
            concepts: withMentions(box, train),
            retired: [],
            sources: box.sources,
          });
          index = new TerminologyIndex(openIndexBytes(extended));
          sources = candidateSources(linkingIndex(index));
        }
        for (const source of sources) {
          const ranks = mentions.map((mention) => rankOf(mention, protocol, index, source, corpus));
          for (const [at, mention] of mentions.entries()) {
            if (ranks[at] !== 1) onWrong?.({ corpus, protocol, source, mention, index, rank: ranks[at] as number });
          }
          rows.push({
            corpus: corpus.name,
            protocol,
            source: source.name,
            accuracy: share(ranks, (rank) => rank <= 1),
            accuracyAt5: share(ranks, (rank) => rank <= 5),
            unseenAccuracy: share(
              ranks.filter((_, at) => !seen.has((mentions[at] as LinkedMention).words.toLowerCase())),
              (rank) => rank <= 1,
            ),
            coverage,
            mentions: mentions.length,
            without,
            ...(protocol === 'SapBERT' && { floor: corpus.floors[0], floorAt5: corpus.floors[1] }),
          });
        }
        if (index !== box) index.close();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  box.close();
  return rows;
}

/** A mention that a source does not link to its concept at once. */
export interface WrongLink {
  readonly corpus: LinkingCorpus;
  readonly protocol: Protocol;
  readonly source: CandidateSource;
  readonly mention: LinkedMention;
  readonly index: TerminologyIndex;
  /** Infinity where the concept is not among the candidates. */
  readonly rank: number;
}

/** At which rank every part of a mention has a right candidate; Infinity where one has none. */
function rankOf(
  { words, prepared, concepts }: LinkedMention,
  protocol: Protocol,
  index: TerminologyIndex,
  { concepts: candidates }: CandidateSource,
  corpus: LinkingCorpus,
): number {
  const right = new Set(concepts.flatMap((concept) => numbersOf(index, concept)));
  const ranks = (protocol === 'strict' ? [words] : prepared).map((part) => {
    const at = candidates(part, corpus).findIndex((concept) => right.has(concept));
    return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
  });
  return Math.max(...ranks);
}

function linkingIndex(index: TerminologyIndex): LinkingIndex {
  const isCandidate = Uint8Array.from(index.concepts(), ({ identifiers }) =>
    identifiers.some(({ system }) => systems.has(system)) ? 1 : 0,
  );
  return { index, isCandidate };
}

/** The concepts of an index with the words of training mentions as further names; those that it lacks are left out. */
function* withMentions(index: TerminologyIndex, mentions: readonly LinkedMention[]): Generator<Concept> {
  const names = new Map<number, Set<string>>();
  for (const { prepared, concepts } of mentions) {
    // Of a mention of several things it is not known which part has which concept.
    if (concepts.length > 1 || prepared.length > 1) continue;
    for (const number of concepts.flatMap((concept) => numbersOf(index, concept)))
      names.set(number, (names.get(number) ?? new Set()).add(prepared[0] as string));
  }
  let number = 0;
  for (const concept of index.concepts()) {
    const added = [...(names.get(number) ?? [])].map(
      (words) => ({ words, kind: 'exact', source: 'training mentions' }) as const,
    );
    yield { ...concept, names: [...concept.names, ...added] };
    number += 1;
  }
}

function numbersOf(index: TerminologyIndex, concept: string): number[] {
  const [system = '', identifier = ''] = concept.split(':');
  return index.conceptsWith({ system, identifier });
}

function share<T>(values: readonly T[], test: (value: T) => boolean): number {
  return values.filter(test).length / values.length;
}
