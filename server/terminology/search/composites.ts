/** Mentions of several things that share words: `breast and ovarian cancer`. */

/** What stands between the things. */
const joiners = /(?:,\s*|\s)(?:and\/or|and|or|as well as)\s+|,\s+|\//i;

/**
 * What a mention of several things would be called one by one: `breast and ovarian cancer` gives `breast cancer` and
 * `ovarian cancer`; `cancer of the breast and ovary` gives `cancer of the breast` and `cancer of the ovary`. A
 * mention that names one thing gives itself. The result is a guess from the words alone: `head and neck cancer` is
 * divided, too, and the caller keeps whole what is known whole.
 */
export function partsOf(mention: string): string[] {
  const pieces = mention.split(joiners).map((piece) => piece.trim());
  if (pieces.length < 2 || pieces.some((piece) => piece === '' || !/\p{L}/u.test(piece))) return [mention];
  const words = pieces.map((piece) => piece.split(/\s+/));
  const first = words[0] as string[];
  const last = words.at(-1) as string[];
  // "Cancer of the breast and ovary": what stands up to the preposition is shared.
  const preposition = first.findLastIndex((word) => /^(?:of|in|to|with|the)$/i.test(word));
  if (preposition > 0 && preposition < first.length - 1 && !last.some((word) => /^(?:of|in)$/i.test(word))) {
    const shared = first.slice(0, preposition + 1).join(' ');
    return pieces.map((piece, index) => (index === 0 ? piece : `${shared} ${piece}`));
  }
  // "Breast and ovarian cancer": the last word is shared, unless each thing is complete.
  if (last.length === 1) return pieces;
  const head = last.at(-1) as string;
  return pieces.map((piece, index) =>
    index === pieces.length - 1 || (words[index] as string[]).at(-1)?.toLowerCase() === head.toLowerCase()
      ? piece
      : `${piece} ${head}`,
  );
}
