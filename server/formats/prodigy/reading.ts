/** Reading a task of Prodigy or an example of spaCy. */
import type { Entity } from '../../annotation/document.ts';
import type { Span } from '../../text/positions.ts';
import type { Read } from '../format.ts';
import { extended, metadataOf } from '../json/metadata.ts';
import {
  DocumentReading,
  entityOf,
  type Growing,
  growing,
  headAndTail,
  noDocument,
  unnamed,
} from '../json/reading.ts';
import { isList, isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import {
  exampleFields,
  isTurnedDown,
  relationFields,
  shape,
  spacy,
  spanFields,
  taskFields,
  turnedDownFields,
} from './fields.ts';

export function* readTask(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  const { text } = record;
  if (typeof text !== 'string') {
    yield noDocument('prodigy', line, 'it has no text');
    return;
  }
  const document = textOf(record['id']) ?? unnamed(fileName, number);
  const reading = new DocumentReading({ format: 'prodigy', line, document }, text, 'code points');
  const annotations = growing();
  const tokens = readTokens(reading, record['tokens']);
  const isSpacy = isList(record['entities']) && !isList(record['spans']);
  let metadata = metadataOf(record, taskFields);
  if (isTurnedDown(metadata)) {
    metadata = metadataOf(record, turnedDownFields);
    const message = `This task was answered ${textOf(record['answer'])}; its spans are no gold and were kept as metadata.`;
    reading.report('information', 'not-accepted', message);
  } else if (isSpacy) {
    metadata = extended(metadataOf(record, exampleFields), { [shape]: spacy });
    for (const member of listOf(record['entities'])) readExample(reading, member, annotations);
  } else {
    const spans = objectsIn(reading, record, 'spans');
    const relations = objectsIn(reading, record, 'relations');
    reading.expectIds([...spans, ...relations].map((it) => textOf(it['id'])));
    const places = spans.flatMap((span) =>
      readSpan(reading, span, record['answer'] !== undefined, tokens, annotations),
    );
    for (const relation of relations) readRelation(reading, relation, places, annotations);
  }
  yield* reading.result(annotations, {
    ...(tokens.length > 0 && { tokens }),
    ...(metadata !== undefined && { metadata }),
  });
}

function objectsIn(reading: DocumentReading, record: JsonObject, name: string): JsonObject[] {
  return listOf(record[name]).flatMap((member) => {
    if (isObject(member)) return [member];
    reading.report('error', 'malformed-field', `A member of ${name} is no object; it was passed over.`);
    return [];
  });
}

function readTokens(reading: DocumentReading, list: Json | undefined): Span[] {
  const tokens: Span[] = [];
  let isPlain = true;
  for (const [index, token] of listOf(list).entries()) {
    const { text, start, end, id, ws, ...others } = isObject(token) ? token : {};
    const span = reading.span([start, end]);
    const isInOrder = span !== undefined && span.start >= (tokens.at(-1)?.end ?? 0);
    if (!isInOrder || (text !== undefined && reading.text.slice(span.start, span.end) !== text)) {
      const message = `The token ${index} is no span of the text in its order, or its text differs; all tokens were left out.`;
      reading.report('error', 'bad-token', message);
      return [];
    }
    isPlain &&=
      (id ?? index) === index &&
      (ws ?? isSpaceAfter(reading.text, span)) === isSpaceAfter(reading.text, span);
    isPlain &&= Object.keys(others).length === 0;
    tokens.push(span);
  }
  if (!isPlain) {
    const message = 'Tokens have fields besides their span, such as disabled, which were left out.';
    reading.report('information', 'token-fields-left-out', message);
  }
  return tokens;
}

/** Prodigy's `ws`: whether a blank follows a token. */
export function isSpaceAfter(text: string, { end }: Span): boolean {
  return text[end] === ' ';
}

/** A span of spaCy: start, end, label and sometimes more. */
function readExample(reading: DocumentReading, member: Json, { entities }: Growing): void {
  const fields = isObject(member) ? [member['start'], member['end'], member['label']] : listOf(member);
  const [start, end, label, ...more] = fields;
  const id = reading.id(undefined, 'T');
  const type = reading.type(label, `The entity ${id}`);
  const fragments = reading.fragments([[start, end]], `The entity ${id}`);
  if (type === undefined || fragments === undefined) return;
  if (more.length > 0) {
    reading.report('information', 'fields-left-out', `The entity ${id} has more than a span and a label.`);
  }
  entities.push(entityOf({ id, type, fragments, words: reading.words(fragments, undefined, id) }));
}

/** An entity with the tokens that its span says it covers. */
interface Place {
  readonly entity: Entity;
  readonly firstToken: number;
  readonly lastToken: number;
}

function readSpan(
  reading: DocumentReading,
  record: JsonObject,
  isAnswered: boolean,
  tokens: readonly Span[],
  { entities }: Growing,
): Place[] {
  const id = reading.id(textOf(record['id']), 'T');
  const owner = `The span ${id}`;
  const type = reading.type(record['label'], owner);
  const fragments = reading.fragments([[record['start'], record['end']]], owner);
  if (type === undefined || fragments === undefined) return [];
  const [{ start, end }] = fragments;
  const { token_start: firstToken, token_end: lastToken } = record;
  const [first, last] = [tokens[Number(firstToken)], tokens[Number(lastToken)]];
  if ((first !== undefined && first.start !== start) || (last !== undefined && last.end !== end)) {
    const message = `${owner} lies elsewhere than its tokens ${firstToken} to ${lastToken}. The characters count.`;
    reading.report('warning', 'tokens-differ', message);
  }
  const words = reading.words(fragments, textOf(record['text']), owner);
  const metadata = metadataOf(record, spanFields(isAnswered));
  const prediction = isAnswered ? {} : { score: record['score'], model: record['source'] };
  const entity = entityOf({ id, type, fragments, words }, { metadata, ...prediction });
  entities.push(entity);
  return [
    {
      entity,
      firstToken:
        typeof firstToken === 'number' ? firstToken : tokens.findIndex((token) => token.end > start),
      lastToken:
        typeof lastToken === 'number' ? lastToken : tokens.findLastIndex((token) => token.start < end),
    },
  ];
}

function readRelation(
  reading: DocumentReading,
  record: JsonObject,
  places: readonly Place[],
  { relations }: Growing,
): void {
  const id = reading.id(textOf(record['id']), 'R');
  const type = reading.type(record['label'], `The relation ${id}`);
  const [head, tail] = (['head', 'child'] as const).map((end) =>
    endOf(reading, record[`${end}_span`], record[end], places),
  );
  if (type === undefined) return;
  if (head === undefined || tail === undefined) {
    const message = `The relation ${id} (${type}) joins tokens outside all spans; it was left out. Make spans of them.`;
    reading.report('error', 'relation-without-span', message);
    return;
  }
  const metadata = metadataOf(record, relationFields);
  relations.push({
    id,
    type,
    arguments: headAndTail(head, tail),
    ...(metadata !== undefined && { metadata }),
  });
}

/** The entity at one end of a relation: the one whose span is repeated there, or else the one at the token. */
function endOf(
  reading: DocumentReading,
  span: Json | undefined,
  token: Json | undefined,
  places: readonly Place[],
): string | undefined {
  if (isObject(span)) {
    const at = reading.span([span['start'], span['end']]);
    const same = places.filter(
      ({ entity: { fragments, type } }) =>
        fragments[0].start === at?.start && fragments[0].end === at.end && type === (span['label'] ?? type),
    );
    const found = same.find(({ entity }) => entity.id === textOf(span['id'])) ?? same[0];
    if (found !== undefined) return found.entity.id;
  }
  if (typeof token !== 'number') return undefined;
  const around = places.filter(({ firstToken, lastToken }) => firstToken <= token && token <= lastToken);
  return (around.find(({ lastToken }) => lastToken === token) ?? around[0])?.entity.id;
}
