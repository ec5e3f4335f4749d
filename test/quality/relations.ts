/** Relations through the command line, between gold entities and end to end, scored by corpus. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnnotatedDocument,
  type Entity,
  noAnnotations,
  type Relation,
} from '../../server/annotation/document.ts';
import { throughAnnotate } from './annotated.ts';
import { type EntitySource, type RelationCorpus, relationCorpora } from './relationCorpora.ts';

export interface RelationScores {
  readonly corpus: string;
  readonly entities: EntitySource;
  /** What has to be right of a relation to count. */
  readonly counted: 'pair' | 'pair and type' | 'pair, type and novelty';
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
}

/** What a relation says, as text: equal for a gold and a suggested relation that say the same. */
interface Statement {
  readonly pair: string;
  readonly type: string;
  readonly novel?: boolean;
}

/**
 * @param data the data folder; corpora that are not in it are passed over.
 * @param sources with suggested entities, an entity counts as the gold one that has the same span.
 */
export async function relationScores(
  data: string,
  sources: readonly EntitySource[] = ['gold'],
): Promise<RelationScores[]> {
  const scores: RelationScores[] = [];
  for (const corpus of relationCorpora) {
    const path = join(data, corpus.path);
    if (!existsSync(path)) continue;
    const gold = await corpus.read(path);
    for (const source of corpus.sources ?? sources) {
      if (!sources.includes(source)) continue;
      const found =
        source === 'gold'
          ? await throughAnnotate(gold.map(withoutRelations), ['--only', 'relation', '--types', '*'])
          : (
              await throughAnnotate(gold.map(withoutAnnotations), [
                '--only',
                'ner,relation',
                '--types',
                [...literature, ...corpus.types].join(','),
              ])
            ).map((document, index) => asGold(document, gold[index] as AnnotatedDocument));
      scores.push(...scored(corpus, source, gold, found));
    }
  }
  return scores;
}

/** The entity types that relations are looked for among when the entities are suggested, too. */
const literature = ['Disease', 'Chemical', 'Gene', 'Species', 'CellLine', 'Variant'];

function withoutRelations(document: AnnotatedDocument): AnnotatedDocument {
  const { entities, normalisations } = document.annotations;
  return { ...document, annotations: { ...noAnnotations, entities, normalisations } };
}

function withoutAnnotations(document: AnnotatedDocument): AnnotatedDocument {
  return { ...document, annotations: noAnnotations };
}

const placeOf = ({ fragments }: Entity): string =>
  fragments.map(({ start, end }) => `${start}-${end}`).join(' ');

/** Relations with the ids and concepts of the gold entities in the same places. */
function asGold(
  { text, annotations: { entities, relations } }: AnnotatedDocument,
  { id, annotations: gold }: AnnotatedDocument,
): AnnotatedDocument {
  const known = new Map(gold.entities.map((entity) => [placeOf(entity), entity.id]));
  const place = new Map(entities.map((entity) => [entity.id, placeOf(entity)]));
  const unknown = new Map<string, string>();
  const goldId = (target: string): string => {
    const where = place.get(target) ?? target;
    const found = known.get(where);
    if (found === undefined) unknown.set(`?${where}`, `?${where}`);
    return found ?? `?${where}`;
  };
  const renamedRelations = relations.map((relation) => ({
    ...relation,
    arguments: relation.arguments.map(({ role, target }) => ({
      role,
      target: goldId(target),
    })) as unknown as Relation['arguments'],
  }));
  // A relation with an entity that is none must count as wrong, so that such an entity has a concept of its own.
  const others = [...unknown.keys()].map((target, index) => ({
    id: `N?${index}`,
    target,
    system: '?',
    identifier: target,
  }));
  return {
    id,
    text,
    annotations: {
      ...noAnnotations,
      entities: gold.entities,
      relations: renamedRelations,
      normalisations: [...gold.normalisations, ...others],
    },
  };
}

function scored(
  corpus: RelationCorpus,
  entities: EntitySource,
  gold: readonly AnnotatedDocument[],
  found: readonly AnnotatedDocument[],
): RelationScores[] {
  const counted = corpus.hasNovelty
    ? (['pair', 'pair and type', 'pair, type and novelty'] as const)
    : (['pair', 'pair and type'] as const);
  return counted.map((what) => {
    const total = { gold: 0, predicted: 0, correct: 0 };
    gold.forEach((document, index) => {
      const [known, said] = [document, found[index] as AnnotatedDocument].map(
        (one) => new Set(statements(one, corpus).map((statement) => spelled(statement, what))),
      ) as [Set<string>, Set<string>];
      total.gold += known.size;
      total.predicted += said.size;
      total.correct += [...said].filter((statement) => known.has(statement)).length;
    });
    return { corpus: corpus.name, entities, counted: what, ...total };
  });
}

function spelled({ pair, type, novel }: Statement, counted: RelationScores['counted']): string {
  if (counted === 'pair') return pair;
  return counted === 'pair and type' ? `${pair}\t${type}` : `${pair}\t${type}\t${novel}`;
}

/** What a document's relations say; one between composite mentions says it of each of their concepts. */
function statements({ annotations }: AnnotatedDocument, corpus: RelationCorpus): Statement[] {
  const concepts = new Map<string, string[]>();
  for (const { target, identifier } of annotations.normalisations) {
    concepts.set(target, [...(concepts.get(target) ?? []), identifier]);
  }
  return annotations.relations.flatMap(({ type, arguments: [head, tail], metadata = {} }) => {
    if (!corpus.types.includes(type)) return [];
    const { entity1, entity2, novel, novelty } = metadata;
    const ends = [
      [entity1, head.target],
      [entity2, tail.target],
    ].map(([concept, target]) => {
      if (corpus.between === 'mentions') return [target as string];
      return concept === undefined ? (concepts.get(target as string) ?? []) : [concept];
    }) as [string[], string[]];
    return ends[0].flatMap((first) =>
      ends[1].map((second) => ({
        pair: (corpus.hasDirection === false ? [first, second].sort() : [first, second]).join('\t'),
        type,
        novel: novel === undefined ? Number(novelty) > 0.5 : novel === 'Novel',
      })),
    );
  });
}
