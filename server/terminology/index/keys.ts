/**
 * Keys of wordings by their hashes, in buckets: a lookup reads one bucket. Different keys rarely have the same hash,
 * so finds are to be compared.
 */
import { ByteReader, ByteWriter } from './binary.ts';
import { eachBucket, Lists, writeLists } from './buckets.ts';
import type { IndexPages } from './pages.ts';
import type { SectionWriter } from './sectionWriter.ts';

/** FNV-1a over UTF-16 code units, mixed at the end so that every bit depends on all of the key. 32 bits, unsigned. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A power of two with about sixteen wordings a bucket. */
function bucketCount(wordings: number): number {
  return Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, wordings / 16))));
}

/** The bucket of a hash: buckets divide the range of hashes evenly, in order. */
function bucketOf(hash: number, buckets: number): number {
  return Math.floor(hash / (2 ** 32 / buckets));
}

/** The least hash of a bucket. */
function firstHash(bucket: number, buckets: number): number {
  return bucket * (2 ** 32 / buckets);
}

/** @param hashes of the keys of all wordings, in their order. */
export function writeKeys(file: SectionWriter, hashes: Uint32Array): void {
  const buckets = bucketCount(hashes.length);
  const entries = new ByteWriter();
  writeLists(file, 'keys', 'keyBuckets', (append) =>
    eachBucket(
      hashes,
      buckets,
      (hash) => bucketOf(hash, buckets),
      (wordings, bucket) => {
        wordings.sort((a, b) => (hashes[a] as number) - (hashes[b] as number) || a - b);
        entries.clear();
        let previous = firstHash(bucket, buckets);
        for (const wording of wordings) {
          const hash = hashes[wording] as number;
          entries.number(hash - previous);
          entries.number(wording);
          previous = hash;
        }
        append(entries.written());
      },
    ),
  );
}

export class Keys {
  readonly #lists: Lists;

  constructor(pages: IndexPages) {
    this.#lists = new Lists(pages, 'keys', 'keyBuckets');
  }

  /** The wordings whose key has the hash of a key, ascending. */
  wordings(key: string): number[] {
    const hash = hashOf(key);
    const buckets = this.#lists.count;
    const bucket = bucketOf(hash, buckets);
    const entries = new ByteReader(this.#lists.read(bucket));
    const found: number[] = [];
    let at = firstHash(bucket, buckets);
    while (!entries.isAtEnd) {
      at += entries.number();
      const wording = entries.number();
      if (at === hash) found.push(wording);
    }
    return found;
  }
}
