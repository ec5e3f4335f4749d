/** Which entities of a text name the same concept. */
import { type Annotations, type Entity, hull } from '../../annotation/document.ts';
import { type LongForms, longForms } from '../definitions/longForms.ts';

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
  const defined = longForms(text);
  return new Map(
    entities.map((entity) => [
      entity.id,
      identifiers.get(entity.id) ?? [`${entity.type}:${nameOf(entity, defined)}`],
    ]),
  );
}

function nameOf(entity: Entity, defined: LongForms): string {
  const name = defined.of(hull(entity)) ?? entity.words;
  return name.toLowerCase().replace(/\s+/g, ' ');
}
