/** Lines that are texts of their own. */
import type { AnnotatedDocument, Entity } from '../../server/annotation/document.ts';
import { hull, noAnnotations } from '../../server/annotation/document.ts';
import { span } from '../../server/text/positions.ts';

/**
 * Each line of a document as a document, with its entities and nothing else of the annotations. Empty lines are left out, and
 * so are entities that do not end in the line in which they begin.
 */
export function linesApart({ id, text, annotations }: AnnotatedDocument): AnnotatedDocument[] {
  const entities = [...annotations.entities].sort((a, b) => hull(a).start - hull(b).start);
  const documents: AnnotatedDocument[] = [];
  let next = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    const own: Entity[] = [];
    for (; next < entities.length; next += 1) {
      const entity = entities[next] as Entity;
      if (hull(entity).start >= end) break;
      if (hull(entity).end <= end) own.push(moved(entity, -start));
    }
    if (line.trim() !== '')
      documents.push({
        id: `${id}-${documents.length + 1}`,
        text: line,
        annotations: { ...noAnnotations, entities: own },
      });
    start = end + 1;
  }
  return documents;
}

function moved(entity: Entity, distance: number): Entity {
  const [first, ...rest] = entity.fragments.map((it) => span(it.start + distance, it.end + distance));
  return first === undefined ? entity : { ...entity, fragments: [first, ...rest] };
}
