/** Texts as a classifier reads them: with the entities masked or marked, or with a second text that names them. */
import { type Span, span } from '../../text/positions.ts';
import type { Encoding, Marks, SequenceInput } from './rules.ts';

/** An entity by the place that it takes in the text and the model's name for its type. */
export interface Placed {
  readonly place: Span;
  readonly type: string;
}

/**
 * The text of a pair. Runs of white space become one space, as in the lines that such models are trained on.
 * @param part what is read of the text; both entities lie in it and do not overlap.
 * @param template for encodings with hypotheses.
 */
export function encodedPair(
  text: string,
  part: Span,
  { head, tail }: { readonly head: Placed; readonly tail: Placed },
  encoding: Encoding,
  template = '',
): SequenceInput {
  const words = { head: wordsAt(text, head.place), tail: wordsAt(text, tail.place) };
  const shown = (which: 'head' | 'tail', { type }: Placed): string => {
    if (encoding.kind === 'mask') return encoding[which][type] ?? words[which];
    return encoding.kind === 'markers' ? marked(words[which], encoding[which], type) : words[which];
  };
  const written = [
    { place: head.place, shown: shown('head', head) },
    { place: tail.place, shown: shown('tail', tail) },
  ];
  const input = rewritten(text, part, written);
  const second = encoding.kind === 'second' ? encoding.template : template;
  return second === '' ? input : { ...input, second: filled(second, words) };
}

/** The text of a finding; see {@link encodedPair}. */
export function encodedFinding(
  text: string,
  part: Span,
  { place, type }: Placed,
  encoding: Encoding,
  template = '',
): SequenceInput {
  const finding = wordsAt(text, place);
  const shown = encoding.kind === 'finding' ? marked(finding, encoding.finding, type) : finding;
  const input = rewritten(text, part, [{ place, shown }]);
  const second = encoding.kind === 'second' ? encoding.template : template;
  return second === '' ? input : { ...input, second: filled(second, { finding }) };
}

/** A mark for an entity type: `{TYPE}` is its name in capitals, `{type}` its name. */
export function markFor(mark: string, type: string): string {
  return mark.replaceAll('{TYPE}', () => type.toUpperCase()).replaceAll('{type}', () => type);
}

function marked(words: string, [opening, closing]: Marks, type: string): string {
  return `${markFor(opening, type)}${words}${markFor(closing, type)}`;
}

function filled(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
}

function wordsAt(text: string, { start, end }: Span): string {
  return onOneLine(text.slice(start, end));
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A part of a text in which some places read otherwise, and where they are in it together. */
function rewritten(
  text: string,
  part: Span,
  places: readonly { readonly place: Span; readonly shown: string }[],
): { text: string; kept: Span } {
  let written = '';
  let reached: number = part.start;
  const bounds: number[] = [];
  for (const { place, shown } of [...places].sort((a, b) => a.place.start - b.place.start)) {
    written += onOneLine(text.slice(reached, place.start));
    bounds.push(written.length, written.length + shown.length);
    written += shown;
    reached = place.end;
  }
  written += onOneLine(text.slice(reached, part.end));
  return { text: written, kept: span(bounds[0] ?? 0, bounds.at(-1) ?? 0) };
}
