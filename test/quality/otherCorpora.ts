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
  /** Whether the model in the box has learnt from its texts, with other types; from no annotation of it else. */
  readonly training: 'none' | 'other types';
  /** How it differs from what the types were learnt from, in a sentence. */
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
    training: 'none',
    differs: 'Its text is tokenised.',
  },
  {
    key: 'phee',
    name: 'PHEE, dev split',
    path: 'corpora/phee/dev.jsonl',
    read: readAnnotated,
    types: { Treatment_Drug: 'Chemical', Effect: 'Disease' },
    training: 'none',
    differs:
      'Only drugs that were given and effects that were suffered are annotated, the latter as whole phrases.',
  },
  {
    key: 'bc2gm',
    name: 'BC2GM, dev split',
    path: 'corpora/bc2gm/dev.tsv',
    read: async (path) => (await readAnnotated(path)).flatMap(linesApart),
    types: { GENE: 'Gene' },
    training: 'other types',
    differs: 'It takes more for a gene than BioRED does.',
  },
  {
    key: 'maccrobat',
    name: 'MACCROBAT',
    path: 'corpora/maccrobat',
    read: readAnnotated,
    types: { Disease_disorder: 'Disease', Sign_symptom: 'Disease', Medication: 'Chemical' },
    training: 'other types',
    differs: 'Its signs and symptoms, of which many are findings, count as diseases.',
  },
  {
    key: 'chia',
    name: 'Chia, 800 trials',
    path: 'corpora/chia',
    read: readAnnotated,
    types: { Condition: 'Disease', Drug: 'Chemical' },
    training: 'other types',
    differs: 'Any state that a trial asks for is a condition, and therapies are drugs.',
  },
];
