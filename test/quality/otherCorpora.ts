/** Corpora by which a type is measured outside of the corpora that it was learnt from. */
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { readAnnotated } from './annotated.ts';
import type { TypeNames } from './entityScores.ts';
import { linesApart } from './linesApart.ts';
import { relationCorpora } from './relationCorpora.ts';

export interface OtherCorpus {
  /** By which it is chosen. */
  readonly key: string;
  readonly name: string;
  /** Below the data folder. */
  readonly path: string;
  readonly read: (path: string) => Promise<AnnotatedDocument[]>;
  readonly types: TypeNames;
  /** What of it the training of the model in the box has seen. */
  readonly training: 'none of it' | 'its training split, for other types' | 'all of it, for other types';
  /** How its guideline differs from what the type was learnt as. */
  readonly differs: string;
}

const chemProt = 'relations/chemprot/dev-327docs.json';

export const otherCorpora: readonly OtherCorpus[] = [
  {
    key: 'chemprot',
    name: 'ChemProt, 327 documents of its dev split',
    path: chemProt,
    read: async (path) => (await relationCorpora.find((it) => it.path === chemProt)?.read(path)) ?? [],
    types: { Chemical: 'Chemical', Gene: 'GeneMention' },
    training: 'none of it',
    differs: 'tokenised text; its genes and proteins leave out many that BC2GM takes',
  },
  {
    key: 'phee',
    name: 'PHEE, dev split',
    path: 'corpora/phee/dev.jsonl',
    read: readAnnotated,
    types: { Treatment_Drug: 'Chemical', Effect: 'Disease' },
    training: 'none of it',
    differs: 'only drugs given and effects suffered are annotated, effects as whole phrases',
  },
  {
    key: 'bc2gm',
    name: 'BC2GM, dev split',
    path: 'corpora/bc2gm/dev.tsv',
    read: async (path) => (await readAnnotated(path)).flatMap(linesApart),
    types: { GENE: 'Gene' },
    training: 'its training split, for other types',
    differs: 'broader: also families, domains, complexes and promoters',
  },
  {
    key: 'maccrobat',
    name: 'MACCROBAT',
    path: 'corpora/maccrobat',
    read: readAnnotated,
    types: { Disease_disorder: 'Disease', Medication: 'Chemical' },
    training: 'all of it, for other types',
    differs: 'signs and symptoms are a type of their own',
  },
  {
    key: 'chia',
    name: 'Chia, 800 trials',
    path: 'corpora/chia',
    read: readAnnotated,
    types: { Condition: 'Disease', Drug: 'Chemical' },
    training: 'all of it, for other types',
    differs: 'any state a trial asks for is a condition; drug classes and regimens are drugs',
  },
];
