/** Which scheme tags follow, and where they do not. */
import { canonicalTag, tagForm } from './tagReading.ts';

/** The schemes that are told apart, by the names that the literature gives them. */
export type SchemeName = 'IOB2' | 'IOB1' | 'IOBES' | 'BILUO' | 'IO';

/** A place where a tag does not follow from the one before it. */
export interface Irregularity<Place> {
  readonly place: Place;
  /** The tags on both sides; `undefined` for the beginning and the end of the sentence. */
  readonly before: string | undefined;
  readonly tag: string | undefined;
}

/** What was found in the tags of a file. */
export interface SchemeFinding<Place> {
  /** Absent where no token is tagged. */
  readonly scheme?: SchemeName;
  /** Whether the tags fit IOB1 as well as IO, because no mention touches another one. */
  readonly isAlsoIob1: boolean;
  /** In their order; of more than a thousand the first. */
  readonly irregularities: readonly Irregularity<Place>[];
  /** How many there are, listed or not. */
  readonly count: number;
}

/**
 * Finds the scheme of tags sentence by sentence, in memory that does not grow with their number.
 *
 * Letters decide first: L or U is BILUO, E or S is IOBES, and without B the scheme is IO. With B and I the scheme is
 * the one of IOB2 and IOB1 that fewer tags break, IOB2 where both are broken alike. Mentions do not depend on the
 * answer: `decodeTags` reads all of them in one way.
 */
export class SchemeDetection<Place> {
  readonly #letters = new Map<string, number>();
  readonly #broken = {
    IOB2: new Irregularities<Place>(),
    IOB1: new Irregularities<Place>(),
    IOBES: new Irregularities<Place>(),
  };
  /** Types without a letter; a fault only where other tags have one. */
  readonly #bare = new Irregularities<Place>();

  /**
   * Takes the tags of one sentence in one column.
   * @param placeOf the place of a token in the file, by its index in the sentence.
   */
  add(tags: readonly string[], placeOf: (index: number) => Place): void {
    for (let index = 0; index <= tags.length; index += 1) {
      const tag = tags[index];
      const before = tags[index - 1];
      if (tag !== undefined) this.#count(tag, before, index, placeOf);
      const left = partsOf(before);
      const right = partsOf(tag);
      for (const scheme of testable) {
        if (follows[scheme](left, right)) continue;
        const place = placeOf(Math.min(index, tags.length - 1));
        this.#broken[scheme].add({ place, before, tag });
      }
    }
  }

  get result(): SchemeFinding<Place> {
    const has = (...letters: string[]): boolean => letters.some((letter) => this.#letters.has(letter));
    const finding = (scheme: SchemeName, { listed, count }: Irregularities<Place>) => ({
      scheme,
      isAlsoIob1: false,
      irregularities: listed,
      count,
    });
    if (has('L', 'U')) return finding('BILUO', this.#broken.IOBES);
    if (has('E', 'S')) return finding('IOBES', this.#broken.IOBES);
    if (has('B')) {
      const { IOB1, IOB2 } = this.#broken;
      return IOB1.count < IOB2.count ? finding('IOB1', IOB1) : finding('IOB2', IOB2);
    }
    if (has('I')) return { ...finding('IO', this.#bare), isAlsoIob1: this.#bare.count === 0 };
    if (this.#bare.count > 0) return finding('IO', new Irregularities());
    return { isAlsoIob1: false, irregularities: [], count: 0 };
  }

  #count(tag: string, before: string | undefined, index: number, placeOf: (index: number) => Place): void {
    const form = tagForm(tag);
    if (form === 'prefixed') {
      const letter = tag.charAt(0);
      this.#letters.set(letter, (this.#letters.get(letter) ?? 0) + 1);
    } else if (form === 'bare') {
      this.#bare.add({ place: placeOf(index), before, tag });
    }
  }
}

class Irregularities<Place> {
  readonly listed: Irregularity<Place>[] = [];
  count = 0;

  add(irregularity: Irregularity<Place>): void {
    this.count += 1;
    if (this.listed.length < limit) this.listed.push(irregularity);
  }
}

const limit = 1000;

/** A tag in the letters of IOBES, or `O` also for the edges of a sentence. */
interface Parts {
  readonly letter: 'O' | 'B' | 'I' | 'E' | 'S' | 'bare';
  readonly type: string;
}

const outside: Parts = { letter: 'O', type: '' };
const lettersOfIobes = { B: 'B', I: 'I', E: 'E', L: 'E', S: 'S', U: 'S' } as const;

function partsOf(tag: string | undefined): Parts {
  if (tag === undefined) return outside;
  const form = tagForm(tag);
  if (form === 'bare') return { letter: 'bare', type: tag };
  if (form !== 'prefixed') return outside;
  const letter = lettersOfIobes[tag.charAt(0) as keyof typeof lettersOfIobes];
  return { letter, type: canonicalTag(tag).slice(1) };
}

const testable = ['IOB2', 'IOB1', 'IOBES'] as const;

const isOpen = ({ letter }: Parts): boolean => letter === 'B' || letter === 'I';

/** Whether one tag may follow another. */
const follows: Record<(typeof testable)[number], (before: Parts, tag: Parts) => boolean> = {
  IOB2: (before, { letter, type }) => {
    if (letter === 'I') return isOpen(before) && before.type === type;
    return letter === 'O' || letter === 'B';
  },
  IOB1: (before, { letter, type }) => {
    if (letter === 'B') return isOpen(before) && before.type === type;
    return letter === 'O' || letter === 'I';
  },
  IOBES: (before, { letter, type }) => {
    if (letter === 'bare') return false;
    const continues = letter === 'I' || letter === 'E';
    return isOpen(before) ? continues && before.type === type : !continues;
  },
};
