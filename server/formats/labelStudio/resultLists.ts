/** The results of a document: those of its annotation and those of each model's prediction. */
import type { Annotations, Attribute, Entity } from '../../annotation/document.ts';
import { fromText } from '../json/metadata.ts';
import { isPredicted } from '../json/reading.ts';
import { compact, isObject, type Json, type JsonObject } from '../json/values.ts';
import type { DocumentWriting } from '../json/writing.ts';
import { noteType, relationFields, usual, valueFields } from './fields.ts';

export interface ResultLists {
  /** Absent where nothing is annotated. */
  readonly gold: readonly Json[] | undefined;
  readonly predicted: readonly JsonObject[];
}

/** The list that an entity belongs to: a model's name, or the gold annotation's. */
type ListKey = string | undefined;

/**
 * @param aside results that were kept as they were; they go to the annotation, or else to the first prediction.
 * @param isAnnotated whether the task has an annotation although nothing may be in it.
 */
export function resultLists(
  writing: DocumentWriting,
  aside: readonly Json[],
  isAnnotated: boolean,
): ResultLists {
  const written = writing.document.annotations.entities.flatMap((entity) => {
    const pair = writing.hull(entity);
    return pair === undefined ? [] : [{ entity, pair }];
  });
  writing.loseKinds(...unknown);
  const kept = writing.keepingBinary(
    written.map(({ entity }) => entity),
    unknown,
  );
  const values = new Map<string, { key: ListKey; value: JsonObject }>();
  const lists = new Map<ListKey, Json[]>();
  const listOf = (key: ListKey): Json[] => {
    const list = lists.get(key) ?? [];
    lists.set(key, list);
    return list;
  };
  const notes = notesOf(writing, kept);
  for (const { entity, pair } of written) {
    const key = isPredicted(entity) ? entity.model : undefined;
    const value = { start: pair[0], end: pair[1], text: writtenWords(writing, entity) };
    values.set(entity.id, { key, value });
    listOf(key).push(region(writing, entity, value, notes.get(entity.id) ?? []));
  }
  for (const attribute of kept.attributes) {
    const at = values.get(attribute.target);
    if (at === undefined) writing.loseAnnotation('attributes', attribute);
    else listOf(at.key).push(property(writing, attribute, at.value));
  }
  addRelations(writing, kept, values, listOf);
  if (aside.length > 0) listOf(lists.has(undefined) ? undefined : [...lists.keys()][0]).push(...aside);
  if (lists.size > 1 && lists.has(undefined)) {
    const message = 'Predictions beside an annotation, which are written and left out when the task is read.';
    writing.lose('predictions-beside-annotation', undefined, message);
  }
  const predicted = [...lists].flatMap(([key, result]) =>
    key === undefined ? [] : [{ model_version: key, result }],
  );
  const isEmpty = !isAnnotated || predicted.length > 0;
  return { gold: lists.get(undefined) ?? (isEmpty ? undefined : []), predicted };
}

/** What Label Studio has no place for. */
const unknown = ['events', 'normalisations', 'equivalences'] as const;

function writtenWords(writing: DocumentWriting, entity: Entity): string {
  const { text } = writing.document;
  const last = entity.fragments[entity.fragments.length - 1]?.end;
  return entity.fragments.length === 1
    ? writing.wordsToStore(entity)
    : text.slice(entity.fragments[0].start, last);
}

/** The texts of notes by the entity they are on; other notes are lost. */
function notesOf(writing: DocumentWriting, { entities, notes }: Annotations): Map<string, string[]> {
  const texts = new Map<string, string[]>(entities.map(({ id }) => [id, []]));
  for (const note of notes) {
    const list = note.type === noteType ? texts.get(note.target) : undefined;
    if (list === undefined) writing.loseAnnotation('notes', note);
    else list.push(note.text);
  }
  return texts;
}

function region(
  writing: DocumentWriting,
  entity: Entity,
  value: JsonObject,
  notes: readonly string[],
): JsonObject {
  const { value: storedValue, meta: storedMeta, ...metadata } = entity.metadata ?? {};
  const [ofValue, ofMeta] = [storedObject(storedValue), storedObject(storedMeta)];
  if (storedValue !== undefined && ofValue === undefined)
    writing.loseMetadata({ value: storedValue }, entity.id);
  if (storedMeta !== undefined && ofMeta === undefined) writing.loseMetadata({ meta: storedMeta }, entity.id);
  const meta = { ...ofMeta, ...(notes.length > 0 && { text: notes }) };
  return compact({
    id: entity.id,
    ...usual,
    ...writing.fields(
      metadata,
      new Set(['id', 'type', ...(isPredicted(entity) ? ['score'] : [])]),
      entity.id,
    ),
    value: { ...ofValue, ...value, labels: [entity.type] },
    ...(isPredicted(entity) && { score: entity.score }),
    ...(Object.keys(meta).length > 0 && { meta }),
  });
}

/** An object in metadata; undefined where it is something else, or has fields that are written otherwise. */
function storedObject(text: string | undefined): JsonObject | undefined {
  const value = text === undefined ? undefined : fromText(text);
  return isObject(value) && !Object.keys(value).some((name) => valueFields.has(name)) ? value : undefined;
}

/** An attribute as a choice for its region. One without a value is a choice that is named like the attribute. */
function property(
  writing: DocumentWriting,
  { id, type, target, value }: Attribute,
  at: JsonObject,
): JsonObject {
  if (value === type) {
    writing.lose('attribute-value-dropped', id, `The value ${value} of the attribute ${type} of ${target}.`);
  }
  return {
    id: target,
    from_name: type,
    to_name: usual.to_name,
    type: 'choices',
    value: { ...at, choices: [value ?? type] },
  };
}

function addRelations(
  writing: DocumentWriting,
  { relations }: Annotations,
  values: ReadonlyMap<string, { readonly key: ListKey }>,
  listOf: (key: ListKey) => Json[],
): void {
  const isPlain = relations.every(({ id }, index) => id === `R${index + 1}`);
  for (const relation of relations) {
    const { id, type, metadata } = relation;
    const [head, tail] = relation.arguments.map(({ target }) => values.get(target));
    if (head === undefined || tail === undefined || head.key !== tail.key) {
      writing.loseAnnotation(
        'relations',
        relation,
        ', as it does not join two mentions of one annotation or model',
      );
      continue;
    }
    const [from, to] = writing.headAndTail(relation);
    const isLeft = metadata?.['direction'] === 'left';
    listOf(head.key).push({
      ...(!isPlain && { id }),
      from_id: isLeft ? to : from,
      to_id: isLeft ? from : to,
      type: 'relation',
      direction: 'right',
      labels: [type],
      ...writing.fields(metadata, relationFields, id),
    });
  }
}
