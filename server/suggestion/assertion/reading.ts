/** Reads one sentence for triggers and for what ends their reach. */
import { type Span, span } from '../../text/positions.ts';
import { tokenise } from '../../text/tokens.ts';
import { addClauses, addPunctuation, listGoesOn, type PlacedBoundary } from './clauses.ts';
import { normalised, type Occurrence } from './phrases.ts';
import { type Meaning, table } from './table.ts';
import type { TriggerRule } from './triggers.ts';

/** A trigger in a sentence. Indices of words are half-open. */
export interface PlacedTrigger {
  readonly rule: TriggerRule;
  readonly from: number;
  readonly to: number;
  /** Where a longer phrase takes the trigger's meaning away (`no change in`): only findings inside that phrase count. */
  readonly onlyWithin?: Span;
}

/** A sentence with its triggers and boundaries, both ascending. */
export interface Reading {
  readonly span: Span;
  readonly tokens: readonly Span[];
  readonly words: readonly string[];
  readonly triggers: readonly PlacedTrigger[];
  readonly boundaries: readonly PlacedBoundary[];
}

/** Reads the sentence at a span of a text. Linear in the sentence. */
export function readSentence(text: string, sentence: Span): Reading {
  const raw: string[] = [];
  const words: string[] = [];
  const tokens = tokenise(text.slice(sentence.start, sentence.end)).map(({ start, end }) => {
    const token = span(sentence.start + start, sentence.start + end);
    const word = text.slice(token.start, token.end);
    raw.push(word);
    words.push(normalised(word));
    return token;
  });
  const triggers: PlacedTrigger[] = [];
  const ends: PlacedBoundary[] = [];
  const phrases = table();
  for (let from = 0; from < words.length; ) {
    const found = phrases.startingAt(words, from);
    from = found.length === 0 ? from + 1 : readPhrase(found, { tokens, words, from, triggers, ends });
  }
  addPunctuation({ text, tokens, raw, words, ends });
  addClauses(words, ends);
  return { span: sentence, tokens, words, triggers, boundaries: ends.sort((a, b) => a.at - b.at) };
}

interface Progress {
  readonly tokens: readonly Span[];
  readonly words: readonly string[];
  readonly from: number;
  readonly triggers: PlacedTrigger[];
  readonly ends: PlacedBoundary[];
}

/** Takes the longest of the phrases at a word whose conditions hold, and gives the index of the word after it. */
function readPhrase(
  found: readonly Occurrence<Meaning>[],
  { tokens, words, from, triggers, ends }: Progress,
): number {
  let shadow: Occurrence<Meaning> | undefined;
  for (const occurrence of found.toReversed()) {
    const { to, meanings } = occurrence;
    const fitting = meanings.filter((meaning) => fits(meaning, words, from, to));
    if (fitting.length === 0) continue;
    if (fitting.some(({ is }) => is === 'nothing')) {
      shadow ??= occurrence;
      continue;
    }
    for (const meaning of fitting) {
      if (meaning.is === 'trigger') {
        const placed = { rule: meaning.rule, from, to };
        triggers.push(
          shadow
            ? {
                ...placed,
                onlyWithin: span(tokens[from]?.start as number, tokens[shadow.to - 1]?.end as number),
              }
            : placed,
        );
      } else if (meaning.is === 'boundary' && !shadow) {
        const { phrases: _, ...boundary } = meaning.group;
        ends.push({ ...boundary, at: from, until: to });
      }
    }
    return (shadow ?? occurrence).to;
  }
  return shadow?.to ?? from + 1;
}

const openers: ReadonlySet<string | undefined> = new Set([undefined, ',', 'and', 'with', ';', ':', '-', '.']);
const closers: ReadonlySet<string | undefined> = new Set([
  undefined,
  ',',
  '.',
  ';',
  ')',
  ']',
  '/',
  '\\',
  '!',
  '-',
  '*',
  '•',
]);

function fits(meaning: Meaning, words: readonly string[], from: number, to: number): boolean {
  if (meaning.is === 'trigger') return !meaning.rule.atEnd || closers.has(words[to]);
  if (meaning.is === 'boundary' && meaning.group.opening) {
    return openers.has(words[from - 1]) && (meaning.group.always === true || !listGoesOn(words, to));
  }
  return true;
}
