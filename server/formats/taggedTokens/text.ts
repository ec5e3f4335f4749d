/** From tokens back to the text they were cut from. */
import { type Span, span } from '../../text/positions.ts';

/** A text put together from tokens, and where they are in it, sentence by sentence. */
export interface RebuiltText {
  readonly text: string;
  readonly sentences: readonly (readonly Span[])[];
}

/** A token with the offsets that a file gives it. */
export interface PlacedToken {
  readonly words: string;
  readonly start: number;
  readonly end: number;
}

/** Puts tokens without offsets together: one space between tokens, a line feed between sentences. */
export function joinTokens(sentences: readonly (readonly string[])[]): RebuiltText {
  const text = new TextUnderConstruction();
  for (const tokens of sentences) {
    tokens.forEach((words, index) => {
      if (!text.isEmpty) text.add(index === 0 ? '\n' : ' ');
      text.addToken(words);
    });
    text.endSentence();
  }
  return text.result;
}

/**
 * Puts tokens together that have offsets, so that each is where they say. The offsets must be ascending and the
 * lengths of the tokens agree with them, in whatever unit. What was between two tokens is known by its width only: it
 * becomes spaces, the first one between two sentences a line feed.
 */
export function placeTokens(sentences: readonly (readonly PlacedToken[])[]): RebuiltText {
  const text = new TextUnderConstruction();
  let reached = 0;
  for (const tokens of sentences) {
    tokens.forEach(({ words, start, end }, index) => {
      const gap = ' '.repeat(start - reached);
      text.add(index === 0 && !text.isEmpty ? gap.replace(' ', '\n') : gap);
      text.addToken(words);
      reached = end;
    });
    text.endSentence();
  }
  return text.result;
}

/**
 * Finds tokens in the text they were cut from; undefined where more than white space and control characters is
 * between them.
 */
export function findTokens(text: string, tokens: readonly string[]): Span[] | undefined {
  const found: Span[] = [];
  let reached = 0;
  for (const words of tokens) {
    const start = text.indexOf(words, reached);
    if (start === -1 || visible.test(text.slice(reached, start))) return undefined;
    reached = start + words.length;
    found.push(span(start, reached));
  }
  return visible.test(text.slice(reached)) ? undefined : found;
}

const visible = /[^\s\p{Cc}]/u;

class TextUnderConstruction {
  readonly #pieces: string[] = [];
  readonly #sentences: Span[][] = [];
  #sentence: Span[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(piece: string): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  addToken(words: string): void {
    this.#sentence.push(span(this.#length, this.#length + words.length));
    this.add(words);
  }

  endSentence(): void {
    this.#sentences.push(this.#sentence);
    this.#sentence = [];
  }

  get result(): RebuiltText {
    return { text: this.#pieces.join(''), sentences: this.#sentences };
  }
}
