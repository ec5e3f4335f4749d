/**
 * doccano's JSON lines for sequence labelling, in the shapes that its versions export: `label` or `labels` with
 * `[start, end, name]`; `annotations` with `start_offset`, `end_offset` and a label; `entities` with ids and
 * `relations` between them.
 *
 * doccano's annotation page counts UTF-16 code units, unless a project is set to count grapheme clusters. It stores no
 * words, so that nothing in a file says what its offsets count. Goldspan takes them for UTF-16 code units, unless some
 * of them are no span then and all of them are spans when they count code points, as programs in Python do.
 */
import type { Format } from '../format.ts';
import { recordPaths } from '../json/head.ts';
import { readRecords } from '../json/reading.ts';
import { jsonRecords } from '../json/streams.ts';
import { lineWriter } from '../json/writing.ts';
import { readExample } from './reading.ts';
import { composeExample } from './writing.ts';

/**
 * - Where the unit makes a difference, a problem says which one was taken. Written are UTF-16 code units.
 * - The numbers that doccano gives as ids become `T1`, `R1` and so on, and such ids become these numbers.
 * - A document keeps the shape that it was read from as metadata `doccano.shape`; others are written with `entities` and
 *   `relations`. Other fields of documents, entities and relations are metadata. Files are not written back byte for
 *   byte: the order of fields is Goldspan's.
 */
export const doccano: Format = {
  name: 'doccano',
  title: 'doccano JSON lines',
  extension: '.jsonl',
  offsets: 'UTF-16 code units',
  recognise(head) {
    const paths = recordPaths(head);
    if (['entities[].start_offset', 'annotations[].start_offset'].some((path) => paths.has(path))) return 1;
    if (!paths.has('text') && !paths.has('data')) return 0;
    if (['label[][]', 'labels[][]'].some((path) => paths.has(path))) return 1;
    if (paths.has('Comments')) return 0.9;
    return (paths.has('label') && !paths.has('label[]')) || (paths.has('labels') && !paths.has('labels[]'))
      ? 0.6
      : 0;
  },
  read: (chunks, fileName) =>
    readRecords(jsonRecords(chunks, 'doccano'), 'doccano', (record, line, number) =>
      readExample(record, line, fileName, number),
    ),
  write: () => lineWriter(composeExample),
};
