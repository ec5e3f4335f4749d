/** What suggests entities, relations and assertions: which of the named models does which, and what the box does. */
import { AssertionSuggester } from './assertionSuggester.ts';
import type { EngineHost } from './engineHost.ts';
import { type EntityPredictor, entityPredictor, modelInTheBox } from './entityPredictor.ts';
import { taskOf } from './folderTask.ts';
import type { Installation } from './installation.ts';
import { RelationPredictor } from './relationPredictor.ts';
import { CombinedRelations, type RelationSuggester } from './relationSuggester.ts';
import { SequenceAssertions } from './sequenceAssertions.ts';
import { SequenceReader } from './sequenceReader.ts';
import { SequenceRelations } from './sequenceRelations.ts';

export interface Suggesters {
  readonly entities: EntityPredictor;
  readonly relations: RelationSuggester;
  readonly assertions: AssertionSuggester;
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
