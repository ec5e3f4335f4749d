/**
 * A terminology of any size that is not one: names of made-up words, as many to a concept, as many words to a name
 * and as unevenly used words as in UMLS. A concept depends on the seed and its number alone, so that it need not be
 * kept to be asked about.
 */
import { SeededRandom } from '../../scripts/samples/random.ts';
import type { Concept, ConceptName } from '../../server/terminology/concept.ts';

const seed = 20170911;

/** UMLS 2017AA has 3.4 million concepts for the 7.4 million names that its English vocabularies agree on. */
const namesPerConcept = 2.18;

const roots =
  'abdomin aden angi arthr athel audi bronch carcin cardi cephal cerebr chol chondr cost crani cyst cyt derm dors encephal enter erythr gastr gingiv gloss gluc gyn hem hepat hist hydr hyster ichthy kerat lact lapar leuk lip lith lymph mast melan mening metr my myel nas nephr neur ocul odont onc onych ophthalm orch oste ot ovar pancreat path pelv phleb pneum proct prostat psych pulmon pyel rhin salping sarc scler spondyl steat stomat thorac thromb thyr trache trich tympan ureter vas ventricul vesic viscer'.split(
    ' ',
  );
const middles =
  'o a i u ostat opath ogen olys ophag omet ograph otrop oxan idaz ubic amid etin ofur ulin avir'.split(' ');
const endings =
  'itis osis oma ectomy otomy algia emia pathy plasty scopy gram logy lysis penia phobia rrhea sclerosis trophy uria al ic ous ine ol ide ate mab nib statin pril'.split(
    ' ',
  );

/** The most frequent words of names, the most frequent first. */
const common =
  'of disease the structure left right disorder syndrome and type in with acute chronic oral tablet injection congenital infection due to product protein mg ml entire upper lower other fracture unspecified open tumor malignant neoplasm benign level pain blood deficiency antigen antibody test bone skin lung heart liver kidney'.split(
    ' ',
  );

/** A made-up word for each rank, different for each. */
function wordOf(rank: number): string {
  const word = common[rank];
  if (word !== undefined) return word;
  let rest = rank - common.length;
  const take = (parts: readonly string[]): string => {
    const part = parts[rest % parts.length] as string;
    rest = Math.floor(rest / parts.length);
    return part;
  };
  const ending = take(endings);
  let made = take(roots);
  while (rest > 0) made = take(roots) + take(middles) + made;
  return `${made}${ending}`;
}

/** As many different words as texts of a length have, by Heaps' law. */
function vocabularySize(names: number): number {
  return Math.round(60 * names ** 0.62);
}

/** How many concepts a terminology of a number of names has. */
export function conceptCount(names: number): number {
  return Math.round(names / namesPerConcept);
}

/** A concept of a terminology with about so many names. @param number from 0 on. */
export function syntheticConcept(number: number, names: number): Concept {
  const random = new SeededRandom(Math.imul(number + 1, 0x9e3779b1) ^ seed);
  const vocabulary = vocabularySize(names);
  // Ranks with probabilities that fall as one over the rank.
  const word = (): string => wordOf(Math.floor(vocabulary ** random.next()) - 1);
  const length = 1 + Math.floor(2 + 2.2 * random.next() + 2.5 * random.next() ** 3);
  const words = Array.from({ length }, word);
  const count = 1 + Math.floor(-Math.log(1 - random.next()) * 1.68);
  const named: ConceptName[] = [{ words: words.join(' '), kind: 'preferred', source: 'SNOMEDCT_US' }];
  for (let name = 1; name < count; name += 1) {
    const source = ['MSH', 'NCI', 'MTH', 'MDR'][Math.floor(4 * random.next())] as string;
    named.push({ words: otherName(words, word, random), kind: 'exact', source });
  }
  return {
    identifiers: [
      { system: 'UMLS', identifier: `C${String(number + 1).padStart(7, '0')}` },
      ...(number % 3 === 0 ? [{ system: 'SNOMEDCT', identifier: `${100_000_000 + 7 * number}` }] : []),
    ],
    names: [...new Map(named.map((name) => [`${name.source} ${name.words}`, name])).values()],
    semanticTypes: [['T047', 'T121', 'T023', 'T061'][number % 4] as string],
    group: (['DISO', 'CHEM', 'ANAT', 'PROC'] as const)[number % 4] as 'DISO',
  };
}

/** Another name of what some words name: in another order, with another word, in the plural, shorter, longer. */
function otherName(words: readonly string[], word: () => string, random: SeededRandom): string {
  const at = Math.floor(random.next() * words.length);
  switch (Math.floor(5 * random.next())) {
    case 0:
      return `${words.slice(at).join(' ')}, ${words.slice(0, at).join(' ')}`.replace(/, $/, '');
    case 1:
      return words.with(at, word()).join(' ');
    case 2:
      return `${words.join(' ')}s`;
    case 3:
      return words.length > 2 ? words.toSpliced(at, 1).join(' ') : `${words.join(' ')} ${word()}`;
    default:
      return `${word()} ${words.join(' ')}`;
  }
}

/** All concepts of a terminology with about so many names. */
export function* syntheticConcepts(names: number): Generator<Concept> {
  for (let number = 0; number < conceptCount(names); number += 1) yield syntheticConcept(number, names);
}

/** The rows of `MRCONSO.RRF` for a concept, each with its line end. */
export function conceptRows({ identifiers, names }: Concept): string {
  const [cui] = identifiers;
  const code = identifiers.find(({ system }) => system === 'SNOMEDCT')?.identifier ?? '';
  return names
    .map(({ words, kind, source }, index) => {
      const unique = `${cui?.identifier.slice(1)}${index}`;
      const termType = kind === 'preferred' ? 'PT' : 'SY';
      const isPreferred = index === 0 ? 'Y' : 'N';
      const status = index === 0 ? 'P' : 'S';
      // CUI LAT TS LUI STT SUI ISPREF AUI SAUI SCUI SDUI SAB TTY CODE STR SRL SUPPRESS CVF
      return `${cui?.identifier}|ENG|${status}|L${unique}|PF|S${unique}|${isPreferred}|A${unique}||${code}||${source}|${termType}|${code || 'NOCODE'}|${words}|0|N||\n`;
    })
    .join('');
}

/** How a mention differs from the name that it was made from. */
export const distortions = ['exact', 'misspelt', 'paraphrased'] as const;
export type Distortion = (typeof distortions)[number];

/** A mention of a concept, made from one of its names. */
export function mentionOf(concept: Concept, distortion: Distortion, random: SeededRandom): string {
  const name = concept.names[Math.floor(random.next() * concept.names.length)]?.words ?? '';
  if (distortion === 'exact') return name;
  const words = name.split(' ');
  if (distortion === 'misspelt') {
    // One letter of the longest word is dropped, doubled or swapped with the next.
    const at = words.reduce(
      (longest, word, index) => (word.length > (words[longest] as string).length ? index : longest),
      0,
    );
    const word = words[at] as string;
    const place = 1 + Math.floor(random.next() * Math.max(1, word.length - 2));
    const [head, letter, tail] = [word.slice(0, place), word.charAt(place), word.slice(place + 1)];
    const changed = [
      head + tail,
      head + letter + letter + tail,
      head + tail.charAt(0) + letter + tail.slice(1),
    ];
    return words.with(at, changed[Math.floor(3 * random.next())] as string).join(' ');
  }
  // The last word first, a word that says nothing between, and of long names one word less.
  const kept = words.length > 3 ? words.toSpliced(Math.floor(random.next() * words.length), 1) : words;
  return [kept.at(-1), 'of the', ...kept.slice(0, -1)].join(' ');
}
