/** Reading an example of doccano. */
import type { Read } from '../format.ts';
import { extended, metadataOf } from '../json/metadata.ts';
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
import { isList, isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import { entityFields, exampleFields, relationFields, shapeName, shapes } from './fields.ts';

export function* readExample(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  // Some versions export the text as `data`.
  const isOlder = record['text'] === undefined && typeof record['data'] === 'string';
  const { data, ...rest } = record;
  const example = isOlder ? { ...rest, text: data } : record;
  const { text } = example;
  if (typeof text !== 'string') {
    yield noDocument('doccano', line, 'it has no text');
    return;
  }
  const document = textOf(example['id']) ?? unnamed(fileName, number);
  const reading = new DocumentReading({ format: 'doccano', line, document }, text, 'utf-16');
  const shape = shapes.find((name) => isList(example[name])) ?? 'entities';
  const members = listOf(example[shape]).flatMap((member) => spanOf(reading, member));
  decideUnit(reading, members);
  const relations = shape === 'entities' ? listOf(example['relations']).filter(isObject) : [];
  reading.expectIds([
    ...members.map(({ fields }) => idOf(fields['id'], 'T')),
    ...relations.map(({ id }) => idOf(id, 'R')),
  ]);
  const annotations = growing();
  for (const member of members) readEntity(reading, member, annotations);
  for (const relation of relations) readRelation(reading, relation, annotations);
  const own = shape === 'entities' ? undefined : shape;
  const metadata = extended(metadataOf(example, exampleFields(shape)), { [shapeName]: own });
  yield* reading.result(annotations, metadata === undefined ? {} : { metadata });
}

interface Member {
  readonly pair: Pair;
  readonly label: Json | undefined;
  /** Empty where the span is a mere list. */
  readonly fields: JsonObject;
}

function spanOf(reading: DocumentReading, member: Json): Member[] {
  if (isObject(member)) {
    return [{ pair: [member['start_offset'], member['end_offset']], label: member['label'], fields: member }];
  }
  if (isList(member) && member.length === 3) {
    return [{ pair: [member[0], member[1]], label: member[2], fields: {} }];
  }
  reading.report('error', 'malformed-field', 'A label has no start, end and name; it was left out.');
  return [];
}

/** Takes offsets for code points where only these make spans of all of them, and says so where it matters. */
function decideUnit(reading: DocumentReading, members: readonly Member[]): void {
  const areSpans = (unit: 'utf-16' | 'code points'): boolean =>
    members.every(({ pair }) => reading.span(pair, unit) !== undefined);
  const differs = members.some(({ pair }) => {
    const [units, points] = [reading.span(pair, 'utf-16'), reading.span(pair, 'code points')];
    return units?.start !== points?.start || units?.end !== points?.end;
  });
  if (!differs) return;
  if (!areSpans('utf-16') && areSpans('code points')) {
    reading.unit = 'code points';
    const message =
      'Offsets were taken to count code points, as some are no span of the text when they count UTF-16 code units, which is what doccano does.';
    reading.report('warning', 'offset-unit', message);
  } else {
    const message =
      'Offsets were taken to count UTF-16 code units, as doccano does. The text has characters, such as emoji, that are two of these; where another program wrote the file, the mentions after them are to be checked.';
    reading.report('information', 'offset-unit', message);
  }
}

function idOf(id: Json | undefined, prefix: string): string | undefined {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 ? `${prefix}${id}` : textOf(id);
}

function readEntity(reading: DocumentReading, { pair, label, fields }: Member, { entities }: Growing): void {
  const id = reading.id(idOf(fields['id'], 'T'), 'T');
  const owner = `The entity ${id}`;
  const type = reading.type(label, owner);
  const fragments = reading.fragments([pair], owner);
  if (type === undefined || fragments === undefined) return;
  const words = reading.words(fragments, undefined, owner);
  entities.push(entityOf({ id, type, fragments, words }, { metadata: metadataOf(fields, entityFields) }));
}

function readRelation(reading: DocumentReading, record: JsonObject, { relations }: Growing): void {
  const id = reading.id(idOf(record['id'], 'R'), 'R');
  const type = reading.type(record['type'], `The relation ${id}`);
  if (type === undefined) return;
  const [head = '', tail = ''] = [idOf(record['from_id'], 'T'), idOf(record['to_id'], 'T')];
  const metadata = metadataOf(record, relationFields);
  relations.push({
    id,
    type,
    arguments: headAndTail(head, tail),
    ...(metadata !== undefined && { metadata }),
  });
}
