/** Which names of a source are of use for linking, and in which form. */
import type { ConceptName } from '../concept.ts';

/** Longer ones are structural formulas and descriptions. */
const longestName = 250;

/** A name as it is kept, or why it is not. */
export type Cleaned = { readonly words: string } | { readonly dropped: DroppedReason };

export type DroppedReason =
  | 'empty'
  | 'marked as obsolete'
  | 'no letter'
  | 'single character'
  | 'too long'
  | 'unreadable characters';

/**
 * A name in one line with single blanks, without the semantic tag that SNOMED CT adds to fully specified names
 * (`Asthma (disorder)`, some of them with `[Ambiguous]` behind it). Dropped are names that no text means: a single character, numbers and signs alone, names that
 * only say that they are obsolete, such that lost characters to a wrong encoding, and such that are too long for a mention.
 */
export function cleaned(given: string): Cleaned {
  const spaced = given.replace(/\s+/g, ' ').trim();
  if (obsoleteMark.test(spaced)) return { dropped: 'marked as obsolete' };
  if (spaced.includes('\uFFFD')) return { dropped: 'unreadable characters' };
  // Few names end so, and all of UMLS passes through here.
  const told = spaced.endsWith(']') ? spaced.replace(/(?<=\S) \[Ambiguous\]$/i, '') : spaced;
  const words = told.endsWith(')') ? told.replace(semanticTag, '') : told;
  if (words === '') return { dropped: 'empty' };
  if (words.length <= 2 && [...words].length === 1) return { dropped: 'single character' };
  if (!/\p{L}/u.test(words)) return { dropped: 'no letter' };
  if (words.length > longestName) return { dropped: 'too long' };
  return { words };
}

const obsoleteMark =
  /^(?:\[(?:obsolete|retired|deprecated|inactive)\]|(?:obsolete|deprecated)[ :_]|\*?(?:OBSOLETE|RETIRED)\*?[ :])/i;

const semanticTag =
  /(?<=\S) \((?:body structure|cell|cell structure|clinical drug|disease|disorder|event|finding|function|medicinal product|medicinal product form|morphologic abnormality|navigational concept|observable entity|occupation|organism|person|physical force|physical object|procedure|product|qualifier value|racial group|record artifact|regime\/therapy|situation|specimen|substance|tumor staging)\)$/;

/**
 * The natural order of a name that is inverted at its commas, as in MeSH: `Leukemia, Myeloid, Acute` is `Acute Myeloid
 * Leukemia`. Undefined where the commas may be those of a list or of a chemical name, or where what follows is no part of
 * the name (`unspecified`, `other`).
 */
export function uninverted(words: string): string | undefined {
  const parts = words.split(', ').map((part) => part.trim());
  if (parts.length < 2 || parts.length > 3) return undefined;
  const [head = '', ...modifiers] = parts;
  if (head.length < 3 || parts.some((part) => part === '' || part.includes(',') || /[();:/[\]]/.test(part)))
    return undefined;
  if (parts.some((part) => notAName.test(part))) return undefined;
  if (modifiers.some((part) => part.split(' ').length > 4)) return undefined;
  return [...modifiers.reverse(), head].join(' ');
}

/** Words by which a comma divides a list or adds a remark. */
const notAName =
  /^(?:and|or|but|not|other|unspecified|NOS|NEC|with|without|due|except|including|excluding|as|in|on|at|by|for|from|of)\b|\b(?:and|or|unspecified|other|not elsewhere classified)$|\b(?:and|or) /i;

/**
 * Whether a name is a short form by its look: a few capitals and digits, in a concept that has names in ordinary letters
 * (without which everything is in capitals, as in some vocabularies of drugs).
 */
export function isShortForm(
  { words }: Pick<ConceptName, 'words'>,
  all: readonly Pick<ConceptName, 'words'>[],
): boolean {
  if (!/^(?=.*\p{Lu}.*\p{Lu})[\p{Lu}\d-]{2,5}$/u.test(words)) return false;
  const lower = words.toLowerCase();
  return (
    all.some((other) => /\p{Ll}/u.test(other.words)) &&
    !all.some((other) => other.words !== words && other.words.toLowerCase() === lower)
  );
}

/** What two cleaned names have in common that differ in case or in the forms of their characters only. */
export function comparable(words: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: This is the whole of ASCII, which needs no normalisation.
  return (/^[\x00-\x7f]*$/.test(words) ? words : words.normalize('NFKC')).toLowerCase();
}
