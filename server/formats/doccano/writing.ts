/** Writing a document as an example of doccano. */
import type { AnnotatedDocument, Entity, Relation } from '../../annotation/document.ts';
import type { Loss } from '../format.ts';
import { compact, type Json, type JsonObject } from '../json/values.ts';
import { DocumentWriting } from '../json/writing.ts';
import { entityFields, exampleFields, relationFields, type Shape, shapeName, shapes } from './fields.ts';

export function composeExample(document: AnnotatedDocument): { value: Json; losses: readonly Loss[] } {
  const writing = new DocumentWriting('doccano', document, 'utf-16');
  const { [shapeName]: stored, ...metadata } = document.metadata ?? {};
  const shape = shapes.find((name) => name === stored) ?? 'entities';
  const written = document.annotations.entities.flatMap((entity) => {
    const pair = writing.hull(entity);
    if (pair === undefined) return [];
    if (entity.fragments.length === 1) writing.loseWords(entity);
    writing.loseScore(entity);
    return [{ entity, pair }];
  });
  writing.loseParts('passages', 'sentences', 'tokens');
  const value = {
    id: numberIn(document.id, '') ?? document.id,
    text: document.text,
    ...compose[shape](writing, written),
    ...writing.fields(metadata, exampleFields(shape), document.id),
  };
  return { value, losses: writing.losses };
}

interface Written {
  readonly entity: Entity;
  readonly pair: readonly [number, number];
}

const unknown = ['events', 'attributes', 'normalisations', 'notes', 'equivalences'] as const;

const compose: {
  readonly [S in Shape]: (writing: DocumentWriting, written: readonly Written[]) => JsonObject;
} = {
  entities: withRelations,
  annotations: withFields,
  label: (writing, written) => ({ label: labels(writing, written) }),
  labels: (writing, written) => ({ labels: labels(writing, written) }),
};

function withRelations(writing: DocumentWriting, written: readonly Written[]): JsonObject {
  writing.loseKinds(...unknown);
  const kept = writing.keepingBinary(
    written.map(({ entity }) => entity),
    unknown,
  );
  const ids = numbers(writing, kept.entities, 'T');
  const numbersById = new Map(Array.from(ids, ([{ id }, number]) => [id, number]));
  const relationIds = numbers(writing, kept.relations, 'R');
  return {
    entities: written.map(({ entity, pair }) => ({
      id: ids.get(entity) as number,
      ...spanFields(writing, entity, pair),
    })),
    relations: kept.relations.map((relation) => {
      const [from, to] = writing.headAndTail(relation).map((target) => numbersById.get(target));
      return compact({
        id: relationIds.get(relation),
        from_id: from,
        to_id: to,
        type: relation.type,
        ...writing.fields(relation.metadata, relationFields, relation.id),
      });
    }),
  };
}

/** Each span with its fields, but without relations. */
function withFields(writing: DocumentWriting, written: readonly Written[]): JsonObject {
  writing.loseKinds('relations', ...unknown);
  const ids = numbers(
    writing,
    written.map(({ entity }) => entity),
    'T',
  );
  const isPlain = written.every(({ entity }, index) => ids.get(entity) === index + 1);
  return {
    annotations: written.map(({ entity, pair }) => ({
      ...(!isPlain && { id: ids.get(entity) as number }),
      ...spanFields(writing, entity, pair),
    })),
  };
}

function labels(writing: DocumentWriting, written: readonly Written[]): Json {
  writing.loseKinds('relations', ...unknown);
  writing.loseIds(written.map(({ entity }) => entity));
  for (const { entity } of written) writing.loseMetadata(entity.metadata, entity.id);
  return written.map(({ entity, pair }) => [...pair, entity.type]);
}

function spanFields(writing: DocumentWriting, entity: Entity, [start, end]: Written['pair']): JsonObject {
  const fields = writing.fields(entity.metadata, entityFields, entity.id);
  return { label: entity.type, start_offset: start, end_offset: end, ...fields };
}

/** The number that doccano has for an id. */
function numberIn(id: string, prefix: string): number | undefined {
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^(?:0|[1-9]\d{0,14})$/.test(digits) ? Number(digits) : undefined;
}

/** Numbers of annotations, as doccano takes no other ids: those in their ids, or else free ones, with a loss. */
function numbers<Annotation extends Entity | Relation>(
  writing: DocumentWriting,
  annotations: readonly Annotation[],
  prefix: string,
): Map<Annotation, number> {
  const own = annotations.map(({ id }) => numberIn(id, prefix));
  const taken = new Set(own);
  const assigned = new Map<Annotation, number>();
  let next = 1;
  for (const [index, annotation] of annotations.entries()) {
    const number = own[index];
    if (number !== undefined) {
      assigned.set(annotation, number);
      continue;
    }
    while (taken.has(next)) next += 1;
    taken.add(next);
    assigned.set(annotation, next);
    writing.lose('id-changed', annotation.id, `The id ${annotation.id}, which will be ${prefix}${next}.`);
  }
  return assigned;
}
