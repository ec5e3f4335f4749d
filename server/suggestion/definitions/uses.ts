/** Finds where a text uses the abbreviations that it has defined. */
import { type Span, span } from '../../text/positions.ts';
import type { Definition } from './adjacentForms.ts';

/** A place where a short form stands for what a definition before it says. */
export interface Use<D extends Definition = Definition> {
  /** Half-open, in UTF-16 code units; takes in a plural `s`. */
  readonly span: Span;
  readonly definition: D;
}

/** A way in which a short form may be written, and the definitions of that short form in text order. */
interface Written<D extends Definition> {
  readonly words: string;
  /** How many code units come before its first letter or digit. */
  readonly lead: number;
  readonly definitions: readonly D[];
}

/**
 * The uses of defined short forms in a text, in text order and disjoint. Case counts, and neither a letter nor a digit
 * may stand on either side; a plural `s` may be added to a short form, or missing from one that has it (`DCs`). Each
 * use has the nearest definition that ends before it: a text may define a short form again. Where two short forms start
 * at the same place (`TGF`, `TGF-beta`) the longer one counts. The places where definitions stand are no uses, nor is
 * a single letter before a full stop, a hyphen or a bracket (`E. coli`, `E-selectin`, `E(2)`).
 *
 * Takes time linear in the text and the number of definitions, as long as few short forms begin alike.
 */
export function findUses<D extends Definition>(text: string, definitions: readonly D[]): Use<D>[] {
  const byStart = writtenForms(text, definitions);
  const defining = new Set<number>(definitions.map(({ shortForm }) => shortForm.start));
  const found: Use<D>[] = [];
  if (byStart.size === 0) return found;
  const run = /[\p{L}\p{N}]+/gu;
  for (let match = run.exec(text); match !== null; match = run.exec(text)) {
    const [words] = match;
    const use =
      useAt(text, match.index, byStart.get(words)) ??
      useAt(text, match.index, byStart.get(words.replace(/s$/, '')));
    if (use === undefined || defining.has(use.span.start)) continue;
    found.push(use);
    run.lastIndex = Math.max(run.lastIndex, use.span.end);
  }
  return found;
}

/** The written forms by their first run of letters and digits, longest first. */
function writtenForms<D extends Definition>(
  text: string,
  definitions: readonly D[],
): Map<string, Written<D>[]> {
  const byWords = new Map<string, D[]>();
  for (const definition of definitions) {
    const words = text.slice(definition.shortForm.start, definition.shortForm.end);
    for (const written of new Set([words, words.replace(/(?<=[\p{Lu}\p{N}])s$/u, '')])) {
      const same = byWords.get(written);
      if (same) same.push(definition);
      else byWords.set(written, [definition]);
    }
  }
  const byStart = new Map<string, Written<D>[]>();
  for (const [words, same] of byWords) {
    const first = /[\p{L}\p{N}]+/u.exec(words);
    if (first === null) continue;
    same.sort((one, other) => endOf(one) - endOf(other));
    const written = { words, lead: first.index, definitions: same };
    const alike = byStart.get(first[0]);
    if (alike) alike.push(written);
    else byStart.set(first[0], [written]);
  }
  for (const alike of byStart.values()) alike.sort((one, other) => other.words.length - one.words.length);
  return byStart;
}

/** The longest short form whose first letter or digit stands at `at`. */
function useAt<D extends Definition>(
  text: string,
  at: number,
  alike: readonly Written<D>[] = [],
): Use<D> | undefined {
  for (const { words, lead, definitions } of alike) {
    const start = at - lead;
    if (!text.startsWith(words, start)) continue;
    let end = start + words.length;
    if (text.charAt(end) === 's' && /[\p{L}\p{N}]$/u.test(words)) end += 1;
    if (/^[\p{L}\p{N}\p{M}]/u.test(text.slice(end, end + 2))) continue;
    if (words.length === 1 && /[.\-–(['’]/.test(text.charAt(end))) continue;
    const definition = lastBefore(definitions, start);
    if (definition !== undefined) return { span: span(start, end), definition };
  }
  return undefined;
}

function endOf({ shortForm, longForm }: Definition): number {
  return Math.max(shortForm.end, longForm.end);
}

/** The last definition that ends at or before an offset; `definitions` are in the order of their ends. */
function lastBefore<D extends Definition>(definitions: readonly D[], offset: number): D | undefined {
  let low = 0;
  let high = definitions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(definitions[middle] as D) <= offset) low = middle + 1;
    else high = middle;
  }
  return definitions[low - 1];
}
