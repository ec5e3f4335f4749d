/** What suggests entities: a model in a folder, or a dictionary in a file. */
import type { PredictedEntity } from '../annotation/document.ts';
import type { ModelTypes } from '../suggestion/selection.ts';
import type { Span } from '../text/positions.ts';
import { DictionaryPredictor } from './dictionaryPredictor.ts';
import type { EngineHost } from './engineHost.ts';
import { Predictor } from './predictor.ts';

export interface EntityModel extends ModelTypes {
  /** A name for people. */
  readonly name: string;
}

export interface PredictionRequest {
  readonly signal?: AbortSignal;
  /** The part of the text that is wanted first. */
  readonly first?: Span;
  /** Called once when the first part is known, where that comes before the whole. */
  readonly onFirst?: (entities: PredictedEntity[]) => void;
}

export interface EntityPredictor {
  /** Loads the model, or gives what is known of it. @throws EngineError where it cannot be used. */
  model(): Promise<EntityModel>;
  /**
   * @returns the entities in text order, or undefined where `signal` stopped the work.
   * @throws EngineError where the model cannot be used.
   */
  predict(text: string, request?: PredictionRequest): Promise<PredictedEntity[] | undefined>;
}

/** @param path a model folder, or a `.tsv` file with names and their types. */
export function entityPredictor(engine: EngineHost, path: string): EntityPredictor {
  return isDictionary(path) ? new DictionaryPredictor(path) : new Predictor(engine, path);
}

export function isDictionary(path: string): boolean {
  return path.toLowerCase().endsWith('.tsv');
}
