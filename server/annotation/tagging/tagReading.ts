/** From tags as they stand in files to entities. */
import { type Span, span } from '../../text/positions.ts';
import type { Entity } from '../document.ts';
import { compareText } from '../identity.ts';
import type { TaggedSentence } from './tagging.ts';
import { decodeTags } from './tagSchemes.ts';

/**
 * What a tag is.
 * - `outside`: `O`, `_` or nothing.
 * - `prefixed`: one of the letters of the schemes alone or before a hyphen and a type.
 * - `bare`: a type without a letter, as some corpora in the scheme IO have it.
 * - `unaligned`: the hyphen that spaCy writes where a mention does not fit the tokens.
 */
export type TagForm = 'outside' | 'prefixed' | 'bare' | 'unaligned';

/** The form of a tag. Every string has one. */
export function tagForm(tag: string): TagForm {
  if (tag === 'O' || tag === '_' || tag === '') return 'outside';
  if (tag === '-') return 'unaligned';
  return /^[BIESLU](?:-|$)/.test(tag) ? 'prefixed' : 'bare';
}

/** The tag as {@link decodeTags} expects it: a bare type gets the letter of the scheme IO. */
export function canonicalTag(tag: string): string {
  switch (tagForm(tag)) {
    case 'prefixed':
      return tag;
    case 'bare':
      return `I-${tag}`;
    default:
      return 'O';
  }
}

/**
 * The mentions that columns of tags say, as leniently as {@link decodeTags} reads them. They come in the order of the
 * text, the longer first, with the ids T1, T2 and so on; a mention that several columns have with one type comes
 * once. The words are those of the text.
 */
export function entitiesOfTags(text: string, sentences: readonly TaggedSentence[]): Entity[] {
  const found = new Map<string, { type: string; place: Span }>();
  for (const { tokens, columns } of sentences) {
    for (const tags of columns) {
      for (const { type, start, end } of decodeTags(tags.map(canonicalTag))) {
        const place = span((tokens[start] as Span).start, (tokens[end - 1] as Span).end);
        found.set(`${place.start} ${place.end} ${type}`, { type, place });
      }
    }
  }
  return [...found.values()]
    .sort((a, b) => a.place.start - b.place.start || b.place.end - a.place.end || compareText(a.type, b.type))
    .map(({ type, place }, index) => ({
      id: `T${index + 1}`,
      type,
      fragments: [place],
      words: text.slice(place.start, place.end),
    }));
}
