/**
 * The JSON in which Microsoft's presidio-research keeps generated personal data: a list of samples, each a `full_text`
 * with `spans` of an `entity_type`. Offsets are those of Python, code points, end excluded.
 */
import type { Format, Read } from './format.ts';
import { hasAll, recordPaths } from './json/head.ts';
import { metadataOf } from './json/metadata.ts';
import { DocumentReading, entityOf, growing, noDocument, readRecords, unnamed } from './json/reading.ts';
import { jsonRecords } from './json/streams.ts';
import { isObject, type JsonObject, listOf, textOf } from './json/values.ts';

/** Only imported. Fields of samples and of spans that are not named above are metadata. */
export const presidio: Format = {
  name: 'presidio',
  title: 'Presidio samples',
  extension: '.json',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    if (hasAll(paths, 'full_text', 'spans[].start_position')) return 1;
    return hasAll(paths, 'full_text', 'masked', 'spans') ? 0.9 : 0;
  },
  read: (chunks, fileName) =>
    readRecords(jsonRecords(chunks, 'presidio'), 'presidio', (record, line, number) =>
      readSample(record, line, unnamed(fileName, number)),
    ),
};

const sampleFields: ReadonlySet<string> = new Set(['full_text', 'spans']);
const spanFields: ReadonlySet<string> = new Set([
  'entity_type',
  'entity_value',
  'start_position',
  'end_position',
]);

function* readSample(record: JsonObject, line: number, document: string): Generator<Read> {
  const { full_text: text } = record;
  if (typeof text !== 'string') {
    yield noDocument('presidio', line, 'it has no full_text');
    return;
  }
  const reading = new DocumentReading({ format: 'presidio', line, document }, text, 'code points');
  const annotations = growing();
  // The samples list their spans from the last to the first.
  const spans = listOf(record['spans']).filter(isObject);
  const ascending = spans.toSorted((a, b) => Number(a['start_position']) - Number(b['start_position']));
  for (const span of ascending) {
    const id = reading.id(undefined, 'T');
    const owner = `The span ${id}`;
    const type = reading.type(span['entity_type'], owner);
    const fragments = reading.fragments([[span['start_position'], span['end_position']]], owner);
    if (type === undefined || fragments === undefined) continue;
    const words = reading.words(fragments, textOf(span['entity_value']), owner);
    const metadata = metadataOf(span, spanFields);
    annotations.entities.push(entityOf({ id, type, fragments, words }, { metadata }));
  }
  const metadata = metadataOf(record, sampleFields);
  yield* reading.result(annotations, metadata === undefined ? {} : { metadata });
}
