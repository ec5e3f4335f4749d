/** Several models that suggest together. */
import type { PredictedEntity } from '../annotation/document.ts';
import { agreed, type ModelLayers, sideBySide } from '../suggestion/agreement.ts';
import { typesTogether } from '../suggestion/selection.ts';
import type { EntityModel, EntityPredictor, PredictionRequest } from './entityPredictor.ts';

/** What each of several models suggests, put together as {@link agreed} or {@link sideBySide} has it. */
export class CombinedPredictor implements EntityPredictor {
  readonly #predictors: readonly EntityPredictor[];
  readonly #layers: ModelLayers;

  /** @param predictors at least one. */
  constructor(predictors: readonly EntityPredictor[], layers: ModelLayers) {
    this.#predictors = predictors;
    this.#layers = layers;
  }

  async model(): Promise<EntityModel> {
    const models: EntityModel[] = [];
    for (const predictor of this.#predictors) models.push(await predictor.model());
    return { name: models.map(({ name }) => name).join(' and '), ...typesTogether(models) };
  }

  /** The first model alone says what is known first. */
  async predict(text: string, request: PredictionRequest = {}): Promise<PredictedEntity[] | undefined> {
    const { signal } = request;
    const all: PredictedEntity[][] = [];
    for (const [index, predictor] of this.#predictors.entries()) {
      const entities = await predictor.predict(text, index === 0 ? request : { ...(signal && { signal }) });
      if (entities === undefined) return undefined;
      all.push(entities);
    }
    return this.#layers === 'merged' ? agreed(all) : sideBySide(all);
  }

  async prepare(texts: readonly string[]): Promise<void> {
    for (const predictor of this.#predictors) await predictor.prepare?.(texts);
  }
}
