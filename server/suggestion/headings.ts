/** Suggestions in headings. */
import { type Entity, hull } from '../annotation/document.ts';
import { sections } from '../text/sections.ts';

/**
 * The entities that do not lie wholly in the heading of a section of known kind. `FH`, `PE` and `PRESENTING COMPLAINT`
 * name parts of a note; a model that sees sentences alone takes them for findings. A heading of unknown kind may name a
 * problem (`Diabetes: continue metformin`) and is left alone.
 * @param entities in text order.
 */
export function withoutHeadings<E extends Entity>(text: string, entities: readonly E[]): E[] {
  const headings = sections(text).flatMap(({ heading, kind }) => (heading && kind ? [heading] : []));
  let next = 0;
  return entities.filter((entity) => {
    const { start, end } = hull(entity);
    while ((headings[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    const heading = headings[next];
    return heading === undefined || start < heading.start || end > heading.end;
  });
}
