/** The stages of annotation, each over what the ones before have found: entities, assertions, relations. */
import { type AnnotatedDocument, noAnnotations, type PredictedEntity } from '../annotation/document.ts';
import { compareEntities, entityKey } from '../annotation/identity.ts';
import type { CorpusSchema } from '../corpus/schemas.ts';
import type { EngineHost } from '../inference/engineHost.ts';
import { type EntityModel, type EntityPredictor, entityPredictor } from '../inference/entityPredictor.ts';
import type { RelationModelDescription } from '../inference/messages.ts';
import { RelationPredictor } from '../inference/relationPredictor.ts';
import { assertedAttributes } from '../suggestion/assertion/assertedAttributes.ts';
import { pendingSuggestions } from '../suggestion/pending.ts';
import {
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
  /** Folders of entity models, and of the relation model. */
  readonly entityModels: readonly string[];
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
  readonly #entities: readonly LoadedEntityModel[];
  readonly #relations: RelationModel | undefined;

  /** Loads the models of the stages. @throws EngineError where one cannot be used. */
  static async load(engine: EngineHost, options: StageOptions): Promise<Stages> {
    const { only, entityModels, relationModel } = options;
    const entities = [];
    for (const folder of only.includes('ner') ? entityModels : []) {
      const predictor = entityPredictor(engine, folder);
      entities.push({ predictor, model: await predictor.model() });
    }
    if (!only.includes('relation')) return new Stages(options, entities, undefined);
    const predictor = new RelationPredictor(engine, relationModel);
    return new Stages(options, entities, { predictor, model: await predictor.model() });
  }

  private constructor(
    options: StageOptions,
    entities: readonly LoadedEntityModel[],
    relations: RelationModel | undefined,
  ) {
    this.#options = options;
    this.#entities = entities;
    this.#relations = relations;
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

  /** The suggestions of all models; where two agree on type and span, the higher score stands. */
  async #suggested(text: string, schema: CorpusSchema): Promise<PredictedEntity[]> {
    const byKey = new Map<string, PredictedEntity>();
    for (const { predictor, model } of this.#entities) {
      const rules = rulesFor(this.#options.wishes, schema.types, model);
      for (const entity of selected((await predictor.predict(text)) ?? [], rules)) {
        const known = byKey.get(entityKey(entity));
        if (known === undefined || known.score < entity.score) byKey.set(entityKey(entity), entity);
      }
    }
    const sorted = [...byKey.values()].sort(compareEntities);
    return sorted.map((entity, index) => ({ ...entity, id: `T${index + 1}` }));
  }

  async #withRelations(document: AnnotatedDocument, schema: CorpusSchema): Promise<AnnotatedDocument> {
    if (this.#relations === undefined) return document;
    const { predictor, model } = this.#relations;
    const { annotations } = document;
    const types = relationTypes(model);
    const wishes = relationWishes(this.#options.wishes, types.types);
    const rules = rulesFor(wishes, schema.relationTypes, types);
    const predicted = (await predictor.predict(document.text, annotations)) ?? [];
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
