/** The names of a merged concept, in their order. */
import type { ConceptName } from '../concept.ts';
import { comparable, isShortForm, uninverted } from './names.ts';
import { closeness } from './statements.ts';

/** Vocabularies that invert names at commas. */
const inverting: ReadonlySet<string> = new Set(['MESH', 'MSH', 'OMIM']);

/**
 * Adds the natural order of inverted names, unless a concept has it already.
 * @param concepts the names of each; they are added to.
 * @returns how many were added
 */
export function addUninverted(concepts: readonly ConceptName[][]): number {
  const known = new Set<string>();
  for (const names of concepts) for (const { words } of names) known.add(comparable(words));
  let added = 0;
  for (const names of concepts) {
    const more: ConceptName[] = [];
    for (const { words, kind, source } of names) {
      const natural = inverting.has(source) ? uninverted(words) : undefined;
      if (natural === undefined || known.has(comparable(natural))) continue;
      known.add(comparable(natural));
      more.push({ words: natural, kind: kind === 'preferred' ? 'exact' : kind, source });
    }
    names.push(...more);
    added += more.length;
  }
  return added;
}

/**
 * The names from the closest to the least close, and otherwise as they come: those of the identifier of the highest rank
 * first, so that the first is the preferred name of the concept. Exact names that look like short forms are abbreviations.
 */
export function sortedNames(names: readonly ConceptName[]): ConceptName[] {
  const marked = names.map((name): ConceptName => {
    const { kind, words, source } = name;
    return kind === 'exact' && isShortForm(name, names) ? { words, kind: 'abbreviation', source } : name;
  });
  // Sorting keeps the order of equals.
  return marked.sort((one, other) => closeness(one.kind) - closeness(other.kind));
}
