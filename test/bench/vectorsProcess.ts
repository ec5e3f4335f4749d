/**
 * One step of the bench of vectors in a process of its own. `encode FILE some|all` encodes names of the index in the box,
 * `search FILE CODING ROWS` searches rows from a seeded generator, and `recall FILE some|all [ROWS]` compares what a search
 * finds among the names of the box, and among more rows, with what comparing with each of them finds. Prints its figures as
 * JSON.
 */
import { rmSync, statSync } from 'node:fs';
import { SeededRandom } from '../../scripts/samples/random.ts';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { NameEncoder } from '../../server/inference/nameEncoder.ts';
import { openIndex } from '../../server/terminology/index/opening.ts';
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { type Coding, encodeRow, similarityTo } from '../../server/terminology/vectors/coding.ts';
import { encodeIndex } from '../../server/terminology/vectors/encoding.ts';
import { chosenGroups, type IndexedNames } from '../../server/terminology/vectors/layout.ts';
import { openVectors } from '../../server/terminology/vectors/opening.ts';
import { writeVectors } from '../../server/terminology/vectors/writing.ts';
import { engineScript, nameEncoder, terminology } from './places.ts';
import { dimensions, randomVector, statement, writeRandomVectors } from './randomVectors.ts';
import { distortions, mentionOf } from './syntheticTerms.ts';

const [step, path = '', ...given] = process.argv.slice(2);
const everything = { groups: chosenGroups, without: [] };
const scale = { unrelated: 0, same: 1 };

const steps: Readonly<Record<string, () => Promise<object>>> = { encode, search, recall };

async function withEncoder<T>(use: (encoder: NameEncoder) => Promise<T>): Promise<T> {
  const engine = new EngineHost({ script: engineScript });
  try {
    return await use(await NameEncoder.load(engine, nameEncoder));
  } finally {
    engine.stop();
  }
}

/** Groups whose names are encoded, and systems whose concepts are left out. */
function choiceOf(size: string | undefined): Parameters<typeof encodeIndex>[3]['choice'] {
  const groups =
    size === 'all' ? chosenGroups.filter((group) => group !== 'GENE') : (['PROC', 'PHYS'] as const);
  return { groups, without: ['ICD10CM', 'ICD9CM'] };
}

async function encode(): Promise<object> {
  const index = openIndex(terminology);
  return withEncoder(async (encoder) => {
    const begun = performance.now();
    const { encoded } = await encodeIndex(
      index,
      path,
      { statement, dimensions, encode: (names) => encoder.encodeNames(names) },
      { coding: 'binary', choice: choiceOf(given[0]) },
    );
    return { names: encoded, milliseconds: performance.now() - begun };
  });
}

/** Names that are there for their number alone, in one group. */
function namesWithoutIndex(wordings: number): IndexedNames {
  const counts = { concepts: wordings, names: wordings, wordings, stems: 0, identifiers: 0, retired: 0 };
  return { path: 'bench.index', identity: 'bench', counts, groupCodeOf: () => 0 };
}

async function search(): Promise<object> {
  const [coding, rowCount] = [given[0] as Coding, Number(given[1])];
  const names = namesWithoutIndex(rowCount);
  writeRandomVectors(path, names, coding);
  const random = new SeededRandom(3);
  const query = (): Float32Array => randomVector(random);
  const timed = (work: () => unknown): number => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  };
  const before = process.memoryUsage.rss();
  const begun = performance.now();
  const vectors = openVectors(path, names);
  const opening = performance.now() - begun;
  const first = timed(() => vectors.nearest(query(), 10));
  for (let run = 0; run < 20; run += 1) vectors.nearest(query(), 10);
  const times = Array.from({ length: 40 }, () => timed(() => vectors.nearest(query(), 10)));
  const accepts = (wording: number): boolean => wording % 100 === 0;
  const accepting = Array.from({ length: 20 }, () => timed(() => vectors.nearest(query(), 10, { accepts })));
  const growth = process.memoryUsage.rss() - before;
  const bytes = statSync(path).size;
  rmSync(path);
  return { bytes, opening, first, times, accepting, growth };
}

/** The vectors of names of the box one after the other, and those of mentions made from some of them. */
async function realVectors(
  size: string | undefined,
): Promise<{ names: Float32Array; mentions: Float32Array[] }> {
  const index = openIndex(terminology);
  const { groups, without } = choiceOf(size);
  const words: string[] = [];
  const concepts: number[] = [];
  for (const { number, concept, wordings } of index.conceptsWithWordings()) {
    if (!groups.some((group) => group === (concept.group ?? 'none'))) continue;
    if (concept.identifiers.every(({ system }) => without.includes(system))) continue;
    concepts.push(number);
    for (const [first] of wordings) if (first) words.push(first.words);
  }
  return withEncoder(async (encoder) => {
    const names = new Float32Array(words.length * dimensions);
    for (let from = 0; from < words.length; from += 1024) {
      const vectors = await encoder.encodeNames(words.slice(from, from + 1024));
      for (const [at, vector] of vectors.entries()) names.set(vector, (from + at) * dimensions);
    }
    return { names, mentions: await encoder.encodeMentions(mentionsOf(index, concepts)) };
  });
}

function mentionsOf(index: TerminologyIndex, concepts: readonly number[]): string[] {
  const random = new SeededRandom(6);
  return Array.from({ length: 60 }, (_, place) => {
    const concept = index.concept(concepts[Math.floor(random.next() * concepts.length)] as number);
    return mentionOf(
      concept,
      distortions[place % distortions.length] as (typeof distortions)[number],
      random,
    );
  });
}

async function recall(): Promise<object> {
  const { names, mentions } = await realVectors(given[0]);
  const real = names.length / dimensions;
  const more = given.slice(1).map(Number);
  const found = (['binary', 'int8'] as const).map((coding) =>
    recalled(coding, new Rows(names, real), mentions),
  );
  for (const rowCount of more) found.push(recalled('binary', new Rows(names, rowCount), mentions));
  return found;
}

/**
 * The vectors of names of the box, and as many more as are wanted, which lie between two of them, much nearer to the one,
 * as further names of its concept would.
 */
class Rows {
  readonly count: number;
  readonly #names: Float32Array;
  readonly #real: number;
  readonly #others: Uint32Array;
  readonly #weights: Float32Array;
  readonly #lengths: Float32Array;

  constructor(names: Float32Array, count: number) {
    this.#names = names;
    this.#real = names.length / dimensions;
    this.count = count;
    const random = new SeededRandom(7);
    this.#others = Uint32Array.from({ length: count }, () => random.next() * this.#real);
    this.#weights = Float32Array.from({ length: count }, (_, row) =>
      row < this.#real ? 0 : 0.2 + 0.6 * random.next(),
    );
    this.#lengths = new Float32Array(count).fill(1);
  }

  vector(row: number): Float32Array {
    const one = (row % this.#real) * dimensions;
    const other = (this.#others[row] as number) * dimensions;
    const weight = this.#weights[row] as number;
    const vector = new Float32Array(dimensions);
    for (let at = 0; at < dimensions; at += 1)
      vector[at] = (this.#names[one + at] as number) + weight * (this.#names[other + at] as number);
    this.#lengths[row] = Math.hypot(...vector);
    return vector;
  }

  /** The cosine to each row, once every row has been asked for. */
  cosinesTo(query: Float32Array): (row: number) => number {
    const products = new Float64Array(this.#real);
    for (let name = 0; name < this.#real; name += 1) {
      let sum = 0;
      for (let at = 0; at < dimensions; at += 1)
        sum += (query[at] as number) * (this.#names[name * dimensions + at] as number);
      products[name] = sum;
    }
    return (row) =>
      ((products[row % this.#real] as number) +
        (this.#weights[row] as number) * (products[this.#others[row] as number] as number)) /
      (this.#lengths[row] as number);
  }
}

/** How many of the ten nearest a search finds. */
function recalled(coding: Coding, rows: Rows, mentions: readonly Float32Array[]): object {
  const length = encodeRow(coding, rows.vector(0)).length;
  const codes = new Uint8Array(length * rows.count);
  for (let row = 0; row < rows.count; row += 1) codes.set(encodeRow(coding, rows.vector(row)), row * length);
  const index = namesWithoutIndex(rows.count);
  writeVectors(
    path,
    index,
    { encoder: statement, dimensions, coding, choice: everything, scale },
    function* () {
      for (let wording = 0; wording < rows.count; wording += 1)
        yield { wording, row: codes.subarray(wording * length, (wording + 1) * length) };
    },
  );
  const vectors = openVectors(path, index);
  let [amongRows, amongVectors] = [0, 0];
  for (const mention of mentions) {
    const found = new Set(vectors.nearest(mention, 10).map(({ wording }) => wording));
    const similarity = similarityTo(coding, mention);
    const byRows = nearestTen(rows.count, (row) => similarity(codes, row * length));
    amongRows += byRows.filter((row) => found.has(row)).length;
    amongVectors += nearestTen(rows.count, rows.cosinesTo(mention)).filter((row) => found.has(row)).length;
  }
  vectors.close();
  const most = 10 * mentions.length;
  return { coding, rows: rows.count, amongRows: amongRows / most, amongVectors: amongVectors / most };
}

/** The ten rows with the highest similarity; of equal ones the first. */
function nearestTen(rowCount: number, similarity: (row: number) => number): number[] {
  let best: { readonly row: number; readonly value: number }[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rowCount; row += 1) {
    const value = similarity(row);
    if (best.length === 10 && value <= least) continue;
    best = [...best, { row, value }]
      .sort((one, other) => other.value - one.value || one.row - other.row)
      .slice(0, 10);
    least = best.at(-1)?.value ?? least;
  }
  return best.map(({ row }) => row);
}

console.log(JSON.stringify(await steps[step as string]?.()));
