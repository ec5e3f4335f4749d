/** Lists of numbers in buckets: in memory while an index is built, and as bytes. */
import { GrowingNumbers } from './growingNumbers.ts';
import { bytesOf, numbersIn } from './header.ts';
import type { SectionName } from './layout.ts';
import type { IndexPages } from './pages.ts';
import type { SectionWriter } from './sectionWriter.ts';

/** Gives the places of values to `visit` bucket by bucket, ascending within each; they are valid until the next. */
export function eachBucket(
  values: ArrayLike<number>,
  count: number,
  bucketOf: (value: number) => number,
  visit: (places: Uint32Array, bucket: number) => void,
): void {
  const ends = new Uint32Array(count + 1);
  for (let place = 0; place < values.length; place += 1) {
    const next = bucketOf(values[place] as number) + 1;
    ends[next] = (ends[next] as number) + 1;
  }
  for (let bucket = 1; bucket <= count; bucket += 1)
    ends[bucket] = (ends[bucket] as number) + (ends[bucket - 1] as number);
  const filled = ends.slice();
  const places = new Uint32Array(values.length);
  for (let place = 0; place < values.length; place += 1) {
    const bucket = bucketOf(values[place] as number);
    const at = filled[bucket] as number;
    places[at] = place;
    filled[bucket] = at + 1;
  }
  for (let bucket = 0; bucket < count; bucket += 1)
    visit(places.subarray(ends[bucket], ends[bucket + 1]), bucket);
}

/** Writes lists one after the other, and where each begins as a section of its own. */
export function writeLists(
  file: SectionWriter,
  lists: SectionName,
  starts: SectionName,
  eachList: (append: (list: Uint8Array) => void) => void,
): void {
  const offsets = new GrowingNumbers();
  file.section(lists, () => {
    const start = file.position;
    offsets.push(0);
    eachList((list) => {
      file.append(list);
      offsets.push(file.position - start);
    });
  });
  file.section(starts, () => file.append(bytesOf(offsets.values())));
}

/** Reads what {@link writeLists} wrote, which must not be longer than 4 GB. */
export class Lists {
  readonly #pages: IndexPages;
  readonly #name: SectionName;
  readonly #starts: Uint32Array;

  constructor(pages: IndexPages, lists: SectionName, starts: SectionName) {
    this.#pages = pages;
    this.#name = lists;
    this.#starts = numbersIn(pages.whole(starts));
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** In bytes. */
  length(list: number): number {
    return (this.#starts[list + 1] as number) - (this.#starts[list] as number);
  }

  read(list: number): Uint8Array {
    return this.#pages.read(this.#pages.section(this.#name), this.#starts[list] as number, this.length(list));
  }
}
