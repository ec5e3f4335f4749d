/** Suggested relations over a note: between annotated and suggested entities alike. */
import type { Annotations, Entity, PredictedRelation } from '../annotation/document.ts';
import { entityKey } from '../annotation/identity.ts';
import type { RelationSource } from '../inference/relationSuggester.ts';

/** A predicted relation with the entities that it joins, as they were when it was predicted. */
export interface SuggestedRelation {
  readonly type: string;
  readonly head: Entity;
  readonly tail: Entity;
  readonly score: number;
  readonly model: string;
}

/** Relations and the version of the text that they are for. */
export interface RelatedLayer {
  readonly version: number;
  readonly relations: readonly SuggestedRelation[];
}

/** The entities of two layers under ids that tell them apart, with the concepts of the annotated ones. */
export function relationSource(gold: Annotations, suggested: readonly Entity[]): RelationSource {
  const renamed = (id: string): string => `gold ${id}`;
  return {
    entities: [
      ...gold.entities.map((entity) => ({ ...entity, id: renamed(entity.id) })),
      ...suggested.map((entity) => ({ ...entity, id: `suggested ${entity.id}` })),
    ],
    normalisations: gold.normalisations.map((each) => ({ ...each, target: renamed(each.target) })),
  };
}

/** @param source what the relations were predicted among. */
export function suggestedRelations(
  relations: readonly PredictedRelation[],
  source: RelationSource,
): SuggestedRelation[] {
  const byId = new Map(source.entities.map((entity) => [entity.id, entity]));
  return relations.flatMap(({ type, arguments: [first, second], score, model }) => {
    const head = byId.get(first.target);
    const tail = byId.get(second.target);
    return head && tail ? [{ type, head, tail, score, model }] : [];
  });
}

/** The relations whose type is not annotated yet between entities of the same types at the same places. */
export function pendingRelations(
  relations: readonly SuggestedRelation[],
  gold: Annotations,
): SuggestedRelation[] {
  if (relations.length === 0) return [];
  const keys = new Map(gold.entities.map((entity) => [entity.id, entityKey(entity)]));
  const present = new Set(
    gold.relations.map(({ type, arguments: [head, tail] }) =>
      JSON.stringify([type, keys.get(head.target), keys.get(tail.target)]),
    ),
  );
  return relations.filter(
    ({ type, head, tail }) => !present.has(JSON.stringify([type, entityKey(head), entityKey(tail)])),
  );
}

/** The relations that an entity takes part in, by its type and place. */
export function relationsOf(
  relations: readonly SuggestedRelation[],
  entity: Entity,
): readonly SuggestedRelation[] {
  const key = entityKey(entity);
  return relations.filter(({ head, tail }) => entityKey(head) === key || entityKey(tail) === key);
}
