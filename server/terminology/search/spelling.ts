/** How alike two words are spelled. */

/**
 * One less the share of edits in the longer of two words: insertions, deletions, substitutions and swaps of
 * neighbours, each one edit (the optimal string alignment distance). 0 as soon as it is certain to be below `least`.
 * Takes time proportional to the product of both lengths.
 */
export function spellingSimilarity(one: string, other: string, least = 0): number {
  if (one === other) return 1;
  const length = Math.max(one.length, other.length);
  const mostEdits = Math.floor((1 - least) * length + 1e-9);
  if (Math.abs(one.length - other.length) > mostEdits) return 0;
  const edits = editsBetween(one, other, mostEdits);
  return edits > mostEdits ? 0 : 1 - edits / length;
}

/** Rows of the table of edits, each as long as the longest word so far. */
let rows = [0, 1, 2].map(() => new Uint16Array(64));

function editsBetween(one: string, other: string, most: number): number {
  if (other.length >= (rows[0] as Uint16Array).length)
    rows = rows.map(() => new Uint16Array(2 * other.length));
  let [before, previous, current] = rows as [Uint16Array, Uint16Array, Uint16Array];
  for (let column = 0; column <= other.length; column += 1) previous[column] = column;
  for (let row = 1; row <= one.length; row += 1) {
    const letter = one.charCodeAt(row - 1);
    const letterBefore = one.charCodeAt(row - 2);
    let least = row;
    current[0] = row;
    for (let column = 1; column <= other.length; column += 1) {
      const otherLetter = other.charCodeAt(column - 1);
      let edits = Math.min(
        (previous[column - 1] as number) + (letter === otherLetter ? 0 : 1),
        (previous[column] as number) + 1,
        (current[column - 1] as number) + 1,
      );
      const isSwap =
        row > 1 && column > 1 && letter === other.charCodeAt(column - 2) && letterBefore === otherLetter;
      if (isSwap) edits = Math.min(edits, (before[column - 2] as number) + 1);
      current[column] = edits;
      if (edits < least) least = edits;
    }
    if (least > most) return least;
    [before, previous, current] = [previous, current, before];
  }
  return previous[other.length] as number;
}

/**
 * The share of runs of three characters that two texts have in common, by Dice's measure: 1 for texts with the same
 * runs. Each word is padded by a blank on both sides, and no run goes across words, so that their order does not
 * count.
 */
export function runSimilarity(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let common = 0;
  let all = 0;
  for (const [run, count] of one) {
    common += Math.min(count, other.get(run) ?? 0);
    all += count;
  }
  for (const count of other.values()) all += count;
  return all === 0 ? 0 : (2 * common) / all;
}

/** The runs of three characters of words, each padded by a blank on both sides, and how often they occur. */
export function runsOf(words: readonly string[]): Map<string, number> {
  const runs = new Map<string, number>();
  for (const word of words) {
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      const run = padded.slice(at, at + 3);
      runs.set(run, (runs.get(run) ?? 0) + 1);
    }
  }
  return runs;
}
