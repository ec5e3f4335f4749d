/** Linking all mentions of a file that say the same to the same concepts. */
import { applyEdits } from '../../annotation/edits.ts';
import type { Concept } from '../concepts.ts';
import { additions } from './editing.ts';
import { readLine } from './lineGrammar.ts';
import { type EntityLine, type NormalisationLine, splitLines } from './lines.ts';
import { conceptsOf, mentionKey, mentionOf } from './linkedMentions.ts';
import { type LinkedConcept, relinking } from './relinking.ts';
import { parseStandoff } from './standoff.ts';

/** The mentions of a file with some words that are not linked as wanted. */
export interface WordsToLink {
  /** Ids of those that are linked to nothing. */
  readonly unlinked: readonly string[];
  readonly linkedOtherwise: readonly { readonly id: string; readonly concepts: readonly LinkedConcept[] }[];
}

/**
 * Finds the mentions of a key in a file whose text is not at hand. Lines that cannot be read are passed over.
 * @param key by `mentionKey`.
 * @param isWanted whether a mention is linked as wanted by what it is linked to.
 */
export function wordsToLink(
  content: string,
  key: string,
  isWanted: (concepts: readonly Concept[]) => boolean,
): WordsToLink {
  const entities = new Map<string, EntityLine>();
  const links = new Map<string, NormalisationLine[]>();
  const known = new Set<string>();
  for (const raw of splitLines(content)) {
    const initial = raw.text[0];
    if (initial !== 'T' && initial !== 'N') continue;
    const line = readLine(raw);
    if (line.kind !== 'entity' && line.kind !== 'normalisation') continue;
    // The first line counts of those with one id.
    if (known.has(line.id.text)) continue;
    known.add(line.id.text);
    if (line.kind === 'entity') entities.set(line.id.text, line);
    else links.set(line.target.text, [...(links.get(line.target.text) ?? []), line]);
  }
  const unlinked: string[] = [];
  const linkedOtherwise: { id: string; concepts: LinkedConcept[] }[] = [];
  for (const [id, line] of entities) {
    if (mentionKey(mentionOf(line)) !== key) continue;
    const concepts = conceptsOf(links.get(id) ?? []);
    if (concepts.length === 0) unlinked.push(id);
    else if (!isWanted(concepts)) linkedOtherwise.push({ id, concepts });
  }
  return { unlinked, linkedOtherwise };
}

/**
 * The content with some mentions linked to concepts in the place of those that they are linked to; everything else byte for byte.
 * @param ids of annotations of the file; others are passed over.
 */
export function withLinks(
  content: string,
  ids: readonly string[],
  concepts: readonly LinkedConcept[],
): string {
  // What links say does not depend on the text.
  const file = parseStandoff(content, '');
  const there = ids.filter((id) => file.lineById.get(id)?.kind === 'entity');
  const { edits, missing } = relinking(file, there, concepts);
  const relinked = applyEdits(content, edits);
  if (missing.length === 0) return relinked;
  const added = additions(parseStandoff(relinked, ''), '', [], { normalisations: missing });
  return applyEdits(relinked, added.edits);
}
