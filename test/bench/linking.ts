/** What linking costs with the terminology in the box, by letters and vectors, the engine's part included. */
import { SeededRandom } from '../../scripts/samples/random.ts';
import { ConceptLinker } from '../../server/inference/conceptLinker.ts';
import { EngineHost } from '../../server/inference/engineHost.ts';
import { openIndex } from '../../server/terminology/index/opening.ts';
import type { TerminologyIndex } from '../../server/terminology/index/terminologyIndex.ts';
import type { MentionToLink } from '../../server/terminology/linking/linker.ts';
import { typeOfGroup } from '../../server/terminology/linking/typeGroups.ts';
import { vectorsBeside } from '../../server/terminology/vectors/opening.ts';
import { atMost, type Figure, median, milliseconds, quantile } from './figures.ts';
import { engineScript, nameEncoder, terminology } from './places.ts';
import { distortions, mentionOf } from './syntheticTerms.ts';

const singles = 300;
const documents = 20;
const mentionsOfDocument = 50;

export async function measureLinking(): Promise<Figure[]> {
  const engine = new EngineHost({ script: engineScript });
  try {
    const opening = median(Array.from({ length: 9 }, openingTime));
    const index = openIndex(terminology);
    const linker = await ConceptLinker.over(index, engine, { encoder: nameEncoder });
    const mentions = new Mentions(index);
    const timed = async (count: number, onlyChosen = true): Promise<number> => {
      const some = Array.from({ length: count }, () => mentions.next());
      const begun = performance.now();
      await linker.link(some, { onlyChosen });
      return performance.now() - begun;
    };
    const first = await timed(1);
    for (let warming = 0; warming < 50; warming += 1) await timed(1);
    const single: number[] = [];
    const listed: number[] = [];
    for (let mention = 0; mention < singles; mention += 1) {
      single.push(await timed(1));
      listed.push(await timed(1, false));
    }
    const together: number[] = [];
    for (let document = 0; document < documents; document += 1)
      together.push(await timed(mentionsOfDocument));
    return [
      atMost('opening the index and its vectors (median of 9)', opening, 300, milliseconds),
      { name: 'the first mention, which reads what all need', value: milliseconds(first) },
      { name: `a mention, median of ${singles}`, value: milliseconds(median(single)) },
      atMost(`a mention, p95 of ${singles}`, quantile(single, 0.95), 10, milliseconds),
      atMost(
        `a mention with all its candidates, as a list shows them, p95 of ${singles}`,
        quantile(listed, 0.95),
        50,
        milliseconds,
      ),
      atMost(
        `${mentionsOfDocument} mentions of a document, median of ${documents}`,
        median(together),
        150,
        milliseconds,
      ),
      {
        name: `${mentionsOfDocument} mentions of a document, p95 of ${documents}`,
        value: milliseconds(quantile(together, 0.95)),
      },
    ];
  } finally {
    engine.stop();
  }
}

function openingTime(): number {
  const begun = performance.now();
  const index = openIndex(terminology);
  const vectors = vectorsBeside(index);
  const time = performance.now() - begun;
  vectors?.close();
  index.close();
  return time;
}

/**
 * Mentions made from the names of concepts, as they are and changed in every way in turn, each with a type. Titles of billing
 * codes are left out, whose twenty words nobody writes in a text.
 */
class Mentions {
  readonly #index: TerminologyIndex;
  readonly #random = new SeededRandom(5);
  #made = 0;

  constructor(index: TerminologyIndex) {
    this.#index = index;
  }

  next(): MentionToLink {
    for (;;) {
      const concept = this.#index.concept(Math.floor(this.#random.next() * this.#index.counts.concepts));
      const type = concept.group && typeOfGroup[concept.group];
      const isBilled = concept.identifiers.every(({ system }) => /^ICD/.test(system));
      if (type === undefined || isBilled || concept.names.length === 0) continue;
      const distortion = distortions[this.#made % distortions.length] as (typeof distortions)[number];
      this.#made += 1;
      return { words: mentionOf(concept, distortion, this.#random), type };
    }
  }
}
