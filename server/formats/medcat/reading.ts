/** Reading a document of an export of MedCATtrainer. */
import type { Read } from '../format.ts';
import { extended, metadataOf, toText } from '../json/metadata.ts';
import {
  DocumentReading,
  entityOf,
  type Growing,
  growing,
  headAndTail,
  noDocument,
  unnamed,
} from '../json/reading.ts';
import { isObject, type Json, type JsonObject, listOf, textOf } from '../json/values.ts';

export interface Context {
  readonly line: number;
  readonly fileName: string;
  /** Counted from 1 through the whole file. */
  readonly number: number;
  readonly project: string | undefined;
}

const documentFields: ReadonlySet<string> = new Set(['name', 'text', 'annotations', 'relations']);

export function* readDocument(record: JsonObject, context: Context): Generator<Read> {
  const { line, fileName, number, project } = context;
  const { text } = record;
  if (typeof text !== 'string') {
    const reason = 'it has no text, as exports without text have none; export the project with text';
    yield noDocument('medcat', line, reason);
    return;
  }
  const name = textOf(record['name']) ?? textOf(record['id']) ?? unnamed(fileName, number);
  const document = project === undefined ? name : `${project}/${name}`;
  const reading = new DocumentReading({ format: 'medcat', line, document }, text, 'code points');
  const annotations = growing();
  const all = membersOf(record['annotations']);
  const kept = all.filter(isKept);
  reportLeftOut(reading, all);
  decideUnit(reading, kept);
  reading.expectIds(kept.map(idOf));
  for (const annotation of kept) readAnnotation(reading, annotation, annotations);
  readRelations(reading, membersOf(record['relations']), new Set(all.map(idOf)), annotations);
  const metadata = extended(metadataOf(record, documentFields), {
    project: project === undefined ? undefined : toText(project),
  });
  yield* reading.result(annotations, metadata === undefined ? {} : { metadata });
}

/** The objects of a list, or of an object that has them by id as older exports do. */
function membersOf(value: Json | undefined): JsonObject[] {
  return (isObject(value) ? Object.values(value) : listOf(value)).filter((it) => isObject(it));
}

/** The id in Goldspan of an annotation with a number for an id. */
function idOf({ id }: JsonObject): string | undefined {
  return typeof id === 'number' ? `T${id}` : textOf(id);
}

/** Whether a person has approved of an annotation. */
function isKept({ correct, alternative, deleted, killed }: JsonObject): boolean {
  return (correct === true || alternative === true) && deleted !== true && killed !== true;
}

function reportLeftOut(reading: DocumentReading, all: readonly JsonObject[]): void {
  const counts = { deleted: 0, killed: 0, undecided: 0 };
  for (const annotation of all) {
    if (isKept(annotation)) continue;
    if (annotation['killed'] === true) counts.killed += 1;
    else if (annotation['deleted'] === true) counts.deleted += 1;
    else counts.undecided += 1;
  }
  const count = counts.deleted + counts.killed + counts.undecided;
  if (count === 0) return;
  const message = `${count} of ${all.length} annotations were left out: ${counts.deleted} deleted, ${counts.killed} killed, ${counts.undecided} neither correct nor an alternative.`;
  reading.report('information', 'annotations-left-out', message);
}

function decideUnit(reading: DocumentReading, annotations: readonly JsonObject[]): void {
  const stored = annotations.flatMap(({ start, end, value }) =>
    typeof value === 'string' ? [{ pair: [start, end] as const, words: value }] : [],
  );
  if (!reading.tryUnit('utf-16', stored)) return;
  const message = 'Offsets were taken to count UTF-16 code units, as the stored words are there.';
  reading.report('information', 'offset-unit', message);
}

const annotationFields: ReadonlySet<string> = new Set([
  ...['id', 'cui', 'value', 'start', 'end', 'correct', 'deleted', 'killed', 'meta_anns', 'comment'],
]);

function readAnnotation(reading: DocumentReading, record: JsonObject, annotations: Growing): void {
  const id = reading.id(idOf(record), 'T');
  const owner = `The annotation ${id}`;
  const fragments = reading.fragments([[record['start'], record['end']]], owner);
  if (fragments === undefined) return;
  const words = reading.words(fragments, textOf(record['value']), owner);
  const { alternative, ...others } = record;
  const metadata = metadataOf(alternative === true ? record : others, annotationFields);
  annotations.entities.push(entityOf({ id, type: 'Concept', fragments, words }, { metadata }));
  const cui = textOf(record['cui']);
  if (cui === undefined) {
    reading.report('warning', 'no-concept', `${owner} has no cui; its entity has no concept.`);
  } else {
    const system = /^C\d{7}$/.test(cui) ? 'UMLS' : '';
    annotations.normalisations.push({ id: reading.id(undefined, 'N'), target: id, system, identifier: cui });
  }
  readMetaAnnotations(reading, record['meta_anns'], id, annotations);
  const { comment } = record;
  if (typeof comment !== 'string' || comment === '') return;
  annotations.notes.push({
    id: reading.id(undefined, '#'),
    type: 'AnnotatorNotes',
    target: id,
    text: comment,
  });
}

function readMetaAnnotations(
  reading: DocumentReading,
  value: Json | undefined,
  target: string,
  { attributes }: Growing,
): void {
  const named: readonly JsonObject[] = isObject(value)
    ? Object.entries(value).flatMap(([name, it]) => (isObject(it) ? [{ name, ...it }] : []))
    : membersOf(value);
  for (const it of named) {
    const [type, own] = [textOf(it['name']), textOf(it['value'])];
    if (type === undefined) {
      reading.report('error', 'no-type', `A meta-annotation of ${target} has no name; it was left out.`);
      continue;
    }
    attributes.push({
      id: reading.id(undefined, 'A'),
      type,
      target,
      ...(own !== undefined && { value: own }),
    });
  }
  const message =
    'Meta-annotations have more than a name and a value, such as acc and validated, which was left out.';
  const hasMore = named.some((it) => Object.keys(it).some((name) => name !== 'name' && name !== 'value'));
  if (hasMore && !reading.problems.some((problem) => problem.message === message)) {
    reading.report('information', 'fields-left-out', message);
  }
}

/** Fields that say again what the annotations at the ends of a relation say. */
const relationFields: ReadonlySet<string> = new Set(
  ['start', 'end'].flatMap((end) =>
    ['', '_cui', '_value', '_start_idx', '_end_idx'].map((field) => `${end}_entity${field}`),
  ),
);

function readRelations(
  reading: DocumentReading,
  records: readonly JsonObject[],
  given: ReadonlySet<string | undefined>,
  { entities, relations }: Growing,
): void {
  const known = new Set(entities.map(({ id }) => id));
  let left = 0;
  for (const record of records) {
    const [head = '', tail = ''] = (['start_entity', 'end_entity'] as const).map((end) =>
      idOf({ id: record[end] }),
    );
    const isLeft = [head, tail].some((end) => given.has(end) && !known.has(end));
    if (record['validated'] === false || isLeft) {
      left += 1;
      continue;
    }
    const id = reading.id(undefined, 'R');
    const type = reading.type(record['relation'], `The relation ${id}`);
    if (type === undefined) continue;
    const metadata = metadataOf(record, new Set([...relationFields, 'relation', 'validated']));
    relations.push({
      id,
      type,
      arguments: headAndTail(head, tail),
      ...(metadata !== undefined && { metadata }),
    });
  }
  if (left === 0) return;
  const message = `${left} relations were left out, as they are not validated or join an annotation that was left out.`;
  reading.report('information', 'relations-left-out', message);
}
