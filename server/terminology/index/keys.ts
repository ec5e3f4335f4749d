/** Keys of wordings as hashes: a lookup finds every wording of the key and, rarely, others, so its finds are compared. */

/** FNV-1a over UTF-16 code units, mixed at the end so that every bit depends on all of the key. 32 bits, unsigned. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A power of two with about sixteen wordings a bucket. */
export function keyBucketCount(wordings: number): number {
  return Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, wordings / 16))));
}

/** The bucket of a hash: buckets divide the range of hashes evenly, in order. */
export function keyBucket(hash: number, buckets: number): number {
  return Math.floor(hash / (2 ** 32 / buckets));
}
