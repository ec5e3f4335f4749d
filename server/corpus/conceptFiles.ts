/**
 * Which text the concept files of the i2b2/VA challenge of 2010 belong to. They lie beside their text, or in folders of
 * their own beside the folder of the texts, as in `txt/1.txt`, `concept/1.con`, `ast/1.ast` and `rel/1.rel`, or further
 * away, as the reference standard of the test data does.
 */
import { basename, dirname, extname, join, relative, sep } from 'node:path';

/** Concepts, and where they are there, assertions and relations of them. */
export interface ConceptPaths {
  readonly con: string;
  readonly ast?: string;
  readonly rel?: string;
}

/** The names of folders that hold one kind of file each; texts and annotations are looked for in those beside. */
export const layoutFolders: ReadonlySet<string> = new Set([
  'txt',
  'text',
  'concept',
  'concepts',
  'con',
  'ast',
  'assertion',
  'assertions',
  'rel',
  'relation',
  'relations',
]);

export interface ConceptPairing {
  /** By the path of the text. */
  readonly byText: ReadonlyMap<string, ConceptPaths>;
  /** Files of concepts whose text is not there, or cannot be told from others of the same name. */
  readonly withoutText: readonly string[];
}

/**
 * Gives each file of concepts the text of its name that is the fewest folders away, and each file of assertions or
 * relations its concepts in the same way. Equally near ones are not chosen from. Costs one step for each pair of files of
 * the same name.
 * @param paths of all files that may take part; others are passed over.
 */
export function pairConcepts(paths: readonly string[]): ConceptPairing {
  const of = (extension: string): Map<string, string[]> => byStem(paths, extension);
  const [texts, assertions, relations] = [of('.txt'), of('.ast'), of('.rel')];
  const byText = new Map<string, ConceptPaths>();
  const withoutText: string[] = [];
  for (const [stem, concepts] of of('.con')) {
    const nearestConcepts = (path: string): string | undefined => nearest(path, concepts);
    for (const con of concepts) {
      const text = nearest(con, texts.get(stem) ?? []);
      if (text === undefined || byText.has(text)) {
        withoutText.push(con);
        continue;
      }
      const ast = assertions.get(stem)?.find((path) => nearestConcepts(path) === con);
      const rel = relations.get(stem)?.find((path) => nearestConcepts(path) === con);
      byText.set(text, { con, ...(ast !== undefined && { ast }), ...(rel !== undefined && { rel }) });
    }
  }
  return { byText, withoutText };
}

/** The folder that a text and its concepts have in common, in which the document is. */
export function commonFolder(one: string, other: string): string {
  let folder = dirname(one);
  while (relative(folder, other).startsWith(`..${sep}`)) folder = dirname(folder);
  return folder;
}

function byStem(paths: readonly string[], extension: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    if (extname(path) !== extension) continue;
    const stem = basename(path, extension);
    const same = found.get(stem);
    if (same === undefined) found.set(stem, [path]);
    else same.push(path);
  }
  return found;
}

/** The one candidate that the fewest folders have to be left and entered for; undefined where there are several. */
function nearest(path: string, candidates: readonly string[]): string | undefined {
  const distances = candidates.map((candidate) => distance(path, candidate));
  const least = Math.min(...distances);
  const found = candidates.filter((_, index) => distances[index] === least);
  return found.length === 1 ? found[0] : undefined;
}

function distance(from: string, to: string): number {
  return join(relative(dirname(from), dirname(to)), '.')
    .split(sep)
    .filter((step) => step !== '.').length;
}
