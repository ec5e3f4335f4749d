/** What the abbreviations of a text stand for, by their place. */
import type { Span } from '../../text/positions.ts';
import { findDefinitions } from './definitions.ts';
import { findUses } from './uses.ts';

export interface LongForms {
  /** The words that a span is short for; undefined where it is no abbreviation that the text defines. */
  of(place: Span): string | undefined;
}

/** Takes time linear in the text. */
export function longForms(text: string): LongForms {
  const definitions = findDefinitions(text);
  const places = [
    ...definitions.map((definition) => ({ span: definition.shortForm, definition })),
    ...findUses(text, definitions),
  ];
  const byPlace = new Map(
    places.map(({ span, definition: { longForm } }) => [key(span), text.slice(longForm.start, longForm.end)]),
  );
  return { of: (place) => byPlace.get(key(place)) };
}

function key({ start, end }: Span): string {
  return `${start} ${end}`;
}
