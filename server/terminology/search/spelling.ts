/** How alike two words are spelled. */

/**
 * One less the share of edits in the longer of two words: insertions, deletions, substitutions and swaps of neighbours, each one
 * edit (the optimal string alignment distance). 0 as soon as it is certain to be below `least`. Takes time proportional to the
 * product of both lengths.
 */
export function spellingSimilarity(one: string, other: string, least = 0): number {
  if (one === other) return 1;
  const length = Math.max(one.length, other.length);
  const mostEdits = Math.floor((1 - least) * length + 1e-9);
  if (Math.abs(one.length - other.length) > mostEdits) return 0;
  const edits = editsBetween(one, other, mostEdits);
  return edits > mostEdits ? 0 : 1 - edits / length;
}

function editsBetween(one: string, other: string, most: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one.charCodeAt(row - 1) === other.charCodeAt(column - 1);
      let edits = Math.min(
        (previous[column - 1] as number) + (isSame ? 0 : 1),
        (previous[column] as number) + 1,
        (current[column - 1] as number) + 1,
      );
      const isSwap =
        row > 1 &&
        column > 1 &&
        one.charCodeAt(row - 1) === other.charCodeAt(column - 2) &&
        one.charCodeAt(row - 2) === other.charCodeAt(column - 1);
      if (isSwap) edits = Math.min(edits, (before[column - 2] as number) + 1);
      current.push(edits);
      least = Math.min(least, edits);
    }
    if (least > most) return least;
    before = previous;
    previous = current;
  }
  return previous[other.length] as number;
}

/**
 * The share of runs of three characters that two texts have in common, by Dice's measure: 1 for texts with the same runs. Each word
 * is padded by a blank on both sides, and no run goes across words, so that their order does not count.
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
