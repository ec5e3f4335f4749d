/**
 * How far around entities a document is looked at, in UTF-16 code units: a token stands for fewer than eight on average, so
 * that a window of tokens is filled from it, and no more text is taken to pieces than can be read.
 */
export function reachOf(window: number): number {
  return window * 8;
}
