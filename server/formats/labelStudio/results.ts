/** Reading the results of an annotation or a prediction of Label Studio. */
import { extended, metadataOf, toText } from '../json/metadata.ts';
import { type DocumentReading, entityOf, type Growing, headAndTail } from '../json/reading.ts';
import { isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';
import { noteType, relationFields, usual, valueFields } from './fields.ts';

export interface Prediction {
  readonly result: readonly Json[];
  /** Absent for an annotation. */
  readonly model?: string;
  readonly score?: number;
}

/**
 * Reads regions with labels, what is said of them, and relations between them.
 * @returns the other results, which are to be kept as they are.
 */
export function readResults(
  reading: DocumentReading,
  sources: readonly Prediction[],
  annotations: Growing,
): readonly Json[] {
  const results = sources.flatMap((source) => source.result.map((result) => ({ source, result })));
  const regions = results.flatMap(({ source, result }) =>
    isRegion(result) ? [{ source, region: result }] : [],
  );
  reading.expectIds(results.map(({ result }) => (isObject(result) ? textOf(result['id']) : undefined)));
  decideUnit(
    reading,
    regions.map(({ region }) => valueIn(region)),
  );
  for (const { source, region } of regions) readRegion(reading, region, source, annotations);
  const known = new Set(annotations.entities.map(({ id }) => id));
  const aside = results.flatMap(({ result }) => {
    if (isRegion(result)) return [];
    const isRead =
      isObject(result) &&
      (readRelation(reading, result, known, annotations) ||
        readProperty(reading, result, known, annotations));
    return isRead ? [] : [result];
  });
  if (aside.length > 0) {
    const types = new Set(
      aside.map((result) => (isObject(result) ? (textOf(result['type']) ?? 'none') : 'none')),
    );
    const message = `${aside.length} results that are no labels of spans of text were kept as metadata; their types: ${[...types].join(', ')}.`;
    reading.report('information', 'results-aside', message);
  }
  return aside;
}

function valueIn(result: JsonObject): JsonObject {
  return isObject(result['value']) ? result['value'] : {};
}

/** Whether a result is a span of text with labels. */
function isRegion(result: Json): result is JsonObject {
  return (
    isObject(result) &&
    (result['type'] ?? usual.type) === usual.type &&
    isObject(result['value']) &&
    Array.isArray(result['value']['labels'])
  );
}

/** Code points, unless more of the stored words are found where UTF-16 code units lead. */
function decideUnit(reading: DocumentReading, values: readonly JsonObject[]): void {
  const stored = values.flatMap(({ start, end, text }) =>
    typeof text === 'string' ? [{ pair: [start, end] as const, words: text }] : [],
  );
  if (!reading.tryUnit('utf-16', stored)) return;
  const message =
    'Offsets were taken to count UTF-16 code units, as older versions of Label Studio do: the stored words are there.';
  reading.report('information', 'offset-unit', message);
}

function readRegion(
  reading: DocumentReading,
  region: JsonObject,
  source: Prediction,
  annotations: Growing,
): void {
  const { start, end, text, labels } = valueIn(region);
  const id = reading.id(textOf(region['id']), 'T');
  const owner = `The region ${id}`;
  const fragments = reading.fragments([[start, end]], owner);
  if (fragments === undefined) return;
  const words = reading.words(fragments, textOf(text), owner);
  const types = listOf(labels).flatMap((label) => textOf(label) ?? []);
  if (types.length === 0)
    reading.report('error', 'no-type', `${owner} has no label; it was left out. Give it one.`);
  const metadata = regionMetadata(region, source.model !== undefined);
  for (const [index, type] of types.entries()) {
    const own = index === 0 ? id : reading.id(undefined, `${id}.`);
    const parts = { id: own, type, fragments, words };
    annotations.entities.push(entityOf(parts, { metadata, ...prediction(reading, region, source) }));
  }
  const { meta } = region;
  const texts = isObject(meta) ? meta['text'] : undefined;
  for (const note of Array.isArray(texts) ? texts : [texts]) {
    if (typeof note !== 'string' || types.length === 0) continue;
    annotations.notes.push({ id: reading.id(undefined, '#'), type: noteType, target: id, text: note });
  }
}

/** The fields of a region that the model does not know; those that have their usual values go without saying. */
function regionMetadata(region: JsonObject, isPredicted: boolean): ReturnType<typeof metadataOf> {
  const said = Object.fromEntries(
    Object.entries(region).filter(([name, value]) => usual[name as keyof typeof usual] !== value),
  );
  const { text: _text, ...meta } = isObject(region['meta']) ? region['meta'] : {};
  return extended(
    metadataOf(said, new Set(['id', 'type', 'value', 'meta', ...(isPredicted ? ['score'] : [])])),
    {
      value: metadataText(valueIn(region), valueFields),
      meta: metadataText(meta, new Set()),
    },
  );
}

function metadataText(fields: JsonObject, known: ReadonlySet<string>): string | undefined {
  const others = Object.entries(fields).filter(([name]) => !known.has(name));
  return others.length === 0 ? undefined : toText(Object.fromEntries(others) as JsonObject);
}

/** Score and model of a region in a prediction; of an annotation's region there are none. */
function prediction(
  reading: DocumentReading,
  region: JsonObject,
  source: Prediction,
): { score?: number; model?: string } {
  if (source.model === undefined) return {};
  const own = region['score'] ?? valueIn(region)['score'];
  const score = typeof own === 'number' ? own : source.score;
  if (score === undefined) {
    const message = 'A prediction has no score; 0 was taken.';
    if (reading.problems.every((problem) => problem.message !== message))
      reading.report('information', 'no-score', message);
  }
  return { score: score ?? 0, model: source.model };
}

function readRelation(
  reading: DocumentReading,
  result: JsonObject,
  known: ReadonlySet<string>,
  { relations }: Growing,
): boolean {
  const [from, to] = [textOf(result['from_id']), textOf(result['to_id'])];
  if (result['type'] !== 'relation' || from === undefined || to === undefined) return false;
  if (!known.has(from) || !known.has(to)) return false;
  const [head, tail] = result['direction'] === 'left' ? [to, from] : [from, to];
  const { direction, ...others } = result;
  const fields = direction === undefined || direction === 'right' ? others : result;
  const metadata = metadataOf(fields, relationFields);
  const labels = listOf(result['labels']).flatMap((label) => textOf(label) ?? []);
  for (const [index, type] of (labels.length > 0 ? labels : ['relation']).entries()) {
    const id = reading.id(index === 0 ? textOf(result['id']) : undefined, 'R');
    relations.push({
      id,
      type,
      arguments: headAndTail(head, tail),
      ...(metadata !== undefined && { metadata }),
    });
  }
  return true;
}

/** What is said of a region: a choice, a text, a rating or a number. */
function readProperty(
  reading: DocumentReading,
  result: JsonObject,
  known: ReadonlySet<string>,
  { attributes }: Growing,
): boolean {
  const [target, type] = [textOf(result['id']), textOf(result['from_name'])];
  if (target === undefined || type === undefined || !known.has(target)) return false;
  const { choices, text, rating, number } = valueIn(result);
  const given = { choices, textarea: text, rating, number }[textOf(result['type']) ?? ''];
  const values = (Array.isArray(given) ? given : [given]).flatMap((value) => textOf(value) ?? []);
  for (const value of values) {
    attributes.push({ id: reading.id(undefined, 'A'), type, target, ...(value !== type && { value }) });
  }
  return values.length > 0;
}
