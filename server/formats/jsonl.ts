/**
 * Goldspan's own line format: one document a line, offsets in code points, half-open. It is meant for pipes:
 * `{"id","text","entities":[{"id","type","spans":[[start,end]],"text","score"}],"relations":[…]}`.
 */
import type { AnnotatedDocument, Entity, PredictedEntity } from '../annotation/document.ts';
import { type CodePointOffset, type Offset, OffsetConverter } from '../text/positions.ts';

/** One line, with its line feed. @throws RangeError where an entity does not lie on character boundaries of the text. */
export function writeJsonLine({ id, text, annotations }: AnnotatedDocument): string {
  const converter = new OffsetConverter(text);
  const convert = (offset: Offset): CodePointOffset => {
    const converted = converter.toCodePoint(offset);
    if (converted === undefined)
      throw new RangeError(`${id}: offset ${offset} is not a character boundary of the text`);
    return converted;
  };
  const concepts = (entity: Entity) =>
    annotations.normalisations
      .filter(({ target }) => target === entity.id)
      .map(({ system, identifier, name }) => ({
        system,
        id: identifier,
        ...(name !== undefined && { name }),
      }));
  const attributes = (entity: Entity) =>
    Object.fromEntries(
      annotations.attributes
        .filter(({ target }) => target === entity.id)
        .map(({ type, value }) => [type, value ?? true]),
    );
  const document = {
    id,
    text,
    entities: annotations.entities.map((entity) => ({
      id: entity.id,
      type: entity.type,
      spans: entity.fragments.map(({ start, end }) => [convert(start), convert(end)]),
      text: entity.words,
      ...('score' in entity && { score: (entity as PredictedEntity).score }),
      concepts: concepts(entity),
      attributes: attributes(entity),
    })),
    relations: annotations.relations.map(({ id: relationId, type, arguments: [head, tail] }) => ({
      id: relationId,
      type,
      head: head.target,
      tail: tail.target,
    })),
  };
  return `${JSON.stringify(document)}\n`;
}
