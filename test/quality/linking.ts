/**
 * How often gold mentions are linked to their concept, by each source of candidates alone and by all together, under
 * two protocols.
 *
 * `SapBERT`: that of the tables of BioSyn (Sung and others, 2020) and SapBERT (Liu and others, 2021), as BioSyn's
 * scripts prepare the corpora. The training mentions are added to the dictionary; abbreviations are written out as
 * the document defines them; a mention with several concepts is divided into as many parts where its words allow it,
 * and is right when every part is; a part is right when its concept is any of the mention's; a mention is left out if
 * the dictionary lacks one of its concepts.
 * `strict`: every mention that has a concept, as it stands, without training mentions; right when the concept is any
 * of the mention's.
 *
 * Under both, concepts count that have an identifier in the corpus's terminologies, MeSH and OMIM, and are of the
 * semantic group of the mention's type. Coverage is the share of mentions all of whose concepts are in the
 * dictionary.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { NameEncoder, namesEncoder } from '../../server/inference/nameEncoder.ts';
import type { Concept, ConceptName, SemanticGroup } from '../../server/terminology/concept.ts';
import { buildIndex } from '../../server/terminology/index/builder.ts';
import { openIndex } from '../../server/terminology/index/opening.ts';
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { FusedSearch } from '../../server/terminology/linking/fusedSearch.ts';
import { type LexicalCandidate, LexicalSearch } from '../../server/terminology/search/candidates.ts';
import { partsOf } from '../../server/terminology/search/composites.ts';
import { encodeIndex } from '../../server/terminology/vectors/encoding.ts';
import { vectorsPathOf } from '../../server/terminology/vectors/layout.ts';
import type { NameVectors } from '../../server/terminology/vectors/nameVectors.ts';
import { openVectors } from '../../server/terminology/vectors/opening.ts';
import { engineScript, nameEncoder } from '../bench/places.ts';
import { type LinkedMention, type LinkingCorpus, linkingCorpora, readMentions } from './linkingMentions.ts';
import { NgramBaseline } from './ngramBaseline.ts';
import type { Row } from './report.ts';

export const protocols = ['SapBERT', 'strict'] as const;
export type Protocol = (typeof protocols)[number];

/** The terminologies that the corpora are annotated with. */
const systems: ReadonlySet<string> = new Set(['MESH', 'OMIM']);

const mostCandidates = 5;

/** The source of the names that are training mentions. */
const trainingSource = 'training mentions';

/** The concepts for some words, the likeliest first. */
export type Candidates = (words: string, corpus: LinkingCorpus) => readonly number[];

/** Where candidates come from. */
export interface CandidateSource {
  readonly name: string;
  readonly concepts: Candidates;
}

/** What a source is made from. */
interface SourceParts {
  readonly index: TerminologyIndex;
  readonly vectors: NameVectors;
  /** The vector of words that are looked up. */
  readonly vectorOf: (words: string) => Float32Array;
  /** Whether a concept has an identifier in the corpora's terminologies. */
  readonly accepts: (concept: number) => boolean;
  readonly search: Search;
}

/** The sources: each is a row of the table, alone or together with others. */
const candidateSources: Readonly<Record<string, (parts: SourceParts) => Candidates>> = {
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
  vectors:
    ({ index, vectors, vectorOf, accepts }) =>
    (words, { group }) => {
      const near = vectors.nearest(vectorOf(words), 20 * mostCandidates, {
        groups: [group],
        accepts: (wording) => accepts(index.conceptOf(wording)),
      });
      return [...new Set(near.map(({ wording }) => index.conceptOf(wording)))].slice(0, mostCandidates);
    },
  'lexical and vectors': ({ index, vectors, vectorOf, accepts }) => {
    const search = new FusedSearch(index, new LexicalSearch(index), vectors);
    return (words, { group }) =>
      search
        .candidates(words, vectorOf(words), {
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

/** What is measured on, and how much. */
export interface LinkingOptions {
  readonly data: string;
  /** The file of an index. */
  readonly index: string;
  /** How many documents of a corpus are measured at most. */
  readonly limit?: number;
  readonly wants: (corpus: string) => boolean;
  /** Sources by name; all where none are given. */
  readonly sources?: readonly string[];
  /** Told of every mention that a source does not link to its concept at once. */
  readonly onWrong?: (wrong: WrongLink) => void;
}

/** Measures the sources under every protocol. */
export async function linkingRows(options: LinkingOptions): Promise<Row[]> {
  const engine = new EngineHost({ script: engineScript });
  try {
    const encoder = await NameEncoder.load(engine, nameEncoder);
    const index = openIndex(options.index);
    const box = { index, vectors: openVectors(vectorsPathOf(options.index), index) };
    const rows: Row[] = [];
    for (const corpus of linkingCorpora.filter(({ key }) => options.wants(key)))
      rows.push(...(await rowsOf(corpus, box, encoder, options)));
    box.vectors.close();
    index.close();
    return rows;
  } finally {
    engine.stop();
  }
}

/** An index with the vectors of its names. */
interface Dictionary {
  readonly index: TerminologyIndex;
  readonly vectors: NameVectors;
}

async function rowsOf(
  corpus: LinkingCorpus,
  box: Dictionary,
  encoder: NameEncoder,
  { data, limit, sources, onWrong }: LinkingOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  const train = (await readMentions(data, corpus, 'train')).mentions;
  const { mentions, without } = await readMentions(data, corpus, 'dev', limit);
  const seen = new Set(train.map(({ words }) => words.toLowerCase()));
  const encoded = await encodedMentions(mentions, encoder);
  for (const protocol of protocols) {
    const dictionary = protocol === 'strict' ? box : await withTraining(box.index, train, encoder);
    const measured = measurable(dictionary, encoded, sources);
    const covered = mentions.filter(({ concepts }) =>
      concepts.every((concept) => numbersOf(measured.index, concept).length > 0),
    );
    const counted = protocol === 'strict' ? mentions : covered;
    for (const source of measured.sources) {
      const links = counted.map((mention) => ({
        rank: rankOf(mention, protocol, measured, source, corpus),
        mention,
        isUnseen: !seen.has(mention.words.toLowerCase()),
      }));
      for (const { rank, mention } of links)
        if (rank !== 1) onWrong?.({ corpus, protocol, source, mention, index: measured.index, rank });
      const right = links.filter(({ rank }) => rank === 1);
      rows.push({
        corpus: corpus.name,
        protocol,
        source: source.name,
        accuracy: right.length / links.length,
        accuracyAt5: links.filter(({ rank }) => rank <= mostCandidates).length / links.length,
        unseenAccuracy:
          right.filter(({ isUnseen }) => isUnseen).length / links.filter(({ isUnseen }) => isUnseen).length,
        accuracyOfAll: right.length / mentions.length,
        coverage: covered.length / mentions.length,
        mentions: links.length,
        without,
        ...(protocol === 'SapBERT' && { floor: corpus.floors[0], floorAt5: corpus.floors[1] }),
      });
    }
    if (dictionary !== box) {
      dictionary.vectors.close();
      dictionary.index.close();
    }
  }
  return rows;
}

/** The vectors of all words that are looked up for mentions under any protocol. */
async function encodedMentions(
  mentions: readonly LinkedMention[],
  encoder: NameEncoder,
): Promise<ReadonlyMap<string, Float32Array>> {
  const words = [
    ...new Set(mentions.flatMap(({ words, expanded }) => [words, expanded, ...partsOf(expanded)])),
  ];
  const vectors = await encoder.encodeMentions(words);
  return new Map(words.map((each, at) => [each, vectors[at] as Float32Array]));
}

/** An index with what is measured of it. */
interface Measured {
  readonly index: TerminologyIndex;
  readonly sources: readonly CandidateSource[];
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
  { words, expanded, concepts }: LinkedMention,
  protocol: Protocol,
  { index }: Measured,
  { concepts: candidates }: CandidateSource,
  corpus: LinkingCorpus,
): number {
  const right = new Set(concepts.flatMap((concept) => numbersOf(index, concept)));
  const parts = protocol === 'strict' ? [words] : partsFor(expanded, concepts);
  const ranks = parts.map((part) => {
    const at = candidates(part, corpus).findIndex((concept) => right.has(concept));
    return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
  });
  return Math.max(...ranks);
}

/**
 * The parts of a mention with several concepts, where there are as many; of concepts in both terminologies, those of
 * MeSH count.
 */
function partsFor(words: string, concepts: readonly string[]): readonly string[] {
  const mesh = concepts.filter((concept) => concept.startsWith('MESH'));
  const count = mesh.length > 0 ? mesh.length : concepts.length;
  const parts = partsOf(words);
  return count > 1 && parts.length === count ? parts : [words];
}

/** An index with the training mentions as names, built for the time of the measurement, and vectors of what can be linked to. */
async function withTraining(
  box: TerminologyIndex,
  train: readonly LinkedMention[],
  encoder: NameEncoder,
): Promise<Dictionary> {
  const folder = mkdtempSync(join(tmpdir(), 'goldspan-linking-'));
  try {
    const path = join(folder, 'terms.index');
    await buildIndex(path, { concepts: withMentions(box, train), retired: [], sources: box.sources });
    const index = openIndex(path);
    await encodeIndex(index, vectorsPathOf(path), namesEncoder(encoder), {
      ...{ coding: 'binary', choice: { groups: ['DISO', 'CHEM'], without: ['ICD10CM', 'ICD9CM'] } },
    });
    // The open files stay readable when their names are gone.
    return { index, vectors: openVectors(vectorsPathOf(path), index) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measurable(
  { index, vectors }: Dictionary,
  encoded: ReadonlyMap<string, Float32Array>,
  wanted: readonly string[] | undefined,
): Measured {
  const isCandidate = Uint8Array.from(index.concepts(), ({ identifiers }) =>
    identifiers.some(({ system }) => systems.has(system)) ? 1 : 0,
  );
  const accepts = (concept: number): boolean => isCandidate[concept] === 1;
  const search = lexicalSearch(index, accepts);
  const vectorOf = (words: string): Float32Array => encoded.get(words) as Float32Array;
  return {
    index,
    sources: Object.entries(candidateSources)
      .filter(([name]) => wanted === undefined || wanted.includes(name))
      .map(([name, make]) => ({ name, concepts: make({ index, accepts, search, vectors, vectorOf }) })),
  };
}

/** The concepts of an index with the words of training mentions as further names, and those that it lacks. */
function* withMentions(index: TerminologyIndex, mentions: readonly LinkedMention[]): Generator<Concept> {
  const names = new Map<number, Set<string>>();
  const missing = new Map<string, Set<string>>();
  for (const { expanded, concepts } of mentions) {
    // Of a mention of several things it is not known which part has which concept.
    const [concept] = concepts;
    if (concepts.length > 1 || concept === undefined) continue;
    const numbers = numbersOf(index, concept);
    for (const number of numbers) names.set(number, (names.get(number) ?? new Set()).add(expanded));
    if (numbers.length === 0) missing.set(concept, (missing.get(concept) ?? new Set()).add(expanded));
  }
  const named = (words: Iterable<string>): ConceptName[] =>
    [...words].map((each) => ({ words: each, kind: 'exact', source: trainingSource }));
  let number = 0;
  let group: SemanticGroup | undefined;
  for (const concept of index.concepts()) {
    if (names.has(number)) group ??= concept.group;
    yield { ...concept, names: [...concept.names, ...named(names.get(number) ?? [])] };
    number += 1;
  }
  for (const [concept, words] of missing) {
    const [system = '', identifier = ''] = concept.split(':');
    yield {
      identifiers: [{ system, identifier }],
      names: named(words),
      semanticTypes: [],
      ...(group && { group }),
    };
  }
}

function numbersOf(index: TerminologyIndex, concept: string): number[] {
  const [system = '', identifier = ''] = concept.split(':');
  return index.conceptsWith({ system, identifier });
}
