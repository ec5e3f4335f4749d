/** What is a reference in XMI, which does not say so: it is told by the name of the feature. */
import { clinicalEnds, conceptList } from './clinical.ts';
import { relationEnds } from './layers.ts';

/** Names of features that refer to other structures, in the type systems of DKPro, INCEpTION and cTAKES. */
export const referring: ReadonlySet<string> = new Set([
  ...relationEnds,
  ...clinicalEnds,
  ...['argument', 'target', 'first', 'next', 'head', 'tail', 'elements', conceptList],
  ...['pos', 'lemma', 'stem', 'morph', 'parent', 'children', 'event', 'relation', 'predicate'],
]);
