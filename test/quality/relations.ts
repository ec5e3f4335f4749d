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
import { calibrationErrorOf, chanceErrorOf, type Judged } from './entityScores.ts';
import { type EntitySource, type RelationCorpus, relationCorpora } from './relationCorpora.ts';

export interface RelationScores {
  readonly corpus: string;
  readonly entities: EntitySource;
  /** What has to be right of a relation to count. */
  readonly counted: 'pair' | 'pair and type' | 'pair, type and novelty';
  readonly gold: number;
  readonly predicted: number;
  readonly correct: number;
  /** Where pair and type are counted, as those of `EntityScores`. */
  readonly calibrationError?: number;
  readonly chanceError?: number;
}

/** What a relation says, as text: equal for a gold and a suggested relation that say the same. */
interface Statement {
  readonly pair: string;
  readonly type: string;
  readonly novel?: boolean;
  /** 1 for a gold relation. */
  readonly confidence: number;
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
                [...literature, ...(corpus.suggested ?? corpus.types)].join(','),
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
  const levels = ['pair', 'pair and type', 'pair, type and novelty'] as const;
  const counted = levels.slice(0, corpus.suggested ? 1 : corpus.hasNovelty ? 3 : 2);
  const suggested = corpus.suggested ?? corpus.types;
  return counted.map((what) => {
    const total = { gold: 0, predicted: 0, correct: 0 };
    const judged: Judged[] = [];
    gold.forEach((document, index) => {
      const known = confidences(document, corpus, corpus.types, what);
      const said = confidences(found[index] as AnnotatedDocument, corpus, suggested, what);
      judged.push(...[...said].map(([key, confidence]) => ({ confidence, isRight: known.has(key) })));
      total.gold += known.size;
    });
    total.predicted = judged.length;
    total.correct = judged.filter(({ isRight }) => isRight).length;
    const errors = { calibrationError: calibrationErrorOf(judged), chanceError: chanceErrorOf(judged) };
    return {
      corpus: corpus.name,
      entities,
      counted: what,
      ...total,
      ...(what === 'pair and type' && errors),
    };
  });
}

/** How sure a document is of each thing that its relations say, by that thing; the surest where several say the same. */
function confidences(
  document: AnnotatedDocument,
  corpus: RelationCorpus,
  types: readonly string[],
  what: RelationScores['counted'],
): Map<string, number> {
  const found = new Map<string, number>();
  for (const statement of statements(document, corpus, types)) {
    const key = spelled(statement, what);
    found.set(key, Math.max(found.get(key) ?? 0, statement.confidence));
  }
  return found;
}

function spelled({ pair, type, novel }: Statement, counted: RelationScores['counted']): string {
  if (counted === 'pair') return pair;
  return counted === 'pair and type' ? `${pair}\t${type}` : `${pair}\t${type}\t${novel}`;
}

/** What a document's relations say; one between composite mentions says it of each of their concepts. */
function statements(
  { annotations }: AnnotatedDocument,
  corpus: RelationCorpus,
  types: readonly string[],
): Statement[] {
  const concepts = new Map<string, string[]>();
  for (const { target, identifier } of annotations.normalisations) {
    concepts.set(target, [...(concepts.get(target) ?? []), identifier]);
  }
  return annotations.relations.flatMap(({ type, arguments: [head, tail], metadata = {} }) => {
    if (!types.includes(type)) return [];
    const { entity1, entity2, novel, novelty, score = '1' } = metadata;
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
        confidence: Number(score),
      })),
    );
  });
}
