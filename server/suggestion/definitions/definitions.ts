/** Finds where a text defines its abbreviations: "myocardial infarction (MI)". */
import { type Span, span } from '../../text/positions.ts';
import { sentences } from '../../text/sentences.ts';
import { type Definition, definitionAfter, definitionBefore } from './adjacentForms.ts';
import { type Brackets, brackets } from './brackets.ts';
import { longestShortForm, shortFormAtStart } from './shortForms.ts';
import { unbracketed } from './unbracketed.ts';

/**
 * The definitions of a text in the order of their short forms, which are disjoint: `long form (SF)`, `SF (long form)`,
 * also in square brackets, `SF = long form` and its like, and `long form, or SF,`. A long form lies next to its
 * short form, in one sentence, starts with a whole word and may go on over line breaks; letters of the short form stand in
 * it in order ({@link align}). Both spans hold the words as they stand in the text, without white space or quotation
 * marks around them.
 *
 * Takes time linear in the text, whatever the length of its lines.
 * @param within the sentences of the text, where the caller has them.
 */
export function findDefinitions(text: string, within: readonly Span[] = sentences(text)): Definition[] {
  const found: Definition[] = [];
  const pairs = brackets(text).sort((one, other) => one.open - other.open);
  const letters = new Set(
    pairs.filter(({ open, close }) => close === open + 2).map(({ open }) => text.charAt(open + 1)),
  );
  let next = 0;
  let reach = within[0]?.start ?? 0;
  for (const pair of pairs) {
    for (; (within[next]?.end ?? Number.POSITIVE_INFINITY) <= pair.open; next += 1) {
      if (!goesOn(text, within[next], within[next + 1])) reach = within[next + 1]?.start ?? text.length;
    }
    const sentence = within[next];
    if (sentence === undefined || sentence.start > pair.open) continue;
    const definition = longFormFirst(text, pair, reach, letters) ?? shortFormFirst(text, pair, reach);
    if (definition !== undefined) found.push(definition);
  }
  for (const sentence of within) found.push(...unbracketed(text, sentence));
  return disjoint(found);
}

/** Those in text order whose short forms do not overlap; of two that do, the first, and the more certain of equals. */
function disjoint(found: Definition[]): Definition[] {
  found.sort(
    (one, other) => one.shortForm.start - other.shortForm.start || other.confidence - one.confidence,
  );
  const kept: Definition[] = [];
  for (const definition of found) {
    if (definition.shortForm.start >= (kept.at(-1)?.shortForm.end ?? 0)) kept.push(definition);
  }
  return kept;
}

/** Whether a sentence was cut only by a line break: the next begins in lower case or with a bracket. */
function goesOn(text: string, sentence: Span | undefined, next: Span | undefined): boolean {
  if (sentence === undefined || next === undefined) return false;
  const between = text.slice(sentence.end, Math.min(next.start, sentence.end + 80));
  const breaks = between.match(/\r\n?|[\n\f\v\u2028\u2029]/g)?.length ?? 0;
  if (breaks > 1 || next.start - sentence.end > 80 || /[.!?:;]/.test(text.charAt(sentence.end - 1)))
    return false;
  return /^[\p{Ll}([]/u.test(text.slice(next.start, next.start + 2));
}

/** `long form (SF)`. */
function longFormFirst(
  text: string,
  { open, close }: Brackets,
  sentenceStart: number,
  letters: ReadonlySet<string>,
): Definition | undefined {
  const short = shortFormAtStart(text.slice(open + 1, close));
  if (short === undefined) return undefined;
  const shortForm = span(open + 1 + short.start, open + 1 + short.end);
  const definition = definitionBefore(text, shortForm, sentenceStart, open, 'long form (SF)');
  if (definition?.kind !== 'letter') return definition;
  // "(A)" beside "(B)" labels panels or groups, "7(E)" an isomer, and a letter in quotation marks itself.
  const code = text.charCodeAt(shortForm.start);
  const listed = [code - 1, code + 1].some((other) => letters.has(String.fromCharCode(other)));
  return listed || shortForm.start !== open + 1 || !/\s/.test(text.charAt(open - 1)) ? undefined : definition;
}

/** `SF (long form)`. */
function shortFormFirst(
  text: string,
  { open, close }: Brackets,
  sentenceStart: number,
): Definition | undefined {
  const before = text.slice(Math.max(sentenceStart, open - 2 * longestShortForm), open);
  const match = /(?<![^\s(["“/])([\p{L}\p{N}][^\s()[\]"“”]*)\s+$/u.exec(before);
  const words = match?.[1];
  if (words === undefined) return undefined;
  const start = open - (match?.[0].length ?? 0);
  return definitionAfter(text, span(start, start + words.length), open + 1, close, 'SF (long form)');
}
