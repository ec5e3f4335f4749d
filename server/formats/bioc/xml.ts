/**
 * BioC XML (Comeau et al. 2013, Database, bat064; version 1 of its DTD): a collection of documents with passages,
 * perhaps sentences, annotations and relations.
 *
 * Where things are in the document model: the infons `type` and `identifier` of an annotation are its type and its
 * normalisations, other infons are metadata; what stands before the first document is metadata of every document, with
 * `collection.` before the names. An annotation's `score` and `model` make it a predicted entity. Attributes and notes
 * are infons `attribute:Type` and `note:Type`, events and equivalences are relations with an infon `kind`; other
 * software keeps them as infons. A relation without nodes between two concepts is as `conceptRelations.ts` says.
 *
 * Writing lists annotations by passage, then by their order in the document, and lays the file out in one way; a file
 * that was written here comes back byte for byte, files by other software differ in spacing, quotes and prologue.
 */
import type { Format } from '../format.ts';
import { readBiocXml } from './xmlReading.ts';
import { BiocXmlWriter } from './xmlWriting.ts';

export const biocXml: Format = {
  name: 'bioc-xml',
  title: 'BioC XML',
  extension: '.xml',
  offsets:
    'Unicode code points from the start of the document; files in UTF-8 bytes or UTF-16 code units are recognised by ' +
    'trial and written as they were',
  recognise(head) {
    const root = /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<([\w:.-]+)[\s>]/.exec(
      head,
    );
    if (root?.[1] === 'collection') {
      return /<!DOCTYPE\s+collection\s+SYSTEM\s+["'][^"']*BioC/i.test(head) ||
        /<(?:document|source|key)\b/.test(head)
        ? 1
        : 0.6;
    }
    return root?.[1] === 'document' && /<passage\b/.test(head) ? 0.8 : 0;
  },
  read: readBiocXml,
  write: () => new BiocXmlWriter(),
};
