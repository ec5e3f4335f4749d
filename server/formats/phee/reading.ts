/** Reading a sentence of PHEE. */
import type { Argument } from '../../annotation/document.ts';
import type { Read } from '../format.ts';
import { metadataOf } from '../json/metadata.ts';
import {
  DocumentReading,
  entityOf,
  type Growing,
  growing,
  noDocument,
  type Pair,
  unnamed,
} from '../json/reading.ts';
import { isList, isObject, type Json, type JsonObject, listOf, shown, textOf } from '../json/values.ts';

const sentenceFields: ReadonlySet<string> = new Set(['id', 'context', 'annotations']);
const eventFields: ReadonlySet<string> = new Set(['event_id', 'event_type', 'Trigger']);
const argumentFields: ReadonlySet<string> = new Set(['text', 'start', 'entity_id', 'value']);

export function* readSentence(
  record: JsonObject,
  line: number,
  fileName: string,
  number: number,
): Generator<Read> {
  const { context: text } = record;
  if (typeof text !== 'string') {
    yield noDocument('phee', line, 'it has no context');
    return;
  }
  const document = textOf(record['id']) ?? unnamed(fileName, number);
  const reading = new DocumentReading({ format: 'phee', line, document }, text, 'code points');
  const annotations = growing();
  const sentence = new Sentence(reading, annotations);
  for (const annotation of listOf(record['annotations'])) {
    for (const event of listOf(isObject(annotation) ? annotation['events'] : undefined))
      sentence.event(event);
  }
  const metadata = metadataOf(record, sentenceFields);
  yield* reading.result(annotations, metadata === undefined ? {} : { metadata });
}

class Sentence {
  readonly #reading: DocumentReading;
  readonly #annotations: Growing;
  /** The entity that a stored id and its spans became; one mention may play a role in several events. */
  readonly #entities = new Map<string, string>();

  constructor(reading: DocumentReading, annotations: Growing) {
    this.#reading = reading;
    this.#annotations = annotations;
  }

  /** @returns the id of the event; undefined, with a problem, where it has no trigger. */
  event(value: Json | undefined): string | undefined {
    const record = isObject(value) ? value : {};
    const id = this.#reading.id(textOf(record['event_id']), 'E');
    const type = this.#reading.type(record['event_type'], `The event ${id}`);
    if (type === undefined) return undefined;
    const [trigger] = this.#mentions(record['Trigger'], type);
    if (trigger === undefined) {
      this.#reading.report('error', 'no-trigger', `The event ${id} has no trigger; it was left out.`);
      return undefined;
    }
    const roles = Object.entries(record).filter(([name]) => !eventFields.has(name));
    const all = roles.flatMap(([role, argument]) => this.#arguments(role, role, argument));
    this.#annotations.events.push({ id, type, trigger, arguments: all });
    return id;
  }

  /** The arguments that a field of an event, or of an argument of it, stands for. */
  #arguments(role: string, type: string, value: Json | undefined): Argument[] {
    if (isList(value)) {
      return value.flatMap((event) => {
        const target = this.event(event);
        return target === undefined ? [] : [{ role, target }];
      });
    }
    if (!isObject(value)) {
      const message = `${role} is ${shown(value)}, which is neither an argument nor a list of events; it was left out.`;
      this.#reading.report('error', 'malformed-field', message);
      return [];
    }
    const own = this.#mentions(value, type).map((target) => ({ role, target }));
    const inner = Object.entries(value).filter(([name]) => !argumentFields.has(name));
    return [...own, ...inner.flatMap(([name, it]) => this.#arguments(name, `${type}_${name}`, it))];
  }

  /** The entities of an argument: `text` and `start` hold a list of fragments for each. */
  #mentions(value: Json | undefined, type: string): string[] {
    if (!isObject(value)) return [];
    const [texts, starts, ids] = [value['text'], value['start'], value['entity_id']].map(listOf);
    return (texts ?? []).flatMap((fragments, index) => {
      const places = listOf(starts?.[index]);
      // The fragments are in the order in which they were marked, not in that of the text.
      const pieces = listOf(fragments)
        .map((words, at) => ({ words: textOf(words) ?? '', start: places[at] }))
        .toSorted((a, b) => Number(a.start) - Number(b.start));
      const id = this.#entity(textOf(ids?.[index]), type, pieces);
      if (id === undefined) return [];
      const attribute = attributeValue(value['value']);
      if (attribute !== undefined) {
        const own = this.#reading.id(undefined, 'A');
        this.#annotations.attributes.push({ id: own, type: 'Value', target: id, ...attribute });
      }
      return [id];
    });
  }

  #entity(
    stored: string | undefined,
    type: string,
    pieces: readonly { readonly words: string; readonly start: Json | undefined }[],
  ): string | undefined {
    const pairs = pieces.map(({ words, start }): Pair => {
      return [start, typeof start === 'number' ? start + Array.from(words).length : undefined];
    });
    const words = pieces.map((piece) => piece.words).join(' ');
    const key = JSON.stringify([stored, type, pairs]);
    const known = this.#entities.get(key);
    if (known !== undefined) return known;
    // A mention has one id in all its roles, but is an entity of another type in each.
    const isTaken = this.#annotations.entities.some((entity) => entity.id === stored);
    const id = this.#reading.id(isTaken ? undefined : stored, 'T');
    const owner = `The argument ${id}`;
    const fragments = this.#reading.fragments(pairs, owner);
    if (fragments === undefined) return undefined;
    this.#annotations.entities.push(
      entityOf({ id, type, fragments, words: this.#reading.words(fragments, words, owner) }),
    );
    this.#entities.set(key, id);
    return id;
  }
}

/** The value of an attribute; none where the argument has no value, and an empty attribute where it is merely true. */
function attributeValue(value: Json | undefined): { readonly value?: string } | undefined {
  if (value === undefined || value === null) return undefined;
  return value === true ? {} : { value: textOf(value) ?? JSON.stringify(value) };
}
