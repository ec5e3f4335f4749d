/** Finds concepts while somebody types, by the words of their names or by an identifier. */
import { type ConceptName, nameKinds, type SemanticGroup } from '../concept.ts';
import type { Stem, TerminologyIndex } from '../index/terminologyIndex.ts';
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

/** Postings of words that begin as typed that are read, so that one letter takes no longer than a word. */
const mostPostings = 100_000;
/** Stems that a typed beginning may stand for. */
const mostEndings = 500;
/** Words that are counted; the rarest of more. */
const mostWords = 100;
/** Names that are looked at, of which the best are returned. */
const mostNames = 400;

/**
 * Concepts for what has been typed so far, the best first: names that have all of its words, where the last may be
 * the beginning of one; shorter names, and better kinds of them, come first, then those that were added first to the
 * index. Something that looks like an identifier (`C0006142`, `MESH:D00194`, `0003002`) finds the concepts whose
 * identifiers begin with it before these. Empty for nothing, and for a word that no name has: what is misspelt is
 * found by its letters elsewhere.
 *
 * When many names begin with what was typed, only some are looked at: those of the beginning as a whole word, then of
 * the words next in the alphabet.
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
  const wholeWords = isWhole ? words : words.slice(0, -1);
  const whole = stemsOf(wholeWords)
    .map((stem) => index.stem(stem))
    .filter((stem) => stem !== undefined)
    .sort((a, b) => a.frequency - b.frequency);
  if (whole.length < stemsOf(wholeWords).length) return [];
  // How many of the words each wording has.
  const counts = new Uint8Array(index.counts.wordings);
  let found: number[] = [];
  const keep = ({ postings }: Stem, count: number): void =>
    postings((wording) => {
      if (counts[wording] !== count) return;
      counts[wording] = count + 1;
      if (isWanted(wording)) found.push(wording);
    });
  for (const [count, stem] of whole.slice(0, mostWords).entries()) {
    found = [];
    keep(stem, count);
  }
  if (!isWhole) {
    found = [];
    let read = 0;
    for (const stem of endings(index, last)) {
      if (read > 0 && read + stem.frequency > mostPostings) break;
      read += stem.frequency;
      keep(stem, Math.min(whole.length, mostWords));
    }
  }
  return ranked(index, found);
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

/**
 * The first of some wordings in the order in which they are shown: those with little besides the words, which the
 * norm of all their words shows; of equal ones better kinds.
 */
function ranked(index: TerminologyIndex, wordings: readonly number[]): number[] {
  const wordingNorms = index.wordingNorms();
  // A kind counts as three steps of a norm, six per cent.
  const costOf = (wording: number): number => (wordingNorms[wording] as number) + 3 * index.kindOf(wording);
  const byCost: number[][] = [];
  for (const wording of wordings) {
    const cost = costOf(wording);
    const alike = byCost[cost];
    if (alike === undefined) byCost[cost] = [wording];
    else if (alike.length < mostNames) alike.push(wording);
  }
  return byCost.flatMap((alike) => alike.sort((a, b) => a - b)).slice(0, mostNames);
}

function bestOf(names: readonly ConceptName[]): ConceptName {
  return names.reduce((best, name) =>
    nameKinds.indexOf(name.kind) < nameKinds.indexOf(best.kind) ? name : best,
  );
}
