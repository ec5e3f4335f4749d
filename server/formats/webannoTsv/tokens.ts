/** The sentences and tokens that WebAnno TSV puts a text into: rows of tokens under lines of text. */
import { type AnnotatedDocument, hull } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';
import { sentences as sentencesOf } from '../../text/sentences.ts';
import { firstTokenStartingFrom, tokenise } from '../../text/tokens.ts';

export interface SentenceLayout {
  readonly span: Span;
  readonly tokens: readonly Span[];
}

/** The tokens that hold something to see. The others only keep the place of the white space that a text begins with. */
export function visibleTokens(text: string, tokens: readonly Span[]): Span[] {
  return tokens.filter(({ start, end }) => /[^\s\p{Cc}]/u.test(text.slice(start, end)));
}

/** What stands between two sentences without being written: a reader makes it of the offsets. */
const writtenByOffsets = /\n {0,1000}$/;

/**
 * Divides a text into sentences with at least one token each, so that a reader gets the same text back. The document's
 * own sentences and tokens are taken as far as they allow that and hold its annotations.
 *
 * A sentence begins at its first token and reaches to the next one, except for a line feed and blanks before that.
 * White space at the beginning of the text, if it is not made of blanks, is a token of its own.
 */
export function layOut(document: AnnotatedDocument): SentenceLayout[] {
  const { text } = document;
  if (text === '') return [];
  const tokens = allTokens(document);
  const lead = tokens[0]?.start ?? text.length;
  if (tokens.length === 0 || !/^ {0,1000}$/.test(text.slice(0, lead))) tokens.unshift(span(0, lead));

  const groups: Span[][] = [];
  const begins = (document.sentences ?? sentencesOf(text)).map(({ start }) => start);
  let next = 0;
  for (const token of tokens) {
    let begun = groups.length === 0;
    for (; next < begins.length && (begins[next] as number) <= token.start; next += 1) begun = true;
    const group = groups.at(-1);
    if (begun || group === undefined) groups.push([token]);
    else group.push(token);
  }
  const given = new Map((document.sentences ?? []).map(({ start, end }) => [Number(start), Number(end)]));
  return groups.map((group, index) => {
    const start = (group[0] as Span).start;
    const following = groups[index + 1]?.[0]?.start;
    const last = (group.at(-1) as Span).end;
    const end = following === undefined ? text.length : endBefore(text, last, following, given.get(start));
    return { span: span(start, end), tokens: group };
  });
}

/** Where a sentence ends, so that what follows up to the next one is nothing, or a line feed and blanks. */
function endBefore(text: string, last: number, following: number, given: number | undefined): number {
  if (given !== undefined && given >= last && given <= following) {
    const rest = text.slice(given, following);
    if (rest === '' || (rest.startsWith('\n') && writtenByOffsets.exec(rest)?.index === 0)) return given;
  }
  const gap = writtenByOffsets.exec(text.slice(last, following));
  return gap === null ? following : last + gap.index;
}

/**
 * The document's tokens, as far as they are ascending and disjoint. Where it has none, and around annotations that reach
 * out of them, visible text gets tokens.
 */
function allTokens({ text, tokens: given = [], annotations }: AnnotatedDocument): Span[] {
  const own = visibleTokens(text, given);
  const tokens: Span[] = [];
  let end = 0;
  const fill = (start: number): void => {
    if (text.slice(end, start).trim() === '') return;
    const isNeeded =
      end === 0 ||
      own.length === 0 ||
      annotations.entities.some((entity) => hull(entity).start < start && hull(entity).end > end);
    if (!isNeeded) return;
    for (const token of tokenise(text.slice(end, start)))
      tokens.push(span(end + token.start, end + token.end));
  };
  for (const token of own) {
    if (token.start < end || token.end > text.length) continue;
    fill(token.start);
    tokens.push(token);
    end = token.end;
  }
  fill(text.length);
  return tokens;
}

/**
 * The place of a span as tokens can say it: white space at its ends, which is in no token, is left out. An empty span
 * between tokens goes to the end of the token before it, or to the beginning of the first. Undefined where nothing is
 * left.
 */
export function placeInTokens(tokens: readonly Span[], { start, end }: Span): Span | undefined {
  if (start === end) {
    const before = tokens[firstTokenStartingFrom(tokens, start + 1) - 1];
    const place = before === undefined ? tokens[0]?.start : Math.min(before.end, start);
    return place === undefined ? undefined : span(place, place);
  }
  const first = tokens[firstEndingFrom(tokens, start + 1)];
  const last = tokens[firstTokenStartingFrom(tokens, end) - 1];
  if (first === undefined || last === undefined) return undefined;
  const trimmed = span(Math.max(start, first.start), Math.min(end, last.end));
  return trimmed.start < trimmed.end ? trimmed : undefined;
}

/** The index of the first token that ends at or after an offset, or the number of tokens. */
export function firstEndingFrom(tokens: readonly Span[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle] as Span).end >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
