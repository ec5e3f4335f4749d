/** Finding where an entity belongs whose words are not at its offsets. */
import type { Entity } from '../../annotation/document.ts';
import { wordsAt } from '../../annotation/document.ts';
import { entityKey } from '../../annotation/identity.ts';
import type { Problem, Repair } from '../../annotation/problems.ts';
import type { Span } from '../../text/positions.ts';
import { span } from '../../text/positions.ts';
import type { AnnotatedText, CheckedEntity } from './entityChecking.ts';
import { hullOf, rewriting } from './entityChecking.ts';
import type { EntityLine } from './lines.ts';
import { fragmentsIn, type OffsetReading, otherReadings } from './offsetReadings.ts';
import { storedOffsets } from './spelling.ts';

/** How far from the stored offsets an entity's words are looked for first, in UTF-16 code units. */
const nearby = 1000;
/** How many entities of a file are looked for in the whole text; each costs one pass over it. */
const farSearches = 50;

/**
 * The problems of the misplaced entities of a file, each with the repairs that can be offered. A repair is safe where
 * one way of counting explains every entity of the file, or where the words are as long as the offsets say and occur
 * only once, as whole words, over or near them: then the offsets are shifted. Where the lengths differ, either column
 * may be the wrong one. Costs time in proportion to the misplaced entities, not to the text times the entities.
 */
export function misplacedProblems(checked: readonly CheckedEntity[], target: AnnotatedText): Problem[] {
  const misplaced = checked.filter((entity) => entity.misplaced);
  if (misplaced.length === 0) return [];
  const reading = otherReadings(target).find((candidate) => explains(candidate, checked, target.text));
  const occupied = new Set(
    checked.flatMap(({ entity, misplaced: wrong }) =>
      entity === undefined || wrong ? [] : [entityKey(entity)],
    ),
  );
  const search: Search = { target, occupied, shift: undefined, farSearches };
  const places = misplaced.map(({ line, entity, problems }): Placed => {
    const problem = problems[0] ?? wordsDiffer(line, entity as Entity, target.text);
    const read = reading && fragmentsIn(reading, line, target.text);
    if (reading === undefined || read === undefined) {
      return { line, entity, problem, found: candidates(line, entity, search) };
    }
    const explanation = `The offsets of this file count ${reading.counts}.`;
    return { line, entity, problem, found: { fragments: [read], safe: true, explanation } };
  });
  const claims = new Map<string, number>();
  for (const place of places) {
    const claim = claimOf(place);
    if (claim !== undefined) claims.set(claim, (claims.get(claim) ?? 0) + 1);
  }
  return places.map((place) => withRepairs(place, (claims.get(claimOf(place) ?? '') ?? 0) < 2, target));
}

/** A misplaced entity and where it may belong. */
interface Placed {
  readonly line: EntityLine;
  readonly entity: Entity | undefined;
  readonly problem: Problem;
  readonly found: Found;
}

/** The place that a safe repair would give to an entity of this type. */
function claimOf({ line, found }: Placed): string | undefined {
  const [fragments] = found.fragments;
  return found.safe && fragments !== undefined ? entityKey({ type: line.type.text, fragments }) : undefined;
}

/** A place that two entities of one type claim is safe for neither. */
function withRepairs(
  { line, entity, problem, found }: Placed,
  alone: boolean,
  target: AnnotatedText,
): Problem {
  const repairs = found.fragments.map((fragments) =>
    setOffsets(line, fragments, target, found.safe && alone),
  );
  if (entity !== undefined) {
    const title = 'Keep the offsets and take the words from the text';
    repairs.push({ ...rewriting(line, entity.fragments, target, title), safe: false });
  }
  return {
    ...problem,
    message: `${problem.message} ${found.explanation}`,
    ...(repairs.length > 0 && { repairs }),
  };
}

/** Whether a way of counting makes every entity that has words agree. One entity alone proves no way of counting. */
function explains(reading: OffsetReading, checked: readonly CheckedEntity[], text: string): boolean {
  const telling = checked.filter(({ line }) => line.words.text.trim() !== '');
  return telling.length > 1 && telling.every(({ line }) => fragmentsIn(reading, line, text) !== undefined);
}

function wordsDiffer(line: EntityLine, { fragments }: Entity, text: string): Problem {
  const [stored, actual] = quotedPair(line.words.text, wordsAt(text, fragments));
  return {
    code: 'brat/words-differ',
    severity: 'error',
    message: `${line.id.text} is stored as ${stored}, but the text at its offsets is ${actual}.`,
    place: span(line.offsets.span.start, line.words.span.end),
    textPlace: hullOf(fragments),
  };
}

interface Search {
  readonly target: AnnotatedText;
  /** Entities that agree with the text. Their places are taken for others of the same type. */
  readonly occupied: ReadonlySet<string>;
  /** By how much the last entity was shifted whose place was found. */
  shift: number | undefined;
  farSearches: number;
}

interface Found {
  readonly fragments: readonly [Span, ...Span[]][];
  readonly safe: boolean;
  readonly explanation: string;
}

function candidates(line: EntityLine, entity: Entity | undefined, search: Search): Found {
  const { text, offsets } = search.target;
  const words = line.words.text.trim();
  const [first = [0, 0]] = line.ranges;
  // Offsets outside the text are looked for from its end or its start.
  const origin = entity?.fragments[0].start ?? (first[0] < 0 ? 0 : Math.min(first[0], offsets.length.utf16));
  if (words === '') return { fragments: [], safe: false, explanation: 'It has no words to look for.' };
  const pieces = piecesOf(line, entity, words);
  const free = (fragments: readonly [Span, ...Span[]]): boolean =>
    !search.occupied.has(entityKey({ type: line.type.text, fragments })) &&
    fragments.every(
      ({ start, end }) => offsets.toCodePoint(start) !== undefined && offsets.toCodePoint(end) !== undefined,
    );
  const inReach = occurrences(text, pieces, origin - nearby, origin + nearby).filter(free);
  let all = inReach.filter((fragments) => isWhole(text, fragments));
  const over = all.filter(({ 0: { start, end } }) =>
    entity?.fragments.some((fragment) => start < fragment.end && fragment.start < end),
  );
  const [certain, ...others] = over.length === 1 ? over : all;
  if (certain !== undefined && others.length === 0) {
    search.shift = certain[0].start - origin;
    const safe = storedLength(line) === Array.from(words).length;
    return { fragments: [certain], safe, explanation: 'Its words occur once near them.' };
  }
  if (all.length === 0) all = inReach;
  if (all.length === 0) {
    if (search.shift !== undefined) {
      const from = origin + search.shift;
      all = occurrences(text, pieces, from, from).filter(free);
    }
    if (all.length === 0 && search.farSearches > 0) {
      search.farSearches -= 1;
      all = occurrences(text, pieces, 0, text.length).filter(free);
    }
    if (all.length === 0) {
      return { fragments: [], safe: false, explanation: 'Its words were not found elsewhere.' };
    }
  }
  const distance = ({ 0: { start } }: readonly [Span, ...Span[]]): number =>
    search.shift !== undefined && start === origin + search.shift ? -1 : Math.abs(start - origin);
  const nearest = all.toSorted((a, b) => distance(a) - distance(b)).slice(0, 3);
  const count = all.length === 1 ? 'once' : `${all.length} times`;
  return {
    fragments: nearest,
    safe: false,
    explanation: `Its words occur ${count}; choose the right place.`,
  };
}

/** How many code points the words of these offsets have, the spaces between fragments included. */
function storedLength({ ranges }: EntityLine): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, ranges.length - 1);
}

/**
 * The words cut at the fragments, with the gaps between the pieces, so that a discontinuous entity can be found as a
 * whole. One piece where the words are not as long as the fragments.
 */
function piecesOf(
  line: EntityLine,
  entity: Entity | undefined,
  words: string,
): { piece: string; at: number }[] {
  const whole = [{ piece: words, at: 0 }];
  if (entity === undefined || entity.fragments.length === 1) return whole;
  const start = entity.fragments[0].start;
  const stored = line.words.text;
  let position = 0;
  const pieces: { piece: string; at: number }[] = [];
  for (const fragment of entity.fragments) {
    const length = fragment.end - fragment.start;
    pieces.push({ piece: stored.slice(position, position + length), at: fragment.start - start });
    position += length + 1;
  }
  return position === stored.length + 1 && pieces.every(({ piece }) => piece !== '') ? pieces : whole;
}

/** Where the first piece starts at or between two positions and the others follow at their distances. */
function occurrences(
  text: string,
  pieces: readonly { piece: string; at: number }[],
  from: number,
  to: number,
): [Span, ...Span[]][] {
  const found: [Span, ...Span[]][] = [];
  const first = pieces[0]?.piece ?? '';
  const window = text.slice(Math.max(0, from), Math.max(0, to + first.length));
  const origin = Math.max(0, from);
  for (let at = window.indexOf(first); at >= 0; at = window.indexOf(first, at + 1)) {
    const start = origin + at;
    if (pieces.every(({ piece, at: distance }) => text.startsWith(piece, start + distance))) {
      found.push(
        pieces.map(({ piece, at: distance }) => span(start + distance, start + distance + piece.length)) as [
          Span,
          ...Span[],
        ],
      );
    }
  }
  return found;
}

/** Whether fragments neither begin nor end inside a word. */
function isWhole(text: string, fragments: readonly Span[]): boolean {
  return fragments.every(({ start, end }) => !insideWord(text, start) && !insideWord(text, end));
}

function insideWord(text: string, position: number): boolean {
  return /^[\p{L}\p{N}\p{M}]{2}$/u.test(text.slice(position - 1, position + 1));
}

function setOffsets(
  line: EntityLine,
  fragments: readonly [Span, ...Span[]],
  target: AnnotatedText,
  safe: boolean,
): Repair {
  const title = `Set the offsets to ${storedOffsets(fragments, target.offsets)}`;
  return { ...rewriting(line, fragments, target, title), safe };
}

/**
 * Two different strings for a message, on one line and not longer than a message can hold: what they share at the
 * start is cut where it is long, and so is the end.
 */
function quotedPair(first: string, second: string): readonly [string, string] {
  const a = Array.from(first);
  const b = Array.from(second);
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  const from = shared > 40 ? shared - 20 : 0;
  const shown = (characters: readonly string[]): string => {
    const start = from > 0 ? '...' : '';
    const end = characters.length > from + 60 ? '...' : '';
    return `"${start}${characters
      .slice(from, from + 60)
      .join('')
      .replace(/\s/g, ' ')}${end}"`;
  };
  return [shown(a), shown(b)];
}
