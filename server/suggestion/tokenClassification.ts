/**
 * Mentions from a token classifier: a softmax over labels for every token. A word may be several tokens, and they may
 * disagree; the aggregation says what becomes of that.
 */
import { canonicalTag } from '../annotation/tagging/tagReading.ts';
import { decodeTags } from '../annotation/tagging/tagSchemes.ts';
import { type Span, span } from '../text/positions.ts';
import type { TokenSpan } from './chain.ts';

/**
 * - `word`: words are runs of letters, digits and marks of the text, and every other character is a word; the first token
 *   of a word decides for it, so that no mention ever splits one. Labels are read in any scheme, as `decodeTags` does.
 * - The others do what the token classification pipeline of Hugging Face's transformers does under the same name
 *   (`aggregation_strategy`), with its notion of a word and of schemes: only `B-` begins a mention, and a label without `B-`
 *   or `I-` continues what has the same label. `none` makes every token a mention, `simple` joins tokens of one type, and `first`, `average` and `max`
 *   make the tokens of a word agree before.
 */
export const aggregations = ['word', 'none', 'simple', 'first', 'average', 'max'] as const;
export type Aggregation = (typeof aggregations)[number];

/** What a classifier says of one text. */
export interface ClassifiedTokens {
  /** Where its tokens are: UTF-16 code units, half-open. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where the transformers library takes a token for the continuation of a word. */
  readonly subwords: Uint8Array;
  /** Row-major, one row of as many values as there are labels for each token. */
  readonly logits: Float32Array;
}

export type TypedTokenSpan = TokenSpan & { readonly type: string };

/**
 * The mentions of a text as token spans, ascending and disjoint. The probability of a mention is the mean over its words
 * (`none` and `simple`: its tokens) of the probability of the label that was chosen.
 * @param labels the label of each column, as the model names it. Linear in the tokens.
 */
export function decodeLabels(
  text: string,
  tokens: ClassifiedTokens,
  labels: readonly string[],
  aggregation: Aggregation,
): TypedTokenSpan[] {
  const { starts, subwords, logits } = tokens;
  const row = (token: number): readonly number[] =>
    softmax(logits, token * labels.length, (token + 1) * labels.length);
  switch (aggregation) {
    case 'word':
      return joinedByTag(wordsOf(text, tokens).map((word) => decided(word, row(word.start), labels)));
    case 'none':
      return eachToken(starts.length)
        .map((token) => decided(token, row(token.start), labels))
        .filter(({ label }) => label !== 'O')
        .map(({ start, end, label, probability }) => ({
          start,
          end,
          type: typeOf(label),
          probability,
        }));
    case 'simple':
      return joinedByType(eachToken(starts.length).map((token) => decided(token, row(token.start), labels)));
    default: {
      const words = joinedSubwords(subwords);
      return joinedByType(
        words.map((word) => decided(word, agreed(tokensOf(word).map(row), aggregation), labels)),
      );
    }
  }
}

/** The types that {@link decodeLabels} may give, sorted. */
export function typesOfLabels(labels: readonly string[], aggregation: Aggregation): string[] {
  const types = labels.flatMap((label) => {
    if (aggregation === 'word') return decodeTags([canonicalTag(label)]).map(({ type }) => type);
    return label === 'O' ? [] : [typeOf(label)];
  });
  return [...new Set(types)].sort();
}

/** A word or token, as token indices, with its label. */
interface Decided extends Span {
  readonly label: string;
  readonly probability: number;
}

function decided(place: Span, row: readonly number[], labels: readonly string[]): Decided {
  const probability = Math.max(...row);
  return { ...place, label: labels[row.indexOf(probability)] ?? 'O', probability };
}

/** The row that speaks for a word. Its numbers are the reference's: of equal rows the first counts. */
function agreed(rows: readonly (readonly number[])[], by: 'first' | 'average' | 'max'): readonly number[] {
  const [first = []] = rows;
  switch (by) {
    case 'first':
      return first;
    case 'max':
      return rows.toSorted((one, other) => Math.max(...other) - Math.max(...one))[0] ?? first;
    case 'average':
      return first.map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);
  }
}

function joinedByTag(words: readonly Decided[]): TypedTokenSpan[] {
  return decodeTags(words.map(({ label }) => canonicalTag(label))).map(({ type, start, end }) =>
    joined(words.slice(start, end), type),
  );
}

/** `group_entities` of the reference: `B-` begins a group, and so does another type; groups of `O` are left out. */
function joinedByType(words: readonly Decided[]): TypedTokenSpan[] {
  const groups: Decided[][] = [];
  for (const word of words) {
    const last = groups.at(-1)?.at(-1);
    const { begins, tag } = partsOf(word.label);
    if (last !== undefined && !begins && partsOf(last.label).tag === tag) groups.at(-1)?.push(word);
    else groups.push([word]);
  }
  return groups
    .filter(([first]) => first?.label !== 'O')
    .map((group) => joined(group, typeOf(group[0]?.label ?? '')));
}

function joined(words: readonly Decided[], type: string): TypedTokenSpan {
  const sum = words.reduce((total, { probability }) => total + probability, 0);
  return {
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    type,
    probability: sum / words.length,
  };
}

/** `get_tag` of the reference: a label without `B-` or `I-` continues what is alike. */
function partsOf(label: string): { begins: boolean; tag: string } {
  return { begins: label.startsWith('B-'), tag: label.replace(/^[BI]-/, '') };
}

/** The label without the letter of any scheme. */
function typeOf(label: string): string {
  return label.replace(/^[BIESLU]-/, '');
}

function eachToken(count: number): Span[] {
  return Array.from({ length: count }, (_, token) => span(token, token + 1));
}

function tokensOf({ start, end }: Span): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

/** Tokens grouped into words as the reference groups them. */
function joinedSubwords(subwords: Uint8Array): Span[] {
  return grouped(subwords.length, (token) => subwords[token] === 1);
}

/**
 * Tokens grouped into the words of the text. A token without characters, or with a part of a character, goes with the one
 * before it; a token of white space alone goes with the word after it, of which the model was taught it is the first part.
 */
function wordsOf(text: string, { starts, ends }: ClassifiedTokens): Span[] {
  return grouped(starts.length, (token) => {
    const start = starts[token] as number;
    const before = text.slice(starts[token - 1], ends[token - 1]);
    return (
      start === ends[token] ||
      start < (ends[token - 1] as number) ||
      (before !== '' && before.trim() === '' && start === ends[token - 1]) ||
      (/[\p{L}\p{N}\p{M}]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
        /^[\p{L}\p{N}\p{M}]/u.test(text.slice(start, start + 2)))
    );
  });
}

function grouped(tokens: number, continues: (token: number) => boolean): Span[] {
  const groups: Span[] = [];
  let start = 0;
  for (let token = 1; token <= tokens; token += 1) {
    if (token < tokens && continues(token)) continue;
    groups.push(span(start, token));
    start = token;
  }
  return groups;
}

function softmax(logits: Float32Array, from: number, to: number): number[] {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at += 1) largest = Math.max(largest, logits[at] as number);
  const weights: number[] = [];
  let sum = 0;
  for (let at = from; at < to; at += 1) {
    const weight = Math.exp((logits[at] as number) - largest);
    weights.push(weight);
    sum += weight;
  }
  return weights.map((weight) => weight / sum);
}
