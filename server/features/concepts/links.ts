/** What the entities of a note are linked to. */
import type { Entity } from '../../annotation/document.ts';
import { sameWordsKey } from '../../annotation/words.ts';
import type { ConceptReference } from '../../protocol.ts';
import type { Note } from '../note.ts';

/** What an entity is linked to; nothing for a suggestion. */
export function linksOf(note: Note, entity: Entity): ConceptReference[] {
  const { entities, normalisations } = note.gold.annotations;
  const own = normalisations.filter(({ target }) => target === entity.id);
  // Suggestions have ids of their own, which may be those of annotations.
  if (own.length === 0 || !entities.includes(entity)) return [];
  return own.map(({ system, identifier, name }) => ({
    system,
    identifier,
    ...(name !== undefined && { name }),
  }));
}

/** Whether two mentions say the same of the same kind of thing. */
export function areAlike(
  one: Pick<Entity, 'words' | 'type'>,
  other: Pick<Entity, 'words' | 'type'>,
): boolean {
  return one.type === other.type && sameWordsKey(one.words) === sameWordsKey(other.words);
}
