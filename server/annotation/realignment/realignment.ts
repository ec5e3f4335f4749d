/**
 * Finding the places of annotations again in a text that has changed: by their stored words and by their order.
 *
 * Text that was inserted or deleted shifts everything behind it by one number of characters. So few shifts explain
 * many spans, and a word that occurs often has its place where the spans around it say. Every span near one that is
 * misplaced is considered, also where its words happen to stand at its old offsets: in a list of doses `mg` is nearly
 * everywhere.
 */
import type { Span } from '../../text/positions.ts';
import { compareText } from '../identity.ts';
import { type Decided, decidedOf, type Item, rowsOf, shiftsOf } from './certainty.ts';
import { type Bounds, cheapestWay, type Stop, type Way, weighedWays } from './paths.ts';
import { type PlaceInText, Places, type StoredFragment, type StoredUnit } from './places.ts';

export type { StoredFragment, StoredUnit } from './places.ts';

export interface StoredEntity {
  /** In the order of their offsets as stored. */
  readonly fragments: readonly StoredFragment[];
  /** Where the words stand at the stored offsets: the spans of the text there, one for each fragment. */
  readonly agreed?: readonly Span[];
}

/** Where an entity belongs. */
export interface Realigned {
  /** Ascending and disjoint. Absent where the entity has no place among the others. */
  readonly place?: readonly [Span, ...Span[]];
  /** Whether nothing else comes close: see `certainty` in `certainty.ts`. */
  readonly isCertain: boolean;
  /** Other places of its words, the likelier first; only for entities with one fragment. */
  readonly others: readonly Span[];
}

/** What it costs that a span has no place, before it counts how rare its words are. */
const absenceCost = 12;
/** The same while only spans that have moved alike are to get places. */
const cautiousAbsence = -2;
/** How many spans on each side of a misplaced one are considered with it. Beyond, offsets that agree are right. */
const neighbourhood = 40;
/** How many items of a row at each of its ends say nothing of where its neighbours can be. */
const rowMargin = 10;
/** How often words that occur often are looked for again where the spans around them have gone. */
const rounds = 4;

/**
 * Where the entities of a text belong whose offsets were made for an earlier state of it. The solution is the one that
 * explains the stored words best by edits between them: spans keep the order of their starts, spans that did not
 * overlap do not, and every change of the shift from one span to the next costs, as does every span that is left
 * without a place; one with rare words costs more. Words may differ in white space and in Unicode composition.
 *
 * Costs one pass over the text and a constant number of steps for each span near a misplaced one; nothing where no
 * entity is misplaced, that is, without `agreed`. The same input gives the same result.
 *
 * @returns one for each entity, in their order. Entities that are far from any misplaced one stay where they are.
 */
export function realign(text: string, entities: readonly StoredEntity[], unit: StoredUnit): Realigned[] {
  if (entities.every(({ agreed }) => agreed !== undefined)) return entities.map(unmoved);
  const { items, byEntity } = itemsOf(text, entities);
  const source: Source = { text, places: new Places(text, unit) };
  const decided = new Map<Item, Decided>();
  for (const { from, to } of stretches(items)) {
    const bounds = { ...fixedAt(items, 'before', from - 1), ...fixedAt(items, 'after', to) };
    const found = decide(items.slice(from, to), bounds, source);
    for (const [index, each] of found.entries()) decided.set(items[from + index] as Item, each);
  }
  return entities.map((entity, index) => {
    const found = (byEntity[index] as Item[]).map((item) => decided.get(item));
    return found.every((each) => each !== undefined) ? assembled(found) : unmoved(entity);
  });
}

interface Source {
  readonly text: string;
  readonly places: Places;
}

function itemsOf(text: string, entities: readonly StoredEntity[]): { items: Item[]; byEntity: Item[][] } {
  const known = new Map<string, Item>();
  const byEntity = entities.map(({ fragments, agreed }) =>
    fragments.map((stored, index): Item => {
      const there = agreed?.[index];
      const words = there === undefined ? stored.words.trim() : text.slice(there.start, there.end);
      const key = `${stored.start} ${stored.end} ${there === undefined} ${words}`;
      const item = known.get(key) ?? { fragment: { ...stored, words }, agreed: there };
      known.set(key, item);
      return item;
    }),
  );
  const items = [...known.values()].sort(
    ({ fragment: a }, { fragment: b }) => a.start - b.start || a.end - b.end || compareText(a.words, b.words),
  );
  return { items, byEntity };
}

/** The stretches of items that hold the misplaced ones with their neighbours. */
function stretches(items: readonly Item[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const [index, { agreed }] of items.entries()) {
    if (agreed !== undefined) continue;
    const from = Math.max(0, index - neighbourhood);
    const to = Math.min(items.length, index + neighbourhood + 1);
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else found.push({ from, to });
  }
  return found;
}

/** The item at an index, which is certain, before or after a stretch. */
function fixedAt(items: readonly Item[], side: keyof Bounds, index: number): Bounds {
  const item = items[index];
  if (item === undefined) return {};
  const reach = items.slice(0, index + 1).reduce((most, { fragment }) => Math.max(most, fragment.end), 0);
  return { [side]: { start: item.fragment.start, reach } };
}

/**
 * Decides on a stretch again and again while spans get new places to be tried: at first words that occur often are
 * tried where they are stored, then where the spans around them have gone. Each time twice: at first cautiously, so
 * that only spans that move alike get a place, then so that nearly all do, close to that.
 */
function decide(items: readonly Item[], bounds: Bounds, source: Source): Decided[] {
  const leads = items.map(() => new Set([0]));
  const tried = (): (readonly PlaceInText[])[] =>
    items.map(({ fragment, agreed }, index) =>
      source.places.of(fragment, agreed, leads[index] as Set<number>),
    );
  let places = tried();
  for (let round = 1; ; round += 1) {
    const cautious = cheapestWay(stopsOf(items, places, source, cautiousAbsence), bounds);
    const within = withinRows(places, cautious, shiftsOf(items, places, cautious));
    const likely = cautious.map((place, index) =>
      within[index]?.indexOf(places[index]?.[place ?? -1] as PlaceInText),
    );
    const stops = stopsOf(items, within, source, absenceCost);
    addLeads(leads, items, shiftsOf(items, places, cautious), source);
    addLeads(leads, items, shiftsOf(items, within, cheapestWay(stops, bounds, likely)), source);
    const more = tried();
    if (round === rounds || more.every((list, index) => list.length === places[index]?.length))
      return decidedOf(items, within, weighedWays(stops, bounds, likely), source.places);
    places = more;
  }
}

/** The places of each item that lie between those of the items beside it that are in the middle of a long row. */
function withinRows(
  places: readonly (readonly PlaceInText[])[],
  way: Way,
  shifts: readonly (number | undefined)[],
): (readonly PlaceInText[])[] {
  const low = places.map(() => Number.NEGATIVE_INFINITY);
  const high = places.map(() => Number.POSITIVE_INFINITY);
  for (const row of rowsOf(shifts)) {
    for (const index of row.slice(rowMargin, -rowMargin)) {
      const start = places[index]?.[way[index] ?? -1]?.start;
      if (start === undefined) continue;
      if (index + rowMargin < low.length) low[index + rowMargin] = start;
      if (index >= rowMargin) high[index - rowMargin] = start;
    }
  }
  let lowest = Number.NEGATIVE_INFINITY;
  for (const [index, start] of low.entries()) low[index] = lowest = Math.max(lowest, start);
  let highest = Number.POSITIVE_INFINITY;
  for (let index = high.length - 1; index >= 0; index -= 1)
    high[index] = highest = Math.min(highest, high[index] as number);
  return places.map((list, index) => {
    if (low[index] === Number.NEGATIVE_INFINITY && high[index] === Number.POSITIVE_INFINITY) return list;
    return list.filter(({ start }) => start >= (low[index] as number) && start <= (high[index] as number));
  });
}

function stopsOf(
  items: readonly Item[],
  places: readonly (readonly PlaceInText[])[],
  { text, places: all }: Source,
  absenceOfCommonWords: number,
): Stop[] {
  return items.map(({ fragment }, each) => {
    const occurrences = Math.max(1, all.all(fragment.words).length);
    const absence = absenceOfCommonWords + Math.log((1 + text.length) / occurrences);
    return {
      start: fragment.start,
      end: fragment.end,
      places: places[each] as readonly PlaceInText[],
      absence,
    };
  });
}

/**
 * Adds by how much each item may be shifted: as the two nearest ones with rarer words are and as the nearest one is, to
 * each side of it.
 */
function addLeads(
  leads: readonly Set<number>[],
  items: readonly Item[],
  shifts: readonly (number | undefined)[],
  source: Source,
): void {
  const walk = (order: readonly number[]): void => {
    let nearest = 0;
    let rare: number[] = [];
    for (const each of order) {
      for (const shift of [...rare, nearest]) (leads[each] as Set<number>).add(shift);
      const shift = shifts[each];
      if (shift === undefined) continue;
      nearest = shift;
      if (source.places.areFew((items[each] as Item).fragment.words) && rare[0] !== shift)
        rare = [shift, ...rare.slice(0, 1)];
    }
  };
  const order = [...items.keys()];
  walk(order);
  walk(order.toReversed());
}

function assembled(found: readonly Decided[]): Realigned {
  const others = found.length === 1 ? (found[0] as Decided).others : [];
  const spans = found.flatMap(({ place }) => (place === undefined ? [] : [place]));
  const [first, ...rest] = spans.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const isDisjoint = rest.every(
    ({ start }, index) => ((index === 0 ? first : rest[index - 1]) as Span).end <= start,
  );
  if (first === undefined || spans.length < found.length || !isDisjoint) return { isCertain: false, others };
  return { place: [first, ...rest], isCertain: found.every(({ isCertain }) => isCertain), others };
}

function unmoved({ agreed = [] }: StoredEntity): Realigned {
  const [first, ...rest] = agreed;
  return { ...(first && { place: [first, ...rest] }), isCertain: true, others: [] };
}
