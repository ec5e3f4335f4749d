/** Findings that a text says are not there, which nothing in it has caused. */
import type { Entity } from '../../annotation/document.ts';
import { isFindingType, isLikely } from '../assertion/assertedAttributes.ts';
import { assertionsOf } from '../assertion/assertionsOf.ts';

/** The ids of the entities of a finding's type that the text negates. */
export function absentOf(text: string, entities: readonly Entity[]): Set<string> {
  const findings = entities.filter(({ type }) => isFindingType(type));
  const asserted = assertionsOf(text, findings);
  return new Set(
    [...asserted].flatMap(([id, assertions]) =>
      assertions.some((assertion) => assertion.kind === 'negated' && isLikely(assertion)) ? [id] : [],
    ),
  );
}
