/** A text as a relation model reads it: sentences, and stretches of a text short enough for one run. */
import { type Entity, hull } from '../../annotation/document.ts';
import { type Span, span } from '../../text/positions.ts';

/** Sentences, those joined that an entity crosses. All spans are UTF-16 code units, half-open. */
export function joinedSentences(sentences: readonly Span[], entities: readonly Entity[]): Span[] {
  const hulls = entities.map(hull).sort((a, b) => a.start - b.start);
  const joined: Span[] = [];
  let next = 0;
  /** The end of whatever begins before the sentence that is looked at. */
  let reach = 0;
  for (const sentence of sentences) {
    for (let place = hulls[next]; place !== undefined && place.start < sentence.start; place = hulls[next]) {
      reach = Math.max(reach, place.end);
      next += 1;
    }
    const last = joined.at(-1);
    if (last !== undefined && reach > sentence.start)
      joined[joined.length - 1] = span(last.start, sentence.end);
    else joined.push(sentence);
  }
  return joined;
}

/** UTF-16 code units that one run reads: a long abstract, or a page of a note. */
const stretchLength = 6000;

/**
 * Runs of sentences, each as long as one run may be or one sentence if that is longer. The last sentence of a run begins the
 * next one too, so that neighbours are always read together.
 */
export function stretches(rows: readonly Span[]): Span[][] {
  const found: Span[][] = [];
  let current: Span[] = [];
  for (const row of rows) {
    const first = current[0];
    if (first !== undefined && row.end - first.start > stretchLength && current.length > 1) {
      found.push(current);
      current = [current.at(-1) as Span];
    }
    current.push(row);
  }
  if (current.length > 0) found.push(current);
  return found;
}
