/** What suggests entities, relations and assertions: which of the named models does which, and what the box does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entity } from '../annotation/document.ts';
import type { ModelAnswer, ModelAnswers } from '../suggestion/assertion/modelAnswers.ts';
import type { EngineHost } from './engineHost.ts';
import { type EntityPredictor, entityPredictor, isDictionary, modelInTheBox } from './entityPredictor.ts';
import type { Installation } from './installation.ts';
import { RelationPredictor } from './relationPredictor.ts';
import { CombinedRelations, type RelationSuggester } from './relationSuggester.ts';
import { type AssertionRequest, SequenceAssertions } from './sequenceAssertions.ts';
import { SequenceReader } from './sequenceReader.ts';
import { SequenceRelations } from './sequenceRelations.ts';

/** Models that say what a text asserts of findings; none where only the trigger tables do. */
export class AssertionSuggester {
  readonly #models: readonly SequenceAssertions[];

  constructor(models: readonly SequenceAssertions[]) {
    this.#models = models;
  }

  /** @throws EngineError where a model cannot be used. */
  async load(): Promise<void> {
    for (const model of this.#models) await model.load();
  }

  /** @returns undefined where the work was stopped. @throws EngineError where a model cannot be used. */
  async answers(
    text: string,
    entities: readonly Entity[],
    request: AssertionRequest = {},
  ): Promise<ModelAnswers | undefined> {
    const all = new Map<string, ModelAnswer[]>();
    for (const model of this.#models) {
      const answers = await model.answers(text, entities, request);
      if (answers === undefined) return undefined;
      for (const [key, answer] of answers) all.set(key, [...(all.get(key) ?? []), answer]);
    }
    return all;
  }
}

export interface Suggesters {
  readonly entities: EntityPredictor;
  readonly relations: RelationSuggester;
  readonly assertions: AssertionSuggester;
}

/** How a folder is loaded: by the layout of its model. */
export type ModelLayout = 'dictionary' | 'entities' | 'relations' | 'sequence';

export interface FolderTask {
  readonly layout: ModelLayout;
  readonly findsRelations: boolean;
  readonly findsAssertions: boolean;
}

/**
 * Every named model does what its folder says. A task that none of them does is done by the models in the box; naming
 * {@link modelInTheBox} adds these to the named ones.
 * @param paths model folders, and `.tsv` files with names and their types. No model is loaded yet.
 */
export async function suggestersFor(
  engine: EngineHost,
  paths: readonly string[],
  box: Pick<Installation, 'entityModel' | 'relationModel'>,
): Promise<Suggesters> {
  const entities: string[] = [];
  const relations: RelationSuggester[] = [];
  const assertions: SequenceAssertions[] = [];
  const inTheBox = new RelationPredictor(engine, box.relationModel);
  for (const path of paths) {
    if (path === modelInTheBox) {
      entities.push(path);
      relations.push(inTheBox);
      continue;
    }
    const { layout, findsRelations, findsAssertions } = await taskOf(path);
    if (layout === 'relations') relations.push(new RelationPredictor(engine, path));
    else if (layout !== 'sequence') entities.push(path);
    else {
      const reader = new SequenceReader(engine, path);
      if (findsRelations) relations.push(new SequenceRelations(reader));
      if (findsAssertions) assertions.push(new SequenceAssertions(reader));
    }
  }
  const [first = inTheBox, ...others] = relations;
  return {
    entities: entityPredictor(engine, entities, box.entityModel),
    relations: others.length === 0 ? first : new CombinedRelations([first, ...others]),
    assertions: new AssertionSuggester(assertions),
  };
}

/**
 * What a folder says that its model does. A folder without a readable `goldspan.json` counts as an entity model, so that
 * whoever loads it says what is wrong.
 */
export async function taskOf(path: string): Promise<FolderTask> {
  const none = { findsRelations: false, findsAssertions: false };
  if (isDictionary(path)) return { layout: 'dictionary', ...none };
  const settings = await settingsIn(path);
  const { task } = settings;
  // A graph of Goldspan's own kind reads all pairs of a text at once and describes its blocks of logits.
  if (task === 'relations' && 'heads' in settings) {
    return { layout: 'relations', findsRelations: true, findsAssertions: false };
  }
  const findsAssertions = task === 'assertion' || (task === 'zero-shot' && 'assertions' in settings);
  const findsRelations =
    task === 'relations' || (task === 'zero-shot' && (!findsAssertions || 'pairs' in settings));
  const layout = findsRelations || findsAssertions ? 'sequence' : 'entities';
  return { layout, findsRelations, findsAssertions };
}

async function settingsIn(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const settings: unknown = JSON.parse(await readFile(join(folder, 'goldspan.json'), 'utf8'));
    return typeof settings === 'object' && settings !== null ? { ...settings } : {};
  } catch {
    return {};
  }
}
