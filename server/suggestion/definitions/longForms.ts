/** What the abbreviations of a text stand for, by their place. */
import type { Span } from '../../text/positions.ts';
import type { Definition } from './adjacentForms.ts';
import { findDefinitions } from './definitions.ts';
import { findUses, type Use } from './uses.ts';

export interface LongForms {
  /** The words that a span is short for; undefined where it is no abbreviation that the text defines. */
  of(place: Span): string | undefined;
}

/** Takes time linear in the text. */
export function longForms(text: string): LongForms {
  const definitions = findDefinitions(text);
  return longFormsOf(text, definitions, findUses(text, definitions));
}

/** The same for whoever has the definitions of a text and their uses already. */
export function longFormsOf(
  text: string,
  definitions: readonly Definition[],
  uses: readonly Use[],
): LongForms {
  const places = [...definitions.map((definition) => ({ span: definition.shortForm, definition })), ...uses];
  const byPlace = new Map(
    places.map(({ span, definition: { longForm } }) => [key(span), text.slice(longForm.start, longForm.end)]),
  );
  return { of: (place) => byPlace.get(key(place)) };
}

function key({ start, end }: Span): string {
  return `${start} ${end}`;
}
