/** What a model says of a note, and what an edit leaves of it until the model has said more. */
import type { PredictedEntity } from '../annotation/document.ts';
import { MovingEntities } from '../annotation/movingEntities.ts';
import type { TextEdit } from '../annotation/problems.ts';

/** The predicted layer and the version of the text that it is for. */
export interface PredictedLayer {
  readonly version: number;
  /** Whether the whole of this version has been read; otherwise it is what is known so far. */
  readonly complete: boolean;
  readonly entities: readonly PredictedEntity[];
}

/** A predicted layer that keeps what is known in its place until new predictions come. */
export class MovingPredictions implements PredictedLayer {
  readonly #moving: MovingEntities<PredictedEntity>;
  #version: number;
  #complete: boolean;
  /** Kept until the next edit, as asking for them costs a step for each. */
  #entities: readonly PredictedEntity[] | undefined;

  constructor({ version, complete, entities }: PredictedLayer) {
    this.#moving = new MovingEntities(entities);
    this.#version = version;
    this.#complete = complete;
    this.#entities = entities;
  }

  get version(): number {
    return this.#version;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** Without those whose words an edit has changed: a suggestion was made for its words, with other words it is none. */
  get entities(): readonly PredictedEntity[] {
    this.#entities ??= this.#moving
      .moved()
      .filter(({ isTouched }) => !isTouched)
      .map(({ entity, fragments }) => ({ ...entity, fragments }));
    return this.#entities;
  }

  /**
   * @param edits each in offsets of the text that the one before left.
   * @param version of the text after them.
   */
  move(edits: readonly TextEdit[], version: number): void {
    this.#moving.move(edits);
    this.#version = version;
    this.#complete = false;
    this.#entities = undefined;
  }
}
