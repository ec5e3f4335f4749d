/** Which predictions still wait for a person's decision. */
import type { Entity } from '../annotation/document.ts';
import { entityKey, fragmentsKey } from '../annotation/identity.ts';
import { joinedFragments } from '../annotation/words.ts';
import type { Span } from '../text/positions.ts';

/**
 * The predicted entities about which nobody has decided yet. The decision is taken where a person has annotated the
 * very span, under whatever type; where they have annotated overlapping text under the same type; and where they have
 * rejected the suggestion. Fragments that only white space divides count as one.
 *
 * Costs the sizes of the layers and a binary search for each prediction.
 */
export function pendingSuggestions<Predicted extends Entity>(
  text: string,
  predicted: readonly Predicted[],
  gold: readonly Entity[],
  rejected: readonly Entity[],
): Predicted[] {
  const joined = <E extends Entity>(entity: E): E => ({
    ...entity,
    fragments: joinedFragments(text, entity.fragments),
  });
  const annotated = gold.map(joined);
  const spans = new Set(annotated.map(fragmentsKey));
  const turnedDown = new Set(rejected.map((entity) => entityKey(joined(entity))));
  const covered = coveredByType(annotated);
  return predicted.filter((entity) => {
    const whole = joined(entity);
    const ofType = covered.get(entity.type) ?? [];
    return (
      !spans.has(fragmentsKey(whole)) &&
      !turnedDown.has(entityKey(whole)) &&
      !whole.fragments.some((fragment) => overlapsAny(ofType, fragment))
    );
  });
}

/** The text that the entities of each type cover: ascending, disjoint spans. */
function coveredByType(entities: readonly Entity[]): Map<string, Span[]> {
  const byType = new Map<string, Span[]>();
  for (const { type, fragments } of entities) {
    const spans = byType.get(type);
    if (spans) spans.push(...fragments);
    else byType.set(type, [...fragments]);
  }
  return new Map([...byType].map(([type, spans]) => [type, union(spans)]));
}

/** Ascending, disjoint spans that cover the same text. */
function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const next of [...spans].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last === undefined || next.start > last.end) merged.push(next);
    else if (next.end > last.end) merged[merged.length - 1] = { start: last.start, end: next.end };
  }
  return merged;
}

/** @param spans ascending and disjoint. */
function overlapsAny(spans: readonly Span[], { start, end }: Span): boolean {
  let low = 0;
  let high = spans.length;
  // The first span that ends after the start.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as Span).end <= start) low = middle + 1;
    else high = middle;
  }
  const found = spans[low];
  return found !== undefined && found.start < end;
}
