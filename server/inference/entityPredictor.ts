/** What suggests entities: a model in a folder, or a dictionary in a file. */
import type { PredictedEntity } from '../annotation/document.ts';
import type { ModelLayers } from '../suggestion/agreement.ts';
import type { ModelTypes } from '../suggestion/selection.ts';
import { indexEnding } from '../terminology/index/opening.ts';
import type { Span } from '../text/positions.ts';
import { CombinedPredictor } from './combinedPredictor.ts';
import { DictionaryPredictor } from './dictionaryPredictor.ts';
import type { EngineHost } from './engineHost.ts';
import { Predictor } from './predictor.ts';
import { TerminologyPredictor } from './terminologyPredictor.ts';

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
  /** Reads texts together, which takes less time than one after the other, so that {@link predict} finds them read. */
  prepare?(texts: readonly string[]): Promise<void>;
}

/** The word for the entity model in the box where models are named. */
export const modelInTheBox = 'box';

/**
 * What suggests entities at each path, of none the model in the box.
 * @param paths model folders, `.tsv` files with names and their types, and indexes of concepts.
 * @param box the folder of the model in the box; it may be named among others as {@link modelInTheBox}.
 */
export function entityPredictors(
  engine: EngineHost,
  paths: readonly string[],
  box: string,
): EntityPredictor[] {
  const chosen = paths.length === 0 ? [modelInTheBox] : paths;
  return chosen.map((path) => predictorAt(engine, path === modelInTheBox ? box : path));
}

/** Several predictors as one. @param predictors at least one. */
export function together(predictors: readonly EntityPredictor[], layers: ModelLayers): EntityPredictor {
  const [first, ...others] = predictors;
  return first !== undefined && others.length === 0 ? first : new CombinedPredictor(predictors, layers);
}

function predictorAt(engine: EngineHost, path: string): EntityPredictor {
  return dictionaryAt(path) ?? new Predictor(engine, path);
}

/** What finds the names of a file in texts: of a table (`.tsv`) or an index of concepts; undefined for other paths. */
export function dictionaryAt(path: string): EntityPredictor | undefined {
  if (path.toLowerCase().endsWith('.tsv')) return new DictionaryPredictor(path);
  return path.toLowerCase().endsWith(indexEnding) ? new TerminologyPredictor(path) : undefined;
}
