/** Phrases of trigger tables, and where a sequence of words holds them. */
import { tokenise } from '../../text/tokens.ts';

/** A phrase found in a sequence of words: half-open, in indices of words. */
export interface Occurrence<Meaning> {
  readonly from: number;
  readonly to: number;
  /** What the phrase means: several things where several lists hold it. */
  readonly meanings: readonly Meaning[];
}

interface Node<Meaning> {
  next?: Map<string, Node<Meaning>>;
  meanings?: Meaning[];
}

/** Most words start no phrase. */
const none: readonly never[] = [];

/** Phrases with what they mean, found by their longest match. */
export class Phrases<Meaning> {
  readonly #root: Node<Meaning> = {};

  /**
   * Adds every phrase of a list.
   * @param list phrases in lower case, divided by commas or line breaks. `(a|b)` stands for either and `(|a)` for `a`
   * or nothing.
   */
  add(list: string, meaning: Meaning): void {
    for (const phrase of list.split(/[,\n]/)) this.#addChoices(choices(phrase), meaning);
  }

  /** Adds one phrase as it is written, for signs that hold commas or brackets themselves. */
  addSign(sign: string, meaning: Meaning): void {
    this.#addChoices([[wordsOf(sign)]], meaning);
  }

  #addChoices(parts: readonly (readonly (readonly string[])[])[], meaning: Meaning): void {
    let ends = new Set([this.#root]);
    for (const choice of parts) {
      const next = new Set<Node<Meaning>>();
      for (const end of ends) for (const words of choice) next.add(descendant(end, words));
      ends = next;
    }
    ends.delete(this.#root);
    for (const end of ends) {
      if (end.meanings === undefined) end.meanings = [meaning];
      else if (!end.meanings.includes(meaning)) end.meanings.push(meaning);
    }
  }

  /**
   * The phrases that start at a word, the shortest first.
   * @param words in lower case, as `tokenise` cuts them.
   */
  startingAt(words: readonly string[], from: number): readonly Occurrence<Meaning>[] {
    let node = this.#root.next?.get(words[from] as string);
    if (node === undefined) return none;
    const found: Occurrence<Meaning>[] = [];
    for (let to = from + 1; node !== undefined; to += 1) {
      if (node.meanings !== undefined) found.push({ from, to, meanings: node.meanings });
      node = to < words.length ? node.next?.get(words[to] as string) : undefined;
    }
    return found;
  }
}

function descendant<Meaning>(node: Node<Meaning>, words: readonly string[]): Node<Meaning> {
  let end = node;
  for (const word of words) {
    end.next ??= new Map();
    let next = end.next.get(word);
    if (next === undefined) {
      next = {};
      end.next.set(word, next);
    }
    end = next;
  }
  return end;
}

/** The parts of a phrase, one after another, and the words of each choice that a part leaves. */
function choices(phrase: string): string[][][] {
  return [...phrase.matchAll(/\(([^)]*)\)|([^()]+)/g)].map(([, choice, plain]) =>
    (plain === undefined ? (choice as string).split('|') : [plain]).map(wordsOf),
  );
}

/** The words of a phrase, as {@link normalised} has them. */
function wordsOf(text: string): string[] {
  return tokenise(text).map(({ start, end }) => normalised(text.slice(start, end)));
}

/** Stands in phrases for any year of four digits. */
export const year = '2000';

/** A token as tables have it: in lower case, straight apostrophes, and {@link year} for a year. */
export function normalised(token: string): string {
  if (token.length === 4 && /^(?:19|20)\d\d$/.test(token)) return year;
  return token === '’' ? "'" : token.toLowerCase();
}
