/** Definitions that need no brackets: entries of a list of abbreviations, and appositions. */
import { type Span, span } from '../../text/positions.ts';
import { type Definition, definitionAfter, definitionBefore } from './adjacentForms.ts';

/** `SF = long form`, `SF: long form`, `SF, long form`: a short form at the start of an entry. */
const entry =
  /(?<=^|[;:.,(]\s|\n|\t)([\p{L}\p{N}][\p{L}\p{N}-]{1,9})(\s?[=:]\s?|,\s|\s[–—-]\s)(?=[\p{L}\p{N}])/gu;

/** `long form, or SF,`, `long form, abbreviated as SF`. */
const apposition =
  /,\s(?:or|abbreviated(?:\s(?:as|to|by))?|hereafter|henceforth|also\s(?:known\sas|called|termed)|(?:known|referred\sto)\sas)\s["“‘]?(\p{L}[\p{L}\p{N}-]{1,9})(?=["”’]?[,.;):]|\s|$)/gu;

/** Longest long form of an entry, in UTF-16 code units. */
const longestEntry = 120;

/** The definitions without brackets that stand in one sentence. */
export function unbracketed(text: string, { start, end }: Span): Definition[] {
  const found: Definition[] = [];
  const sentence = text.slice(start, end);
  if (!/[=:,–—-]/.test(sentence)) return found;
  for (const { index, 1: words = '', 2: mark = '', 0: whole } of sentence.matchAll(entry)) {
    const from = start + index + whole.length;
    const rest = text.slice(from, Math.min(end, from + longestEntry));
    const stop = /[,;.)](?=\s|$)|[([\n]/.exec(rest)?.index ?? rest.length;
    const shortForm = span(start + index, start + index + words.length);
    const pattern = /[=:]/.test(mark) ? 'SF = long form' : 'SF, long form';
    const definition = definitionAfter(text, shortForm, from, from + stop, pattern);
    if (definition !== undefined) found.push(definition);
  }
  for (const { index, 1: words = '', 0: whole } of sentence.matchAll(apposition)) {
    const at = start + index + whole.length - words.length;
    const shortForm = span(at, at + words.length);
    const definition = definitionBefore(text, shortForm, start, start + index, 'long form, or SF');
    if (definition !== undefined) found.push(definition);
  }
  return found;
}
