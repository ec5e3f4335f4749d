/**
 * One step of the bench of concepts in a process of its own, so that its memory can be told:
 * `build FILE NAMES` builds an index, `search FILE NAMES` opens it and looks up mentions. Prints its figures as JSON.
 */
import { statSync } from 'node:fs';
import { SeededRandom } from '../../scripts/samples/random.ts';
import { buildIndex } from '../../server/terminology/index/builder.ts';
import { openIndex } from '../../server/terminology/index/files.ts';
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import { LexicalSearch } from '../../server/terminology/search/candidates.ts';
import { conceptsFor } from '../../server/terminology/search/picker.ts';
import {
  conceptCount,
  distortions,
  mentionOf,
  syntheticConcept,
  syntheticConcepts,
} from './syntheticTerms.ts';

const [step, path = '', given = ''] = process.argv.slice(2);
const names = Number(given);
const mentions = 300;

console.log(JSON.stringify(step === 'build' ? await build() : search()));

async function build(): Promise<object> {
  const begun = performance.now();
  const counts = await buildIndex(path, { concepts: syntheticConcepts(names), retired: [], sources: [] });
  return { milliseconds: performance.now() - begun, names: counts.names, bytes: statSync(path).size };
}

function search(): object {
  const begun = performance.now();
  const index = openIndex(path);
  const opening = performance.now() - begun;
  const residentAfterOpening = process.memoryUsage.rss();
  const lexical = new LexicalSearch(index);
  const random = new SeededRandom(4);
  // The first mentions read what the others find in memory; they are told apart.
  const first = timedLookup(lexical, random, 'exact', 20).times;
  const lookups = Object.fromEntries(
    distortions.map((distortion) => [distortion, timedLookup(lexical, random, distortion, mentions)]),
  );
  return {
    opening,
    residentAfterOpening,
    first,
    lookups,
    typing: typing(index),
    resident: process.memoryUsage.rss(),
  };
}

interface Lookups {
  readonly times: number[];
  /** How many mentions had their concept first, and among the first ten. */
  readonly first: number;
  readonly firstTen: number;
}

function timedLookup(
  lexical: LexicalSearch,
  random: SeededRandom,
  distortion: (typeof distortions)[number],
  count: number,
): Lookups {
  const times: number[] = [];
  let [first, firstTen] = [0, 0];
  for (let mention = 0; mention < count; mention += 1) {
    const number = Math.floor(random.next() * conceptCount(names));
    const words = mentionOf(syntheticConcept(number, names), distortion, random);
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
