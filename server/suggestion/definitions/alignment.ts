/** How the characters of a short form stand in a long form. */
import { balancedFrom } from './brackets.ts';
import { fold, isLetterOrDigit } from './folding.ts';

/** Where a character stands: first in its word, first in a part of a word (after a hyphen or a digit), or inside. */
type Site = 'word' | 'part' | 'inner';

/** An alignment of the letters and digits of a short form, in order. */
export interface Alignment {
  /** Where the long form starts: a UTF-16 offset into the stretch. It ends where the stretch ends. */
  readonly start: number;
  /** The higher, the more regular; see {@link align}. */
  readonly score: number;
  /** The number of characters that were asked for. */
  readonly count: number;
  /**
   * How many of them stand first in a word; first in a part of one, or go on a run of capitals ("ST segment"); inside,
   * right after the one before; elsewhere inside.
   */
  readonly words: number;
  readonly parts: number;
  readonly runs: number;
  readonly inner: number;
  /** Digits that stand nowhere in the long form. */
  readonly unmatched: number;
  /** Words between the aligned ones and after the last of them, not counting function words and asides. */
  readonly skipped: number;
  readonly trailing: number;
}

const gains = { word: 4, part: 3, capital: 4, run: 2, inner: 0.25 } as const;
const losses = {
  content: 3.5,
  function: 0.5,
  aside: 3,
  comma: 1,
  trailing: 4,
  trailingHead: 2,
  entry: 1.5,
  digit: 3,
  functionFirst: 3,
  partFirst: 0.5,
} as const;

/** Words that short forms pass over. */
const functionWords = new Set(
  `a an and as at by de der des di du et for from in into la le of on or per plus the to und upon van von via
  with within without`.split(/\s+/),
);

/** Words that a long form may end in without a letter of its own in the short form. */
const heads = new Set(
  `acid acids antibodies antibody antigen antigens cell cells disease family gene genes ion ions leucocytes
  leukocytes protein proteins receptor receptors syndrome test virus`.split(/\s+/),
);

/** Words that a digit or a sign stands for. */
const spelledOut: Readonly<Record<string, RegExp>> = {
  '1': /one|first|mono|single|i(?![a-z])/y,
  '2': /two|second|di|bi|double|ii(?![a-z])/y,
  '3': /three|third|tri|triple|iii(?![a-z])/y,
  '4': /four|tetra|quadruple|iv(?![a-z])/y,
  '5': /five|fifth|penta|v(?![a-z])/y,
  '6': /six|hexa/y,
  '+': /positive|plus/y,
  '-': /negative|minus|deficient/y,
};

/** A word, or a stretch in brackets that stands alone. Offsets into the stretch. */
interface Token {
  readonly start: number;
  readonly end: number;
  /** True for what stands in brackets: nothing in it is aligned. */
  readonly aside: boolean;
  /** True for what is neither an aside nor a function word. */
  readonly content: boolean;
  /** True for a word that a long form may end in without a letter of the short form. */
  readonly head: boolean;
  /** What passing over it costs. */
  readonly loss: number;
}

/**
 * The best alignment of `shortForm` with the end of `stretch`, if there is one. Each letter and digit of the short form
 * matches one of the stretch, in order, whatever the case or accent; a digit may stand for a word (`3D`,
 * "three-dimensional") or, at a cost, for nothing. The first one matches at the start of a word or of a part of a word;
 * the long form starts with that word. Brackets open and close inside the long form.
 *
 * This is the alignment of Schwartz and Hearst (2003) with a score in place of their rule that the last match wins:
 * initials count for more than letters inside words, and words that are passed over count against it. Of alignments
 * with the same score the shortest is taken. Takes time proportional to the product of both lengths.
 */
export function align(shortForm: string, stretch: string): Alignment | undefined {
  const wanted = wantedFrom(shortForm);
  if (wanted.length === 0) return undefined;
  const folded = fold(stretch);
  // After i characters: the best alignment that ended in an earlier word, and the best that ends in the last one.
  let before = new Array<Alignment | undefined>(wanted.length + 1);
  let complete: Alignment | undefined;
  for (const token of tokensOf(stretch, shortForm)) {
    const here = alignInToken({ wanted, stretch, folded, token, before });
    complete = better(here[wanted.length], trail(complete, token));
    before = Array.from(here, (alignment, index) => better(alignment, skip(before[index], token)));
  }
  return complete;
}

interface Search {
  readonly wanted: readonly string[];
  readonly stretch: string;
  readonly folded: string;
  readonly token: Token;
  readonly before: readonly (Alignment | undefined)[];
}

/** The best alignments of the first characters that reach into `token`, by their number. */
function alignInToken({ wanted, stretch, folded, token, before }: Search): (Alignment | undefined)[] {
  const here = new Array<Alignment | undefined>(wanted.length + 1);
  if (token.aside) return here;
  const mayStart = balancedFrom(stretch, token.start);
  // Those whose last character is the one right before this.
  let adjacent: (Alignment | undefined)[] = [];
  for (let at = token.start; at < token.end; at += 1) {
    const reached: (Alignment | undefined)[] = [];
    const character = folded.charAt(at);
    const site = isLetterOrDigit(character) ? siteOf(stretch, token.start, at) : undefined;
    const run =
      site === 'inner' ? (/\p{Lu}\p{Lu}/u.test(stretch.slice(at - 1, at + 1)) ? 'capital' : 'run') : site;
    for (let index = wanted.length - 1; site !== undefined && index >= 0; index -= 1) {
      if (!matches(wanted[index] as string, folded, at, site)) continue;
      const alignment =
        index === 0
          ? mayStart
            ? first(site, token, wanted.length)
            : undefined
          : better(
              extend(better(here[index], enter(before[index], site)), site),
              extend(adjacent[index], run),
            );
      reached[index + 1] = alignment;
      here[index + 1] = better(here[index + 1], alignment);
      if (alignment && /\p{N}/u.test(wanted[index + 1] ?? '')) {
        const { score, unmatched } = alignment;
        const without = { ...alignment, score: score - losses.digit, unmatched: unmatched + 1 };
        here[index + 2] = better(here[index + 2], without);
      }
    }
    adjacent = reached;
  }
  return here;
}

/** The letters and digits of a short form, and the sign that it ends in (`M+`). */
function wantedFrom(shortForm: string): string[] {
  const characters = [...fold(shortForm)];
  const sign = /[\p{L}\p{N}]\s?[+-]$/u.test(shortForm);
  return characters.filter((one, index) => isLetterOrDigit(one) || (sign && index === characters.length - 1));
}

function matches(wanted: string, folded: string, at: number, site: Site): boolean {
  if (wanted === folded.charAt(at)) return true;
  const pattern = site === 'inner' ? undefined : spelledOut[wanted];
  if (pattern === undefined) return false;
  pattern.lastIndex = at;
  return pattern.test(folded);
}

function siteOf(stretch: string, tokenStart: number, at: number): Site {
  let from = at;
  while (from > tokenStart && !isLetterOrDigit(stretch.charAt(from - 1))) from -= 1;
  if (from === tokenStart) return 'word';
  const previous = stretch.charAt(at - 1);
  // "Oestrogen receptor (ER)".
  if (from === tokenStart + 1 && at === from && /[oa]e/i.test(stretch.slice(at - 1, at + 1))) return 'word';
  if (!isLetterOrDigit(previous)) return /['’]/.test(previous) ? 'inner' : 'part';
  return /\p{N}/u.test(stretch.charAt(at)) === /\p{N}/u.test(previous) ? 'inner' : 'part';
}

function better(one: Alignment | undefined, other: Alignment | undefined): Alignment | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.score !== other.score) return one.score > other.score ? one : other;
  return one.start >= other.start ? one : other;
}

function first(site: Site, { start, content }: Token, count: number): Alignment | undefined {
  if (site === 'inner') return undefined;
  const score = (content ? 0 : -losses.functionFirst) - (site === 'part' ? losses.partFirst : 0);
  const counts = { words: 0, parts: 0, runs: 0, inner: 0, unmatched: 0, skipped: 0, trailing: 0 };
  return extend({ start, score, count, ...counts }, site);
}

/** An alignment that goes on inside a word whose start it does not hold. */
function enter(alignment: Alignment | undefined, site: Site): Alignment | undefined {
  if (alignment === undefined || site !== 'inner') return alignment;
  return { ...alignment, score: alignment.score - losses.entry };
}

function extend(
  alignment: Alignment | undefined,
  site: keyof typeof gains | undefined,
): Alignment | undefined {
  if (alignment === undefined || site === undefined) return undefined;
  const score = alignment.score + gains[site];
  switch (site) {
    case 'word':
      return { ...alignment, score, words: alignment.words + 1 };
    case 'part':
    case 'capital':
      return { ...alignment, score, parts: alignment.parts + 1 };
    case 'run':
      return { ...alignment, score, runs: alignment.runs + 1 };
    default:
      return { ...alignment, score, inner: alignment.inner + 1 };
  }
}

function skip(alignment: Alignment | undefined, { content, loss }: Token): Alignment | undefined {
  if (alignment === undefined) return undefined;
  const { score, skipped } = alignment;
  return { ...alignment, score: score - loss, skipped: skipped + (content ? 1 : 0) };
}

function trail(alignment: Alignment | undefined, { content, head, loss }: Token): Alignment | undefined {
  if (alignment === undefined) return undefined;
  const { score, trailing } = alignment;
  if (!content) return { ...alignment, score: score - loss };
  return {
    ...alignment,
    score: score - (head ? losses.trailingHead : losses.trailing),
    trailing: trailing + 1,
  };
}

/** Words end at white space, after a slash and at a dash, and start at a letter, a digit or a bracket. */
const word = /[([][^()[\]]*[)\]](?=[\s,]|$),?|(?:(?!--)[^\s/—])+(?:\/|—|--)?|\S/g;
/** What may be joined to the front of a long form without being part of it: "anti-", or an abbreviation in brackets. */
const affix = /^(?:(?:[Aa]nti|[Pp]re|[Pp]ost)-|[([]\p{Lu}[^()[\]\s]*\p{Lu}[^()[\]\s]*[)\]]-)(?=\p{L})/u;

function tokensOf(stretch: string, shortForm: string): Token[] {
  return Array.from(stretch.matchAll(word), ({ 0: words, index }) => {
    const end = index + words.length;
    if (/^[([][^()[\]]*[)\]],?$/.test(words)) {
      return { start: index, end, aside: true, content: false, head: false, loss: losses.aside };
    }
    let start = index;
    while (start < end && !mayStartAt(stretch, start)) start += 1;
    const joined = affix.exec(words)?.[0];
    if (joined && fold(joined.charAt(0)) !== fold(shortForm.charAt(0))) start = index + joined.length;
    const bare = words.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').toLowerCase();
    const content = bare !== '' && !functionWords.has(bare);
    const loss = (content ? losses.content : losses.function) + (words.endsWith(',') ? losses.comma : 0);
    return { start, end, aside: false, content, head: heads.has(bare), loss };
  });
}

/** A letter, a digit, or a bracket that something closes. */
function mayStartAt(stretch: string, start: number): boolean {
  const character = stretch.charAt(start);
  return isLetterOrDigit(character) || (/[([]/.test(character) && balancedFrom(stretch, start));
}
