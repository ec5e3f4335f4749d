/** The public corpora that the models in the box are measured on, and whose training splits they have seen. */
import { join } from 'node:path';
import type { AnnotatedDocument } from '../../server/annotation/document.ts';
import { readAnnotated } from './annotated.ts';
import type { TypeNames } from './entityScores.ts';
import { linesApart } from './linesApart.ts';

export interface Corpus {
  /** By which it is chosen. */
  readonly key: string;
  readonly name: string;
  /** Below the data folder. */
  readonly dev: string;
  readonly train: string;
  readonly types: TypeNames;
  /** Whether its lines are sentences of different texts, so that each is a document of its own. */
  readonly isOfSentences?: boolean;
  /** The strict F1 to reach over all types. */
  readonly floor: number;
}

/** The names of sequence variants. */
export const variants: TypeNames = Object.fromEntries(
  [
    'SequenceVariant',
    'DNAMutation',
    'ProteinMutation',
    'OtherMutation',
    'SNP',
    'AcidChange',
    'DNAAllele',
    'ProteinAllele',
  ].map((name) => [name, 'Variant']),
);

export const corpora: readonly Corpus[] = [
  {
    key: 'bc5cdr',
    name: 'BC5CDR',
    dev: 'corpora/bc5cdr/dev.pubtator',
    train: 'corpora/bc5cdr/train.pubtator',
    types: { Disease: 'Disease', Chemical: 'Chemical' },
    floor: 0.86,
  },
  {
    key: 'ncbi-disease',
    name: 'NCBI disease',
    dev: 'corpora/ncbi-disease/dev.pubtator',
    train: 'corpora/ncbi-disease/train.pubtator',
    types: {
      SpecificDisease: 'Disease',
      Modifier: 'Disease',
      DiseaseClass: 'Disease',
      CompositeMention: 'Disease',
    },
    floor: 0.825,
  },
  {
    key: 'biored',
    name: 'BioRED',
    dev: 'corpora/biored/dev.pubtator',
    train: 'corpora/biored/train.pubtator',
    types: {
      DiseaseOrPhenotypicFeature: 'Disease',
      ChemicalEntity: 'Chemical',
      GeneOrGeneProduct: 'Gene',
      OrganismTaxon: 'Species',
      CellLine: 'CellLine',
      ...variants,
    },
    floor: 0.84,
  },
  {
    key: 'bc2gm',
    name: 'BC2GM',
    dev: 'corpora/bc2gm/dev.tsv',
    train: 'corpora/bc2gm/train.tsv',
    types: { GENE: 'GeneMention' },
    isOfSentences: true,
    floor: 0.775,
  },
  {
    key: 'jnlpba',
    name: 'JNLPBA',
    dev: 'corpora/jnlpba/dev.tsv',
    train: 'corpora/jnlpba/train.tsv',
    types: { PRGE: 'Protein', DNA: 'DNA', RNA: 'RNA', CLTP: 'CellType', CLLN: 'GeniaCellLine' },
    floor: 0.73,
  },
];

/** The clinical types of MACCROBAT, which has no split: it is measured by cross-validation. */
export const maccrobat = {
  key: 'maccrobat',
  name: 'MACCROBAT',
  folder: 'corpora/maccrobat',
  folds: 5,
  types: {
    Sign_symptom: 'SignSymptom',
    Disease_disorder: 'DiseaseDisorder',
    Medication: 'Medication',
    Dosage: 'Dosage',
    Diagnostic_procedure: 'DiagnosticProcedure',
    Therapeutic_procedure: 'TherapeuticProcedure',
    Lab_value: 'LabValue',
    Biological_structure: 'Anatomy',
    Severity: 'Severity',
    Date: 'Date',
    Duration: 'Duration',
  },
} as const;

/** The documents of one split of a corpus, in the file's order. */
export async function readSplit(
  data: string,
  corpus: Corpus,
  split: 'dev' | 'train',
): Promise<AnnotatedDocument[]> {
  const documents = await readAnnotated(join(data, corpus[split]));
  return corpus.isOfSentences === true ? documents.flatMap(linesApart) : documents;
}
