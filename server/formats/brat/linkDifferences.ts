/** Mentions that are linked otherwise than most with the same words and type. */
import { type Entity, hull } from '../../annotation/document.ts';
import { compareText } from '../../annotation/identity.ts';
import type { Problem } from '../../annotation/problems.ts';
import { isNoConcept, spellConcepts } from '../concepts.ts';
import { Homonyms } from '../homonyms.ts';
import type { LinkJudge } from './conceptChecking.ts';
import { conceptsOf, type LinkedMention } from './linkedMentions.ts';
import type { LinkUsage, LinkUse } from './linkUsage.ts';
import type { LinkedConcept } from './relinking.ts';

export interface LinkDifference<Place> {
  /** What more mentions, or as many, are linked to. */
  readonly usual: LinkUse<Place>;
  /** How many mentions are linked as this one, itself among them. */
  readonly own: number;
}

/**
 * Where mentions with some words are linked to other concepts at least as often as to those of one of them, the most frequent.
 * Identifiers of one concept are one; concepts of different semantic groups, and homonyms, are no difference. Of equally frequent
 * ones the first in code unit order counts, so that the order of files decides nothing.
 * @param key of the mention, by `mentionKey`.
 */
export function linkDifference<Place>(
  key: string,
  concepts: readonly LinkedConcept[],
  usage: LinkUsage<Place>,
  judge: LinkJudge,
  homonyms: Homonyms = Homonyms.none,
): LinkDifference<Place> | undefined {
  const uses = usage.of(key);
  if (uses.length < 2) return undefined;
  const linkKey = (links: readonly LinkedConcept[]): string => links.map(judge.conceptKey).sort().join('|');
  const own = linkKey(concepts);
  const together = new Map<string, LinkUse<Place>>();
  for (const use of uses.sort(byFrequency)) {
    const theirs = linkKey(use.concepts);
    const known = together.get(theirs);
    together.set(theirs, known === undefined ? use : joined(known, use));
  }
  const count = together.get(own)?.count ?? 0;
  const [usual] = [...together]
    .filter(
      ([theirs, use]) =>
        theirs !== own &&
        use.count >= count &&
        mayBeSame(concepts, use.concepts, judge) &&
        !homonyms.allow(key, own, theirs, linkKey),
    )
    .map(([, use]) => use)
    .sort(byFrequency);
  return usual && { usual, own: count };
}

/** A difference at the place of the mention, as information. */
export function differenceProblem(
  { mention, lines }: LinkedMention<Entity>,
  difference: LinkDifference<unknown>,
): Problem {
  return {
    code: differenceCode,
    severity: 'information',
    message: differenceMessage(mention.id, conceptsOf(lines), difference),
    place: lines[0].span,
    textPlace: hull(mention),
  };
}

export const differenceCode = 'concept/differs';

/**
 * `T3 is linked to MESH:D003080 (1 place), and the same words more often to MESH:D003139 (Common Cold; 12 places). …`, the same in
 * an editor and on the command line.
 */
export function differenceMessage(
  id: string,
  concepts: readonly LinkedConcept[],
  { usual, own }: LinkDifference<unknown>,
): string {
  const often = usual.count === own ? 'as often' : 'more often';
  const name = namesOf(usual.concepts);
  const what = name === '' ? '' : `${name}; `;
  return (
    `${id} is linked to ${spellConcepts(concepts)} (${places(own)}), and the same words ${often} to ` +
    `${spellConcepts(usual.concepts)} (${what}${places(usual.count)}). Link them alike, or keep both as homonyms.`
  );
}

/** The names of concepts, as far as they all have one. */
export function namesOf(concepts: readonly LinkedConcept[]): string {
  const names = concepts.flatMap(({ name }) => name ?? []);
  return names.length === concepts.length ? names.join(' and ') : '';
}

function places(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}

function byFrequency(a: LinkUse<unknown>, b: LinkUse<unknown>): number {
  return b.count - a.count || compareText(spellConcepts(a.concepts), spellConcepts(b.concepts));
}

/** Both under the concepts of the first. */
function joined<Place>(first: LinkUse<Place>, second: LinkUse<Place>): LinkUse<Place> {
  return {
    concepts: first.concepts,
    count: first.count + second.count,
    places: {
      *[Symbol.iterator]() {
        yield* first.places;
        yield* second.places;
      },
    },
  };
}

/** Concepts of different semantic groups are different things by one name. */
function mayBeSame(
  one: readonly LinkedConcept[],
  other: readonly LinkedConcept[],
  { groupOf }: LinkJudge,
): boolean {
  if (one.some(isNoConcept) || other.some(isNoConcept)) return true;
  const groups = other.map(groupOf);
  return (
    one.map(groupOf).some((group) => group === undefined || groups.includes(group)) ||
    groups.includes(undefined)
  );
}
