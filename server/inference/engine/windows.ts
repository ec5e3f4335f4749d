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

/**
 * Packs items into batches of similar length: sorted by length, then cut where the padded size (items times longest)
 * would pass `budget` tokens. Returns indices into `lengths`. Ties keep their order.
 */
export function batchesByLength(lengths: readonly number[], budget: number): number[][] {
  const order = lengths
    .map((_, index) => index)
    .sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    const longest = lengths[index] ?? 0;
    if (batch.length > 0 && (batch.length + 1) * longest > budget) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
