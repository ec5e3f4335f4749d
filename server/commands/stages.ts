/** The stages of annotation, each over what the ones before have found: entities, assertions, concepts, relations. */
import { type AnnotatedDocument, noAnnotations, type PredictedEntity } from '../annotation/document.ts';
import type { CorpusSchema } from '../corpus/schemas.ts';
import { AssertionSuggester } from '../inference/assertionSuggester.ts';
import { ConceptLinker } from '../inference/conceptLinker.ts';
import type { EngineHost } from '../inference/engineHost.ts';
import { type EntityModel, type EntityPredictor, together } from '../inference/entityPredictor.ts';
import type { Installation } from '../inference/installation.ts';
import { type RelationSuggester, relationsTogether } from '../inference/relationSuggester.ts';
import { suggestedLinks } from '../inference/suggestedLinks.ts';
import { suggestersFor } from '../inference/suggesters.ts';
import { assertedAttributes } from '../suggestion/assertion/assertedAttributes.ts';
import { pendingSuggestions } from '../suggestion/pending.ts';
import {
  isWanted,
  recordedRelation,
  relationWishes,
  selectedRelations,
} from '../suggestion/relations/selection.ts';
import { type ModelTypes, rulesFor, selected, type Wishes } from '../suggestion/selection.ts';
import { openIndex } from '../terminology/index/opening.ts';

export const stageNames = ['ner', 'assertion', 'link', 'relation'] as const;
export type StageName = (typeof stageNames)[number];

export interface StageOptions {
  readonly only: readonly StageName[];
  readonly wishes: Wishes;
  /** What suggests, as {@link suggestersFor} takes it. */
  readonly models: readonly string[];
  /** Which of them suggests entities by itself; all together where it is absent. */
  readonly entityModel?: string;
  readonly box: Pick<Installation, 'entityModel' | 'relationModels' | 'terminology' | 'nameEncoder'>;
  /** The index of concepts, where it is not that in the box. */
  readonly terminology?: string;
  /** The encoder of its names, where it is not that in the box. */
  readonly encoder?: string;
  /** The cross-encoder that re-ranks the candidates of links, where one is to. */
  readonly reranker?: string;
  /** The terminologies whose identifiers are preferred for links; where there are none, those that the corpus names. */
  readonly systems: readonly string[];
  /** Called with what a model could not be asked about, because it does not fit into the model. */
  readonly onSkipped: (skipped: Skipped) => void;
}

export interface Skipped {
  readonly count: number;
  readonly what: 'pair' | 'finding';
  readonly model: string;
}

interface LoadedEntityModel {
  readonly predictor: EntityPredictor;
  readonly model: EntityModel;
}

interface LoadedRelationModel {
  readonly suggester: RelationSuggester;
  readonly types: ModelTypes;
}

/** What has been loaded for the stages that are wanted. */
interface Loaded {
  readonly entities?: LoadedEntityModel;
  readonly assertions?: AssertionSuggester;
  readonly linker?: ConceptLinker;
  readonly relations?: LoadedRelationModel;
}

export class Stages {
  readonly #options: StageOptions;
  readonly #loaded: Loaded;

  /**
   * Loads the models of the stages.
   * @throws EngineError where one cannot be used.
   * @throws UnusableFile where the index of concepts or its vectors cannot be.
   */
  static async load(engine: EngineHost, options: StageOptions): Promise<Stages> {
    const { only, models, entityModel, box } = options;
    const suggesters = await suggestersFor(engine, models, box, entityModel);
    const loaded: { -readonly [Stage in keyof Loaded]: Loaded[Stage] } = {};
    if (only.includes('ner')) {
      const predictor = together(suggesters.entities, 'merged');
      loaded.entities = { predictor, model: await predictor.model() };
    }
    if (only.includes('assertion')) {
      loaded.assertions = new AssertionSuggester(suggesters.assertions);
      await loaded.assertions.load();
    }
    if (only.includes('link')) {
      const index = openIndex(options.terminology ?? box.terminology);
      const { encoder = box.nameEncoder, reranker } = options;
      const models = { encoder, ...(reranker && { reranker }) };
      loaded.linker = await ConceptLinker.over(index, engine, models);
      loaded.linker.linker.warm();
    }
    if (only.includes('relation')) {
      const suggester = relationsTogether(suggesters.relations);
      loaded.relations = { suggester, types: await suggester.types() };
    }
    return new Stages(options, loaded);
  }

  private constructor(options: StageOptions, loaded: Loaded) {
    this.#options = options;
    this.#loaded = loaded;
  }

  /** Reads texts together, which takes less time than one after the other; {@link annotate} finds them read. */
  async prepare(texts: readonly string[]): Promise<void> {
    await this.#loaded.entities?.predictor.prepare?.(texts);
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
    return this.#withRelations(
      await this.#withLinks(await this.#withAssertions(found, schema), schema),
      schema,
    );
  }

  async #suggested(text: string, schema: CorpusSchema): Promise<PredictedEntity[]> {
    const { entities } = this.#loaded;
    if (entities === undefined) return [];
    const { predictor, model } = entities;
    const rules = rulesFor(this.#options.wishes, schema.types, model);
    return selected((await predictor.predict(text)) ?? [], rules);
  }

  async #withAssertions(document: AnnotatedDocument, schema: CorpusSchema): Promise<AnnotatedDocument> {
    const { assertions } = this.#loaded;
    if (assertions === undefined) return document;
    const { text, annotations } = document;
    const onSkipped = (count: number, model: string): void =>
      this.#options.onSkipped({ count, what: 'finding', model });
    const answers = await assertions.answers(text, annotations.entities, { onSkipped });
    const added = assertedAttributes(text, annotations, schema.recording, answers);
    return {
      ...document,
      annotations: { ...annotations, attributes: [...annotations.attributes, ...added] },
    };
  }

  async #withLinks(document: AnnotatedDocument, { normalizers }: CorpusSchema): Promise<AnnotatedDocument> {
    const { linker } = this.#loaded;
    if (linker === undefined) return document;
    const { text, annotations } = document;
    const { systems } = this.#options;
    const preferred = systems.length > 0 ? systems : normalizers;
    const added = await suggestedLinks(text, annotations, linker, preferred);
    const normalisations = [...annotations.normalisations, ...added];
    return { ...document, annotations: { ...annotations, normalisations } };
  }

  async #withRelations(document: AnnotatedDocument, schema: CorpusSchema): Promise<AnnotatedDocument> {
    const loaded = this.#loaded.relations;
    if (loaded === undefined) return document;
    const { suggester, types } = loaded;
    const { annotations } = document;
    const onSkipped = (count: number, model: string): void =>
      this.#options.onSkipped({ count, what: 'pair', model });
    const wishes = relationWishes(this.#options.wishes, types.types);
    const rules = rulesFor(wishes, schema.relationTypes, types);
    const wanted = (type: string): boolean => isWanted(type, rules);
    const predicted = (await suggester.predict(document.text, annotations, { wanted, onSkipped })) ?? [];
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
