/** Which of a model's relations a corpus wants, and under which names. */
import type { Entity, PredictedRelation, Relation } from '../../annotation/document.ts';
import { everyType, type SelectionRules, type Wishes } from '../selection.ts';
import type { RelationModelRules } from './model.ts';

/** Whether a corpus takes a relation of a type between entities of two types. */
export type RelationScheme = (type: string, head: string, tail: string) => boolean;

/** The relation types of a model, sorted, and those that are not suggested unless somebody asks for them. */
export function relationTypes({ heads }: Pick<RelationModelRules, 'heads'>): {
  types: string[];
  optionalTypes: string[];
} {
  const typesOf = (some: typeof heads): string[] => [...new Set(some.flatMap(({ types }) => types))].sort();
  return { types: typesOf(heads), optionalTypes: typesOf(heads.filter(({ optional }) => optional === true)) };
}

/** Wishes as they concern relations: a list of types without a relation among them leaves relations as they are. */
export function relationWishes(wishes: Wishes, types: readonly string[]): Wishes {
  const known = new Set(types.map((type) => wishes.names.get(type) ?? type));
  return { ...wishes, types: wishes.types.filter((type) => type === everyType || known.has(type)) };
}

/** Whether the rules let relations of a type of the model through at all. */
export function isWanted(type: string, { names, types }: SelectionRules): boolean {
  return types?.has(names.get(type) ?? type) !== false;
}

/**
 * The relations that the rules and the scheme let through, renamed and numbered anew. Where relations that the model tells
 * apart join the same two entities under one name, the likelier one stands.
 * @param entities those that the relations join.
 */
export function selectedRelations(
  relations: readonly PredictedRelation[],
  entities: readonly Entity[],
  rules: SelectionRules,
  scheme: RelationScheme,
): PredictedRelation[] {
  const { names, thresholds } = rules;
  const typeOf = new Map(entities.map(({ id, type }) => [id, type]));
  const best = new Map<string, PredictedRelation>();
  for (const relation of relations) {
    const type = names.get(relation.type) ?? relation.type;
    const [head, tail] = relation.arguments.map(({ target }) => target) as [string, string];
    if (!isWanted(relation.type, rules)) continue;
    if (!scheme(type, typeOf.get(head) ?? '', typeOf.get(tail) ?? '')) continue;
    if (relation.score < (thresholds.get(type) ?? thresholds.get(everyType) ?? 0)) continue;
    const key = `${type}\t${head}\t${tail}`;
    const known = best.get(key);
    if (known === undefined || known.score < relation.score) best.set(key, { ...relation, type });
  }
  return [...best.values()].map((relation, index) => ({ ...relation, id: `R${index + 1}` }));
}

/** A suggested relation as annotations hold it: what the model says of it is metadata. */
export function recordedRelation({ score, model, novelty, ...relation }: PredictedRelation): Relation {
  const metadata = { ...relation.metadata, score: String(score), ...(model !== '' && { model }) };
  return {
    ...relation,
    metadata: novelty === undefined ? metadata : { ...metadata, novelty: String(novelty) },
  };
}
