/** Reading a document of BigBIO's `kb` schema. */
import { entityKey } from '../../annotation/identity.ts';
import type { Read } from '../format.ts';
import { extended, metadataOf, toText } from '../json/metadata.ts';
import {
  DocumentReading,
  entityOf,
  type Growing,
  growing,
  headAndTail,
  noDocument,
  type Pair,
  unnamed,
} from '../json/reading.ts';
import { referredIds } from '../json/references.ts';
import { isList, isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import {
  coreference,
  documentFields,
  entityFields,
  listed,
  localId,
  relationFields,
  triggerId,
} from './fields.ts';
import { composeText } from './passages.ts';

export function* readDocument(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  if (!isList(record['passages'])) {
    yield noDocument('bigbio', line, 'it has no passages');
    return;
  }
  const unique = textOf(record['id']);
  const document = textOf(record['document_id']) ?? unique ?? unnamed(fileName, number);
  const prefix = unique ?? document;
  const { text, passages, faults } = composeText(prefix, record['passages']);
  const reading = new DocumentReading({ format: 'bigbio', line, document }, text, 'code points');
  for (const { severity, message } of faults) reading.report(severity, 'bad-passage', message);
  const local = (id: Json | undefined): string | undefined => {
    const own = textOf(id);
    return own === undefined ? undefined : localId(prefix, own);
  };
  const lists = (['entities', 'events', 'relations'] as const).map((name) =>
    listOf(record[name]).filter(isObject),
  );
  reading.expectIds(lists.flat().map(({ id }) => local(id)));
  const [entities = [], events = [], relations = []] = lists;
  const annotations = growing();
  for (const entity of entities) readEntity(reading, entity, local, annotations);
  for (const relation of relations) readRelation(reading, relation, local, annotations);
  for (const it of listOf(record['coreferences']).filter(isObject)) {
    const members = listOf(it['entity_ids']).flatMap((id) => local(id) ?? []);
    annotations.equivalences.push({ type: coreference, members });
  }
  readEvents(reading, events, local, annotations);
  const metadata = extended(metadataOf(record, documentFields), {
    id: unique === document ? undefined : unique,
  });
  yield* reading.result(annotations, {
    ...(passages !== undefined && { passages }),
    ...(metadata !== undefined && { metadata }),
  });
}

type LocalId = (id: Json | undefined) => string | undefined;

function readEntity(
  reading: DocumentReading,
  record: JsonObject,
  local: LocalId,
  annotations: Growing,
): void {
  const id = reading.id(local(record['id']), 'T');
  const owner = `The entity ${id}`;
  const type = reading.type(record['type'], owner);
  const fragments = reading.fragments(pairsOf(record['offsets']), owner);
  if (type === undefined || fragments === undefined) return;
  const words = reading.words(fragments, wordsOf(record['text']), owner);
  annotations.entities.push(
    entityOf({ id, type, fragments, words }, { metadata: metadataOf(record, entityFields) }),
  );
  for (const it of listOf(record['normalized']).filter(isObject)) {
    const [system = '', identifier] = [textOf(it['db_name']), textOf(it['db_id'])];
    if (identifier === undefined) {
      reading.report('error', 'malformed-field', `A concept of ${id} has no db_id; it was left out.`);
      continue;
    }
    annotations.normalisations.push({ id: reading.id(undefined, 'N'), target: id, system, identifier });
  }
}

function readRelation(
  reading: DocumentReading,
  record: JsonObject,
  local: LocalId,
  { relations }: Growing,
): void {
  const id = reading.id(local(record['id']), 'R');
  const type = reading.type(record['type'], `The relation ${id}`);
  if (type === undefined) return;
  const [head = '', tail = ''] = [local(record['arg1_id']), local(record['arg2_id'])];
  const concepts = listOf(record['normalized']);
  const metadata = extended(metadataOf(record, relationFields), {
    normalized: concepts.length > 0 ? toText(concepts) : undefined,
  });
  relations.push({
    id,
    type,
    arguments: headAndTail(head, tail),
    ...(metadata !== undefined && { metadata }),
  });
}

/** Events, with an entity for each trigger that is not among the entities; events on the same words share it. */
function readEvents(
  reading: DocumentReading,
  records: readonly JsonObject[],
  local: LocalId,
  annotations: Growing,
): void {
  const byKey = new Map(annotations.entities.toReversed().map((entity) => [entityKey(entity), entity]));
  const listedIds = new Set(annotations.entities.map(({ id }) => id));
  for (const record of records) {
    const id = reading.id(local(record['id']), 'E');
    const owner = `The trigger of the event ${id}`;
    const type = reading.type(record['type'], `The event ${id}`);
    const trigger = isObject(record['trigger']) ? record['trigger'] : {};
    const fragments = reading.fragments(pairsOf(trigger['offsets']), owner);
    if (type === undefined || fragments === undefined) continue;
    const words = reading.words(fragments, wordsOf(trigger['text']), owner);
    const key = entityKey({ type, fragments });
    const entity = byKey.get(key) ?? { id: reading.id(triggerId(id), 'T'), type, fragments, words };
    if (!byKey.has(key)) annotations.entities.push(entity);
    byKey.set(key, entity);
    const roles = listOf(record['arguments']).flatMap((it) => {
      const [role, target] = isObject(it) ? [textOf(it['role']), local(it['ref_id'])] : [];
      return target === undefined ? [] : [{ role: role ?? '', target }];
    });
    annotations.events.push({ id, type, trigger: entity.id, arguments: roles });
  }
  markListed(annotations, listedIds);
}

/** Marks triggers that are among the entities of the file without need, so that they are written there again. */
function markListed(annotations: Growing, listedIds: ReadonlySet<string>): void {
  const triggers = new Set(annotations.events.map(({ trigger }) => trigger));
  const referred = referredIds({
    ...annotations,
    events: annotations.events.map((event) => ({ ...event, trigger: event.id })),
  });
  for (const [index, entity] of annotations.entities.entries()) {
    if (!triggers.has(entity.id) || referred.has(entity.id) || !listedIds.has(entity.id)) continue;
    annotations.entities[index] = { ...entity, metadata: { ...entity.metadata, [listed]: 'true' } };
  }
}

function wordsOf(texts: Json | undefined): string | undefined {
  if (typeof texts === 'string') return texts;
  return isList(texts) && texts.length > 0 ? texts.map((text) => textOf(text) ?? '').join(' ') : undefined;
}

function pairsOf(offsets: Json | undefined): Pair[] {
  return listOf(offsets).map((pair) => [listOf(pair)[0], listOf(pair)[1]]);
}
