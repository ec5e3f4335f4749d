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
  readonly key: string;
  readonly spelled: string;
  concepts: readonly LinkedConcept[];
  count: number;
  readonly places: Map<string, Place[]>;
}

/** The links of files, by what is linked. Taking a file costs a step for each of its links, and asking for words next to nothing. */
export class LinkUsage<Place> {
  readonly #byWords = new Map<string, Map<string, GrowingUse<Place>>>();
  /** What the links of a file are, in their order. What they say is kept once for all files. */
  readonly #byFile = new Map<string, readonly GrowingUse<Place>[]>();

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
    for (const use of before) this.#remove(file, use);
    const after = links.map((link) => this.#add(file, link));
    if (after.length === 0) this.#byFile.delete(file);
    else this.#byFile.set(file, after);
    return (
      before.length !== after.length ||
      before.some(({ key, spelled }, index) => key !== after[index]?.key || spelled !== after[index]?.spelled)
    );
  }

  /** How mentions are linked, in no order. */
  of(key: string): LinkUse<Place>[] {
    return [...(this.#byWords.get(key)?.values() ?? [])];
  }

  #add(file: string, { key, concepts, place }: FileLink<Place>): GrowingUse<Place> {
    const uses = this.#byWords.get(key) ?? new Map<string, GrowingUse<Place>>();
    this.#byWords.set(key, uses);
    const spelled = spellConcepts(concepts);
    const use = uses.get(spelled) ?? { key, spelled, concepts, count: 0, places: new Map<string, Place[]>() };
    uses.set(spelled, use);
    use.count += 1;
    // A link may stand without the name of its concept.
    if (use.concepts.some(({ name }) => name === undefined)) use.concepts = concepts;
    const places = use.places.get(file);
    if (places) places.push(place);
    else use.places.set(file, [place]);
    return use;
  }

  #remove(file: string, use: GrowingUse<Place>): void {
    use.count -= 1;
    // All links of a file go together.
    use.places.delete(file);
    if (use.count > 0) return;
    const uses = this.#byWords.get(use.key);
    uses?.delete(use.spelled);
    if (uses?.size === 0) this.#byWords.delete(use.key);
  }
}
