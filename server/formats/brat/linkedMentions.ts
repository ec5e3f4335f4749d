/** The mentions of a standoff file that are linked to concepts. */
import type { Entity } from '../../annotation/document.ts';
import { sameWordsKey } from '../../annotation/words.ts';
import type { Concept } from '../concepts.ts';
import { readLine } from './lineGrammar.ts';
import { type EntityLine, type NormalisationLine, splitLines } from './lines.ts';
import type { LinkedConcept } from './relinking.ts';

/** What counts of an entity for its links. */
export type Mention = Pick<Entity, 'id' | 'type' | 'words'>;

export interface LinkedMention<M extends Mention = Mention> {
  readonly mention: M;
  /** Its links, in the order of the file. */
  readonly lines: readonly [NormalisationLine, ...NormalisationLine[]];
}

/** Each mention with its links; links of what is no mention are left out. In the order of the first links. */
export function linkedMentions<M extends Mention>(
  mentions: Iterable<M>,
  links: Iterable<NormalisationLine>,
): LinkedMention<M>[] {
  const byId = new Map<string, M>();
  for (const mention of mentions) if (!byId.has(mention.id)) byId.set(mention.id, mention);
  const linked = new Map<M, [NormalisationLine, ...NormalisationLine[]]>();
  for (const line of links) {
    const mention = byId.get(line.target.text);
    if (mention === undefined) continue;
    const lines = linked.get(mention);
    if (lines) lines.push(line);
    else linked.set(mention, [line]);
  }
  return [...linked].map(([mention, lines]) => ({ mention, lines }));
}

/** A line of a file that has not been read against its text, with its number. */
export interface NumberedLink extends NormalisationLine {
  /** From 0 on. */
  readonly number: number;
}

/**
 * The linked mentions of a file whose text is not at hand: their words are those that the file stores. Of lines with one id the
 * first counts. Lines that cannot be read are passed over. Costs next to nothing for files without links.
 */
export function linkedMentionsIn(
  content: string,
): { readonly mention: Mention; readonly lines: readonly [NumberedLink, ...NumberedLink[]] }[] {
  if (!/(?:^|[\r\n\uFEFF])N/.test(content)) return [];
  const entities = new Map<string, Mention>();
  const links = new Map<string, NumberedLink>();
  for (const [number, raw] of splitLines(content).entries()) {
    const initial = raw.text[0];
    if (initial !== 'T' && initial !== 'N') continue;
    const line = readLine(raw);
    if (line.kind === 'entity' && !entities.has(line.id.text)) entities.set(line.id.text, mentionOf(line));
    if (line.kind === 'normalisation' && !links.has(line.id.text))
      links.set(line.id.text, { ...line, number });
  }
  return linkedMentions(entities.values(), links.values()) as ReturnType<typeof linkedMentionsIn>;
}

/** The mention that a line stores; what follows its words in columns of their own is none of them. */
export function mentionOf({ id, type, words }: EntityLine): Mention {
  const end = words.text.indexOf('\t');
  return { id: id.text, type: type.text, words: end < 0 ? words.text : words.text.slice(0, end) };
}

/** Equal for mentions that say the same of the same kind of thing. */
export function mentionKey({ type, words }: Pick<Mention, 'type' | 'words'>): string {
  return `${type}\t${sameWordsKey(words)}`;
}

export function conceptsOf(lines: readonly NormalisationLine[]): LinkedConcept[] {
  return lines.map((line) => ({ ...conceptOf(line), ...(line.name && { name: line.name.text }) }));
}

/** What a link leads to, without the name. */
export function conceptOf({ system, identifier }: NormalisationLine): Concept {
  return { system: system?.text ?? '', identifier: identifier.text };
}
