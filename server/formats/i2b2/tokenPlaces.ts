/** Places given as line and token, in a text. */
import { LineIndex } from '../../text/lines.ts';
import { type Span, span } from '../../text/positions.ts';

/** The line counts from 1, the token of the line from 0. */
export interface TokenPlace {
  readonly line: number;
  readonly token: number;
}

/** How tokens are counted: as runs of what is not white space, or one more at every single space, which may be empty. */
export type TokenReading = 'runs' | 'every space';

export interface FoundTokens {
  readonly span: Span;
  /** Whether the text there is the mention, but for case and white space. */
  readonly agrees: boolean;
  readonly reading: TokenReading;
}

/** Finds mentions in one text. Costs one pass over the text and one over every line that is asked for. */
export class TokenPlaces {
  readonly #text: string;
  readonly #lines: LineIndex;
  readonly #tokens = new Map<string, readonly Span[]>();

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineIndex(text);
  }

  /**
   * The text from one token to another, both included; undefined where the text has no such tokens in this order.
   * Tokens are runs of what is not white space; where the mention disagrees, and only then, every single space is tried.
   */
  find(from: TokenPlace, to: TokenPlace, mention: string): FoundTokens | undefined {
    const found = (['runs', 'every space'] as const).flatMap((reading): FoundTokens[] => {
      const start = this.#token(from, reading)?.start;
      const end = this.#token(to, reading)?.end;
      if (start === undefined || end === undefined || end <= start) return [];
      const agrees = comparable(this.#text.slice(start, end)) === comparable(mention);
      return [{ span: { start, end }, agrees, reading }];
    });
    return found.find(({ agrees }) => agrees) ?? found.find(({ reading }) => reading === 'runs');
  }

  #token({ line, token }: TokenPlace, reading: TokenReading): Span | undefined {
    const key = `${reading} ${line}`;
    let tokens = this.#tokens.get(key);
    if (tokens === undefined) {
      tokens = this.#tokensOf(line, reading);
      this.#tokens.set(key, tokens);
    }
    return tokens[token];
  }

  #tokensOf(line: number, reading: TokenReading): Span[] {
    const place = this.#lines.lineSpan(line - 1);
    if (place === undefined) return [];
    const pattern = reading === 'runs' ? /\S+/g : /(?:^|(?<=[ \t]))[^ \t]*/g;
    return Array.from(
      this.#text.slice(place.start, place.end).matchAll(pattern),
      ({ index, 0: { length } }) => span(place.start + index, place.start + index + length),
    );
  }
}

function comparable(words: string): string {
  return words.trim().replace(/\s+/g, ' ').toLowerCase();
}
