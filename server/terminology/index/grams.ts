/** The runs of letters by which stems that are spelled alike are found. */

import { ByteWriter, eachAscending } from './binary.ts';
import { eachBucket, Lists, writeLists } from './buckets.ts';
import { GrowingNumbers } from './growingNumbers.ts';
import type { IndexPages } from './pages.ts';
import type { SectionWriter } from './sectionWriter.ts';

/** Shorter stems have hardly a run in common with a misspelling of themselves. */
const shortestStem = 3;

/**
 * Hashes of the runs of three characters in a stem, its start and its end being characters, too; none for numbers and
 * for stems of fewer than three characters. A run that occurs twice is there twice.
 */
export function gramsOf(stem: string): number[] {
  if (stem.length < shortestStem || !/\p{L}/u.test(stem)) return [];
  const padded = `\u0002${stem}\u0003`;
  const grams: number[] = [];
  for (let at = 0; at + 3 <= padded.length; at += 1)
    grams.push(mixed(padded.charCodeAt(at), padded.charCodeAt(at + 1), padded.charCodeAt(at + 2)));
  return grams;
}

function mixed(one: number, two: number, three: number): number {
  let hash = Math.imul(Math.imul(Math.imul(one + 0x9e37, 0x85ebca6b) ^ two, 0xc2b2ae35) ^ three, 0x27d4eb2f);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** As many buckets as keep their lists short without a directory that outgrows them: a power of two. */
function bucketCount(stems: number): number {
  return Math.min(65_536, Math.max(256, 2 ** Math.ceil(Math.log2(Math.max(1, stems / 4)))));
}

/** The runs of letters of all stems, while an index is built. */
export class GramList {
  readonly #grams = new GrowingNumbers();
  readonly #stems = new GrowingNumbers();

  /** @param ordinal the place of the stem in the order, greater than those before. */
  add(stem: string, ordinal: number): void {
    for (const gram of gramsOf(stem)) {
      this.#grams.push(gram);
      this.#stems.push(ordinal);
    }
  }

  /** @param stems how many there are. */
  write(file: SectionWriter, stems: number): void {
    const buckets = bucketCount(stems);
    const ordinals = this.#stems.values();
    const list = new ByteWriter();
    writeLists(file, 'grams', 'gramBuckets', (append) =>
      eachBucket(
        this.#grams.values(),
        buckets,
        (gram) => gram % buckets,
        (places) => {
          const own = places.map((place) => ordinals[place] as number);
          list.clear();
          list.ascending(own.filter((ordinal, at) => at === 0 || ordinal !== own[at - 1]));
          append(list.written());
        },
      ),
    );
  }
}

/** The stems by their runs of letters. A few of those found do not have the run, since runs share buckets. */
export class Grams {
  readonly #lists: Lists;

  constructor(pages: IndexPages) {
    this.#lists = new Lists(pages, 'grams', 'gramBuckets');
  }

  /** How many bytes {@link each} reads. */
  length(gram: number): number {
    return this.#lists.length(gram % this.#lists.count);
  }

  /** Gives the places of all stems with a run to `visit`, ascending. */
  each(gram: number, visit: (ordinal: number) => void): void {
    eachAscending(this.#lists.read(gram % this.#lists.count), visit);
  }
}
