/** Finds the names of a list in texts. */
import { type Span, span } from '../../text/positions.ts';
import type { SuggestedMention } from '../decoding.ts';

/** A name and the entity type that it stands for. */
export interface DictionaryEntry {
  readonly name: string;
  readonly type: string;
}

interface Node {
  readonly next: Map<string, Node>;
  readonly ends: End[];
}

interface End {
  readonly type: string;
  /** The words as they must be written, where case counts. */
  readonly exactly: string | undefined;
}

/** A run of letters, digits and marks, or one other character that is neither white space nor a hyphen. */
interface Word extends Span {
  readonly key: string;
}

/**
 * Names by their words. Between words white space and hyphens are alike, and case does not count but in names of at most
 * five characters without a small letter (`ALL` is a leukaemia, `all` is not). The last word may be a plural where the
 * name has a singular, and the other way round.
 */
export class Dictionary {
  readonly #root: Node = { next: new Map(), ends: [] };
  readonly #types = new Set<string>();

  constructor(entries: Iterable<DictionaryEntry>) {
    for (const { name, type } of entries) {
      const words = wordsOf(name);
      const last = words.pop();
      if (last === undefined) continue;
      let node = this.#root;
      for (const { key } of words) node = childOf(node, key);
      const exactly = isAbbreviation(name) ? name : undefined;
      for (const form of new Set([last.key, ...singulars(last.key)])) {
        const { ends } = childOf(node, form);
        if (!ends.some((end) => end.type === type && end.exactly === exactly)) ends.push({ type, exactly });
      }
      this.#types.add(type);
    }
  }

  /** The types of its names, sorted. */
  get types(): string[] {
    return [...this.#types].sort();
  }

  /**
   * The names in a text, ascending and disjoint but where one name has several types: of two that overlap the one that
   * starts first, of those the longest. A name does not go across an empty line. Linear in the text, as long as names are
   * short.
   */
  mentions(text: string): SuggestedMention[] {
    const words = wordsOf(text);
    const found: SuggestedMention[] = [];
    for (let first = 0; first < words.length; ) {
      const { last, types } = this.#longest(text, words, first);
      const place = span((words[first] as Word).start, (words[last] as Word).end);
      for (const type of types) found.push({ span: place, type, score: 1 });
      first = types.length > 0 ? last + 1 : first + 1;
    }
    return found;
  }

  #longest(text: string, words: readonly Word[], first: number): { last: number; types: readonly string[] } {
    let node: Node | undefined = this.#root;
    let longest: { last: number; types: readonly string[] } = { last: first, types: [] };
    for (let at = first; at < words.length && node !== undefined; at += 1) {
      const word = words[at] as Word;
      if (at > first && /\n\s*\n/.test(text.slice((words[at - 1] as Word).end, word.start))) break;
      const written = text.slice((words[first] as Word).start, word.end);
      const types = [word.key, ...singulars(word.key)]
        .flatMap((key) => node?.next.get(key)?.ends ?? [])
        .filter(({ exactly }) => exactly === undefined || written === exactly || written === `${exactly}s`)
        .map(({ type }) => type);
      if (types.length > 0) longest = { last: at, types: [...new Set(types)].sort() };
      node = node.next.get(word.key);
    }
    return longest;
  }
}

function childOf({ next }: Node, key: string): Node {
  let child = next.get(key);
  if (child === undefined) {
    child = { next: new Map(), ends: [] };
    next.set(key, child);
  }
  return child;
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\s\p{Pd}]/gu), ({ 0: word, index }) => ({
    ...span(index, index + word.length),
    key: word.normalize('NFKC').toLowerCase(),
  }));
}

function isAbbreviation(name: string): boolean {
  return name.length <= 5 && /\p{Lu}/u.test(name) && !/\p{Ll}/u.test(name);
}

/** What a word may be the plural of: `metastases` of `metastasis`, `viruses` of `virus`, `biopsies` of `biopsy`. */
function singulars(word: string): string[] {
  if (word.length <= 3 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return [];
  const stems = [word.slice(0, -1)];
  if (word.endsWith('ies')) stems.push(`${word.slice(0, -3)}y`);
  if (/(?:s|x|z|ch|sh)es$/.test(word)) stems.push(word.slice(0, -2));
  if (word.endsWith('ses')) stems.push(`${word.slice(0, -2)}is`);
  return stems;
}
