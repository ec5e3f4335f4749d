/** Short notation for mentions in the tests of comparison. */
import type { Entity } from '../../../server/annotation/document.ts';
import { type Span, span } from '../../../server/text/positions.ts';

/**
 * Mentions from `Type start end` or `Type start end;start end`, with ids by their place in the list. The stored words
 * are left empty: comparison looks at places and types only.
 */
export function mentions(...notations: string[]): Entity[] {
  return notations.map((notation, index) => {
    const [type, ...places] = notation.split(/[ ;]/);
    const fragments: Span[] = [];
    for (let place = 0; place < places.length; place += 2) {
      fragments.push(span(Number(places[place]), Number(places[place + 1])));
    }
    return {
      id: `T${index + 1}`,
      type: type as string,
      fragments: fragments as [Span, ...Span[]],
      words: '',
    };
  });
}

/** The notation of a mention. */
export function notation({ type, fragments }: Entity): string {
  return `${type} ${fragments.map(({ start, end }) => `${start} ${end}`).join(';')}`;
}
