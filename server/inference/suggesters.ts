/** What suggests entities, relations and assertions: which of the named models does which, and what the box does. */
import type { EngineHost } from './engineHost.ts';
import { type EntityPredictor, entityPredictors, modelInTheBox } from './entityPredictor.ts';
import { taskOf } from './folderTask.ts';
import type { Installation } from './installation.ts';
import { RelationPredictor } from './relationPredictor.ts';
import type { RelationSuggester } from './relationSuggester.ts';
import { SequenceAssertions } from './sequenceAssertions.ts';
import { SequenceReader } from './sequenceReader.ts';
import { SequenceRelations } from './sequenceRelations.ts';

/** Each model that does a task; of entities and relations there is at least one. No model is loaded yet. */
export interface Suggesters {
  readonly entities: readonly EntityPredictor[];
  readonly relations: readonly RelationSuggester[];
  readonly assertions: readonly SequenceAssertions[];
}

/**
 * Every named model does what its folder says. A task that none of them does is done by the models in the box; naming
 * {@link modelInTheBox} adds these to the named ones.
 * @param paths model folders, and `.tsv` files with names and their types.
 * @param entityModel the one path of which entities are wanted; all where it is absent.
 */
export async function suggestersFor(
  engine: EngineHost,
  paths: readonly string[],
  box: Pick<Installation, 'entityModel' | 'relationModels'>,
  entityModel?: string,
): Promise<Suggesters> {
  const relations: RelationSuggester[] = [];
  const assertions: SequenceAssertions[] = [];
  const inTheBox = box.relationModels.map((folder) => new RelationPredictor(engine, folder));
  for (const path of paths) {
    if (path === modelInTheBox) {
      relations.push(...inTheBox);
      continue;
    }
    const { layout, findsRelations, findsAssertions } = await taskOf(path);
    if (layout === 'relations') relations.push(new RelationPredictor(engine, path));
    if (layout !== 'sequence') continue;
    const reader = new SequenceReader(engine, path);
    if (findsRelations) relations.push(new SequenceRelations(reader));
    if (findsAssertions) assertions.push(new SequenceAssertions(reader));
  }
  const entityModels = entityModel === undefined ? await entityModelsAmong(paths) : [entityModel];
  return {
    entities: entityPredictors(engine, entityModels, box.entityModel),
    relations: relations.length === 0 ? inTheBox : relations,
    assertions,
  };
}

/**
 * Those of the named models that suggest entities; {@link modelInTheBox} where none does. What serves the linking of concepts
 * alone counts as one, so that it is refused with that reason when it is loaded, rather than passed over.
 */
export async function entityModelsAmong(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const layout = path === modelInTheBox ? 'entities' : (await taskOf(path)).layout;
    if (layout !== 'relations' && layout !== 'sequence') found.push(path);
  }
  return found.length === 0 ? [modelInTheBox] : found;
}
