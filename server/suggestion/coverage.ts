import type { Span } from '../text/positions.ts';

/** The characters of a text that something covers. Takes memory for each character; meant for short spans. */
export class Coverage {
  readonly #characters = new Set<number>();

  add({ start, end }: Span): void {
    for (let at: number = start; at < end; at += 1) this.#characters.add(at);
  }

  /** Whether a span shares a character with what was added; an empty span shares none. */
  overlaps({ start, end }: Span): boolean {
    for (let at: number = start; at < end; at += 1) if (this.#characters.has(at)) return true;
    return false;
  }
}
