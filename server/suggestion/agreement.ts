/** Puts together what several models suggest in one text. */
import type { PredictedEntity } from '../annotation/document.ts';
import { compareEntities, entityKey } from '../annotation/identity.ts';

/** Whether the suggestions of several models become one layer, or each model keeps its own. */
export const modelLayers = ['merged', 'separate'] as const;
export type ModelLayers = (typeof modelLayers)[number];

/**
 * The suggestions of all models, in the order of {@link compareEntities} and numbered anew. Where models agree on type and
 * span, the likelier suggestion stands, of equally likely ones that of the earlier model. All others stay, since types may
 * nest and overlap.
 */
export function agreed(byModel: readonly (readonly PredictedEntity[])[]): PredictedEntity[] {
  const byKey = new Map<string, PredictedEntity>();
  for (const entity of byModel.flat()) {
    const known = byKey.get(entityKey(entity));
    if (known === undefined || known.score < entity.score) byKey.set(entityKey(entity), entity);
  }
  return inOrder([...byKey.values()]);
}

/** The suggestions of all models side by side, also where they agree, in the same order. */
export function sideBySide(byModel: readonly (readonly PredictedEntity[])[]): PredictedEntity[] {
  return inOrder(byModel.flat());
}

function inOrder(entities: readonly PredictedEntity[]): PredictedEntity[] {
  return entities.toSorted(compareEntities).map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
}
