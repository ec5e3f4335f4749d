/** Finds concepts while somebody types, by the words of their names or by an identifier. */
import { type ConceptName, nameKinds, type SemanticGroup } from '../concept.ts';
import type { Stem, TerminologyIndex } from '../index/terminologyIndex.ts';
import { norms } from '../index/weights.ts';
import { stemsOf } from '../normalisation/normalisation.ts';
import { wordsOf } from '../normalisation/orthography.ts';

export interface TypedMatch {
  readonly concept: number;
  /** The name that has the words, or the preferred one where an identifier was typed. */
  readonly name: ConceptName;
}

export interface TypedOptions {
  /** At most this many concepts. */
  readonly limit?: number;
  /** Concepts of other semantic groups are left out. */
  readonly groups?: readonly SemanticGroup[];
}

/** Postings that are read at most, so that one letter takes no longer than a word. */
const mostPostings = 100_000;
/** Stems that a typed beginning may stand for. */
const mostEndings = 500;
/** Names that are looked at, of which the best are returned. */
const mostNames = 400;

/**
 * Concepts for what has been typed so far, the best first: names that have all of its words, where the last may be the beginning
 * of one; shorter names, and better kinds of them, come first, then concepts with more names. Something that looks like an
 * identifier (`C0006142`, `MESH:D00194`, `0003002`) finds the concepts whose identifiers begin with it before these. Empty for
 * nothing.
 *
 * When many names begin with what was typed, only some are looked at: those of the beginning as a whole word, then of the words
 * next in the alphabet.
 */
export function conceptsFor(
  index: TerminologyIndex,
  typed: string,
  { limit = 20, groups }: TypedOptions = {},
): TypedMatch[] {
  const found = new Map<number, TypedMatch>();
  const isWanted = index.groupFilter(groups);
  for (const match of byIdentifier(index, typed, limit, groups)) {
    if (found.size < limit && !found.has(match.concept)) found.set(match.concept, match);
  }
  for (const wording of byWords(index, typed, isWanted)) {
    if (found.size >= limit) break;
    const { concept, names } = index.wording(wording);
    if (!found.has(concept)) found.set(concept, { concept, name: bestOf(names) });
  }
  return [...found.values()];
}

function byIdentifier(
  index: TerminologyIndex,
  typed: string,
  limit: number,
  groups: readonly SemanticGroup[] | undefined,
): TypedMatch[] {
  const [, system, identifier] = /^\s*(?:([\p{L}][\w.]*):)?\s*([\w.-]*\d[\w.-]*)\s*$/u.exec(typed) ?? [];
  const matches: TypedMatch[] = [];
  if (identifier === undefined) return matches;
  let seen = 0;
  for (const found of index.identifiersFrom(identifier)) {
    seen += 1;
    if (matches.length >= limit || seen > mostNames) break;
    if (system !== undefined && found.system.toLowerCase() !== system.toLowerCase()) continue;
    const concept = index.concept(found.concept);
    const [name] = concept.names;
    const isOfGroup = groups === undefined || (concept.group !== undefined && groups.includes(concept.group));
    if (name !== undefined && isOfGroup) matches.push({ concept: found.concept, name });
  }
  return matches;
}

/** Wordings with all the words, the best first. */
function byWords(index: TerminologyIndex, typed: string, isWanted: (wording: number) => boolean): number[] {
  const words = wordsOf(typed);
  const last = words.at(-1);
  if (last === undefined) return [];
  const isWhole = /[^\p{L}\p{N}]$/u.test(typed);
  const whole = stemsOf(isWhole ? words : words.slice(0, -1)).map((stem) => index.stem(stem));
  // A word that no name has is no word of a name that is sought.
  if (words.length > 1 || isWhole) if (whole.some((stem) => stem === undefined)) return [];
  let wordings: Set<number> | undefined;
  const known = whole.filter((stem) => stem !== undefined).sort((a, b) => a.frequency - b.frequency);
  for (const stem of known) wordings = withPosting(stem, wordings, isWanted);
  if (!isWhole) {
    const ending = new Set<number>();
    let read = 0;
    for (const stem of endings(index, last)) {
      if (read > 0 && read + stem.frequency > mostPostings) break;
      read += stem.frequency;
      stem.postings((wording) => {
        if ((wordings === undefined || wordings.has(wording)) && isWanted(wording)) ending.add(wording);
      });
    }
    wordings = ending;
  }
  return ranked(index, [...(wordings ?? [])]);
}

function withPosting(
  { postings }: Stem,
  among: ReadonlySet<number> | undefined,
  isWanted: (wording: number) => boolean,
): Set<number> {
  const kept = new Set<number>();
  postings((wording) => {
    if ((among === undefined || among.has(wording)) && isWanted(wording)) kept.add(wording);
  });
  return kept;
}

/** The stems that a beginning may stand for: itself as a word, then those that go on, in the order of the alphabet. */
function* endings(index: TerminologyIndex, beginning: string): Generator<Stem> {
  const [stem = beginning] = stemsOf([beginning]);
  const itself = index.stem(stem);
  if (itself !== undefined) yield itself;
  let count = 0;
  for (const other of index.stemsFrom(beginning)) {
    count += 1;
    if (count > mostEndings) return;
    if (other.stem !== stem) yield other;
  }
}

/** Names with little besides the words first, which the norm of all their words shows; of equal ones better kinds. */
function ranked(index: TerminologyIndex, wordings: number[]): number[] {
  const wordingNorms = index.wordingNorms();
  const cost = (wording: number): number =>
    (norms[wordingNorms[wording] as number] as number) * (1 + 0.05 * index.kindOf(wording));
  const costs = new Map(wordings.map((wording) => [wording, cost(wording)]));
  return wordings
    .sort((a, b) => (costs.get(a) as number) - (costs.get(b) as number) || a - b)
    .slice(0, mostNames);
}

function bestOf(names: readonly ConceptName[]): ConceptName {
  return names.reduce((best, name) =>
    nameKinds.indexOf(name.kind) < nameKinds.indexOf(best.kind) ? name : best,
  );
}
