/** A definition made of a short form and the words right before or right after it. */
import { type Span, span } from '../../text/positions.ts';
import { type Alignment, align } from './alignment.ts';
import { confidenceOf, type Kind, kindOf, type Pattern } from './judgement.ts';
import { isShortForm } from './shortForms.ts';

/** A short form and what it stands for, side by side in a text. Spans are UTF-16 code units, half-open. */
export interface Definition {
  readonly shortForm: Span;
  readonly longForm: Span;
  readonly pattern: Pattern;
  readonly kind: Kind;
  /** How often a definition of this pattern and kind is right, between 0 and 1: see {@link confidenceOf}. */
  readonly confidence: number;
}

/** In UTF-16 code units. */
export const longestLongForm = 200;

/**
 * The definition of a short form whose long form ends before `to`, if there is one, not looking back beyond `from`.
 */
export function definitionBefore(
  text: string,
  shortForm: Span,
  from: number,
  to: number,
  pattern: Pattern,
): Definition | undefined {
  const words = text.slice(shortForm.start, shortForm.end);
  const start = Math.max(from, to - longestLongForm);
  const cut = start > from && /\S/.test(text.charAt(start - 1));
  const stretch = text
    .slice(start, to)
    .trimEnd()
    .replace(/\s[([][^()[\]]*[)\]]$/, '')
    .replace(/(?:["”’'»]|\s[^\p{L}\p{N}\s)\]]+)$/u, '')
    .trimEnd();
  const offset = lastWordsFrom(stretch, words, cut);
  const found = alignedFrom(offset);
  if (found === undefined || found.kind === 'initials') return found;
  // "echocardiogram and electroencephalogram (EEG)": the last of several things, where it can stand for itself.
  const longForm = text.slice(found.longForm.start, found.longForm.end);
  const last = /.*(?:,\s|\s(?:and|or)\s)(?=\S)/su.exec(longForm)?.[0].length ?? 0;
  const alone = last > 0 ? alignedFrom(found.longForm.start - start + last) : undefined;
  return alone && /^(?:initials|syllables|word|inside)$/.test(alone.kind) ? alone : found;

  function alignedFrom(from: number): Definition | undefined {
    const alignment = align(words, stretch.slice(from));
    if (alignment === undefined) return undefined;
    const longForm = span(start + from + alignment.start, start + stretch.length);
    return definition(text, shortForm, longForm, pattern, alignment);
  }
}

/** The definition of a short form whose long form starts at `from` and ends at `to` or at a mark before it. */
export function definitionAfter(
  text: string,
  shortForm: Span,
  from: number,
  to: number,
  pattern: Pattern,
): Definition | undefined {
  const words = text.slice(shortForm.start, shortForm.end);
  if (to - from > longestLongForm || !isShortForm(words)) return undefined;
  const inside = text.slice(from, to);
  const lead = /^\s*(?:["“‘]|(?:the|an?)\s)?/i.exec(inside)?.[0].length ?? 0;
  const ends = [/[,;:=]\s/.exec(inside.slice(lead))?.index, inside.length - lead];
  for (const end of ends) {
    if (end === undefined) continue;
    const stretch = inside.slice(lead, lead + end).replace(/["”’]?\s*$/, '');
    const alignment = align(words, stretch);
    if (alignment?.start !== 0 || stretch.includes(words) || !/[\s-]/.test(stretch)) continue;
    const longForm = span(from + lead, from + lead + stretch.length);
    const found = definition(text, shortForm, longForm, pattern, alignment);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Two capitals, or a capital and a digit. */
function hasCapitals(words: string): boolean {
  return /\p{Lu}.*[\p{Lu}\p{N}]/u.test(words);
}

function definition(
  text: string,
  shortForm: Span,
  longForm: Span,
  pattern: Pattern,
  alignment: Alignment,
): Definition | undefined {
  const words = text.slice(shortForm.start, shortForm.end);
  if (pattern !== 'long form (SF)' && !hasCapitals(words)) return undefined;
  const kind = kindOf(alignment, words, text.slice(longForm.start, longForm.end));
  const confidence = kind && confidenceOf(pattern, kind);
  if (kind === undefined || confidence === undefined) return undefined;
  return { shortForm, longForm, pattern, kind, confidence };
}

/**
 * Where the words start that may hold the long form: as many as Schwartz and Hearst look at, and one more.
 * @param cut whether the stretch starts inside a word.
 */
function lastWordsFrom(stretch: string, shortForm: string, cut: boolean): number {
  const characters = shortForm.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const most = Math.min(characters + 5, characters * 2 + 1);
  const starts = Array.from(stretch.matchAll(/\S+/g), ({ index }) => index);
  if (cut) starts.shift();
  return starts.at(-most) ?? starts[0] ?? stretch.length;
}
