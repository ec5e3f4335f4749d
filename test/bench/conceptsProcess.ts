/**
 * One step of the bench of concepts in a process of its own, so that its memory can be told: `build FILE NAMES` builds
 * an index of made-up names, `search FILE` opens any index and looks up mentions made from its names, `fused FILE` does so by
 * letters and by vectors that mean nothing, for the time that it takes. Prints its figures as JSON.
 */
import { rmSync, statSync } from 'node:fs';
import { SeededRandom } from '../../scripts/samples/random.ts';
import { buildIndex } from '../../server/terminology/index/builder.ts';
import { openIndex } from '../../server/terminology/index/files.ts';
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { Linker } from '../../server/terminology/linking/linker.ts';
import { LexicalSearch } from '../../server/terminology/search/candidates.ts';
import { conceptsFor } from '../../server/terminology/search/picker.ts';
import { vectorsPathOf } from '../../server/terminology/vectors/layout.ts';
import { openVectors } from '../../server/terminology/vectors/opening.ts';
import { randomVector, writeRandomVectors } from './randomVectors.ts';
import { distortions, mentionOf, syntheticConcepts } from './syntheticTerms.ts';

const [step, path = '', given = ''] = process.argv.slice(2);
const mentions = 300;

const steps: Readonly<Record<string, () => object | Promise<object>>> = { build, search, fused };
console.log(JSON.stringify(await steps[step ?? '']?.()));

async function build(): Promise<object> {
  const begun = performance.now();
  await buildIndex(path, { concepts: syntheticConcepts(Number(given)), retired: [], sources: [] });
  return { milliseconds: performance.now() - begun };
}

function search(): object {
  const begun = performance.now();
  const index = openIndex(path);
  const opening = performance.now() - begun;
  const residentAfterOpening = process.memoryUsage.rss();
  const lexical = new LexicalSearch(index);
  const random = new SeededRandom(4);
  // The first mentions read what the others find in memory; they are told apart.
  const first = timedLookup(index, lexical, random, 'exact', 20).times;
  const lookups = Object.fromEntries(
    distortions.map((distortion) => [distortion, timedLookup(index, lexical, random, distortion, mentions)]),
  );
  return {
    bytes: statSync(path).size,
    opening,
    residentAfterOpening,
    first,
    lookups,
    typing: typing(index),
    resident: process.memoryUsage.rss(),
  };
}

function fused(): object {
  const index = openIndex(path);
  const vectorsPath = vectorsPathOf(path);
  writeRandomVectors(vectorsPath, index, 'binary');
  const vectors = openVectors(vectorsPath, index);
  const linker = new Linker(index, { vectors });
  const random = new SeededRandom(4);
  const times: number[] = [];
  for (let mention = 0; mention < mentions + 20; mention += 1) {
    const concept = index.concept(Math.floor(random.next() * index.counts.concepts));
    const distortion = distortions[mention % distortions.length] as (typeof distortions)[number];
    const words = mentionOf(concept, distortion, random);
    const encoded = new Map([[words, randomVector(random)]]);
    const begun = performance.now();
    linker.link([{ words }], { encoded });
    times.push(performance.now() - begun);
  }
  rmSync(vectorsPath);
  return { times: times.slice(20), resident: process.memoryUsage.rss() };
}

interface Lookups {
  readonly times: number[];
  /** How many mentions had their concept first, and among the first ten. */
  readonly first: number;
  readonly firstTen: number;
}

function timedLookup(
  index: TerminologyIndex,
  lexical: LexicalSearch,
  random: SeededRandom,
  distortion: (typeof distortions)[number],
  count: number,
): Lookups {
  const times: number[] = [];
  let [first, firstTen] = [0, 0];
  for (let mention = 0; mention < count; mention += 1) {
    const number = Math.floor(random.next() * index.counts.concepts);
    const words = mentionOf(index.concept(number), distortion, random);
    const begun = performance.now();
    const found = lexical.candidates(words, { limit: 10 });
    times.push(performance.now() - begun);
    const rank = found.findIndex(({ concept }) => concept === number);
    if (rank === 0) first += 1;
    if (rank >= 0) firstTen += 1;
  }
  return { times, first: first / count, firstTen: firstTen / count };
}

/** What somebody types letter by letter, and how long each letter takes. */
function typing(index: TerminologyIndex): number[] {
  const times: number[] = [];
  for (const words of ['hepatitis acute left', 'fracture of the heart', 'C0000123', 'nephroblastoma']) {
    for (let length = 1; length <= words.length; length += 1) {
      const begun = performance.now();
      conceptsFor(index, words.slice(0, length), { limit: 20 });
      times.push(performance.now() - begun);
    }
  }
  return times;
}
