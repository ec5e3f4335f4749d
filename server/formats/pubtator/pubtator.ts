/**
 * PubTator: title and abstract with mentions and relations, as the biomedical corpora of the NCBI have them.
 *
 * ```
 * 12345|t|Title
 * 12345|a|Abstract
 * 12345⇥0⇥5⇥Title⇥Type⇥D000001|D000002⇥first part|second part
 * 12345⇥Relation⇥D000001⇥D000002⇥Novel
 * ```
 *
 * A blank line ends a document. Offsets run over the title, one character and the abstract; here that character is a
 * line feed. The sixth and the seventh column of a mention may be absent, and so may the fifth of a relation.
 *
 * Where things are in the document model: the sixth column is in the normalisations, and as it stands in the metadata
 * `identifier` where its spelling says more; the seventh is the metadata `mentions`; relations are as
 * `conceptRelations.ts` says. Mentions are numbered `T1`, `T2`, relations `R1`, `R2`, concepts `N1`, `N2`.
 */
import type { Format } from '../format.ts';
import { readPubtator } from './reading.ts';
import { PubtatorWriter } from './writing.ts';

export const pubtator: Format = {
  name: 'pubtator',
  title: 'PubTator',
  extension: '.pubtator',
  offsets: 'Unicode code points over title, one character and abstract; the end is exclusive',
  recognise(head, fileName) {
    const begins = /^\uFEFF?\s*([^\s|][^|\t\r\n]*)\|([ta])\|/.exec(head);
    if (begins === null) return 0;
    const id = begins[1] as string;
    const follows = head.includes(`\n${id}|a|`) || head.includes(`\n${id}\t`);
    return follows || /\.pubtator$/i.test(fileName) ? 1 : 0.7;
  },
  read: readPubtator,
  write: () => new PubtatorWriter(),
};
