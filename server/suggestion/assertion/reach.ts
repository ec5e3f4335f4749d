/** How far the triggers of a sentence reach. */
import { type Span, span } from '../../text/positions.ts';
import { endsReach, type PlacedBoundary } from './clauses.ts';
import type { PlacedTrigger, Reading } from './reading.ts';
import type { TriggerRule } from './triggers.ts';

/** The findings that a trigger speaks of. */
export interface Scope {
  readonly rule: TriggerRule;
  readonly trigger: Span;
  /** A finding after the trigger starts in this span; a finding before it ends in it. */
  readonly region: Span;
  readonly onlyWithin?: Span;
}

/** The scopes of a sentence's triggers, in the order of the triggers. */
export function scopesOf(reading: Reading): Scope[] {
  return reading.triggers
    .filter((trigger) => !isVoid(reading, trigger))
    .map((trigger) => {
      const { tokens } = reading;
      const at = span(tokens[trigger.from]?.start as number, tokens[trigger.to - 1]?.end as number);
      const region =
        trigger.rule.finding === 'follows'
          ? span(at.end, startOf(reading, lastWord(reading, trigger)))
          : span(startOf(reading, firstWord(reading, trigger)), at.start);
      const scope = { rule: trigger.rule, trigger: at, region };
      return trigger.onlyWithin ? { ...scope, onlyWithin: trigger.onlyWithin } : scope;
    });
}

function isVoid(reading: Reading, trigger: PlacedTrigger): boolean {
  const { except, finding } = trigger.rule;
  if (except === undefined) return false;
  const [from, to] =
    finding === 'follows'
      ? [trigger.to, lastWord(reading, trigger)]
      : [firstWord(reading, trigger), trigger.from];
  return reading.words.slice(from, to).some((word) => except.has(word));
}

function startOf({ tokens, span: sentence }: Reading, index: number): number {
  return tokens[index]?.start ?? sentence.end;
}

/** No trigger reaches farther. Longer lists are rare, and a text without stops would take time that grows with its square. */
const farthest = 150;

/** The index of the word where a scope after its trigger ends, exclusive. */
function lastWord({ words, boundaries }: Reading, { rule, from, to }: PlacedTrigger): number {
  let end = Math.min(words.length, to + (rule.within ?? farthest) + 1);
  for (let index = firstFrom(boundaries, to); index < boundaries.length; index += 1) {
    const boundary = boundaries[index] as PlacedBoundary;
    if (boundary.at >= end) break;
    // A word directly after the trigger belongs to it: "has never had", "not currently".
    if (boundary.at === to && (boundary.subject || (boundary.ends === 'list' && isWord(words[to])))) continue;
    if (boundary.ofSighting && determiners.has(words[from] as string)) continue;
    if (endsReach(boundary, rule)) {
      end = boundary.at;
      break;
    }
  }
  let depth = 0;
  for (let index = to; index < end; index += 1) {
    if (words[index] === '(') depth += 1;
    else if (words[index] === ')') depth -= 1;
    if (depth < 0) return index;
  }
  return end;
}

/** The index of the first word of a scope that ends with its trigger. */
function firstWord({ words, boundaries }: Reading, { rule, from }: PlacedTrigger): number {
  let start = Math.max(0, from - (rule.within ?? farthest) - 1);
  const single = rule.reach === 'list' && singular.has(words[from] as string);
  for (let index = firstFrom(boundaries, from) - 1; index >= 0; index -= 1) {
    const boundary = boundaries[index] as PlacedBoundary;
    if (boundary.until <= start) break;
    // The trigger's own verb begins no clause before it.
    if (boundary.until > from || (boundary.verb !== undefined && boundary.verb >= from)) continue;
    if (endsReach(boundary, rule) || (single && boundary.ends === 'phrase' && !boundary.finding)) {
      start = boundary.until;
      break;
    }
  }
  let depth = 0;
  for (let index = from - 1; index >= start; index -= 1) {
    if (words[index] === ')') depth += 1;
    else if (words[index] === '(') depth -= 1;
    if (depth < 0) return index + 1;
  }
  return start;
}

function isWord(token: string | undefined): boolean {
  return token !== undefined && /^\p{L}/u.test(token);
}

/** The index of the first boundary at or after a word, or their number. */
function firstFrom(boundaries: readonly PlacedBoundary[], word: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((boundaries[middle] as PlacedBoundary).at >= word) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Verbs of one subject: what stands before a comma is not part of it. */
const singular: ReadonlySet<string> = new Set(['is', 'was', 'has', 'isn', 'wasn', 'hasn']);

/** Triggers that open a subject: what is said to be seen after them is not. */
const determiners: ReadonlySet<string> = new Set(['no', 'neither', 'nor']);
