/** Findings that a text says are not there, which nothing in it has caused. */
import { type Entity, hull } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';
import { sections } from '../../text/sections.ts';
import { isFindingType, isLikely } from '../assertion/assertedAttributes.ts';
import { assertionsOf } from '../assertion/assertionsOf.ts';

/**
 * The ids of the entities of a finding's type that a stretch of a text negates. It is read by itself, so that the answer
 * depends on the stretch alone and takes time linear in it.
 * @param rows the sentences of the stretch, in text order. @param entities those that start in it.
 */
export function absentOf(text: string, rows: readonly Span[], entities: readonly Entity[]): Set<string> {
  const start = rows[0]?.start ?? 0;
  const stretch = text.slice(start, rows.at(-1)?.end);
  const moved = (place: Span): Span => span(place.start - start, place.end - start);
  const findings = entities
    .filter(({ type }) => isFindingType(type))
    .map((entity) => ({ id: entity.id, fragments: [moved(hull(entity))] as const }));
  const structure = { sentences: rows.map(moved), sections: sections(stretch) };
  return new Set(
    [...assertionsOf(stretch, findings, structure)].flatMap(([id, assertions]) =>
      assertions.some((assertion) => assertion.kind === 'negated' && isLikely(assertion)) ? [id] : [],
    ),
  );
}
