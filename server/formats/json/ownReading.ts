/** Reading a line of Goldspan's own format. */
import type { AnnotatedDocument, Argument, Passage } from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { Read } from '../format.ts';
import { metadataOf } from './metadata.ts';
import { documentFields, entityFields, relationFields } from './ownFields.ts';
import {
  DocumentReading,
  entityOf,
  type Growing,
  growing,
  headAndTail,
  noDocument,
  unnamed,
} from './reading.ts';
import { isList, isObject, type Json, type JsonObject, listOf, textOf } from './values.ts';

/** The document of one line. @param number the line's number among the documents, which names one without an id. */
export function* readDocument(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  const { text } = record;
  if (typeof text !== 'string') {
    yield noDocument('jsonl', line, 'it has no text');
    return;
  }
  const document = textOf(record['id']) ?? unnamed(fileName, number);
  const reading = new DocumentReading({ format: 'jsonl', line, document }, text, 'code points');
  reading.expectIds(
    lists
      .flatMap((name) => listOf(record[name]))
      .flatMap((it) => (isObject(it) ? [textOf(it['id']), textOf(it['key'])] : [])),
  );
  const annotations = growing();
  for (const entity of objects(reading, record, 'entities')) readEntity(reading, entity, annotations);
  for (const relation of objects(reading, record, 'relations')) readRelation(reading, relation, annotations);
  readOthers(reading, record, annotations);
  const metadata = metadataOf(record, documentFields);
  yield* reading.result(annotations, {
    ...readParts(reading, record),
    ...(metadata !== undefined && { metadata }),
  });
}

const lists = ['entities', 'relations', 'events', 'attributes', 'concepts', 'notes'] as const;

/** The members of a list that are objects; others are problems. */
function* objects(reading: DocumentReading, record: JsonObject, name: string): Generator<JsonObject> {
  const list = record[name];
  if (list !== undefined && !isList(list)) {
    reading.report('error', 'malformed-field', `The field ${name} is no list; it was passed over.`);
  }
  for (const member of listOf(list)) {
    if (isObject(member)) yield member;
    else reading.report('error', 'malformed-field', `A member of ${name} is no object; it was passed over.`);
  }
}

function readEntity(
  reading: DocumentReading,
  record: JsonObject,
  { entities, attributes, normalisations }: Growing,
): void {
  const id = reading.id(textOf(record['id']), 'T');
  const owner = `The entity ${id}`;
  const type = reading.type(record['type'], owner);
  const fragments = reading.fragments(pairsOf(record['spans']), owner);
  if (type === undefined || fragments === undefined) return;
  // Words are kept as they are, as nobody but Goldspan writes them; whether they differ is a problem all the same.
  const stored = textOf(record['text']);
  const words =
    stored !== undefined && reading.agrees(fragments, stored)
      ? stored
      : reading.words(fragments, stored, owner);
  const metadata = metadataOf(record, entityFields);
  const { score, model } = record;
  entities.push(entityOf({ id, type, fragments, words }, { metadata, score, model }));
  for (const concept of objects(reading, record, 'concepts'))
    readConcept(reading, concept, id, normalisations);
  if (!isObject(record['attributes'])) return;
  for (const [name, value] of Object.entries(record['attributes'])) {
    attributes.push({ id: reading.id(undefined, 'A'), type: name, target: id, ...attributeValue(value) });
  }
}

function readConcept(
  reading: DocumentReading,
  record: JsonObject,
  target: string,
  normalisations: Growing['normalisations'],
): void {
  const [system, identifier, name] = [textOf(record['system']), textOf(record['id']), textOf(record['name'])];
  if (system === undefined || identifier === undefined) {
    reading.report('error', 'malformed-field', `A concept of ${target} lacks system or id; it was left out.`);
    return;
  }
  const id = reading.id(textOf(record['key']), 'N');
  const { score } = record;
  normalisations.push({
    ...{ id, target, system, identifier },
    ...(name !== undefined && { name }),
    ...(typeof score === 'number' && { score }),
  });
}

function readRelation(reading: DocumentReading, record: JsonObject, { relations }: Growing): void {
  const id = reading.id(textOf(record['id']), 'R');
  const type = reading.type(record['type'], `The relation ${id}`);
  const [head, tail] = [textOf(record['head']), textOf(record['tail'])];
  const [headRole = 'Arg1', tailRole = 'Arg2'] = listOf(record['roles']).map(textOf);
  const all =
    head !== undefined && tail !== undefined
      ? headAndTail(head, tail).map(({ target }, index) => ({
          role: index === 0 ? headRole : tailRole,
          target,
        }))
      : argumentsOf(record['arguments']);
  const [first, second, ...more] = all;
  if (first === undefined || second === undefined) {
    reading.report('error', 'malformed-field', `The relation ${id} lacks head or tail; it was left out.`);
  } else if (type !== undefined) {
    const metadata = metadataOf(record, relationFields);
    relations.push({
      id,
      type,
      arguments: [first, second, ...more],
      ...(metadata !== undefined && { metadata }),
    });
  }
}

function readOthers(reading: DocumentReading, record: JsonObject, annotations: Growing): void {
  const { events, attributes, normalisations, notes, equivalences } = annotations;
  for (const it of objects(reading, record, 'events')) {
    const id = reading.id(textOf(it['id']), 'E');
    const [type, trigger] = [reading.type(it['type'], `The event ${id}`), textOf(it['trigger']) ?? ''];
    if (type !== undefined) events.push({ id, type, trigger, arguments: argumentsOf(it['arguments']) });
  }
  for (const it of objects(reading, record, 'attributes')) {
    const id = reading.id(textOf(it['id']), 'A');
    const type = reading.type(it['type'], `The attribute ${id}`);
    if (type === undefined) continue;
    attributes.push({ id, type, target: textOf(it['target']) ?? '', ...attributeValue(it['value'] ?? true) });
  }
  for (const it of objects(reading, record, 'concepts')) {
    readConcept(reading, it, textOf(it['target']) ?? '', normalisations);
  }
  for (const it of objects(reading, record, 'notes')) {
    const id = reading.id(textOf(it['id']), '#');
    const type = reading.type(it['type'], `The note ${id}`);
    if (type === undefined) continue;
    notes.push({ id, type, target: textOf(it['target']) ?? '', text: textOf(it['text']) ?? '' });
  }
  for (const it of objects(reading, record, 'equivalences')) {
    const type = reading.type(it['type'], 'An equivalence');
    if (type !== undefined)
      equivalences.push({ type, members: listOf(it['members']).flatMap((id) => textOf(id) ?? []) });
  }
}

/** Passages, sentences and tokens; all of a kind are left out, with a problem, where one is no span of the text. */
function readParts(
  reading: DocumentReading,
  record: JsonObject,
): Pick<AnnotatedDocument, 'passages' | 'sentences' | 'tokens'> {
  const spansOf = (name: string, values: readonly (Json | undefined)[]): Span[] | undefined => {
    const spans = values.flatMap((value) => reading.span(pairOf(value)) ?? []);
    if (spans.length === values.length) return spans;
    reading.report('error', 'bad-offset', `One of the ${name} is no span of the text; all were left out.`);
    return undefined;
  };
  const passages = [...objects(reading, record, 'passages')];
  const passageSpans = spansOf(
    'passages',
    passages.map(({ span }) => span),
  );
  const sentences = spansOf('sentences', listOf(record['sentences']));
  const tokens = spansOf('tokens', listOf(record['tokens']));
  return {
    ...(passageSpans?.length && {
      passages: passageSpans.map((span, index): Passage => {
        const metadata = passages[index]?.['metadata'];
        return { span, metadata: (isObject(metadata) ? metadataOf(metadata, new Set()) : undefined) ?? {} };
      }),
    }),
    ...(sentences?.length && { sentences }),
    ...(tokens?.length && { tokens }),
  };
}

function attributeValue(value: Json | undefined): { value?: string } {
  return value === true || value === undefined ? {} : { value: textOf(value) ?? JSON.stringify(value) };
}

function argumentsOf(list: Json | undefined): Argument[] {
  return listOf(list).flatMap((it) => {
    const [role, target] = isObject(it) ? [textOf(it['role']), textOf(it['target'])] : [];
    return role === undefined || target === undefined ? [] : [{ role, target }];
  });
}

const pairsOf = (list: Json | undefined) => listOf(list).map(pairOf);
const pairOf = (value: Json | undefined) => [listOf(value)[0], listOf(value)[1]] as const;
