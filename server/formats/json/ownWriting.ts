/** Writing a document as a line of Goldspan's own format. */
import type {
  AnnotatedDocument,
  Annotations,
  Attribute,
  Normalisation,
  Relation,
} from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { Loss } from '../format.ts';
import { documentFields, entityFields, relationFields } from './ownFields.ts';
import { isPredicted } from './reading.ts';
import { referredIds } from './references.ts';
import { compact, type Json, type JsonObject } from './values.ts';
import { DocumentWriting } from './writing.ts';

/** A document as the object of its line. What refers to something that cannot be written is left out with a loss. */
export function composeDocument(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('jsonl', document, 'code points');
  const spans = writing.writable(document.annotations.entities);
  const kept = writing.keeping([...spans.keys()]);
  const properties = inlineProperties(kept);
  const entities = Array.from(spans, ([entity, pairs]) => ({
    id: entity.id,
    type: entity.type,
    spans: pairs,
    text: entity.words,
    ...(isPredicted(entity) && { score: entity.score, ...(entity.model !== '' && { model: entity.model }) }),
    concepts: (properties.concepts.get(entity.id) ?? []).map(conceptFields),
    attributes: Object.fromEntries(
      (properties.attributes.get(entity.id) ?? []).map(({ type, value }) => [type, value ?? true]),
    ),
    ...writing.fields(entity.metadata, entityFields, entity.id),
  }));
  const value = compact({
    id: document.id,
    text: document.text,
    entities,
    relations: kept.relations.map((relation) => relationObject(writing, relation)),
    events: filled(kept.events.map((event) => copy(event, 'id', 'type', 'trigger', 'arguments'))),
    attributes: filled(properties.otherAttributes.map((it) => copy(it, 'id', 'type', 'target', 'value'))),
    concepts: filled(
      properties.otherConcepts.map((concept) => ({
        ...copy(concept, 'target'),
        ...conceptFields(concept),
        key: concept.id,
      })),
    ),
    notes: filled(kept.notes.map((note) => copy(note, 'id', 'type', 'target', 'text'))),
    equivalences: filled(kept.equivalences.map((equivalence) => copy(equivalence, 'type', 'members'))),
    passages: filled(
      spanFields(
        writing,
        'passages',
        document.passages?.map(({ span }) => span),
      ).map((span, index) => ({
        span,
        metadata: { ...document.passages?.[index]?.metadata },
      })),
    ),
    sentences: filled(spanFields(writing, 'sentences', document.sentences)),
    tokens: filled(spanFields(writing, 'tokens', document.tokens)),
    ...writing.fields(document.metadata, documentFields, document.id),
  });
  return { value, losses: writing.losses };
}

interface Properties {
  readonly attributes: ReadonlyMap<string, readonly Attribute[]>;
  readonly concepts: ReadonlyMap<string, readonly Normalisation[]>;
  readonly otherAttributes: readonly Attribute[];
  readonly otherConcepts: readonly Normalisation[];
}

/**
 * Attributes and concepts by the entity they are written with. Others stand on their own: those of other annotations,
 * those that something refers to by their id, and a second attribute of the same type.
 */
function inlineProperties({ entities, attributes, normalisations, ...others }: Annotations): Properties {
  const owners = new Set(entities.map(({ id }) => id));
  const referred = referredIds({ entities, attributes, normalisations, ...others });
  const isInline = ({ id, target }: Attribute | Normalisation): boolean =>
    owners.has(target) && !referred.has(id);
  const first = new Map<string, Attribute>();
  for (const attribute of attributes) {
    const key = JSON.stringify([attribute.target, attribute.type]);
    if (isInline(attribute) && !first.has(key)) first.set(key, attribute);
  }
  const inline = new Set(first.values());
  const concepts = normalisations.filter(isInline);
  return {
    attributes: byTarget([...inline]),
    concepts: byTarget(concepts),
    otherAttributes: attributes.filter((attribute) => !inline.has(attribute)),
    otherConcepts: normalisations.filter((concept) => !isInline(concept)),
  };
}

function byTarget<Property extends { readonly target: string }>(
  properties: readonly Property[],
): Map<string, Property[]> {
  const groups = new Map<string, Property[]>();
  for (const property of properties) {
    const group = groups.get(property.target);
    if (group === undefined) groups.set(property.target, [property]);
    else group.push(property);
  }
  return groups;
}

function conceptFields({ system, identifier, name, score }: Normalisation): JsonObject {
  return compact({ system, id: identifier, name, score });
}

function relationObject(
  writing: DocumentWriting,
  { id, type, arguments: all, metadata }: Relation,
): JsonObject {
  const [head, tail, ...more] = all;
  const isPlain = more.length === 0 && head.role === 'Arg1' && tail.role === 'Arg2';
  const roles = isPlain || more.length > 0 ? undefined : [head.role, tail.role];
  const ends =
    more.length > 0
      ? { arguments: all.map(({ role, target }) => ({ role, target })) }
      : { head: head.target, tail: tail.target };
  return compact({ id, type, ...ends, roles, ...writing.fields(metadata, relationFields, id) });
}

/** Spans in code points; all are left out, with a loss, where one is no span of the text. */
function spanFields(writing: DocumentWriting, name: string, spans: readonly Span[] = []): [number, number][] {
  const pairs = spans.flatMap((span) => {
    const pair = writing.pair(span);
    return pair === undefined ? [] : [pair];
  });
  if (pairs.length === spans.length) return pairs;
  writing.lose(
    `${name}-dropped`,
    undefined,
    `The boundaries of ${spans.length} ${name}, as one is no span of the text.`,
  );
  return [];
}

function filled(list: readonly Json[]): readonly Json[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Some fields of an annotation, which are named alike in the file. */
function copy(annotation: object, ...names: readonly string[]): JsonObject {
  return compact(Object.fromEntries(names.map((name) => [name, (annotation as JsonObject)[name]])));
}
