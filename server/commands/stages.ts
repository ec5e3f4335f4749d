/** The stages of annotation, each over what the ones before have found: entities, assertions, relations. */
import { type AnnotatedDocument, noAnnotations, type PredictedEntity } from '../annotation/document.ts';
import type { CorpusSchema } from '../corpus/schemas.ts';
import type { EngineHost } from '../inference/engineHost.ts';
import {
  type EntityModel,
  type EntityPredictor,
  entityPredictors,
  together,
} from '../inference/entityPredictor.ts';
import type { RelationModelDescription } from '../inference/messages.ts';
import { RelationPredictor } from '../inference/relationPredictor.ts';
import { assertedAttributes } from '../suggestion/assertion/assertedAttributes.ts';
import { pendingSuggestions } from '../suggestion/pending.ts';
import {
  isWanted,
  recordedRelation,
  relationTypes,
  relationWishes,
  selectedRelations,
} from '../suggestion/relations/selection.ts';
import { rulesFor, selected, type Wishes } from '../suggestion/selection.ts';

export const stageNames = ['ner', 'assertion', 'relation'] as const;
export type StageName = (typeof stageNames)[number];

export interface StageOptions {
  readonly only: readonly StageName[];
  readonly wishes: Wishes;
  /** What suggests entities, as {@link entityPredictors} takes it. */
  readonly entityModels: readonly string[];
  /** The folders of the models in the box. */
  readonly entityModel: string;
  readonly relationModel: string;
}

interface LoadedEntityModel {
  readonly predictor: EntityPredictor;
  readonly model: EntityModel;
}

interface RelationModel {
  readonly predictor: RelationPredictor;
  readonly model: RelationModelDescription;
}

export class Stages {
  readonly #options: StageOptions;
  readonly #entities: LoadedEntityModel | undefined;
  readonly #relations: RelationModel | undefined;

  /** Loads the models of the stages. @throws EngineError where one cannot be used. */
  static async load(engine: EngineHost, options: StageOptions): Promise<Stages> {
    const { only, entityModels, entityModel, relationModel } = options;
    let entities: LoadedEntityModel | undefined;
    if (only.includes('ner')) {
      const predictor = together(entityPredictors(engine, entityModels, entityModel), 'merged');
      entities = { predictor, model: await predictor.model() };
    }
    if (!only.includes('relation')) return new Stages(options, entities, undefined);
    const predictor = new RelationPredictor(engine, relationModel);
    return new Stages(options, entities, { predictor, model: await predictor.model() });
  }

  private constructor(
    options: StageOptions,
    entities: LoadedEntityModel | undefined,
    relations: RelationModel | undefined,
  ) {
    this.#options = options;
    this.#entities = entities;
    this.#relations = relations;
  }

  /** Reads texts together, which takes less time than one after the other; {@link annotate} finds them read. */
  async prepare(texts: readonly string[]): Promise<void> {
    await this.#entities?.predictor.prepare?.(texts);
  }

  /**
   * The document with what the stages find.
   * @param isKept whether its own annotations stay, with suggestions about which they say nothing.
   * @throws EngineError where a model cannot be used any more.
   */
  async annotate(
    document: AnnotatedDocument,
    schema: CorpusSchema,
    isKept: boolean,
  ): Promise<AnnotatedDocument> {
    const predicted = await this.#suggested(document.text, schema);
    const found = isKept
      ? withSuggestions(document, predicted)
      : { ...document, annotations: { ...noAnnotations, entities: predicted } };
    const asserted = this.#options.only.includes('assertion') ? withAssertions(found, schema) : found;
    return this.#withRelations(asserted, schema);
  }

  async #suggested(text: string, schema: CorpusSchema): Promise<PredictedEntity[]> {
    if (this.#entities === undefined) return [];
    const { predictor, model } = this.#entities;
    const rules = rulesFor(this.#options.wishes, schema.types, model);
    return selected((await predictor.predict(text)) ?? [], rules);
  }

  async #withRelations(document: AnnotatedDocument, schema: CorpusSchema): Promise<AnnotatedDocument> {
    if (this.#relations === undefined) return document;
    const { predictor, model } = this.#relations;
    const { annotations } = document;
    const types = relationTypes(model);
    const wishes = relationWishes(this.#options.wishes, types.types);
    const rules = rulesFor(wishes, schema.relationTypes, types);
    const wanted = (type: string): boolean => isWanted(type, rules);
    const predicted = (await predictor.predict(document.text, annotations, { wanted })) ?? [];
    const known = new Set(annotations.relations.map(relationKey));
    const taken = new Set(annotations.relations.map(({ id }) => id));
    let number = 0;
    const relations = selectedRelations(predicted, annotations.entities, rules, schema.relationScheme)
      .map(recordedRelation)
      .filter((relation) => !known.has(relationKey(relation)))
      .map((relation) => {
        do number += 1;
        while (taken.has(`R${number}`));
        return { ...relation, id: `R${number}` };
      });
    return {
      ...document,
      annotations: { ...annotations, relations: [...annotations.relations, ...relations] },
    };
  }
}

function relationKey({
  type,
  arguments: filled,
}: AnnotatedDocument['annotations']['relations'][number]): string {
  return JSON.stringify([type, ...filled.map(({ target }) => target)]);
}

/** A document with the suggestions about which its own annotations say nothing, under ids that it does not have. */
function withSuggestions(
  document: AnnotatedDocument,
  predicted: readonly PredictedEntity[],
): AnnotatedDocument {
  const { text, annotations } = document;
  const { equivalences: _, ...identified } = annotations;
  const taken = new Set(Object.values(identified).flatMap((kind) => kind.map(({ id }) => id)));
  let number = 0;
  const suggestions = pendingSuggestions(text, predicted, annotations.entities, []).map((entity) => {
    do number += 1;
    while (taken.has(`T${number}`));
    return { ...entity, id: `T${number}` };
  });
  return {
    ...document,
    annotations: { ...annotations, entities: [...annotations.entities, ...suggestions] },
  };
}

function withAssertions(document: AnnotatedDocument, { recording }: CorpusSchema): AnnotatedDocument {
  const { text, annotations } = document;
  const attributes = [...annotations.attributes, ...assertedAttributes(text, annotations, recording)];
  return { ...document, annotations: { ...annotations, attributes } };
}
