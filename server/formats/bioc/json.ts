/**
 * BioC JSON, as NCBI's services and the `bioc` library have it: the same parts as BioC XML, with `infons` as objects,
 * `locations` and `nodes` as lists. Read are collections, lists of them, single documents, and files with one document
 * or collection a line; any object with a list `passages` is a document. Written is one collection, a document a line.
 *
 * The document model holds things as with BioC XML, see `xml.ts`.
 */
import type { Format } from '../format.ts';
import { jsonPaths } from '../json/head.ts';
import { readBiocJson } from './jsonReading.ts';
import { BiocJsonWriter } from './jsonWriting.ts';

export const biocJson: Format = {
  name: 'bioc-json',
  title: 'BioC JSON',
  extension: '.json',
  offsets:
    'Unicode code points from the start of the document; files in UTF-8 bytes or UTF-16 code units are recognised by ' +
    'trial and written as they were',
  recognise(head) {
    const paths = [...jsonPaths(head)].map((path) => path.replaceAll('[]', ''));
    const has = (wanted: string) => paths.some((path) => path === wanted || path.endsWith(`.${wanted}`));
    if (has('documents.passages') || has('passages.offset') || has('passages.infons') || has('bioctype'))
      return 1;
    return has('documents') && has('source') && has('date') && has('key') ? 0.9 : 0;
  },
  read: readBiocJson,
  write: () => new BiocJsonWriter(),
};
