/** Divides a text into sentences: the segments that the models see. */
import { blocks, type Line, paragraphsOf } from './paragraphs.ts';
import { type Span, span } from './positions.ts';
import { isStop, readStop } from './stops.ts';
import { isSpace } from './whiteSpace.ts';

/**
 * The sentences of a text, in UTF-16 code units, half-open, ascending and disjoint. Headings, list items and lines that
 * end in no stop are sentences of their own; a heading stays with the text on its line.
 *
 * - No sentence starts or ends with white space (`\s`), and every other character is in exactly one sentence.
 * - No sentence starts or ends inside a surrogate pair or between `\r` and `\n`.
 * - A sentence never crosses a blank line or a form feed, and what stands between two of them decides alone about its
 *   own sentences. So an edit changes sentences only inside the blocks that it touches.
 * - The same text gives the same sentences. Takes time linear in the text, whatever the length of its lines.
 */
export function sentences(text: string): Span[] {
  const found: Span[] = [];
  for (const block of blocks(text)) {
    for (const paragraph of paragraphsOf(block)) addSentences(text, paragraph, found);
  }
  return found;
}

function addSentences(text: string, paragraph: readonly Line[], found: Span[]): void {
  const limit = (paragraph[paragraph.length - 1] as Line).end;
  let start = (paragraph[0] as Line).start;
  for (let index = start; index < limit; ) {
    if (!isStop(text.charCodeAt(index))) {
      index += 1;
      continue;
    }
    const { next, end } = readStop({ text, start, index, limit });
    index = next;
    if (end === undefined || end >= limit) continue;
    found.push(span(start, end));
    start = end;
    while (start < limit && isSpace(text.charCodeAt(start))) start += 1;
    index = start;
  }
  if (start < limit) found.push(span(start, limit));
}
