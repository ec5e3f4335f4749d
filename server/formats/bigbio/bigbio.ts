/**
 * The `kb` schema of BigBIO (https://github.com/bigscience-workshop/biomedical), a JSON object a line: passages,
 * entities, events, coreferences, relations. Texts and offsets are parallel lists, so that discontinuous mentions have
 * a place. Offsets count code points of the passages' texts put together.
 */
import type { Format } from '../format.ts';
import { hasAll, recordPaths } from '../json/head.ts';
import { readRecords } from '../json/reading.ts';
import { jsonRecords } from '../json/streams.ts';
import { lineWriter } from '../json/writing.ts';
import { readDocument } from './reading.ts';
import { composeDocument } from './writing.ts';

/**
 * - Ids are unique over a whole file, so they are written with the document's id and `_` before them, and read without.
 * - Passages may leave out blanks between them. A text whose passages leave out more is written as one passage of the
 *   type `document`, as is a text without passages.
 * - The trigger of an event is an entity in Goldspan. It is written as an entity too where something else refers to it
 *   or where it was read as one, which the metadata `bigbio.listed` says.
 * - Coreferences are equivalences of the type `Coreference`.
 * - The schema has no further fields: unknown ones are metadata when they are read, and losses when they are written.
 *   Files are not written back byte for byte, as ids without the document's id get it.
 */
export const bigbio: Format = {
  name: 'bigbio',
  title: 'BigBIO knowledge base JSON lines',
  extension: '.jsonl',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    if (!paths.has('passages')) return 0;
    if (hasAll(paths, 'passages[].text[]', 'passages[].offsets')) return 1;
    return hasAll(paths, 'document_id') && !paths.has('infons') ? 0.9 : 0;
  },
  read: (chunks, fileName) =>
    readRecords(jsonRecords(chunks, 'bigbio'), 'bigbio', (record, line, number) =>
      readDocument(record, line, fileName, number),
    ),
  write: () => lineWriter(composeDocument),
};
