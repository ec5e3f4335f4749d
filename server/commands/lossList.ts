import type { Loss } from '../formats/format.ts';
import { counted } from './wording.ts';

/** Places of each kind that are named. */
const named = 3;

/** What a conversion lost, counted by kind, with the first places of each. Memory grows with the kinds alone. */
export class LossList {
  readonly #kinds = new Map<string, { count: number; first: string[] }>();

  add(document: string, { code, id, message }: Loss): void {
    const kind = this.#kinds.get(code) ?? { count: 0, first: [] };
    this.#kinds.set(code, kind);
    kind.count += 1;
    if (kind.first.length < named)
      kind.first.push(`${document}${id === undefined ? '' : ` ${id}`}: ${message}`);
  }

  /** A line for each kind and its first places; empty where nothing was lost. */
  text(): string {
    if (this.#kinds.size === 0) return '';
    const total = [...this.#kinds.values()].reduce((sum, { count }) => sum + count, 0);
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b.count - a.count);
    return [
      `Not kept, or written otherwise: ${counted(total, 'case')}.`,
      ...kinds.flatMap(([code, { count, first }]) => [
        `  ${code}: ${count}`,
        ...first.map((place) => `    ${place}`),
      ]),
    ].join('\n');
  }
}
