/** Which entities may be related: the pairs that a model is asked about. */
import type { RelationHead } from './model.ts';
import type { Place } from './places.ts';

/** Pairs of places that one decision is made about: several where they stand for two concepts. */
export interface Candidate {
  readonly head: RelationHead;
  /** All mentions of the head's concept and of the tail's; the two mentions where concepts play no part. */
  readonly heads: readonly Place[];
  readonly tails: readonly Place[];
  readonly pairs: readonly (readonly [Place, Place])[];
}

/**
 * The candidates of one block of relations, in the order of their mentions.
 * @param concepts of each entity by its id.
 * @param nearest how many pairs stand for two concepts: those with the fewest tokens between them, the earlier first.
 * Takes time quadratic in the concepts of a document; in the mentions only of neighbouring sentences.
 */
export function candidatesOf(
  places: readonly Place[],
  head: RelationHead,
  concepts: ReadonlyMap<string, readonly string[]>,
  nearest: number,
): Candidate[] {
  const allowed = new Set(head.pairs.map(pairKey));
  return head.between === 'concepts'
    ? betweenConcepts(places, head, allowed, concepts, nearest)
    : betweenMentions(places, head, allowed);
}

const pairKey = ([first, second]: readonly [string, string]): string => `${first}\t${second}`;

function betweenMentions(
  places: readonly Place[],
  head: RelationHead,
  allowed: ReadonlySet<string>,
): Candidate[] {
  const furthest = head.reach === 'sentence' ? 0 : head.reach === 'neighbours' ? 1 : Number.POSITIVE_INFINITY;
  const byRow = new Map<number, Place[]>();
  for (const place of places) {
    const same = byRow.get(place.row);
    if (same) same.push(place);
    else byRow.set(place.row, [place]);
  }
  const near = (row: number): readonly Place[] =>
    furthest === Number.POSITIVE_INFINITY
      ? places
      : Array.from(
          { length: 2 * furthest + 1 },
          (_, index) => byRow.get(row - furthest + index) ?? [],
        ).flat();
  return places.flatMap((first) =>
    near(first.row)
      .filter((second) => second !== first && allowed.has(pairKey([first.type, second.type])))
      .map((second) => ({ head, heads: [first], tails: [second], pairs: [[first, second]] as const })),
  );
}

function betweenConcepts(
  places: readonly Place[],
  head: RelationHead,
  allowed: ReadonlySet<string>,
  concepts: ReadonlyMap<string, readonly string[]>,
  nearest: number,
): Candidate[] {
  const byConcept = new Map<string, Place[]>();
  for (const place of [...places].sort((a, b) => a.position - b.position)) {
    for (const concept of concepts.get(place.entity.id) ?? []) {
      const same = byConcept.get(concept);
      if (same) same.push(place);
      else byConcept.set(concept, [place]);
    }
  }
  const all = [...byConcept.values()].map((mentions) => ({
    mentions,
    types: [...new Set(mentions.map(({ type }) => type))],
  }));
  type Concept = (typeof all)[number];
  const mayRelate = (first: Concept, second: Concept): boolean =>
    first.types.some((a) => second.types.some((b) => allowed.has(pairKey([a, b]))));
  const candidate = (first: Concept, second: Concept): Candidate => ({
    head,
    heads: first.mentions,
    tails: second.mentions,
    pairs: nearestPairs(first.mentions, second.mentions, nearest),
  });
  return all.flatMap((first, index) =>
    all.slice(index + 1).flatMap((second) => {
      if (mayRelate(first, second)) return [candidate(first, second)];
      return mayRelate(second, first) ? [candidate(second, first)] : [];
    }),
  );
}

function nearestPairs(
  heads: readonly Place[],
  tails: readonly Place[],
  count: number,
): (readonly [Place, Place])[] {
  const pairs = heads.flatMap((head) =>
    tails.flatMap((tail) =>
      head === tail ? [] : [{ pair: [head, tail] as const, apart: tokensBetween(head, tail) }],
    ),
  );
  // Sorting is stable, so that of pairs as near the earlier stays first.
  return pairs
    .sort((a, b) => a.apart - b.apart)
    .slice(0, count)
    .map(({ pair }) => pair);
}

/** Tokens between two places, over the rows between them; negative where they overlap. */
export function tokensBetween(one: Place, other: Place): number {
  const [first, second] = one.position <= other.position ? [one, other] : [other, one];
  return second.position - first.position - (first.end - first.first);
}
