/** Makes suggestions agree with the abbreviations that a text defines. */
import { hull, type PredictedEntity } from '../../annotation/document.ts';
import { compareEntities } from '../../annotation/identity.ts';
import type { Span } from '../../text/positions.ts';
import { Coverage } from '../coverage.ts';
import type { Definition } from './adjacentForms.ts';
import type { Use } from './uses.ts';

/**
 * The entities with those added that the text's own abbreviations call for: where a long form is suggested as a type,
 * its short form is suggested as that type wherever it stands, unless something of the type is suggested there already.
 * An added entity is as likely as that the definition is right and the long form is what it was taken for.
 *
 * @param entities in any order. @returns them in the order of {@link compareEntities}; ids of added ones are empty.
 */
export function withDefinedForms(
  text: string,
  entities: readonly PredictedEntity[],
  definitions: readonly Definition[],
  uses: readonly Use[],
): PredictedEntity[] {
  if (definitions.length === 0 || entities.length === 0) return [...entities];
  const byPlace = new Map<string, PredictedEntity[]>();
  const covered = new Map<string, Coverage>();
  for (const entity of entities) {
    const place = hull(entity);
    const same = byPlace.get(placeKey(place));
    if (same) same.push(entity);
    else byPlace.set(placeKey(place), [entity]);
    const coverage = covered.get(entity.type) ?? new Coverage();
    covered.set(entity.type, coverage);
    for (const fragment of entity.fragments) coverage.add(fragment);
  }
  const added: PredictedEntity[] = [];
  const add = (place: Span, { longForm, confidence }: Definition): void => {
    for (const { type, score, model } of byPlace.get(placeKey(longForm)) ?? []) {
      if (covered.get(type)?.overlaps(place)) continue;
      const words = text.slice(place.start, place.end);
      const likelihood = Math.round(score * confidence * 1e4) / 1e4;
      added.push({ id: '', type, fragments: [place], words, score: likelihood, model });
    }
  };
  for (const definition of definitions) add(definition.shortForm, definition);
  for (const { span, definition } of uses) add(span, definition);
  return [...entities, ...added].sort(compareEntities);
}

function placeKey({ start, end }: Span): string {
  return `${start} ${end}`;
}
