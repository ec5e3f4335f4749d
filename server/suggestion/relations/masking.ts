/** Texts in which a word for its type stands in the place of each mention; `models/training/relations/masking.py` makes the same. */
import { type Entity, hull } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';
import type { RelationModelRules } from './model.ts';
import { knownType } from './places.ts';

/** Sentences of a text and the entities in them. All spans are UTF-16 code units, half-open. */
export interface Passage {
  readonly text: string;
  /** Ascending and disjoint. */
  readonly rows: readonly Span[];
  readonly entities: readonly Entity[];
}

const endsWithLetter = /\p{L}$/u;
const startsWithLetter = /^\p{L}/u;

/**
 * A passage as a model reads it that is to see how a sentence relates two mentions and not what they are called. Each mention
 * becomes the word for its type; mentions that overlap become as many words, in the order of their starts, the longer first,
 * and a discontinuous one counts from its first fragment to its last. A word never touches a letter. Sentences with less than
 * two mentions are left out, and entities of types that have no word: what they say stays.
 *
 * @param rows no entity crosses their ends. @returns a new text with one row a line; the entities keep their ids and types.
 */
export function masked(
  { text, rows, entities }: Passage,
  words: Readonly<Record<string, string>>,
  model: Pick<RelationModelRules, 'entityTypes' | 'aliases'>,
): Passage {
  const mentions = entities
    .flatMap((entity, order) => {
      const word = words[knownType(entity.type, model) ?? ''];
      return word === undefined ? [] : [{ entity, word, place: hull(entity), order }];
    })
    .sort((a, b) => a.place.start - b.place.start || b.place.end - a.place.end);
  let read = '';
  const lines: Span[] = [];
  const moved: { entity: Entity; order: number }[] = [];
  for (const row of rows) {
    const own = mentions.filter(({ place }) => row.start <= place.start && place.start < row.end);
    if (own.length < 2) continue;
    const start = read.length;
    let line = '';
    let copied: number = row.start;
    for (const { entity, word, place, order } of own) {
      // What an earlier mention covers is not said again.
      if (place.start > copied) line = joined(line, text.slice(copied, place.start));
      line = joined(line, word);
      const end = start + line.length;
      moved.push({ entity: { ...entity, fragments: [span(end - word.length, end)], words: word }, order });
      copied = Math.max(copied, place.end);
    }
    line = joined(line, text.slice(copied, row.end));
    read += `${line}\n`;
    lines.push(span(start, start + line.length));
  }
  moved.sort((a, b) => a.order - b.order);
  return { text: read, rows: lines, entities: moved.map(({ entity }) => entity) };
}

/** With a space where two letters would meet. */
function joined(line: string, next: string): string {
  return endsWithLetter.test(line) && startsWithLetter.test(next) ? `${line} ${next}` : line + next;
}
