/**
 * Words that people have found to name several concepts: `.goldspan/homonyms.tsv`, one set of words a line, as its type, the words
 * and what they may be linked to: `Disease⇥cold⇥MESH:D003139⇥MESH:D003080`. Lines that begin with `#` are comments.
 */
import type { Problem } from '../annotation/problems.ts';
import { type RawLine, splitLines } from './brat/lines.ts';
import { mentionKey } from './brat/linkedMentions.ts';
import { type Concept, parseConcepts, spellConcepts } from './concepts.ts';

/** The path of the file below the folder of a corpus. */
export const homonymsPath = '.goldspan/homonyms.tsv';

/** Equal for links to the same concepts. */
export type LinkKey = (concepts: readonly Concept[]) => string;

/** What a file of homonyms says. */
export class Homonyms {
  static readonly none: Homonyms = new Homonyms([]);
  /** Links by mention; lines for the same words stand for sets of their own. */
  readonly #links = new Map<string, (readonly Concept[][])[]>();

  constructor(lines: readonly { readonly key: string; readonly links: readonly Concept[][] }[]) {
    for (const { key, links } of lines) this.#links.set(key, [...(this.#links.get(key) ?? []), links]);
  }

  /** Whether mentions may rightly be linked to the one and to the other. */
  allow(key: string, one: string, other: string, linkKey: LinkKey): boolean {
    return (this.#links.get(key) ?? []).some((links) => {
      const keys = links.map(linkKey);
      return keys.includes(one) && keys.includes(other);
    });
  }
}

/** Reads such a file. Lines without two links are problems and say nothing else. Never throws. */
export function parseHomonyms(content: string): {
  readonly homonyms: Homonyms;
  readonly problems: readonly Problem[];
  readonly lines: readonly RawLine[];
} {
  const problems: Problem[] = [];
  const lines = splitLines(content);
  const allowed = lines.flatMap(({ text, span }) => {
    if (text.trim() === '' || text.startsWith('#')) return [];
    const [type = '', words = '', ...cells] = text.split('\t').map((cell) => cell.trim());
    const links = cells.map(parseConcepts).filter((concepts) => concepts.length > 0);
    if (type !== '' && words !== '' && links.length > 1) return [{ key: mentionKey({ type, words }), links }];
    problems.push({
      code: 'homonyms/malformed-line',
      severity: 'warning',
      message:
        'A line has a type, words and at least two concepts that these may name, with tabs between them.',
      place: span,
    });
    return [];
  });
  return { homonyms: new Homonyms(allowed), problems, lines };
}

/**
 * The content with words that may be linked to each of some concepts: in their line where they have one, otherwise in a new one at
 * the end. Other lines stay byte for byte.
 */
export function withHomonym(
  content: string,
  { type, words }: { readonly type: string; readonly words: string },
  links: readonly (readonly Concept[])[],
): string {
  const lines = splitLines(content);
  const key = mentionKey({ type, words });
  const spelled = links.map(spellConcepts);
  for (const { text, span } of lines) {
    const [ownType = '', ownWords = '', ...known] = text.split('\t').map((cell) => cell.trim());
    if (text.startsWith('#') || mentionKey({ type: ownType, words: ownWords }) !== key) continue;
    const missing = spelled.filter((each) => !known.includes(each)).map((each) => `\t${each}`);
    return content.slice(0, span.end) + missing.join('') + content.slice(span.end);
  }
  const terminator = lines.find((line) => line.terminator !== '')?.terminator ?? '\n';
  const open = content === '' || /[\r\n]$/.test(content) ? '' : terminator;
  const start = content === '' ? heading + terminator : content + open;
  return `${start}${[type, words.trim().replace(/\s+/g, ' '), ...spelled].join('\t')}${terminator}`;
}

const heading = '# Type, words, and every concept that they may be linked to, with tabs between them.';
