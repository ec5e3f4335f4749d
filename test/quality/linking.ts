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
import { partsOf } from '../../server/terminology/search/composites.ts';
import { encodeIndex } from '../../server/terminology/vectors/encoding.ts';
import { vectorsPathOf } from '../../server/terminology/vectors/layout.ts';
import type { NameVectors } from '../../server/terminology/vectors/nameVectors.ts';
import { openVectors, vectorsBeside } from '../../server/terminology/vectors/opening.ts';
import { engineScript, nameEncoder } from '../bench/places.ts';
import { type LinkedMention, type LinkingCorpus, linkingCorpora, readMentions } from './linkingMentions.ts';
import {
  type CandidateSource,
  type Dense,
  mostCandidates,
  sourcesOver,
  trainingSource,
} from './linkingSources.ts';
import type { Row } from './report.ts';

export const protocols = ['SapBERT', 'strict'] as const;
export type Protocol = (typeof protocols)[number];

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

/** Measures the sources under every protocol; those of vectors where there are some beside the index. */
export async function linkingRows(options: LinkingOptions): Promise<Row[]> {
  const engine = new EngineHost({ script: engineScript });
  const index = openIndex(options.index);
  const vectors = vectorsBeside(index);
  try {
    const encoder = vectors && (await NameEncoder.load(engine, nameEncoder));
    const rows: Row[] = [];
    for (const corpus of linkingCorpora.filter(({ key }) => options.wants(key)))
      rows.push(...(await rowsOf(corpus, { index, ...(vectors && { vectors }) }, encoder, options)));
    return rows;
  } finally {
    vectors?.close();
    index.close();
    engine.stop();
  }
}

/** An index with the vectors of its names, where it has some. */
interface Dictionary {
  readonly index: TerminologyIndex;
  readonly vectors?: NameVectors;
}

async function rowsOf(
  corpus: LinkingCorpus,
  box: Dictionary,
  encoder: NameEncoder | undefined,
  { data, limit, sources, onWrong }: LinkingOptions,
): Promise<Row[]> {
  const rows: Row[] = [];
  const train = (await readMentions(data, corpus, 'train')).mentions;
  const { mentions, without } = await readMentions(data, corpus, 'dev', limit);
  const seen = new Set(train.map(({ words }) => words.toLowerCase()));
  const vectorOf = encoder && (await encodedMentions(mentions, encoder));
  for (const protocol of protocols) {
    const dictionary = protocol === 'strict' ? box : await withTraining(box.index, train, encoder);
    const { index, vectors } = dictionary;
    const dense = vectors && vectorOf && { vectors, vectorOf };
    const measured = { index, sources: sourcesOver(index, dense, sources) };
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
      dictionary.vectors?.close();
      dictionary.index.close();
    }
  }
  return rows;
}

/** The vectors of all words that are looked up for mentions under any protocol. */
async function encodedMentions(
  mentions: readonly LinkedMention[],
  encoder: NameEncoder,
): Promise<Dense['vectorOf']> {
  const words = [
    ...new Set(mentions.flatMap(({ words, expanded }) => [words, expanded, ...partsOf(expanded)])),
  ];
  const vectors = await encoder.encodeMentions(words);
  const byWords = new Map(words.map((each, at) => [each, vectors[at] as Float32Array]));
  return (each) => byWords.get(each) as Float32Array;
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
  encoder: NameEncoder | undefined,
): Promise<Dictionary> {
  const folder = mkdtempSync(join(tmpdir(), 'goldspan-linking-'));
  try {
    const path = join(folder, 'terms.index');
    await buildIndex(path, { concepts: withMentions(box, train), retired: [], sources: box.sources });
    const index = openIndex(path);
    if (encoder === undefined) return { index };
    await encodeIndex(index, vectorsPathOf(path), namesEncoder(encoder), {
      ...{ coding: 'binary', choice: { groups: ['DISO', 'CHEM'], without: ['ICD10CM', 'ICD9CM'] } },
    });
    // The open files stay readable when their names are gone.
    return { index, vectors: openVectors(vectorsPathOf(path), index) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
    [...words].map((each) => ({ words: each, kind: 'preferred', source: trainingSource }));
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
