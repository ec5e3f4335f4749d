/** The places where a span may be: those of its words that are few, or that lie where the spans around it lead. */
import type { Offset, Span } from '../../text/positions.ts';
import { span } from '../../text/positions.ts';
import type { Place } from './paths.ts';
import { isWhole, WordIndex } from './words.ts';

/** The unit of stored offsets: how they relate to the text as it is now. */
export interface StoredUnit {
  /** `undefined` where the offset lies inside what the unit counts as one. */
  readonly positionOf: (offset: Offset) => number | undefined;
  /** `undefined` for a number that is no position of the text. */
  readonly offsetOf: (position: number) => Offset | undefined;
}

/** One fragment of an entity as stored. */
export interface StoredFragment {
  /** Half-open, in the unit of the stored offsets; perhaps no positions of the text. */
  readonly start: number;
  readonly end: number;
  readonly words: string;
}

export interface PlaceInText extends Place {
  readonly span: Span;
}

/** What it costs to begin or end inside a word. */
const insideCost = 4;
/** Words that occur more often than this are looked for only around where the spans beside them lead. */
const allPlaces = 24;
/** How many places are taken to each side of where a shift leads. */
const aroundShift = 12;

/** Finds the places of fragments in one text. */
export class Places {
  readonly #text: string;
  readonly #unit: StoredUnit;
  readonly #index: WordIndex;
  readonly #byWords = new Map<string, readonly PlaceInText[]>();

  constructor(text: string, unit: StoredUnit) {
    this.#text = text;
    this.#unit = unit;
    this.#index = new WordIndex(text);
  }

  /** Every place of some words, ascending. */
  all(words: string): readonly PlaceInText[] {
    const known = this.#byWords.get(words);
    if (known !== undefined) return known;
    const places = this.#index.find(words).flatMap((found) => this.#place(found) ?? []);
    this.#byWords.set(words, places);
    return places;
  }

  /** Whether the places of words are so few that each of them is tried. */
  areFew(words: string): boolean {
    return this.all(words).length <= allPlaces;
  }

  /**
   * The places where a fragment may be, ascending.
   * @param agreed where its words stand at its stored offsets.
   * @param shifts by which it may have moved.
   */
  of(
    { start, words }: StoredFragment,
    agreed: Span | undefined,
    shifts: Iterable<number>,
  ): readonly PlaceInText[] {
    const all = this.all(words);
    const isSearched = words.trim() !== '';
    let tried: readonly PlaceInText[] = this.areFew(words) ? all : [];
    // What is stored and right has its ends where they are.
    if (agreed !== undefined) tried = withPlace(tried, this.#place(agreed, 0));
    for (const shift of shifts) {
      if (all.length > allPlaces)
        for (const place of around(all, start + shift)) tried = withPlace(tried, place);
      const at = this.#unit.offsetOf(start + shift);
      if (at !== undefined && isSearched && this.#text.startsWith(words, at)) {
        tried = withPlace(tried, this.#place(span(at, at + words.length)));
      }
    }
    return tried;
  }

  #place(found: Span, cost?: number): PlaceInText | undefined {
    const start = this.#unit.positionOf(found.start);
    const end = this.#unit.positionOf(found.end);
    if (start === undefined || end === undefined) return undefined;
    return { span: found, start, end, cost: cost ?? (isWhole(this.#text, found) ? 0 : insideCost) };
  }
}

/** Ascending places with one more; of two with one span the cheaper stays. */
function withPlace(places: readonly PlaceInText[], place: PlaceInText | undefined): readonly PlaceInText[] {
  if (place === undefined) return places;
  let at = firstFrom(places, place.start);
  for (let other = places[at]; other?.start === place.start; other = places[at]) {
    if (other.end === place.end) return other.cost <= place.cost ? places : places.toSpliced(at, 1, place);
    at += 1;
  }
  return places.toSpliced(at, 0, place);
}

/** The places nearest to a position to each side of it. */
function around(places: readonly PlaceInText[], position: number): readonly PlaceInText[] {
  const middle = firstFrom(places, position);
  return places.slice(Math.max(0, middle - aroundShift), middle + aroundShift);
}

/** The index of the first of ascending places that does not start before a position. */
function firstFrom(places: readonly PlaceInText[], position: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as PlaceInText).start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
