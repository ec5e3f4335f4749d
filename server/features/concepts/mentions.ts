/** The mentions of a note as the linker takes them. */
import type { Entity } from '../../annotation/document.ts';
import { asMention } from '../../inference/suggestedLinks.ts';
import { longFormsOf } from '../../suggestion/definitions/longForms.ts';
import type { MentionToLink } from '../../terminology/linking/linker.ts';
import type { Note } from '../note.ts';

export type ToMention = (entity: Entity) => MentionToLink;

/** Reads a note's abbreviations once for all its entities. */
export function mentionsOf(note: Note): ToMention {
  const { definitions, uses } = note.evidence;
  const defined = longFormsOf(note.text, definitions, uses);
  return (entity) => asMention(entity, defined);
}

/** Equal for mentions that are linked alike. */
export function mentionKey({ words, longForm, type }: MentionToLink): string {
  return JSON.stringify([words, longForm, type]);
}
