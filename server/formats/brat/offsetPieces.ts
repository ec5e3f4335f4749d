/** The words of a line for an entity, cut at its fragments. */
import type { StoredFragment } from '../../annotation/realignment/realignment.ts';
import type { EntityLine } from './lines.ts';

/**
 * The fragments of a line with the words of each: cut where the offsets say, at one space or, as before brat 1.3, at
 * nothing; otherwise at `[...]` or, where there are as many words as fragments, between these. Where none of this fits
 * the words stand for one fragment as long as all.
 */
export function piecesOf({ ranges, words }: EntityLine): StoredFragment[] {
  const spelt = words.text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  const [[start, end] = [0, 0], ...others] = ranges;
  if (others.length > 0) {
    const characters = Array.from(words.text);
    const pieces =
      cut(characters, ranges, 1) ??
      cut(characters, ranges, 0) ??
      [spelt.split('[...]'), spelt.trim().split(/\s+/)].find(({ length }) => length === ranges.length);
    if (pieces?.every((piece) => piece.trim() !== '')) {
      return ranges.map(([from, to], index) => ({ start: from, end: to, words: pieces[index] as string }));
    }
  }
  return [{ start: Math.min(start, end), end: Math.max(end, ...others.flat()), words: spelt }];
}

/** Cuts into the lengths of the ranges with so many characters between two; `undefined` where these are not all. */
function cut(
  characters: readonly string[],
  ranges: EntityLine['ranges'],
  between: number,
): string[] | undefined {
  const pieces: string[] = [];
  let position = 0;
  for (const [start, end] of ranges) {
    if (pieces.length > 0 && between > 0 && characters[position - 1]?.trim() !== '') return undefined;
    pieces.push(characters.slice(position, position + Math.max(0, end - start)).join(''));
    position += end - start + between;
  }
  return position === characters.length + between ? pieces : undefined;
}
