/** Finding the span a person means by a place in the text. */
import { type Entity, hull, type PredictedEntity } from '../annotation/document.ts';
import type { Span } from '../text/positions.ts';
import type { Note } from './note.ts';

/** Whether a range touches an entity's fragments. An empty range touches what it stands in or at either end of. */
export function touches(entity: Entity, { start, end }: Span): boolean {
  return entity.fragments.some((fragment) =>
    start === end
      ? fragment.start <= start && start <= fragment.end
      : fragment.start < end && start < fragment.end,
  );
}

/** The innermost of the entities that a range touches; where two are as long, the one that starts later. */
export function innermost<E extends Entity>(entities: readonly E[], range: Span): E | undefined {
  const length = (entity: Entity): number => hull(entity).end - hull(entity).start;
  return entities
    .filter((entity) => touches(entity, range))
    .reduce<E | undefined>(
      (best, entity) =>
        best === undefined ||
        length(entity) < length(best) ||
        (length(entity) === length(best) && hull(entity).start > hull(best).start)
          ? entity
          : best,
      undefined,
    );
}

/** The suggestion that a range means: one with exactly this range first, then the innermost. */
export function suggestionAt(note: Note, range: Span, type?: string): PredictedEntity | undefined {
  const candidates = note.suggested.filter((entity) => type === undefined || entity.type === type);
  const exact = candidates.find(
    (entity) => hull(entity).start === range.start && hull(entity).end === range.end,
  );
  return exact ?? innermost(candidates, range);
}

/** The annotated entity that a range means: one with exactly this range first, then the innermost. */
export function annotationAt(note: Note, range: Span, type?: string): Entity | undefined {
  const candidates = note.gold.annotations.entities.filter(
    (entity) => type === undefined || entity.type === type,
  );
  const exact = candidates.find(
    (entity) => hull(entity).start === range.start && hull(entity).end === range.end,
  );
  return exact ?? innermost(candidates, range);
}

/**
 * The next entity after a place, or the one before it, going round at the ends. `place` inside an entity counts that
 * one as passed.
 */
export function neighbour<E extends Entity>(
  entities: readonly E[],
  place: number,
  direction: 'next' | 'previous',
): E | undefined {
  const sorted = [...entities].sort((a, b) => hull(a).start - hull(b).start || hull(b).end - hull(a).end);
  if (direction === 'next') return sorted.find((entity) => hull(entity).start > place) ?? sorted[0];
  return sorted.findLast((entity) => hull(entity).end < place) ?? sorted.at(-1);
}
