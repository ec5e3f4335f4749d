/**
 * PubAnnotation's JSON (http://www.pubannotation.org/docs/annotation-format/), which TextAE also uses: a document a
 * file, or a list or lines of documents. Spans are caret positions, which count code points.
 */
import type { Format } from '../format.ts';
import { recordPaths } from '../json/head.ts';
import { readRecords } from '../json/reading.ts';
import { jsonRecords } from '../json/streams.ts';
import { lineWriter } from '../json/writing.ts';
import { readDocuments } from './reading.ts';
import { composeDocument } from './writing.ts';

/**
 * - Denotations and blocks are entities; a block has the metadata `block`. Discontinuous mentions are read from bagged
 *   and from chained spans and written as bags.
 * - An attribute is an attribute, without a value where its object is `true`; `cui` is a concept where it can be read as
 *   one. Modifications, the older form, are read as attributes without a value and written as attributes.
 * - A track is a document of its own, as its annotations come from another source; it has the metadata `track`.
 * - Each document is written on a line of its own, so that a file of one document is what PubAnnotation takes.
 * - Scores and models of predicted entities are the fields `score` and `model` of their denotations. Other fields that
 *   the model does not know are metadata and are written back. Files are not written back byte for byte: indentation,
 *   the order of fields and chains are lost.
 */
export const pubAnnotation: Format = {
  name: 'pubannotation',
  title: 'PubAnnotation JSON',
  extension: '.json',
  offsets: 'code points',
  recognise(head) {
    const paths = recordPaths(head);
    if (paths.has('denotations') || paths.has('tracks[].denotations')) return 1;
    if (paths.has('blocks[].span.begin') || paths.has('tracks[].project')) return 0.9;
    return paths.has('sourcedb') && paths.has('sourceid') ? 0.8 : 0;
  },
  read: (chunks, fileName) =>
    readRecords(jsonRecords(chunks, 'pubannotation'), 'pubannotation', (record, line, number) =>
      readDocuments(record, line, fileName, number),
    ),
  write: () => lineWriter(composeDocument),
};
