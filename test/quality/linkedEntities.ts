/**
 * Links as the command line writes them, on development splits: of gold mentions, of mentions that are found in the text,
 * strictly by span and concept, and of documents, by the concepts that are named anywhere in them. A link is right when
 * it has a concept of the mention, by the index's knowledge of which identifiers are one concept. Mentions without a
 * concept count as wrong where they are linked.
 */
import { join } from 'node:path';
import type { AnnotatedDocument, Entity, Normalisation } from '../../server/annotation/document.ts';
import { hull } from '../../server/annotation/document.ts';
import { openIndex } from '../../server/terminology/index/opening.ts';
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { identifierIn } from '../../server/terminology/sources/systems.ts';
import { readAnnotated, throughAnnotate } from './annotated.ts';
import { calibrationErrorOf } from './entityScores.ts';
import { identifierOf, type LinkingCorpus, linkingCorpora } from './linkingMentions.ts';

export interface LinkCounts {
  readonly corpus: string;
  readonly counted: string;
  readonly found: number;
  readonly right: number;
  readonly gold: number;
  /** The expected calibration error of the scores. */
  readonly calibrationError: number;
}

/** A mention with what it is linked to, each concept by a key that all its identifiers share. */
interface Linked {
  readonly document: number;
  readonly place: string;
  readonly concepts: readonly string[];
  readonly isOfUmls: boolean;
  /** How likely the link is right, as it says itself. */
  readonly score: number;
}

export async function linkedEntityCounts(
  data: string,
  indexFile: string,
  wants: (corpus: string) => boolean,
  limit: number,
): Promise<LinkCounts[]> {
  const index = openIndex(indexFile);
  const counts: LinkCounts[] = [];
  for (const corpus of linkingCorpora.filter(({ key }) => wants(key))) {
    const documents = (await readAnnotated(join(data, corpus.folder, 'dev.pubtator')))
      .slice(0, limit)
      .map((document) => ofCorpus(document, corpus));
    const gold = documents.flatMap((document, at) => linkedIn(document, at, corpus, index));
    const terminology = ['--terminology', indexFile];
    const links = async (given: readonly AnnotatedDocument[], ...parameters: string[]): Promise<Linked[]> =>
      (await throughAnnotate(given, [...parameters, ...terminology])).flatMap((document, at) =>
        linkedIn(document, at, corpus, index),
      );
    const unlinked = documents.map(({ annotations, ...document }) => ({
      ...document,
      annotations: { ...annotations, normalisations: [] },
    }));
    const ofGold = await links(unlinked, '--only', 'link', '--systems', 'MESH,OMIM');
    const ofText = await links(documents, '--only', 'ner,link', '--given', 'drop', '--systems', 'MESH,OMIM');
    const asCuis = await links(unlinked, '--only', 'link', '--systems', 'UMLS');
    const { name } = corpus;
    counts.push(
      { corpus: name, counted: 'gold mentions', ...agreement(gold, ofGold) },
      {
        ...{ corpus: name, counted: 'gold mentions, UMLS CUIs alone' },
        ...agreement(
          gold,
          asCuis.filter(({ isOfUmls }) => isOfUmls),
        ),
      },
      { corpus: name, counted: 'mentions in the text', ...agreement(gold, ofText) },
      { corpus: name, counted: 'concepts of documents', ...agreement(byDocument(gold), byDocument(ofText)) },
    );
  }
  index.close();
  return counts;
}

/** The document with the entities that a corpus is measured on, under the name that the model in the box has for them. */
function ofCorpus(document: AnnotatedDocument, { types, type }: LinkingCorpus): AnnotatedDocument {
  const { entities, normalisations } = document.annotations;
  const kept = entities.filter((entity) => types.includes(entity.type));
  const ids = new Set(kept.map(({ id }) => id));
  return {
    ...document,
    annotations: {
      ...document.annotations,
      entities: kept.map((entity) => ({ ...entity, type })),
      ...{ attributes: [], relations: [] },
      normalisations: normalisations.filter(({ target }) => ids.has(target)),
    },
  };
}

function linkedIn(
  { annotations: { entities, normalisations } }: AnnotatedDocument,
  document: number,
  { type }: LinkingCorpus,
  index: TerminologyIndex,
): Linked[] {
  return entities
    .filter((entity) => entity.type === type)
    .map((entity) => {
      const links = normalisations.filter(({ target }) => target === entity.id);
      return {
        ...{ document, place: placeOf(entity) },
        concepts: links.map((link) => conceptKey(link, index)),
        isOfUmls: links.length > 0 && links.every(({ system }) => system === 'UMLS'),
        score: links[0]?.score ?? 0,
      };
    });
}

function placeOf(entity: Entity): string {
  const { start, end } = hull(entity);
  return `${start} ${end}`;
}

/** The concept's number in the index, or the identifier where the index does not have it. */
function conceptKey(link: Normalisation, index: TerminologyIndex): string {
  const id = identifierOf(link);
  const [number] = index.conceptsWith(identifierIn(id.system, id.identifier));
  return number === undefined ? `${id.system}:${id.identifier}` : `${number}`;
}

/** Each concept of a document once, as if the document were its mention. */
function byDocument(linked: readonly Linked[]): Linked[] {
  const known = new Set<string>();
  return linked.flatMap(({ document, concepts, isOfUmls, score }) =>
    concepts.flatMap((concept) => {
      const key = `${document} ${concept}`;
      if (known.has(key)) return [];
      known.add(key);
      return [{ document, place: concept, concepts: [concept], isOfUmls, score }];
    }),
  );
}

function agreement(
  gold: readonly Linked[],
  found: readonly Linked[],
): Omit<LinkCounts, 'corpus' | 'counted'> {
  const key = ({ document, place }: Linked): string => `${document} ${place}`;
  const wanted = new Map(gold.map((each) => [key(each), each.concepts]));
  const linked = found.filter(({ concepts }) => concepts.length > 0);
  const judged = linked.map((each) => ({
    confidence: each.score,
    isRight: each.concepts.some((concept) => wanted.get(key(each))?.includes(concept)),
  }));
  const withConcept = gold.filter(({ concepts }) => concepts.length > 0);
  return {
    found: linked.length,
    right: judged.filter(({ isRight }) => isRight).length,
    gold: withConcept.length,
    calibrationError: calibrationErrorOf(judged),
  };
}
