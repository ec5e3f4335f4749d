/** What becomes of a span once the cheapest way is known, and whether that is certain. */
import type { Span } from '../../text/positions.ts';
import type { Decision, Way } from './paths.ts';
import type { PlaceInText, Places, StoredFragment } from './places.ts';

/**
 * A place is certain if every solution in which one of the entity's fragments is elsewhere, or nowhere because it was
 * deleted with its text, costs so much more than the best one: as much as one more edit of about a hundred characters.
 * It must besides have moved as a span beside it has, and where the words of both occur so often that not all their
 * places were tried, as a row of them.
 *
 * {@link leastCertainty} is enough for words with one place in the whole text, and for a slip: one place of the words
 * lies over the stored offsets, and the spans beside it have not moved. What agrees and has not moved is certain.
 */
export const certainty = 10;
const leastCertainty = 4;

/** How many spans in a row that have moved alike back each other, however often their words occur. */
const backingRow = 8;
/** How many other places of its words an entity gets. */
const keptOthers = 3;

/** A fragment that is to be placed: one for all entities that have it. */
export interface Item {
  readonly fragment: StoredFragment;
  readonly agreed: Span | undefined;
}

export interface Decided {
  readonly place: Span | undefined;
  readonly isCertain: boolean;
  readonly others: readonly Span[];
}

/** By how much each item is shifted that has a place. */
export function shiftsOf(
  items: readonly Item[],
  places: readonly (readonly PlaceInText[])[],
  way: Way,
): (number | undefined)[] {
  return way.map((place, each) => {
    const chosen = place === undefined ? undefined : places[each]?.[place];
    return chosen && chosen.start - (items[each] as Item).fragment.start;
  });
}

/** What becomes of all items, in their order. */
export function decidedOf(
  items: readonly Item[],
  tried: readonly (readonly PlaceInText[])[],
  decisions: readonly Decision[],
  places: Places,
): Decided[] {
  const shifts = shiftsOf(
    items,
    tried,
    decisions.map(({ place }) => place),
  );
  const backed = backedByOthers(items, shifts, places);
  const alone = aloneAmongUnmoved(shifts);
  return decisions.map((decision, index) =>
    decide(decision, tried[index] as readonly PlaceInText[], items[index] as Item, {
      isBacked: backed[index] as boolean,
      isAlone: alone[index] as boolean,
      isOnly: places.all((items[index] as Item).fragment.words).length === 1,
    }),
  );
}

/** What the items around one say of it: {@link backedByOthers}, {@link aloneAmongUnmoved}. */
interface Surroundings {
  readonly isBacked: boolean;
  readonly isAlone: boolean;
  /** Whether its words have one place in the whole text. */
  readonly isOnly: boolean;
}

function decide(
  { place, totals, absent }: Decision,
  places: readonly PlaceInText[],
  { fragment, agreed }: Item,
  { isBacked, isAlone, isOnly }: Surroundings,
): Decided {
  const distance = (each: number): number => Math.abs((places[each] as PlaceInText).start - fragment.start);
  const others = [...places.keys()]
    .filter((each) => each !== place)
    .sort((a, b) => compareCosts(totals[a], totals[b]) || distance(a) - distance(b) || a - b);
  const spans = others.slice(0, keptOthers).map((each) => (places[each] as PlaceInText).span);
  if (place === undefined) return { place, isCertain: false, others: spans };
  const found = places[place] as PlaceInText;
  const meets = ({ start, end }: PlaceInText): boolean => start < fragment.end && fragment.start < end;
  const isCertain = (): boolean => {
    const total = totals[place] as number;
    const nowhere = absent() - total;
    if (nowhere < leastCertainty) return false;
    const isSlip = isAlone && meets(found) && places.filter(meets).length === 1;
    if (isOnly || isSlip) return true;
    const elsewhere = Math.min(...others.map((each) => totals[each] as number)) - total;
    return isBacked && elsewhere >= certainty && nowhere >= certainty;
  };
  const isUnmoved = agreed?.start === found.span.start && agreed.end === found.span.end;
  return { place: found.span, isCertain: isUnmoved || isCertain(), others: spans };
}

/** Infinite costs are equal. */
function compareCosts(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  return a === b ? 0 : a - b;
}

/** Whether each item is shifted like one beside it, of one of which all places were tried, or like a row of them. */
function backedByOthers(
  items: readonly Item[],
  shifts: readonly (number | undefined)[],
  places: Places,
): boolean[] {
  const backed = items.map(() => false);
  for (const row of rowsOf(shifts)) {
    const isRare = (each: number): boolean => places.areFew((items[each] as Item).fragment.words);
    const isBacked = row.length >= backingRow || (row.length > 1 && row.some(isRare));
    for (const each of row) backed[each] = isBacked;
  }
  return backed;
}

/** The indices of the items that have a place, in rows of the same shift. */
export function rowsOf(shifts: readonly (number | undefined)[]): number[][] {
  const rows: number[][] = [];
  let last: number | undefined;
  for (const [index, shift] of shifts.entries()) {
    if (shift === undefined) continue;
    if (rows.length > 0 && shift === last) rows.at(-1)?.push(index);
    else rows.push([index]);
    last = shift;
  }
  return rows;
}

/** Whether the nearest items to each side of an item are not shifted. */
function aloneAmongUnmoved(shifts: readonly (number | undefined)[]): boolean[] {
  const alone = shifts.map(() => true);
  const walk = (order: readonly number[]): void => {
    let isUnmoved = true;
    for (const each of order) {
      alone[each] &&= isUnmoved;
      if (shifts[each] !== undefined) isUnmoved = shifts[each] === 0;
    }
  };
  const order = [...shifts.keys()];
  walk(order);
  walk(order.toReversed());
  return alone;
}
