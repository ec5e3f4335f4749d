/** Attributes for what a text asserts of the findings annotated in it. */
import type { Annotations, Attribute } from '../../annotation/document.ts';
import { entityKey } from '../../annotation/identity.ts';
import type { Assertion, AssertionKind } from './assertion.ts';
import { assertionsOf } from './assertionsOf.ts';
import type { AssertionAttribute } from './attributes.ts';
import { type ModelAnswers, noAnswers, withModelAnswers } from './modelAnswers.ts';

/** Assertions that are wrong more often than right are not recorded. */
const lowestConfidence = 0.5;

/**
 * Whether entities of a type name findings, of which a text may assert that they are absent, past and so on, by the words
 * in the type's name: diseases, disorders, signs, symptoms, problems, conditions, findings and phenotypes.
 */
export function isFindingType(type: string): boolean {
  return /disease|disorder|sign|symptom|problem|condition|finding|phenotyp|diagnos(?:is|es)$/i.test(type);
}

/**
 * The attributes to add to a document's annotations, under ids that it does not have: one for each assertion about an
 * entity of a finding's type that the entity does not have yet. Offsets are UTF-16 code units. Linear in the text and the
 * annotations.
 * @param attributeFor the attribute that records a kind of assertion of an entity type; none where it is not recorded.
 * @param answers what models say of entities, also of those whose type names no finding.
 */
export function assertedAttributes(
  text: string,
  annotations: Annotations,
  attributeFor: (kind: AssertionKind, entityType: string) => AssertionAttribute | undefined,
  answers: ModelAnswers = noAnswers,
): Attribute[] {
  const findings = annotations.entities.filter(
    (entity) => isFindingType(entity.type) || answers.has(entityKey(entity)),
  );
  const asserted = assertionsOf(text, findings);
  const known = new Set(annotations.attributes.map(keyOf));
  const taken = new Set(annotations.attributes.map(({ id }) => id));
  const added: Attribute[] = [];
  let number = 0;
  for (const finding of findings) {
    const { id: target, type: entityType } = finding;
    const byTrigger = (asserted.get(target) ?? []).filter(isLikely);
    for (const { kind } of withModelAnswers(byTrigger, answers.get(entityKey(finding)) ?? [])) {
      const declared = attributeFor(kind, entityType);
      if (declared === undefined) continue;
      const attribute = { target, ...declared };
      if (known.has(keyOf(attribute))) continue;
      do number += 1;
      while (taken.has(`A${number}`));
      added.push({ id: `A${number}`, ...attribute });
    }
  }
  return added;
}

/** Whether an assertion is more likely right than wrong. */
export function isLikely({ confidence }: Assertion): boolean {
  return confidence >= lowestConfidence;
}

function keyOf({ target, type, value = '' }: Omit<Attribute, 'id'>): string {
  return JSON.stringify([target, type, value]);
}
