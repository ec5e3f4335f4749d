/** Links from the entities of a document to the concepts that they name. */
import { type Annotations, type Entity, hull, type Normalisation } from '../annotation/document.ts';
import { longForms } from '../suggestion/definitions/longForms.ts';
import type { Concept, ConceptIdentifier } from '../terminology/concept.ts';
import type { Linker, MentionLinks } from '../terminology/linking/linker.ts';

/** What is found for each entity, in their order. Abbreviations that the text defines are looked up by their long forms. */
export function linksOf(text: string, entities: readonly Entity[], linker: Linker): MentionLinks[] {
  const defined = longForms(text);
  return linker.link(
    entities.map((entity) => {
      const longForm = defined.of(hull(entity));
      return { words: entity.words, type: entity.type, ...(longForm !== undefined && { longForm }) };
    }),
  );
}

/**
 * Normalisations for the entities that have none, under ids that no normalisation has.
 * @param systems the terminologies whose identifiers are preferred, the first before all.
 */
export function suggestedLinks(
  text: string,
  { entities, normalisations }: Pick<Annotations, 'entities' | 'normalisations'>,
  linker: Linker,
  systems: readonly string[],
): Normalisation[] {
  const linked = new Set(normalisations.map(({ target }) => target));
  const taken = new Set(normalisations.map(({ id }) => id));
  const links = linksOf(text, entities, linker);
  let number = 0;
  return entities.flatMap(({ id: target }, index) => {
    const { chosen = [] } = (linked.has(target) ? undefined : links[index]) ?? {};
    return chosen.flatMap(({ concept, score }): Normalisation[] => {
      const identifier = identifierFor(concept, systems);
      if (identifier === undefined) return [];
      do number += 1;
      while (taken.has(`N${number}`));
      return [
        {
          ...{ id: `N${number}`, target, ...identifier },
          ...{ name: concept.names[0]?.words ?? '', score: Math.round(score * 1e4) / 1e4 },
        },
      ];
    });
  });
}

/**
 * The identifier that a link is written with: of the first preferred system that the concept has one in, of its own or of the
 * nearest concept there; else its own first.
 */
export function identifierFor(
  { identifiers, nearest = [] }: Concept,
  systems: readonly string[],
): ConceptIdentifier | undefined {
  for (const wanted of systems) {
    const isWanted = ({ system }: ConceptIdentifier): boolean =>
      system.toLowerCase() === wanted.toLowerCase();
    const found = identifiers.find(isWanted) ?? nearest.find(isWanted);
    if (found !== undefined) return found;
  }
  return identifiers[0];
}
