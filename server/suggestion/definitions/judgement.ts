/** Which alignments of a short form and a long form count as definitions, and how far each kind can be trusted. */
import type { Alignment } from './alignment.ts';

/**
 * What an alignment is like:
 *
 * - `initials`: every character stands first in a word or in a part of one, and only function words are passed over;
 * - `syllables`: as before, but characters may also follow right after another ("Ang II", "angiotensin II");
 * - `word`: first in a word, and elsewhere inside the same ("TG", "triglyceride");
 * - `inside`: characters inside several words ("CPB", "cardiopulmonary bypass");
 * - `skipping`: a word in the middle has no character ("SEB", "Staphylococcus aureus enterotoxin B");
 * - `trailing`: the last word has none ("VLA", "very late antigens family");
 * - `formula`: a digit of the short form stands nowhere ("N2O", "nitrous oxide");
 * - `letter`: a single capital.
 */
export type Kind =
  | 'initials'
  | 'syllables'
  | 'word'
  | 'inside'
  | 'skipping'
  | 'trailing'
  | 'formula'
  | 'letter';

/** A long form is at least so many times as long as its short form. */
const leastRatio = 1.25;

const functionFirst =
  /^(?:an?|the|and|or|as|at|by|for|from|in|into|of|on|per|plus|to|upon|via|with|within|without)\s/i;

/** The kind of an alignment of `shortForm` with `longForm`, or nothing where it is too irregular for a definition. */
export function kindOf(alignment: Alignment, shortForm: string, longForm: string): Kind | undefined {
  const { score, count, words, parts, runs, inner, unmatched, skipped, trailing } = alignment;
  if (longForm.length < shortForm.length * leastRatio || holds(longForm, shortForm)) return undefined;
  if (/^[([][^()[\]]*[)\]](?![\p{L}\p{N}-])|[;:?!]\s|\p{L}{3}\.\s/u.test(longForm)) return undefined;
  const regular = runs + inner === 0;
  if (functionFirst.test(longForm) && !(regular && trailing === 0)) return undefined;
  const mean = score / count;
  const single = !/\s/.test(longForm);
  // A word with one capital is a name more often: "(Atacand)".
  const named = /^\p{Lu}\p{Ll}{3,}$/u.test(shortForm);
  if (count === 1) return trailing === 0 && /^\p{Lu}/u.test(shortForm) ? 'letter' : undefined;
  // Words in lower case stand in brackets for other reasons far more often.
  if (!/\p{Lu}/u.test(shortForm) && (skipped + trailing + unmatched > 0 || inner > 1)) return undefined;
  if (named && skipped + trailing + inner + unmatched > 0) return undefined;
  if (unmatched > 0) {
    return mean >= 1.5 && skipped + trailing === 0 && !/\p{N}$/u.test(shortForm) ? 'formula' : undefined;
  }
  if (trailing > 0) {
    return mean >= 0.8 && trailing === 1 && /\p{L}{3}/u.test(longForm) ? 'trailing' : undefined;
  }
  if (skipped > 0) return mean >= 0.9 ? 'skipping' : undefined;
  if (inner === 0) return regular ? 'initials' : 'syllables';
  if (single && words + parts === 1) return /\p{Ll}{4}/u.test(longForm) ? 'word' : undefined;
  return mean >= (count === 2 ? 1.6 : 1.1) ? 'inside' : undefined;
}

/** Whether the short form is one of the words of the long form. */
function holds(longForm: string, shortForm: string): boolean {
  const words = longForm
    .toLowerCase()
    .split(/[^\p{L}\p{N}]*[\s,]+[^\p{L}\p{N}]*|[^\p{L}\p{N}]+$|^[^\p{L}\p{N}]+/u);
  return words.includes(shortForm.toLowerCase());
}

/** How short form and long form stand beside each other. */
export type Pattern =
  | 'long form (SF)'
  | 'SF (long form)'
  | 'SF = long form'
  | 'SF, long form'
  | 'long form, or SF';

/**
 * How often a definition is right. For `long form (SF)` the share of definitions of the kind that are in the gold
 * standard of Ab3P (MED1250, the half of it that the rules were made on); kinds with few cases are kept below it. The
 * other patterns do not occur there; their figures come from reading what they find in open-access articles with lists
 * of abbreviations and in health information for patients. Nothing where a pattern is not trusted with a kind.
 */
export function confidenceOf(pattern: Pattern, kind: Kind): number | undefined {
  return confidences[pattern][kind];
}

const confidences: Readonly<Record<Pattern, Partial<Record<Kind, number>>>> = {
  'long form (SF)': {
    initials: 0.99,
    syllables: 0.98,
    word: 0.97,
    inside: 0.98,
    skipping: 0.9,
    trailing: 0.87,
    formula: 0.75,
    letter: 0.8,
  },
  'SF (long form)': { initials: 0.97, syllables: 0.9, inside: 0.9 },
  'SF = long form': { initials: 0.97, syllables: 0.97 },
  'SF, long form': { initials: 0.98 },
  'long form, or SF': { initials: 0.97, syllables: 0.95, inside: 0.95 },
};
