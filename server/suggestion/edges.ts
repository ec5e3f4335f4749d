/** Words at the edges of suggestions that belong to the note around them. */
import type { Entity } from '../annotation/document.ts';
import { type Span, span } from '../text/positions.ts';

/** Headings that stand before a finding without a colon, as people jot them down. */
const label = /^(?:PMHx?|PSHx?|FHx?|SHx?|DHx?|HPC|HPI|Hx|Dx)[:\s]\s*(?=\S)/u;
/** The year of a diagnosis. */
const year = /\s+(?:19|20)\d\d$/u;

/** Types whose mentions hold numbers. */
const countsNumbers = /date|time|duration|value|dos(?:e|age)|age$|variant|mutation|history/i;

/**
 * The entities without a heading before them (`FH dementia`) and a year after them (`gout 2018`), which a model that sees
 * sentences alone takes for parts of their names. Where nothing else is left, they stay as they are; mentions of dates,
 * values and variants keep their numbers.
 */
export function withTrimmedEdges<E extends Entity>(text: string, entities: readonly E[]): E[] {
  return entities.map((entity) => {
    const [only, ...others] = entity.fragments;
    if (others.length > 0 || countsNumbers.test(entity.type)) return entity;
    const place = trimmed(text, only);
    if (place.start === only.start && place.end === only.end) return entity;
    return { ...entity, fragments: [place], words: text.slice(place.start, place.end) };
  });
}

function trimmed(text: string, place: Span): Span {
  const words = text.slice(place.start, place.end);
  const start = place.start + (label.exec(words)?.[0].length ?? 0);
  const end = place.end - (year.exec(words)?.[0].length ?? 0);
  return end > start ? span(start, end) : place;
}
