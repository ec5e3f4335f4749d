/** Words without their inflection, and some adjectives as their nouns, for comparison. */

const known = new Map<string, string>();
const mostKnown = 200_000;

const shortestAdjective = 7;

/**
 * A word of {@link wordsOf} without the ending of a plural, English, Latin or Greek: `biopsies` and `biopsy`,
 * `metastases` and `metastasis`, `carcinomata` and `carcinoma`, `diseases` and `disease` give the same stem, which
 * need not be a word; so do adjectives of Greek nouns and these: `necrotic` and `necrosis`, `ischemic` and
 * `ischemia`, `neuropathic` and `neuropathy`, `nephritic` and `nephritis`. Words of at most three letters stay as
 * they are, since most of them are symbols.
 */
export function stemOf(word: string): string {
  if (word.length < 4) return word;
  let stem = known.get(word);
  if (stem === undefined) {
    stem = stemmed(word);
    if (known.size >= mostKnown) known.clear();
    known.set(word, stem);
  }
  return stem;
}

function stemmed(word: string): string {
  const noun = nounOf(word);
  if (noun !== undefined) return noun;
  if (/s(?:is|es|e)$/.test(word)) return word.replace(/s(?:is|es|e)$/, 's');
  if (/(?:ss|us)$/.test(word)) return word;
  if (/z(?:es|e)$/.test(word)) return word.replace(/z(?:es|e)$/, 'z');
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(?:x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/[^i]omata$/.test(word)) return word.slice(0, -2);
  if (/[^is]s$/.test(word)) return word.slice(0, -1);
  return word;
}

/** The stem of the noun that an adjective is made from, by its ending. */
function nounOf(adjective: string): string | undefined {
  if (adjective.length < shortestAdjective || !adjective.endsWith('ic')) return undefined;
  if (/[aeoy]tic$/.test(adjective)) return `${adjective.slice(0, -3)}s`;
  if (/itic$/.test(adjective)) return `${adjective.slice(0, -2)}is`;
  if (/emic$/.test(adjective)) return `${adjective.slice(0, -1)}a`;
  if (/pathic$/.test(adjective)) return `${adjective.slice(0, -2)}y`;
  return undefined;
}
