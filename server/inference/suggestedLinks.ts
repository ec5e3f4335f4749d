/** Links from the entities of a document to the concepts that they name. */
import { type Annotations, type Entity, hull, type Normalisation } from '../annotation/document.ts';
import { type LongForms, longForms } from '../suggestion/definitions/longForms.ts';
import type { MentionToLink } from '../terminology/linking/linker.ts';
import { identifierFor } from '../terminology/linking/terminology.ts';
import type { ConceptLinker } from './conceptLinker.ts';

/** An entity as the linker takes it: with the long form where the text says what its words are short for. */
export function asMention(entity: Entity, defined: LongForms): MentionToLink {
  const longForm = defined.of(hull(entity));
  return { words: entity.words, type: entity.type, ...(longForm !== undefined && { longForm }) };
}

/**
 * Normalisations for the entities that have none, under ids that no normalisation has.
 * @param systems the terminologies whose identifiers are preferred, the first before all.
 * @throws EngineError and UnusableFile as {@link ConceptLinker.link}.
 */
export async function suggestedLinks(
  text: string,
  { entities, normalisations }: Pick<Annotations, 'entities' | 'normalisations'>,
  linker: ConceptLinker,
  systems: readonly string[],
): Promise<Normalisation[]> {
  const linked = new Set(normalisations.map(({ target }) => target));
  const taken = new Set(normalisations.map(({ id }) => id));
  const defined = longForms(text);
  const mentions = entities.map((entity) => asMention(entity, defined));
  const links = await linker.link(mentions, { systems, onlyChosen: true });
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
