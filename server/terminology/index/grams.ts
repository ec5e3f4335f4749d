/** The runs of three letters by which stems that are spelled alike are found. */

/** Shorter stems have hardly a run in common with a misspelling of themselves. */
const shortestStem = 3;

/**
 * Hashes of the runs of three characters in a stem, its start and its end being characters, too; none for numbers and for stems of
 * fewer than three characters. A run that occurs twice is there twice.
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
export function gramBucketCount(stems: number): number {
  return Math.min(65_536, Math.max(256, 2 ** Math.ceil(Math.log2(Math.max(1, stems / 4)))));
}
