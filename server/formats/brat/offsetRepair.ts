/** Finding where the entities of a file belong whose words are not at their offsets. */
import type { Entity } from '../../annotation/document.ts';
import { wordsAt } from '../../annotation/document.ts';
import { entityKey, fragmentsKey } from '../../annotation/identity.ts';
import type { Problem, Repair } from '../../annotation/problems.ts';
import { type Realigned, realign, type StoredEntity } from '../../annotation/realignment/realignment.ts';
import type { Span } from '../../text/positions.ts';
import { codePoint, span } from '../../text/positions.ts';
import type { AnnotatedText, CheckedEntity } from './entityChecking.ts';
import { hullOf, rewriting } from './entityChecking.ts';
import type { EntityLine } from './lines.ts';
import { piecesOf } from './offsetPieces.ts';
import { fragmentsIn, type OffsetReading, otherReadings } from './offsetReadings.ts';
import { storedOffsets } from './spelling.ts';

type Fragments = readonly [Span, ...Span[]];

/** A repair that gives an entity another place; the first of a problem gives it the likeliest. */
export interface PlacingRepair extends Repair {
  readonly fragments: Fragments;
}

/** The likeliest place that a problem's repairs offer for an entity. */
export function placingRepair({ repairs }: Problem): PlacingRepair | undefined {
  const [first] = repairs ?? [];
  return first !== undefined && 'fragments' in first ? (first as PlacingRepair) : undefined;
}

/** How many places are offered for one entity. */
const offeredPlaces = 3;

/**
 * The problems of the entities of a file that are misplaced, each with the repairs that can be offered, the likeliest
 * first. Where one way of counting explains every entity of the file, that is where they are. Otherwise they are
 * realigned with the text by their words and their order; then entities that agree with the text by chance are problems
 * too, if those around them have moved.
 *
 * A repair is safe where one way of counting explains everything, or where the place is certain as `realign` says and
 * the words are as long as the offsets: otherwise either column may be the wrong one. A place that two entities of one
 * type claim is safe for neither. Costs nothing where no entity is misplaced.
 */
export function misplacedProblems(checked: readonly CheckedEntity[], target: AnnotatedText): Problem[] {
  if (!checked.some(({ misplaced }) => misplaced)) return [];
  const reading = otherReadings(target).find((candidate) => explains(candidate, checked, target.text));
  const places =
    reading === undefined ? realignedPlaces(checked, target) : readPlaces(checked, target, reading);
  const claims = new Map<string, number>();
  for (const place of places) {
    const claim = claimOf(place);
    if (claim !== undefined) claims.set(claim, (claims.get(claim) ?? 0) + 1);
  }
  return places.map((place) => withRepairs(place, (claims.get(claimOf(place) ?? '') ?? 0) < 2, target));
}

/** An entity and where it may belong. */
interface Placed {
  readonly line: EntityLine;
  readonly entity: Entity | undefined;
  readonly problem: Problem;
  /** The likeliest first. */
  readonly found: readonly Fragments[];
  readonly isSafe: boolean;
  readonly explanation: string;
}

/** The place that a safe repair would give to an entity of this type. */
function claimOf({ line, found: [fragments], isSafe }: Placed): string | undefined {
  return isSafe && fragments !== undefined ? entityKey({ type: line.type.text, fragments }) : undefined;
}

function withRepairs(
  { line, entity, problem, found, isSafe, explanation }: Placed,
  isAlone: boolean,
  target: AnnotatedText,
): Problem {
  const repairs: Repair[] = found.map((fragments, index): PlacingRepair => {
    const title = `Set the offsets to ${storedOffsets(fragments, target.offsets)}`;
    return {
      ...rewriting(line, fragments, target, title),
      safe: isSafe && isAlone && index === 0,
      fragments,
    };
  });
  if (entity !== undefined && !line.agrees) {
    const title = 'Keep the offsets and take the words from the text';
    repairs.push({ ...rewriting(line, entity.fragments, target, title), safe: false });
  }
  return {
    ...problem,
    message: `${problem.message} ${explanation}`,
    ...(repairs.length > 0 && { repairs }),
  };
}

function readPlaces(
  checked: readonly CheckedEntity[],
  target: AnnotatedText,
  reading: OffsetReading,
): Placed[] {
  return checked.flatMap((each): Placed[] => {
    if (!each.misplaced) return [];
    const { line, entity } = each;
    const read = fragmentsIn(reading, line, target.text);
    const found = read === undefined ? [] : [read];
    const explanation = `The offsets of this file count ${reading.counts}.`;
    return [{ line, entity, problem: problemOf(each, target.text), found, isSafe: true, explanation }];
  });
}

/** Whether a way of counting makes every entity that has words agree. One entity alone proves no way of counting. */
function explains(reading: OffsetReading, checked: readonly CheckedEntity[], text: string): boolean {
  const telling = checked.filter(({ line }) => line.words.text.trim() !== '');
  return telling.length > 1 && telling.every(({ line }) => fragmentsIn(reading, line, text) !== undefined);
}

function realignedPlaces(checked: readonly CheckedEntity[], target: AnnotatedText): Placed[] {
  const { text, offsets } = target;
  // Lines whose fragments are no stretches of any text, for another reason than their place, tell nothing.
  const telling = checked.filter(({ entity, misplaced }) => misplaced || entity !== undefined);
  const realigned = realign(
    text,
    telling.map((each) => storedEntity(each, target)),
    {
      positionOf: (offset) => offsets.toCodePoint(offset),
      offsetOf: (position) => offsets.fromCodePoint(codePoint(position)),
    },
  );
  const taken = new Set(
    telling.flatMap(({ entity, misplaced }) =>
      entity === undefined || misplaced ? [] : [entityKey(entity)],
    ),
  );
  return telling.flatMap((each, index): Placed[] => {
    const found = realigned[index] as Realigned;
    if (!each.misplaced) return movedByOthers(each, found, target);
    const { line, entity } = each;
    const isFree = (fragments: Fragments): boolean =>
      !taken.has(entityKey({ type: line.type.text, fragments }));
    const others = found.others.map((other): Fragments => [other]).filter(isFree);
    const places = [...(found.place ? [found.place] : []), ...others].slice(0, offeredPlaces);
    const isSafe =
      found.place !== undefined &&
      found.isCertain &&
      storedLength(line) === Array.from(line.words.text.trim()).length;
    const explanation = explanationOf(line, found, places, target);
    return [{ line, entity, problem: problemOf(each, text), found: places, isSafe, explanation }];
  });
}

function storedEntity(
  { line, entity, misplaced }: CheckedEntity,
  { text, offsets }: AnnotatedText,
): StoredEntity {
  if (entity === undefined || misplaced) return { fragments: piecesOf(line) };
  const fragments = entity.fragments.map(({ start, end }) => ({
    start: offsets.toCodePoint(start) as number,
    end: offsets.toCodePoint(end) as number,
    words: text.slice(start, end),
  }));
  return { fragments, agreed: entity.fragments };
}

/** An entity that agrees with the text, but belongs elsewhere by what the ones around it say. */
function movedByOthers(
  { line, entity }: CheckedEntity,
  { place, isCertain }: Realigned,
  target: AnnotatedText,
): Placed[] {
  if (entity === undefined) return [];
  const { fragments } = entity;
  if (place !== undefined && fragmentsKey({ fragments: place }) === fragmentsKey({ fragments })) return [];
  const [stored] = quotedPair(line.words.text, '');
  const problem: Problem = {
    code: 'brat/place-doubtful',
    severity: 'warning',
    message: `${line.id.text} is ${stored} at its offsets too, but the annotations around it have moved.`,
    place: line.offsets.span,
    textPlace: hullOf(fragments),
  };
  if (place === undefined) {
    const explanation = 'Its own text seems to have been deleted.';
    return [{ line, entity, problem, found: [], isSafe: false, explanation }];
  }
  const explanation = `It seems to belong to ${storedOffsets(place, target.offsets)}.`;
  return [{ line, entity, problem, found: [place], isSafe: isCertain, explanation }];
}

function explanationOf(
  line: EntityLine,
  { place, isCertain }: Realigned,
  places: readonly Fragments[],
  { offsets }: AnnotatedText,
): string {
  if (line.words.text.trim() === '') return 'It has no words to look for.';
  if (place !== undefined) {
    const there = storedOffsets(place, offsets);
    return isCertain
      ? `By their order among the annotations, its words are at ${there}.`
      : `Its words may be those at ${there}; choose the right place.`;
  }
  return places.length > 0
    ? 'Its words occur, but not between those of its neighbours; choose the right place.'
    : 'Its words were not found elsewhere.';
}

/** How many code points the words of these offsets have, the spaces between fragments included. */
function storedLength({ ranges }: EntityLine): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, ranges.length - 1);
}

function problemOf({ line, entity, problems }: CheckedEntity, text: string): Problem {
  return problems[0] ?? wordsDiffer(line, entity as Entity, text);
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
