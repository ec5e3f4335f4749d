/** From what a model says of each token to mentions over the text. Pure; the numbers come from the engine. */
import { type Span, span } from '../text/positions.ts';
import { calibrated } from './calibration.ts';
import { type Chain, decodeChain, staysOutside } from './chain.ts';
import {
  type Aggregation,
  type ClassifiedTokens,
  decodeLabels,
  type TypedTokenSpan,
} from './tokenClassification.ts';

/** What a model says of one text. */
export interface TokenScores extends ClassifiedTokens {
  /** How many values each row of `logits` has. */
  readonly columns: number;
}

/** How logits become mentions; see `Decoding` of the engine's messages, which has this shape. */
export type DecodingRule =
  | {
      readonly kind: 'crf';
      readonly heads: readonly (Chain & {
        readonly type: string;
        readonly labels: readonly [number, number, number];
        readonly calibration?: readonly [number, number];
      })[];
    }
  | { readonly kind: 'labels'; readonly labels: readonly string[]; readonly aggregation: Aggregation };

/** A mention that a model suggests in one text. */
export interface SuggestedMention {
  readonly span: Span;
  readonly type: string;
  /** Probability, 0 to 1, rounded to four decimals so that it does not depend on the order of additions. */
  readonly score: number;
}

/**
 * The mentions in a text, ordered by start, then the longer first, then by type. Mentions of different types may nest
 * and overlap where the model decodes its types apart. Some tokenizers count the space before a word as part of it, so
 * white space at either end is left out.
 */
export function decodeMentions(text: string, scores: TokenScores, rule: DecodingRule): SuggestedMention[] {
  const found: TypedTokenSpan[] =
    rule.kind === 'labels'
      ? decodeLabels(text, scores, rule.labels, rule.aggregation)
      : rule.heads.flatMap((head) =>
          staysOutside(scores.logits, scores.columns, head.labels, head)
            ? []
            : decodeChain(emissionsOf(scores, head.labels), scores.starts.length, head).map((mention) => ({
                ...mention,
                type: head.type,
                probability: calibrated(mention.probability, head.calibration),
              })),
        );
  return found
    .map(({ start, end, type, probability }) => ({
      span: trimmed(text, scores.starts[start] as number, scores.ends[end - 1] as number),
      type,
      score: Math.round(probability * 1e4) / 1e4,
    }))
    .filter(({ span: { start, end } }) => end > start)
    .sort(
      (a, b) =>
        a.span.start - b.span.start ||
        b.span.end - a.span.end ||
        (a.type < b.type ? -1 : a.type > b.type ? 1 : 0),
    );
}

function emissionsOf(
  { logits, columns, starts }: TokenScores,
  labels: readonly [number, number, number],
): Float64Array {
  const emissions = new Float64Array(starts.length * labels.length);
  for (let token = 0; token < starts.length; token++) {
    labels.forEach((label, index) => {
      emissions[token * labels.length + index] = logits[token * columns + label] as number;
    });
  }
  return emissions;
}

function trimmed(text: string, start: number, end: number): Span {
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return span(start, end);
}
