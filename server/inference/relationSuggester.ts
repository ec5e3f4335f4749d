/** What suggests relations between the entities of a text: one model, or several together. */
import type { Annotations, PredictedRelation } from '../annotation/document.ts';
import { type ModelTypes, typesTogether } from '../suggestion/selection.ts';

/** The entities and concepts that relations are looked for among. */
export type RelationSource = Pick<Annotations, 'entities' | 'normalisations'>;

export interface RelationRequest {
  readonly signal?: AbortSignal;
  /** Which types of relations are wanted; what the model does for others alone is left undone. */
  readonly wanted?: (type: string) => boolean;
  /** Called with how many pairs a model could not be asked about, because they do not fit into it. */
  readonly onSkipped?: (pairs: number, model: string) => void;
}

export interface RelationSuggester {
  /** Loads the model, or gives what is known of it. @throws EngineError where it cannot be used. */
  types(): Promise<ModelTypes>;
  /**
   * @returns the relations between the given entities, whose ids are their targets, among them all of wanted types; or
   *   undefined where `signal` stopped the work.
   * @throws EngineError where the model cannot be used.
   */
  predict(
    text: string,
    source: RelationSource,
    request?: RelationRequest,
  ): Promise<PredictedRelation[] | undefined>;
}

/** Several suggesters as one. */
export function relationsTogether(suggesters: readonly RelationSuggester[]): RelationSuggester {
  const [first, ...others] = suggesters;
  return first !== undefined && others.length === 0 ? first : new CombinedRelations(suggesters);
}

/** What each of several models suggests; which of them stands where they join the same entities is for the selection. */
class CombinedRelations implements RelationSuggester {
  readonly #suggesters: readonly RelationSuggester[];

  constructor(suggesters: readonly RelationSuggester[]) {
    this.#suggesters = suggesters;
  }

  async types(): Promise<ModelTypes> {
    const all: ModelTypes[] = [];
    for (const suggester of this.#suggesters) all.push(await suggester.types());
    return typesTogether(all);
  }

  async predict(
    text: string,
    source: RelationSource,
    request: RelationRequest = {},
  ): Promise<PredictedRelation[] | undefined> {
    const all: PredictedRelation[] = [];
    for (const suggester of this.#suggesters) {
      const relations = await suggester.predict(text, source, request);
      if (relations === undefined) return undefined;
      all.push(...relations);
    }
    return all.map((relation, index) => ({ ...relation, id: `R${index + 1}` }));
  }
}
