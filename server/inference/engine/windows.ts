/** A stretch of a text's tokens that a model reads at once: token indices, half-open. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts `length` tokens into windows of at most `size` tokens that overlap by half. Together they cover every token;
 * one window suffices where `length` allows it. The last window is as long as the others, so that no token is read
 * with less context than the text has.
 */
export function windowsOver(length: number, size: number): Window[] {
  if (length <= size) return [{ start: 0, end: length }];
  const step = Math.max(1, Math.floor(size / 2));
  const windows: Window[] = [];
  for (let start = 0; ; start += step) {
    if (start + size >= length) {
      windows.push({ start: length - size, end: length });
      return windows;
    }
    windows.push({ start, end: start + size });
  }
}

/**
 * Where each window's say begins: window `i` decides the tokens from `cuts[i]` up to `cuts[i + 1]`. The cut lies in the
 * middle of the overlap of two neighbours, so that each token is decided by the window that sees more around it.
 */
export function windowCuts(windows: readonly Window[]): number[] {
  const cuts = windows.map(({ start }, index) => {
    const before = windows[index - 1];
    return before === undefined ? start : Math.ceil((start + before.end) / 2);
  });
  return [...cuts, windows.at(-1)?.end ?? 0];
}

/** What a step of a batch costs beside its rows, in rows: the weights are read for it, however few the rows are. */
const stepCost = 2;

/**
 * Packs items into batches of similar length, so that little is padded and few steps are made: of all ways to cut the items
 * sorted by length, the one in which the sum over batches of longest times (items + {@link stepCost}) is least, where no
 * padded size (items times longest) passes `budget` tokens unless one item does alone. Returns indices into `lengths`, the
 * shortest first. Ties keep their order. Takes time linear in the items times the most that a batch can hold.
 */
export function batchesByLength(lengths: readonly number[], budget: number): number[][] {
  const order = lengths
    .map((_, index) => index)
    .sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  // Of the first `end` items: the least cost, and where the last batch of that way starts.
  const best: { readonly cost: number; readonly start: number }[] = [{ cost: 0, start: 0 }];
  for (let end = 1; end <= order.length; end += 1) {
    const longest = lengths[order[end - 1] as number] ?? 0;
    let least = { cost: Number.POSITIVE_INFINITY, start: end - 1 };
    for (
      let start = end - 1;
      start >= 0 && (start === end - 1 || (end - start) * longest <= budget);
      start -= 1
    ) {
      const cost = (best[start]?.cost ?? 0) + longest * (end - start + stepCost);
      if (cost < least.cost) least = { cost, start };
    }
    best.push(least);
  }
  const batches: number[][] = [];
  for (let end = order.length; end > 0; end = best[end]?.start ?? 0) {
    batches.push(order.slice(best[end]?.start, end));
  }
  return batches.reverse();
}
