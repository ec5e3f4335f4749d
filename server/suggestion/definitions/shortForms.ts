/** Which words are written like a short form. */
import { type Span, span } from '../../text/positions.ts';

/** In UTF-16 code units. */
export const longestShortForm = 15;
const mostWords = 3;

/** Words that introduce a short form inside brackets. */
const introduction =
  /^\s*(?:(?:or|also|i\.e\.,?|abbreviated(?: as| to)?|abbreviation:?|abbr?\.?:?|(?:also )?(?:called|termed|named|known as|referred to as)|designated|denoted(?: as| by)?|here(?:after|inafter|in)?|henceforth|in short)\s+)*["'“‘]?/i;

/** What ends a short form inside brackets. */
const conclusion =
  /[;,:](?=\s|$)|\s?=|["”’](?=[\s;,]|$)|\s(?:or|i\.e\.|e\.g\.|in|for|from|to|with|see|[([–—])/;

/**
 * The short form that a stretch starts with, leaving out what introduces it ("abbreviated as", a quote) and what comes
 * after it ("; n = 5", ", see below"): a span of the stretch, in UTF-16 code units, half-open.
 */
export function shortFormAtStart(stretch: string): Span | undefined {
  const start = introduction.exec(stretch)?.[0].length ?? 0;
  const cut = conclusion.exec(stretch.slice(start))?.index ?? stretch.length - start;
  const words = stretch.slice(start, start + cut).trimEnd();
  return isShortForm(words) ? span(start, start + words.length) : undefined;
}

/**
 * Whether words are written like a short form: at most three, beginning with a letter, digit or bracket, with a capital,
 * or a mix of letters and digits, or few enough lower-case letters (`bpm`); and no quantity, label of a panel, item's
 * number or pointer to a figure.
 */
export function isShortForm(words: string): boolean {
  if (words.length > longestShortForm || !/^[\p{L}\p{N}([]/u.test(words) || !/\p{L}/u.test(words))
    return false;
  if (words.split(/\s+/).length > mostWords || /[=<>≤≥±%~]|\.{2}|[\p{L}]\.\s\p{L}{2,}\.$/u.test(words))
    return false;
  if (/^\p{N}+(?:[.,]\p{N}+)*(?:\p{Ll}|\s.*)?$/u.test(words)) return false;
  if (
    pointers.test(words.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase())) ||
    isRomanItem(words)
  )
    return false;
  if (/\p{Lu}/u.test(words)) return !/^(?:\p{Lu}?\p{Ll}{3,}\s)+\p{Ll}{3,}$/u.test(words);
  return /^[\p{Ll}\p{N}.-]{2,6}$/u.test(words) && !commonWords.has(words);
}

/** What points elsewhere or counts: before a further word, and alone. Capitals at the start are lowered before. */
const pointers =
  /^(?:(?:figs?|figures?|tables?|tabs?|refs?|references?|eqs?|equations?|sections?|chapters?|appendix|suppl|see|cf|e\.g|i\.e|vs|viz|n|p|pp|vol|nos?|grade|stage|type|group|phase|level|score|drs?|mrs?|ms)\.?\s|(?:fig|tab|ref|eq|see|cf|e\.?g|i\.?e|vs|viz|nos?|pp|vol|dr|mrs?|ms)\.?$|et al)/;

/** Words in lower case that stand in brackets for what they say. */
const commonWords = new Set(
  `a an and are as at both but by case cases data day days dose five four from high human in left less low male males
  mean means men mice mild more most mouse nine no none normal not of old on one only or pain part per range rat rats
  right same seven short six some sum ten text that the three to total two type urine used user usual via water weeks
  when with women year years yes young`.split(/\s+/),
);

function isRomanItem(words: string): boolean {
  return /^[ivx]{1,5}$/.test(words);
}
