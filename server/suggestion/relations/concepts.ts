/** Which entities of a text name the same concept. */
import { type Annotations, type Entity, hull } from '../../annotation/document.ts';
import { findDefinitions } from '../definitions/definitions.ts';
import { findUses } from '../definitions/uses.ts';

/**
 * The concepts of each entity, by its id: the identifiers of its normalisations, of which a composite mention has several;
 * else its words without regard to case, or those of the long form where it is an abbreviation that the text defines. Names
 * of different types are different concepts.
 */
export function conceptsOf(
  text: string,
  { entities, normalisations }: Pick<Annotations, 'entities' | 'normalisations'>,
): Map<string, readonly string[]> {
  const identifiers = new Map<string, string[]>();
  for (const { target, system, identifier } of normalisations) {
    const own = identifiers.get(target) ?? [];
    identifiers.set(target, [...own, `${system}:${identifier}`]);
  }
  const longForms = longFormsByPlace(text);
  return new Map(
    entities.map((entity) => [
      entity.id,
      identifiers.get(entity.id) ?? [`${entity.type}:${nameOf(entity, longForms)}`],
    ]),
  );
}

function longFormsByPlace(text: string): Map<string, string> {
  const definitions = findDefinitions(text);
  const places = [
    ...definitions.map((definition) => ({ span: definition.shortForm, definition })),
    ...findUses(text, definitions),
  ];
  return new Map(
    places.map(({ span: { start, end }, definition: { longForm } }) => [
      `${start} ${end}`,
      text.slice(longForm.start, longForm.end),
    ]),
  );
}

function nameOf(entity: Entity, longForms: ReadonlyMap<string, string>): string {
  const { start, end } = hull(entity);
  const name = longForms.get(`${start} ${end}`) ?? entity.words;
  return name.toLowerCase().replace(/\s+/g, ' ');
}
