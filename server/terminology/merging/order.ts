/** Orders that make a merge come out the same every time. */
import type { ConceptIdentifier } from '../concept.ts';
import { rankOf } from '../sources/systems.ts';

/** By the rank of the system, then by code units. */
export function byIdentifier(one: ConceptIdentifier, other: ConceptIdentifier): number {
  return (
    rankOf(one.system) - rankOf(other.system) ||
    byCodeUnits(one.system, other.system) ||
    byCodeUnits(one.identifier, other.identifier)
  );
}

export function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
