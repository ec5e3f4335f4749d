/** Where the clauses of a sentence end, as far as the reach of triggers depends on it. */
import type { Span } from '../../text/positions.ts';
import { type BoundaryGroup, finiteVerbs, sightings } from './boundaries.ts';
import type { Reach, TriggerRule } from './triggers.ts';

/** What ends the reach of triggers before a word: what {@link BoundaryGroup} says, at a place. */
export interface PlacedBoundary extends Omit<BoundaryGroup, 'phrases'> {
  /** A trigger before it reaches to this word at most. */
  readonly at: number;
  /** A trigger after it reaches back to this word at most. */
  readonly until: number;
  /** The finite verb whose clause begins here, by its index. */
  readonly verb?: number;
  /** True where that verb says what was seen of its subject. */
  readonly ofSighting?: true;
}

/** Whether an `or` follows before the clause ends. */
export function listGoesOn(words: readonly string[], from: number): boolean {
  for (let index = from; index < Math.min(words.length, from + 12); index += 1) {
    const word = words[index] as string;
    if (word === 'or' || word === 'nor') return true;
    if (word === 'no' || word === ';' || word === 'but' || finiteVerbs.has(word)) return false;
  }
  return false;
}

export interface Punctuated {
  readonly text: string;
  readonly tokens: readonly Span[];
  readonly raw: readonly string[];
  readonly words: readonly string[];
  readonly ends: PlacedBoundary[];
}

/** Commas, semicolons, dashes, numbered items and headings inside a sentence. */
export function addPunctuation({ text, tokens, raw, words, ends }: Punctuated): void {
  const add = (reach: Reach, at: number, until: number) => ends.push({ ends: reach, at, until });
  for (const [index, word] of words.entries()) {
    if (word === ',') {
      // "possible pneumonia, oedema or effusion": what is said before goes on to the end of the list.
      const boundary = { ends: 'phrase', at: index, until: index + 1 } as const;
      ends.push(listGoesOn(words, index + 1) ? { ...boundary, finding: 'precedes' } : boundary);
    } else if (word === '(') {
      ends.push({ ends: 'clause', finding: 'follows', kinds: ['hypothetical'], at: index, until: index + 1 });
    } else if (word === ';' || word === '•') add('clause', index, index + 1);
    else if ((word === '-' || word === '–' || word === '—') && isSpaced(text, tokens[index] as Span)) {
      add('list', index, index + 1);
    } else if (word === '.' && /^\d{1,2}$/.test(words[index - 1] ?? '') && isItem(text, tokens, index)) {
      add('sentence', index - 1, index + 1);
    } else if (word === ')' && /^\d+$/.test(words[index - 1] ?? '') && words[index - 2] !== '(') {
      add('sentence', index - 1, index + 1);
    } else if (word === ':') {
      let first = index;
      while (first > 0 && isCapitals(raw[first - 1] as string)) first -= 1;
      if (first < index) add('sentence', first, first);
    }
  }
}

function isSpaced(text: string, { start, end }: Span): boolean {
  return /\s/.test(text.charAt(start - 1)) && /\s/.test(text.charAt(end));
}

/** Whether a number with its full stop, as `12.`, stands alone before a capital letter. */
function isItem(text: string, tokens: readonly Span[], index: number): boolean {
  const { end } = tokens[index] as Span;
  const next = text.slice(end, end + 2);
  const before = text.charAt((tokens[index - 1] as Span).start - 1);
  return /^\s\p{Lu}/u.test(next) && /^\s?$/.test(before);
}

function isCapitals(word: string): boolean {
  return /^\p{Lu}+$/u.test(word) || word === '/' || word === '&';
}

/**
 * A new clause begins at the comma or `and` before a finite verb: "no cough, lungs are clear". A verb of several
 * subjects has its own `and` between them, so there the comma counts. Where the verb only says what was seen of the
 * subject ("no fracture or effusion is seen"), a `no` before it speaks of the whole subject.
 */
export function addClauses(words: readonly string[], ends: PlacedBoundary[]): void {
  let comma: number | undefined;
  let join: number | undefined;
  let complement = false;
  for (const [index, word] of words.entries()) {
    if (word === ',' || word === ';' || word === ':') {
      comma = index;
      join = index;
      complement = false;
    } else if (word === 'and' || relatives.has(word)) {
      join = index;
      if (word !== 'and') comma = undefined;
      complement = false;
    } else if (complements.has(word)) complement = true;
    else if (finiteVerbs.has(word)) {
      if (!complement) {
        ends.push({ ends: 'list', at: index, until: index + 1, verb: index });
        const at = plural.has(word) ? (comma ?? join) : join;
        const seen = sightings.has(words[index + 1] ?? '') || sightings.has(words[index + 2] ?? '');
        if (at !== undefined) {
          ends.push({ ends: 'list', at, until: at + 1, verb: index, ...(seen ? { ofSighting: true } : {}) });
        }
      }
      comma = undefined;
      join = undefined;
      complement = false;
    }
  }
}

const relatives: ReadonlySet<string> = new Set([
  'who',
  'which',
  'where',
  'when',
  'because',
  'as',
  'since',
  'after',
  'while',
]);
const complements: ReadonlySet<string> = new Set(['that', 'if', 'whether']);
const plural: ReadonlySet<string> = new Set(['are', 'were', 'have', 'show', 'remain', 'appear']);

/** Whether a boundary ends a trigger's reach. */
export function endsReach(boundary: PlacedBoundary, { kind, finding, reach }: TriggerRule): boolean {
  return (
    order[boundary.ends] >= order[reach] &&
    (boundary.finding === undefined || boundary.finding === finding) &&
    (boundary.kinds === undefined || boundary.kinds.includes(kind))
  );
}

const order: Readonly<Record<Reach, number>> = { phrase: 1, list: 2, clause: 3, sentence: 4 };
