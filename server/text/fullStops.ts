/** The full stop: the end of a sentence, or part of an abbreviation, an initial, a number or an item's number. */
import {
  beforeNames,
  beforeNumbers,
  clipped,
  connectors,
  dosing,
  letteredThings,
  routes,
  sentenceStarters,
  titles,
} from './abbreviations.ts';
import { isSpace } from './whiteSpace.ts';

/** Where the text around a stop lies. All numbers are UTF-16 offsets into the text. */
export interface Place {
  readonly text: string;
  /** The start of the sentence so far. */
  readonly start: number;
  /** The first stop. */
  readonly index: number;
  /** The end of the paragraph. */
  readonly limit: number;
}

/** What comes after a stop, its closing quotes and brackets, and white space. */
export interface Following {
  /** The class of the first character that is no opening quote or bracket. */
  readonly kind: 'upper' | 'lower' | 'digit' | 'uncased' | 'mark' | 'operator' | 'stop';
  /** Where it stands. */
  readonly start: number;
  /** The letters, digits, hyphens and inner stops from there. */
  readonly word: string;
  /** True where an opening quote or bracket comes first. */
  readonly opened: boolean;
}

/** No word that a rule looks at is longer; it bounds the work at each stop. */
export const longestWord = 40;

/** What stands before a full stop. */
interface Before {
  /** The word that ends at the stop, with inner stops and without hyphens; empty after a bracket or another mark. */
  readonly token: string;
  /** The token in lower case. */
  readonly word: string;
  /** The characters before the token, as far as the rules look. */
  readonly leading: string;
}

/**
 * Whether a single full stop with white space after it ends its sentence. `closed` tells that a closing quote, a
 * bracket or a citation stands between them. The rules, first match first:
 *
 * 1. `1.` or `a.` at the start of a sentence, after a semicolon, or as the first after a colon, counts an item: no end.
 *    Nor does `1).` end one after either mark.
 * 2. After a bracket, a percent sign or another mark: an end, before lower case only after a bracket or a quote.
 * 3. Words that join what stands on their two sides (`e.g.`, `vs.`): no end.
 * 4. A unit after a number (`4 °C.`) is no abbreviation, nor is the last part of a compound (`GluR-B.`, `A&O.`): see 9.
 * 5. Titles (`Dr.`): no end. `Fig.`, `No.` and months: no end before a number or a letter.
 * 6. `et al.`, `Inc.`, `U.S.`: an end only before a word that begins sentences ({@link sentenceStarters}).
 * 7. Times and doses (`7 a.m.`, `b.i.d.`): an end before a capital.
 * 8. Initials, species, lettered things (`J. Smith`, `E. coli`, `group A.`): as in 6, and after "group" and the like
 *    and after another letter ("E and F.").
 * 9. Any other word: an end, before lower case only after an ordinary word.
 */
export function endsAtFullStop(place: Place, following: Following, closed: boolean): boolean {
  const before = wordBefore(place);
  const { token, word, leading } = before;
  const upper = following.kind === 'upper';
  const lower = following.kind === 'lower';
  const starts = upper && isStarter(following.word);
  if (isListMarker(place, token)) return false;
  if (token === '') return !endsListMarker(leading) && (!lower || /[\s)\]”"]$/.test(leading));
  if (token === 'Ph' && /^D\b/.test(following.word)) return false;
  // "MS" and "IE" in capitals name other things than "Ms." and "ie." do.
  const capitals = token.length > 1 && token === token.toUpperCase();
  if (connectors.has(word)) return capitals && starts;
  if (/^\p{L}{1,3}$/u.test(token) && /\d°?\s?$|°$/.test(leading)) return endsAtUnit(word, following);
  if (/[\p{L}\p{N}][-–/&>]$/u.test(leading) && /^\p{L}+$/u.test(token))
    return endsOrdinary(before, following);
  if (titles.has(word)) return (closed && upper) || (capitals && starts);
  if (beforeNumbers.has(word) && isNumberLike(following)) return false;
  if (beforeNames.has(word)) return starts || (closed && upper);
  // "5 mg q.d. (for hypertension)"
  if (following.opened && word.includes('.') && (routes.has(word) || dosing.has(word))) return false;
  if (routes.has(word)) return starts || (upper && isQuantity(leading));
  if (dosing.has(word) && !followsTitle(leading)) return upper && !isDosing(following.word);
  if (/^\p{L}$/u.test(token)) return endsAtInitial(before, following, closed);
  if (/^\p{L}(?:\.\p{L})+$/u.test(token)) return starts || (closed && upper);
  return endsOrdinary(before, following);
}

/** The word before the stop, and what leads to it. */
function wordBefore({ text, start, index }: Place): Before {
  const stretch = text.slice(Math.max(start, index - longestWord), index);
  const token = /[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}.'’]*)$/u.exec(lastRun(stretch))?.[0] ?? '';
  const from = index - token.length;
  return { token, word: token.toLowerCase(), leading: text.slice(Math.max(start, from - 16), from) };
}

/** What follows the last white space. */
function lastRun(stretch: string): string {
  let from = stretch.length;
  while (from > 0 && !isSpace(stretch.charCodeAt(from - 1))) from -= 1;
  return stretch.slice(from);
}

/**
 * `1.`, `(a.` or `iv.` at the start of a sentence, after a semicolon, or stuck to a comma ("PLAN,1."). After a colon only
 * the first of a list: "Pulse: 80." gives a value.
 */
function isListMarker({ text, start, index }: Place, token: string): boolean {
  if (!/^(?:\d{1,3}|[A-Za-z]|[ivx]{2,4}|[IVX]{2,4})$/.test(token)) return false;
  const from = index - token.length;
  const leading = text.slice(Math.max(start, from - 4), from);
  if (from - leading.length === start && /^\s*[(#]?$/.test(leading)) return true;
  return /;\s+[(#]?$|[^\s\d],$/.test(leading) || (/:\s+[(#]?$/.test(leading) && /^[1aAiI]$/.test(token));
}

/** "1)" after a colon or a semicolon. */
function endsListMarker(leading: string): boolean {
  return /[:;]\s\(?(?:\d{1,2}|[a-zA-Z])\)$/.test(leading);
}

/** "4 °C. 10 ml" are two measures, "5 ft. 11 in." is one. */
function endsAtUnit(word: string, { kind, word: next }: Following): boolean {
  return kind !== 'lower' && !(kind === 'digit' && dosing.has(word)) && !isDosing(next);
}

/** A single letter: the genus of a species, an initial, or a name such as "group A" and "vitamin D". */
function endsAtInitial({ token, leading }: Before, following: Following, closed: boolean): boolean {
  if (following.kind === 'lower') return false;
  if (following.kind !== 'upper') return following.kind === 'mark' || !/\p{Lu}/u.test(token);
  if (closed || isStarter(following.word)) return true;
  // "E and F." names two letters, "Watson and F. Crick" a person.
  if (/(?<![\p{L}\p{N}.])\p{Lu},? (?:and|or) $/u.test(leading)) return true;
  const thing = /(\p{L}+) $/u.exec(leading)?.[1]?.toLowerCase();
  return thing !== undefined && letteredThings.has(thing);
}

/** A sentence in lower case follows an ordinary word; one that starts with the name of a gene may follow a number. */
function endsOrdinary({ token, word }: Before, following: Following): boolean {
  if (clipped.has(word)) return following.kind === 'upper';
  if (following.kind !== 'lower') return true;
  if (/^\p{L}?\p{Ll}{2,}$/u.test(token) && /[aeiouy]/i.test(token)) return true;
  return /[\p{Lu}\p{Nd}]/u.test(following.word) && /\p{Nd}$/u.test(token);
}

/**
 * Whether a sentence ends at a full stop that has no white space before `end`: "…antibody.Then". Asks for an ordinary
 * word or a decimal number before it and a capitalised word after it, so that names of files, sites and variants stay
 * whole.
 */
export function isMissingSpace({ text, start, index, limit }: Place, end: number): boolean {
  if (end !== index + 1 || text.charAt(index) !== '.') return false;
  const next = /^(?:\p{Lu}\p{Ll}+(?=[\s,]|$)|A(?= ))/u.exec(
    text.slice(end, Math.min(limit, end + longestWord)),
  )?.[0];
  if (next === undefined) return false;
  const before = lastRun(text.slice(Math.max(start, index - longestWord), index));
  if (/[@/\\]|www/.test(before)) return false;
  if (/^\(?\p{L}?\p{Ll}{2,}[)\]]?$|\p{Ll}{3}[)\]]?$/u.test(before)) {
    return !titles.has(before.toLowerCase()) && !connectors.has(before.toLowerCase());
  }
  return /\.\d+[)%\]]?$/.test(before) && isStarter(next);
}

/** The word begins sentences, and is no initial ("A. Smith"). */
function isStarter(word: string): boolean {
  if (/^\p{L}\./u.test(word)) return false;
  return sentenceStarters.has(/^\p{L}*/u.exec(word.toLowerCase())?.[0] ?? '');
}

function isDosing(word: string): boolean {
  const lower = word.toLowerCase().replace(/\.$/, '');
  return (dosing.has(lower) || routes.has(lower)) && !sentenceStarters.has(lower);
}

/** "40 mg" before "p.o.": "40 mg p.o. Bactrim", but "on p.o. Bactrim". */
function isQuantity(leading: string): boolean {
  return /\d\s?\p{L}{1,4}\s$/u.test(leading);
}

function followsTitle(leading: string): boolean {
  return /(?<!\p{L})(?:[DM]rs?|Ms|Prof)\.? $/u.test(leading);
}

function isNumberLike({ kind, word }: Following): boolean {
  return kind === 'digit' || /^(?:[A-Z]{1,3}\d|[IVX]+\b|[A-Za-z]\b(?!\.))/.test(word);
}
