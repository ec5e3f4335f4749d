/** The mentions of a note as the linker takes them. */
import { type Entity, hull } from '../../annotation/document.ts';
import type { MentionToLink } from '../../terminology/linking/linker.ts';
import type { Note } from '../note.ts';

/** An entity as a mention: with the long form where the note says what its words are short for. */
export type ToMention = (entity: Entity) => MentionToLink;

/** Reads a note's abbreviations once for all its entities. */
export function mentionsOf(note: Note): ToMention {
  const { definitions, uses } = note.evidence;
  const longForms = new Map(
    [...definitions.map((definition) => ({ span: definition.shortForm, definition })), ...uses].map(
      ({ span, definition: { longForm } }) => [`${span.start} ${span.end}`, longForm],
    ),
  );
  const text = note.text;
  return (entity) => {
    const { start, end } = hull(entity);
    const longForm = longForms.get(`${start} ${end}`);
    return {
      words: entity.words,
      type: entity.type,
      ...(longForm && { longForm: text.slice(longForm.start, longForm.end) }),
    };
  };
}

/** Equal for mentions that are linked alike. */
export function mentionKey({ words, longForm, type }: MentionToLink): string {
  return JSON.stringify([words, longForm, type]);
}
