/** Where words occur in a text, white space aside. */
import type { Span } from '../../text/positions.ts';
import { span } from '../../text/positions.ts';
import { isSpace } from '../../text/whiteSpace.ts';

/** How many places of words inside other words are kept: more of them tell nothing. */
const keptInside = 200;
/** How many different words are looked for inside other words; each costs one pass over the text. */
const searchesInside = 50;

/**
 * The words of a text with their places. A word is a run of letters, a run of digits or one other character, so that
 * `mg` is found in `50mg`. Building costs one pass over the text; looking for words costs a step for each occurrence
 * of the rarest of them.
 */
export class WordIndex {
  readonly #text: string;
  readonly #ids = new Map<string, number>();
  /** By word: the indices of its occurrences among all words of the text, ascending. */
  readonly #occurrences: number[][] = [];
  readonly #words: Words;
  #searches = searchesInside;

  constructor(text: string) {
    this.#text = text;
    this.#words = readWords(text, (word) => {
      let id = this.#ids.get(word);
      if (id === undefined) {
        id = this.#ids.size;
        this.#ids.set(word, id);
        this.#occurrences.push([]);
      }
      return id;
    });
    for (const [index, id] of this.#words.ids.entries()) (this.#occurrences[id] as number[]).push(index);
  }

  /**
   * The spans of the text that read as some words do, ascending: from the start of a word to the end of one, any white
   * space for any other, whatever the composition in Unicode. Where there are none: the spans inside other words that
   * are equal to them, of which only so many are given, and none after too many such searches.
   */
  find(words: string): readonly Span[] {
    const whole = this.#whole(words);
    if (whole.length > 0 || words.trim() === '' || this.#searches === 0) return whole;
    this.#searches -= 1;
    return this.#inside(words);
  }

  #whole(words: string): Span[] {
    const { ids, spaced } = readWords(words, (word) => this.#ids.get(word) ?? -1);
    if (ids.length === 0 || ids.includes(-1)) return [];
    const lists = ids.map((id) => this.#occurrences[id] as number[]);
    const rarest = lists.reduce(
      (best, list, index) => (list.length < (lists[best] as number[]).length ? index : best),
      0,
    );
    const all = this.#words;
    const found: Span[] = [];
    for (const occurrence of lists[rarest] as number[]) {
      const first = occurrence - rarest;
      const last = first + ids.length - 1;
      if (first < 0 || last >= all.ids.length) continue;
      const fits = ids.every(
        (id, index) =>
          all.ids[first + index] === id && (index === 0 || all.spaced[first + index] === spaced[index]),
      );
      if (fits) found.push(span(all.starts[first] as number, all.ends[last] as number));
    }
    return found;
  }

  #inside(words: string): Span[] {
    const found: Span[] = [];
    for (let at = this.#text.indexOf(words); at >= 0; at = this.#text.indexOf(words, at + 1)) {
      if (found.push(span(at, at + words.length)) === keptInside) break;
    }
    return found;
  }
}

/** Whether a span neither begins nor ends inside a word. */
export function isWhole(text: string, { start, end }: Span): boolean {
  return !insideWord(text, start) && !insideWord(text, end);
}

function insideWord(text: string, position: number): boolean {
  return /^[\p{L}\p{N}\p{M}]{2}$/u.test(text.slice(position - 1, position + 1));
}

interface Words {
  readonly ids: number[];
  readonly starts: number[];
  readonly ends: number[];
  /** Whether there is white space before the word. */
  readonly spaced: boolean[];
}

function readWords(text: string, idOf: (word: string) => number): Words {
  const words: Words = { ids: [], starts: [], ends: [], spaced: [] };
  let space = false;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) as number;
    const kind = kindOf(code);
    let end = at + (code > 0xffff ? 2 : 1);
    if (kind === 'space') {
      space = true;
      at = end;
      continue;
    }
    let plain = code < 0x80;
    while (kind !== 'other' && end < text.length) {
      const next = text.codePointAt(end) as number;
      if (kindOf(next) !== kind) break;
      plain &&= next < 0x80;
      end += next > 0xffff ? 2 : 1;
    }
    const word = text.slice(at, end);
    words.ids.push(idOf(plain ? word : word.normalize('NFC')));
    words.starts.push(at);
    words.ends.push(end);
    words.spaced.push(space);
    space = false;
    at = end;
  }
  return words;
}

type Kind = 'space' | 'letter' | 'digit' | 'other';

function kindOf(code: number): Kind {
  if (isSpace(code)) return 'space';
  if (code < 0x80) {
    const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
    if (isLetter) return 'letter';
    return code >= 0x30 && code <= 0x39 ? 'digit' : 'other';
  }
  const character = String.fromCodePoint(code);
  if (/^[\p{L}\p{M}]$/u.test(character)) return 'letter';
  return /^\p{N}$/u.test(character) ? 'digit' : 'other';
}
