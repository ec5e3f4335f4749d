/**
 * Prodigy's tasks (https://prodi.gy/docs/api-interfaces) and spaCy's training examples, a JSON object a line. Both count
 * code points; a span's end is exclusive, its last token inclusive.
 */
import type { Format } from '../format.ts';
import { hasAll, recordPaths } from '../json/head.ts';
import { readRecords } from '../json/reading.ts';
import { type JsonRead, jsonRecords } from '../json/streams.ts';
import { isList, isObject } from '../json/values.ts';
import { lineWriter } from '../json/writing.ts';
import { readTask } from './reading.ts';
import { composeTask } from './writing.ts';

/**
 * - Spans of a task that was rejected or ignored are no gold: the document has none of them, and they are kept in its
 *   metadata.
 * - A span with a score is predicted while nobody has answered its task, by the model that is its `source`; after that
 *   the score is metadata.
 * - spaCy's `{"text", "entities": [[start, end, label]]}` and pairs of a text and such an object are read too; such a
 *   document has the metadata `prodigy.shape`, and is written in the first of the two shapes.
 * - Relations need tokens. A document with relations and without tokens is given some: runs of letters or digits and
 *   single signs, divided where mentions begin and end.
 * - Ids are fields of their own, where the order of the spans does not say the same.
 * - Other fields of tasks, spans and relations are metadata and are written back. Files are not written back byte for
 *   byte: the order of fields is Goldspan's.
 */
export const prodigy: Format = {
  name: 'prodigy',
  title: 'Prodigy and spaCy JSON lines',
  extension: '.jsonl',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    if (paths.has('text[]')) return 0;
    if (paths.has('entities[][]') || paths.has('[][].entities[][]')) return 1;
    if (paths.has('[].entities') || paths.has('[][].entities')) return 0.9;
    if (head.startsWith('["') && paths.has('[]') && paths.has('entities')) return 0.9;
    if (!paths.has('text') || paths.has('denotations')) return 0;
    if (hasAll(paths, 'spans[].start', 'spans[].label') || paths.has('_task_hash')) return 1;
    return ['_input_hash', 'answer', 'tokens[].start', 'spans'].some((path) => paths.has(path)) ? 0.8 : 0;
  },
  read: (chunks, fileName) =>
    readRecords(withoutPairs(jsonRecords(chunks, 'prodigy')), 'prodigy', (record, line, number) =>
      readTask(record, line, fileName, number),
    ),
  write: () => lineWriter(composeTask),
};

/** Pairs of a text and an object of annotations as one object. */
async function* withoutPairs(records: AsyncIterable<JsonRead>): AsyncGenerator<JsonRead> {
  for await (const record of records) {
    if (record.kind === 'value' && isList(record.value)) {
      const [text, annotations] = record.value;
      if (typeof text === 'string' && isObject(annotations)) {
        yield { ...record, value: { ...annotations, text } };
        continue;
      }
    }
    yield record;
  }
}
