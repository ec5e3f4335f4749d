/**
 * The candidates of scispaCy: names by the cosine of their runs of three characters, weighted by inverse document
 * frequency, as scikit-learn's `TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=10)` has them. Here
 * every name is compared, so that nothing is lost to an approximate search.
 */

const leastFrequency = 10;

export class NgramBaseline {
  readonly #postings = new Map<
    string,
    { readonly names: Uint32Array; readonly weights: Float32Array; readonly idf: number }
  >();
  readonly #concepts: Uint32Array;
  readonly #scores: Float32Array;

  /** @param names each with its concept. */
  constructor(names: readonly { readonly words: string; readonly concept: number }[]) {
    this.#concepts = Uint32Array.from(names, ({ concept }) => concept);
    this.#scores = new Float32Array(names.length);
    const frequencies = new Map<string, number>();
    for (const { words } of names)
      for (const run of runs(words).keys()) frequencies.set(run, (frequencies.get(run) ?? 0) + 1);
    const filled = new Map<string, number>();
    for (const [run, frequency] of frequencies) {
      if (frequency < leastFrequency) continue;
      const idf = Math.log((1 + names.length) / (1 + frequency)) + 1;
      this.#postings.set(run, {
        names: new Uint32Array(frequency),
        weights: new Float32Array(frequency),
        idf,
      });
      filled.set(run, 0);
    }
    for (const [name, { words }] of names.entries()) {
      for (const [run, weight] of this.#vector(words)) {
        const { names: of, weights } = this.#postings.get(run) as {
          names: Uint32Array;
          weights: Float32Array;
        };
        const place = filled.get(run) as number;
        of[place] = name;
        weights[place] = weight;
        filled.set(run, place + 1);
      }
    }
  }

  /** The concepts of the most similar names, the most similar first; of equal ones the first. */
  concepts(mention: string, limit: number): number[] {
    const touched: number[] = [];
    for (const [run, weight] of this.#vector(mention)) {
      const { names, weights } = this.#postings.get(run) as { names: Uint32Array; weights: Float32Array };
      for (let at = 0; at < names.length; at += 1) {
        const name = names[at] as number;
        if (this.#scores[name] === 0) touched.push(name);
        this.#scores[name] = (this.#scores[name] as number) + weight * (weights[at] as number);
      }
    }
    const best = new Map<number, number>();
    for (const name of touched) {
      const score = this.#scores[name] as number;
      this.#scores[name] = 0;
      const concept = this.#concepts[name] as number;
      if (score > (best.get(concept) ?? 0.1)) best.set(concept, score);
    }
    return [...best]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, limit)
      .map(([concept]) => concept);
  }

  /** The weights of a text's runs, of length 1. */
  #vector(words: string): [run: string, weight: number][] {
    const weighted: [string, number][] = [];
    let squares = 0;
    for (const [run, count] of runs(words)) {
      const idf = this.#postings.get(run)?.idf;
      if (idf === undefined) continue;
      weighted.push([run, count * idf]);
      squares += (count * idf) ** 2;
    }
    return weighted.map(([run, weight]) => [run, weight / Math.sqrt(squares)]);
  }
}

/** The runs of three characters of each word between blanks, padded by one blank on either side. */
function runs(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const word of text.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      const run = padded.slice(at, at + 3);
      found.set(run, (found.get(run) ?? 0) + 1);
    }
  }
  return found;
}
