/** How a corpus records what a text asserts of an entity. */
import type { Annotations, Attribute, Entity } from '../annotation/document.ts';
import type { AnnotationConfiguration } from '../formats/brat/annotationConfiguration.ts';
import { isPermittedEntity, lineageOf } from '../formats/brat/permittedTargets.ts';
import type { Assertion, AssertionKind } from '../suggestion/assertion/assertion.ts';
import { type AssertionAttribute, attributeOf, attributesIn } from '../suggestion/assertion/attributes.ts';

/** The attribute that records a kind of assertion of an entity type; undefined where the corpus has none. */
export type Recording = (kind: AssertionKind, entityType: string) => AssertionAttribute | undefined;

/** Records everything under the names of {@link attributeOf}: for corpora that declare nothing. */
export const recordAll: Recording = (kind) => attributeOf[kind];

/** Records what an `annotation.conf` permits, under its names. */
export function recordingOf(configuration: AnnotationConfiguration): Recording {
  const byKind = attributesIn(configuration.attributes);
  const lineage = lineageOf(configuration);
  const targetsOf = new Map(configuration.attributes.map(({ name, targets }) => [name, targets]));
  return (kind, entityType) => {
    const attribute = byKind.get(kind);
    if (attribute === undefined) return undefined;
    const targets = targetsOf.get(attribute.type) ?? [];
    const isOpen = targets.length === 0 || isPermittedEntity(targets, entityType, lineage);
    return isOpen ? attribute : undefined;
  };
}

/** An assertion and the attribute by which a corpus records it. */
export interface Recordable {
  readonly assertion: Assertion;
  readonly attribute: AssertionAttribute;
}

/** The assertions of an entity that a corpus has attributes for; of one attribute only the first. */
export function recordable(
  assertions: readonly Assertion[],
  entityType: string,
  recording: Recording,
): Recordable[] {
  const used = new Set<string>();
  return assertions.flatMap((assertion): Recordable[] => {
    const attribute = recording(assertion.kind, entityType);
    if (attribute === undefined || used.has(attribute.type)) return [];
    used.add(attribute.type);
    return [{ assertion, attribute }];
  });
}

/** The assertions of an annotated entity that the annotations do not have, where the attribute has no other value. */
export function unrecorded(
  { attributes }: Annotations,
  { id, type }: Entity,
  assertions: readonly Assertion[],
  recording: Recording,
): Recordable[] {
  const own = new Set(attributes.filter(({ target }) => target === id).map((attribute) => attribute.type));
  return recordable(assertions, type, recording).filter(({ attribute }) => !own.has(attribute.type));
}

/** The attributes of each annotation, in file order. */
export function attributesByTarget({ attributes }: Annotations): Map<string, readonly Attribute[]> {
  const byTarget = new Map<string, Attribute[]>();
  for (const attribute of attributes) {
    const same = byTarget.get(attribute.target);
    if (same) same.push(attribute);
    else byTarget.set(attribute.target, [attribute]);
  }
  return byTarget;
}

/** `Negation`, or `Certainty: Uncertain`. */
export function attributeLabel({ type, value }: Pick<Attribute, 'type' | 'value'>): string {
  return value === undefined ? type : `${type}: ${value}`;
}
