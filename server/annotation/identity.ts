/** When two annotations count as the same, and the order they are listed in. */
import type { Entity, Equivalence } from './document.ts';

/** A key that two entities share exactly when type and fragments are equal; ids and words do not matter. */
export function entityKey(entity: Pick<Entity, 'type' | 'fragments'>): string {
  return `${entity.type}\t${fragmentsKey(entity)}`;
}

/** A key that two entities share exactly when they cover the same text, whatever their types. */
export function fragmentsKey({ fragments }: Pick<Entity, 'fragments'>): string {
  return fragments.map(({ start, end }) => `${start} ${end}`).join(';');
}

/**
 * The order of entities in a text: by start, the longer first, then by type and id in code unit order. Total for
 * distinct ids, so that sorting never depends on the order of the input.
 */
export function compareEntities(a: Entity, b: Entity): number {
  const last = (entity: Entity): number => (entity.fragments.at(-1) ?? entity.fragments[0]).end;
  return (
    a.fragments[0].start - b.fragments[0].start ||
    last(b) - last(a) ||
    a.fragments.length - b.fragments.length ||
    compareText(a.type, b.type) ||
    compareText(fragmentsKey(a), fragmentsKey(b)) ||
    compareText(a.id, b.id)
  );
}

/** Compares strings by code units: the same order on every machine and in every language. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Merges equivalences of one type that share a member, as the relation is transitive. Classes and members keep the
 * order in which they first occur.
 */
export function mergedEquivalences(equivalences: readonly Equivalence[]): Equivalence[] {
  const merged: { type: string; members: Set<string> }[] = [];
  for (const { type, members } of equivalences) {
    const touched = merged.filter(
      (other) => other.type === type && members.some((id) => other.members.has(id)),
    );
    const [target = { type, members: new Set<string>() }, ...absorbed] = touched;
    if (touched.length === 0) merged.push(target);
    for (const other of absorbed) {
      for (const id of other.members) target.members.add(id);
      merged.splice(merged.indexOf(other), 1);
    }
    for (const id of members) target.members.add(id);
  }
  return merged.map(({ type, members }) => ({ type, members: [...members] }));
}
