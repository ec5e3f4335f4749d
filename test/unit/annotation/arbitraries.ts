/** Texts, spans and edits for properties: with emoji, combining marks, CRLF and other white space. */
import fc from 'fast-check';
import type { TextEdit } from '../../../server/annotation/problems.ts';
import { type Span, span } from '../../../server/text/positions.ts';

const pieces = [
  'a',
  'b',
  'ab',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '\u00e9',
  'e\u0301',
  '\u{1f600}',
  '\u{1d6fc}',
  '\u00a0',
  ';',
  '3',
];

/** Texts of whole characters. */
export const texts: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { maxLength: 24 })
  .map((chosen) => chosen.join(''));

/** The offsets of a text that are not inside a surrogate pair. */
export function boundaries(text: string): number[] {
  const found = [0];
  for (const character of text) found.push((found.at(-1) as number) + character.length);
  return found;
}

/** One to three ascending, disjoint fragments with text in them; at least one character of text is needed. */
export function fragmentsIn(text: string): fc.Arbitrary<[Span, ...Span[]]> {
  const places = boundaries(text);
  return fc
    .uniqueArray(fc.constantFrom(...places), { minLength: 2, maxLength: Math.min(6, places.length) })
    .map((chosen) => {
      const ascending = chosen.toSorted((a, b) => a - b);
      const fragments: Span[] = [];
      for (let index = 0; index + 1 < ascending.length; index += 2) {
        fragments.push(span(ascending[index] as number, ascending[index + 1] as number));
      }
      return fragments as [Span, ...Span[]];
    });
}

/** A text that is not empty, with fragments in it. */
export const annotatedTexts: fc.Arbitrary<{ text: string; fragments: [Span, ...Span[]] }> = texts
  .filter((text) => text !== '')
  .chain((text) => fragmentsIn(text).map((fragments) => ({ text, fragments })));

/** One edit of a text at whole characters. */
export function editOf(text: string): fc.Arbitrary<TextEdit> {
  const places = boundaries(text);
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...places), texts)
    .map(([a, b, newText]) => ({ span: span(Math.min(a, b), Math.max(a, b)), newText }));
}
