/** What the same words are linked to in many files. */
import { spellConcepts } from '../concepts.ts';
import type { LinkedConcept } from './relinking.ts';

/** One linked mention of a file. */
export interface FileLink<Place> {
  /** By `mentionKey`. */
  readonly key: string;
  readonly concepts: readonly LinkedConcept[];
  readonly place: Place;
}

/** One way in which some words are linked. */
export interface LinkUse<Place> {
  readonly concepts: readonly LinkedConcept[];
  /** How many mentions are. */
  readonly count: number;
  /** Where they are, file by file. */
  readonly places: Iterable<readonly [file: string, places: readonly Place[]]>;
}

interface GrowingUse<Place> {
  concepts: readonly LinkedConcept[];
  count: number;
  readonly places: Map<string, Place[]>;
}

/** The links of files, by what is linked. Taking a file costs a step for each of its links, and asking for words next to nothing. */
export class LinkUsage<Place> {
  readonly #byWords = new Map<string, Map<string, GrowingUse<Place>>>();
  readonly #byFile = new Map<string, readonly FileLink<Place>[]>();

  /** How many files have links. */
  get files(): number {
    return this.#byFile.size;
  }

  /**
   * Takes the links of a file in the place of those that it had.
   * @returns whether anything but the places has changed.
   */
  set(file: string, links: readonly FileLink<Place>[]): boolean {
    const before = this.#byFile.get(file) ?? [];
    if (before.length === 0 && links.length === 0) return false;
    for (const link of before) this.#remove(file, link);
    for (const link of links) this.#add(file, link);
    if (links.length === 0) this.#byFile.delete(file);
    else this.#byFile.set(file, links);
    return (
      before.length !== links.length ||
      before.some((link, index) => !isSame(link, links[index] as typeof link))
    );
  }

  /** How mentions are linked, in no order. */
  of(key: string): LinkUse<Place>[] {
    return [...(this.#byWords.get(key)?.values() ?? [])];
  }

  #add(file: string, { key, concepts, place }: FileLink<Place>): void {
    const uses = this.#byWords.get(key) ?? new Map<string, GrowingUse<Place>>();
    this.#byWords.set(key, uses);
    const spelled = spellConcepts(concepts);
    const use = uses.get(spelled) ?? { concepts, count: 0, places: new Map<string, Place[]>() };
    uses.set(spelled, use);
    use.count += 1;
    // A link may stand without the name of its concept.
    if (use.concepts.some(({ name }) => name === undefined)) use.concepts = concepts;
    const places = use.places.get(file);
    if (places) places.push(place);
    else use.places.set(file, [place]);
  }

  #remove(file: string, { key, concepts }: FileLink<Place>): void {
    const uses = this.#byWords.get(key);
    const spelled = spellConcepts(concepts);
    const use = uses?.get(spelled);
    if (uses === undefined || use === undefined) return;
    use.count -= 1;
    // All links of a file go together.
    use.places.delete(file);
    if (use.count === 0) uses.delete(spelled);
    if (uses.size === 0) this.#byWords.delete(key);
  }
}

function isSame<Place>(one: FileLink<Place>, other: FileLink<Place>): boolean {
  return one.key === other.key && spellConcepts(one.concepts) === spellConcepts(other.concepts);
}
